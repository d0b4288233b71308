"""Where a sandbox keeps what it needs, below one folder."""

import os
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent
CLI_BIN = PACKAGE / "cli" / "node_modules" / ".bin"
DEFAULT_DIRECTORY = PACKAGE / ".run"


@dataclass(frozen=True)
class Places:
    """The rooms of one sandbox's folder."""

    directory: Path
    cache: Path

    @classmethod
    def below(cls, directory: Path, cache: Path | None = None) -> "Places":
        directory = directory.absolute()
        return cls(directory, (cache or directory / "cache").absolute())

    @property
    def home(self) -> Path:
        return self.directory / "home"

    @property
    def apps(self) -> Path:
        return self.directory / "apps"

    @property
    def slugs(self) -> Path:
        return self.directory / "slugs"

    @property
    def dynos(self) -> Path:
        return self.directory / "dynos"

    @property
    def bin(self) -> Path:
        return self.directory / "bin"

    @property
    def postgres(self) -> Path:
        return self.directory / "postgres"

    @property
    def backups(self) -> Path:
        return self.directory / "backups"

    @property
    def certificate(self) -> Path:
        return self.directory / "certificate.pem"

    @property
    def private_key(self) -> Path:
        return self.directory / "private-key.pem"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @property
    def address(self) -> Path:
        return self.directory / "address.json"

    @property
    def env_script(self) -> Path:
        return self.directory / "env.sh"


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, in one step for those who look at it."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(path)
