"""A pipeline in the hands of a test."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.client import Sandbox
from tests.sandbox.helpers import ask
from tests.support import Done, Repository, heroku


@dataclass(frozen=True)
class Line:
    """Two apps at production downstream of one that is at staging."""

    sandbox: Sandbox
    name: str
    folder: Path

    @property
    def up(self) -> str:
        return f"{self.name}-u"

    @property
    def down(self) -> str:
        return f"{self.name}-d"

    @property
    def other(self) -> str:
        return f"{self.name}-o"

    @property
    def apps(self) -> tuple[str, str, str]:
        return (self.up, self.down, self.other)

    def push(self, files: dict[str, str]) -> str:
        """Deploy to the upstream; the commit."""
        repository = Repository.make(self.folder, self.sandbox.env(), files)
        assert repository.push(self.up).returncode == 0
        self.sandbox.clear_journal()
        return repository.head

    def promote(self, *to: str) -> Done:
        words = (f"--to={','.join(to)}",) if to else ()
        return heroku(self.sandbox.env(), "pipelines:promote", f"--app={self.up}", *words)

    def latest(self, app: str) -> dict[str, object]:
        release: dict[str, object] = self.sandbox.app(app)["releases"][-1]
        return release

    def order(self, *targets: str) -> dict[str, object]:
        """The body of a promotion's request."""
        _, pipeline, _ = ask(self.sandbox, "GET", f"/pipelines/{self.name}")
        return {
            "pipeline": {"id": pipeline["id"]},
            "source": self._place(self.up),
            "targets": [self._place(target) for target in targets],
        }

    def _place(self, app: str) -> dict[str, object]:
        return {"app": {"id": ask(self.sandbox, "GET", f"/apps/{app}")[1]["id"]}}
