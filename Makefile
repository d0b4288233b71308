# Two commands do all the set-up: `make demo` and `make test`.
# What they need is installed into this folder: .venv/ and sandbox/cli/node_modules/.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready sandbox/cli/node_modules/.ready
# Processes of the test run; the heroku CLI keeps a core busy for a second at each start.
WORKERS ?= auto
# What `make test` plays a second time, with the questions forced through the CLI: e2e-cli plays all.
CLI_TOO := "refusals or after or migration or unknown_live or each_status or takes_values"

.DEFAULT_GOAL := help
.PHONY: help demo demo-stop test check lint types unit e2e e2e-cli bench check-sandbox schema docs clean

help:
	@echo "make demo       deploy a real Django application to a Heroku on this machine, and watch"
	@echo "make demo-stop  end that Heroku"
	@echo "make test       lint, types, and every test (unit, adapters, end to end)"
	@echo "make never-lost all that may end a copy of data, at each of its steps (long)"
	@echo "make check      lint, types, and the tests that need no sandbox"
	@echo "make e2e-cli    the end-to-end tests, with every question through the heroku CLI"
	@echo "make bench      how long things take, against what you would do otherwise (ROWS=...: some)"
	@echo "make check-sandbox SCHEMA=FILE   hold the sandbox's answers against Heroku's JSON schema"
	@echo "make docs       build the manual: docs/_build/html/index.html"
	@echo "make schema     write the JSON Schema of app.conf.yaml anew, from the settings' keys"
	@echo "make bench-growth   how that grows with the work, as pictures in docs/growth"
	@echo "make bench-data masked copies against pg_dump | pg_restore (SIZES=\"0.2 1 2\", in GB)"
	@echo "make bench-rivals   masked copies against tools that do the same job (SIZE=0.1, in GB)"
	@echo "make clean      remove what the above have installed and made"

demo: $(READY)
	@$(BIN)/python -m sandbox.demo

demo-stop: .venv/.ready
	@$(BIN)/python -m sandbox stop

# Real processes race on a busy machine: what fails is run once more, and the report names it. A
# rerun is a defect of the test or of the program, to be looked into like any other.
ONCE_MORE = --reruns=1 -rR

test: $(READY) lint types
	$(BIN)/pytest -n $(WORKERS) --dist=worksteal $(ONCE_MORE) tests
	SCENE_DOOR=cli $(BIN)/pytest -n $(WORKERS) --dist=worksteal $(ONCE_MORE) \
		tests/e2e/test_refusals.py tests/e2e/test_road.py tests/e2e/test_config.py -k $(CLI_TOO)

check: .venv/.ready lint types unit

.PHONY: never-lost
never-lost: $(READY)
	$(BIN)/pytest -n $(WORKERS) --dist=worksteal -m "" tests/never_lost

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.ready
	$(BIN)/mypy

unit: .venv/.ready
	$(BIN)/pytest -q tests --ignore=tests/sandbox --ignore=tests/e2e

e2e: $(READY)
	$(BIN)/pytest -n $(WORKERS) --dist=worksteal tests/e2e

e2e-cli: $(READY)
	SCENE_DOOR=cli $(BIN)/pytest -n $(WORKERS) --dist=worksteal tests/e2e

bench: $(READY)
	@$(BIN)/python -m bench $(ROWS)

check-sandbox: $(READY)
	@test -n "$(SCHEMA)" || { echo "usage: make check-sandbox SCHEMA=platform-api-schema.json"; exit 2; }
	$(BIN)/python -m sandbox.check_schema "$(SCHEMA)"

docs: .venv/.ready
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html

schema: .venv/.ready
	@$(BIN)/python -m heroku_tools.settings.schema > heroku_tools/app.conf.schema.json

.venv/.ready: setup.py pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "$(PYTHON) is too old or missing: heroku-tools needs Python 3.10 or newer (make PYTHON=python3.12 ...)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || \
		{ echo "Python has no venv module: apt-get install python3-venv"; exit 1; }
	@echo "Setting up .venv (once, about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

# Order-only: a new virtualenv is no reason to take the CLI away under running tests.
sandbox/cli/node_modules/.ready: sandbox/cli/package-lock.json | .venv/.ready
	@$(BIN)/python -m sandbox.install_cli
	@touch $@

.PHONY: bench-growth
bench-growth: $(READY)
	@$(BIN)/python -m bench.growth

.PHONY: bench-data
bench-data: .venv/.ready
	@$(BIN)/python -m bench.data $(SIZES)

.PHONY: bench-rivals
bench-rivals: .venv/.ready
	@$(BIN)/python -m bench.rivals $(SIZE)

clean: demo-stop
	rm -rf .venv bench/.rivals .tox build dist docs/_build sandbox/.run sandbox/cli/node_modules
