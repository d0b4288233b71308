"""What is shipped: the package and its schema, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel and a sdist, built from a copy of what git knows."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    for kind in ("--wheel", "--sdist"):
        subprocess.run(
            [sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", built, source],
            check=True, capture_output=True,
        )  # fmt: skip
    return built


def test_the_wheel_holds_the_package_and_the_schema_only(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "heroku_tools/app.conf.schema.json" in names
    assert "heroku_tools/cli.py" in names
    others = [
        name for name in names
        if not name.startswith("heroku_tools/") and ".dist-info/" not in name
    ]  # fmt: skip
    assert others == []


def test_the_sdist_holds_what_a_build_needs(dist: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {"setup.py", "README.rst", "LICENSE", "heroku_tools/app.conf.schema.json"} <= names


def test_it_installs_and_answers(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    target = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, wheel],
        check=True, capture_output=True,
    )  # fmt: skip
    script = "import heroku_tools.cli as c; print(c.__file__); c.main()"
    told = subprocess.run(
        [sys.executable, "-c", script, "--help"],
        cwd=tmp_path, env={"PYTHONPATH": str(target), "PATH": ""},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.startswith(str(target))
    assert "deploy" in told.stdout
