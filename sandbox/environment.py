"""The environment in which the real heroku CLI and git meet the sandbox instead of Heroku."""

import contextlib
import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from sandbox.address import Ports
from sandbox.pg_programs import FOLDERS, NoPostgres, binary
from sandbox.places import CLI_BIN, Places, write_private

HARMLESS = ("LANG", "LC_ALL", "TERM", "TZ", "TMPDIR", "COLUMNS", "LINES")
# Noise and leaks: what must not be there besides what the sandbox sets.
UNSET = (
    "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY",
    "http_proxy", "https_proxy", "all_proxy", "HEROKU_APP", "HEROKU_HEADERS", "HEROKU_DEBUG",
    "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
    "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSERVICE", "PGSSLMODE",
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_SSH_COMMAND", "GIT_ASKPASS",
)  # fmt: skip
# Answers git's question for credentials as fast as a shell can; the CLI's own helper, which it
# writes into the global settings, does the same in a second.
FAST_HELPER = (
    '!f() { test "$1" = get && printf "username=heroku\\npassword=%s\\n" "$HEROKU_API_KEY"; }; f'
)
GITCONFIG = """\
[user]
\tname = Developer
\temail = developer@example.com
[init]
\tdefaultBranch = main
[credential "https://127.0.0.1:{port}"]
\thelper = !heroku git:credentials
"""


def complete(places: Places, ports: Ports, key: str) -> dict[str, str]:
    """All that a child process needs; nothing else of this process' environment."""
    inherited = {name: os.environ[name] for name in HARMLESS if name in os.environ}
    path = f"{_bins(places)}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**inherited, **exported(places, ports, key), "PATH": path}


def exported(places: Places, ports: Ports, key: str) -> dict[str, str]:
    """What the sandbox sets, PATH aside."""
    certificate = str(places.certificate)
    env = {
        "HOME": str(places.home),
        "HEROKU_HOST": f"http://127.0.0.1:{ports.api}",
        "HEROKU_API_KEY": key,
        "HEROKU_GIT_HOST": f"127.0.0.1:{ports.git}",
        "HEROKU_DATA_HOST": "127.0.0.1",
        "HEROKU_PARTICLEBOARD_URL": f"http://127.0.0.1:{ports.particleboard}",
        "HEROKU_DISABLE_AUTOUPDATE": "1",
        "HEROKU_SKIP_NEW_VERSION_CHECK": "1",
        "DISABLE_TELEMETRY": "true",
        "NODE_EXTRA_CA_CERTS": certificate,
        "GIT_SSL_CAINFO": certificate,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_PROXY": "*",
        "no_proxy": "*",
        **_git_settings(ports),
    }
    # Any other host, and the CLI would warn and talk to the real Heroku.
    assert urlsplit(env["HEROKU_HOST"]).hostname == "127.0.0.1"
    return env


def _git_settings(ports: Ports) -> dict[str, str]:
    here = f"https://127.0.0.1:{ports.git}"
    settings = (
        (f"url.{here}/.insteadOf", "https://git.heroku.com/"),
        (f"credential.{here}.helper", ""),
        (f"credential.{here}.helper", FAST_HELPER),
    )
    env = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (name, value) in enumerate(settings):
        env |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return env


def furnish(places: Places, ports: Ports, key: str) -> None:
    """Make the home folder, the python and psql that dynos find, and env.sh."""
    terms = places.home / ".cache" / "heroku" / "terms-of-service"
    terms.parent.mkdir(parents=True, exist_ok=True)
    terms.touch()
    (places.home / ".gitconfig").write_text(GITCONFIG.format(port=ports.git))
    places.bin.mkdir(exist_ok=True)
    python = Path(sys.executable).resolve()
    _link(places.bin, {"python": python, "python3": python})
    with contextlib.suppress(NoPostgres):
        _link(places.bin, {"psql": binary("psql", max(FOLDERS))})
    write_private(places.env_script, script(places, ports, key))


def _link(folder: Path, programs: Mapping[str, Path]) -> None:
    for name, program in programs.items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(program)


def script(places: Places, ports: Ports, key: str) -> str:
    """The same environment for a shell to read."""
    quoted = {name: shlex.quote(value) for name, value in exported(places, ports, key).items()}
    lines = [f"unset {' '.join(UNSET)}"]
    lines += [f"export {name}={value}" for name, value in quoted.items()]
    lines.append(f'export PATH={shlex.quote(_bins(places))}:"$PATH"')
    return "\n".join((*lines, ""))


def _bins(places: Places) -> str:
    """The CLI's folder, this python's, psql's; node's, if no PATH leads to it, is not ours."""
    return os.pathsep.join((str(CLI_BIN), str(Path(sys.executable).parent), str(places.bin)))


def missing_cli() -> str | None:
    """What to do when the CLI is not there yet."""
    if shutil.which("heroku", path=str(CLI_BIN)):
        return None
    return f"the heroku CLI is missing: npm ci --prefix {CLI_BIN.parent.parent}"
