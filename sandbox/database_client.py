"""What a test asks the sandbox about its databases: `Sandbox` is one of these."""

import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sandbox.address import Address

DATABASE = "DATABASE"


class SandboxError(Exception):
    """The sandbox refused what it was asked."""


class DatabaseDoor:
    """Databases as add-ons, their servers, and the backups taken of them."""

    address: Address

    def create_database(
        self,
        app: str,
        *,
        name: str | None = None,
        version: int = 16,
        plan: str = "essential-0",
        follows: str | None = None,
    ) -> str:
        """Give the app a database of its own, attached as `name`; its URL.

        Without a name it is DATABASE, or a colour where there is one already. `version` is 16 or
        18. With `follows`, the name of an attachment of this app, it is a follower: a hot standby,
        which shows the same rows a little later (`catch_up` waits for that), and only reads.
        """
        body = {"name": name, "version": version, "plan": plan, "follows": follows}
        return str(self._ask("POST", f"/apps/{app}/databases", body)["url"])

    def attach_database(
        self, app: str, *, of: str, attachment: str = DATABASE, name: str | None = None
    ) -> str:
        """Attach the database that the app `of` has as `attachment` to `app` too; its config var.

        Where `app` has something of this name, that is put out.
        """
        body = {"of": of, "attachment": attachment, "name": name}
        return str(self._ask("POST", f"/apps/{app}/attachments", body)["config_var"])

    def detach_database(self, app: str, attachment: str) -> None:
        self._ask("DELETE", f"/apps/{app}/attachments/{attachment}")

    def database(self, app: str, attachment: str = DATABASE) -> dict[str, Any]:
        """The database as it is: url, superuser_url (of the server's owner), addon, id, plan,
        owner, version, server, database, user, port."""
        shown: dict[str, Any] = self._ask("GET", f"/apps/{app}/attachments/{attachment}")
        return shown

    def database_url(self, app: str, attachment: str = DATABASE) -> str:
        return str(self.database(app, attachment)["url"])

    def superuser_url(self, app: str, attachment: str = DATABASE) -> str:
        """The same database for the owner of the server, who may everything."""
        return str(self.database(app, attachment)["superuser_url"])

    def transfers(self, app: str) -> list[dict[str, Any]]:
        """Backups, restores and copies, oldest first: kind, name (b001), succeeded, finished, file,
        from_name, to_name; `succeeded` is None as long as it runs."""
        shown: list[dict[str, Any]] = self._ask("GET", f"/apps/{app}/transfers")
        return shown

    def configure_postgres(self, server: int | str = 16, **settings: str) -> None:
        """Change settings of a server that need no restart: `log_statement="all"`.

        A server is 16 or 18, or "16-follower" or "18-follower".
        """
        self._ask("PATCH", f"/postgres/{server}", settings)

    def postgres_log(self, server: int | str = 16) -> Path:
        """The file that a server writes its log to."""
        return Path(self._ask("GET", f"/postgres/{server}")["log"])

    def catch_up(self, version: int = 16) -> None:
        """Wait until followers of databases of this version show all that is there now."""
        self._ask("POST", f"/postgres/{version}/catch-up")

    def stop_postgres(self, server: int | str = 16, *, how: str = "fast") -> None:
        """End a server: "fast", or "immediate", as a crash would."""
        self._ask("POST", f"/postgres/{server}/stop", {"how": how})

    def start_postgres(self, server: int | str = 16) -> None:
        """Start it again, where it was; it starts by itself for a new database only."""
        self._ask("POST", f"/postgres/{server}/start")

    def restart_postgres(self, server: int | str = 16, *, how: str = "fast") -> None:
        self.stop_postgres(server, how=how)
        self.start_postgres(server)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        door = http.client.HTTPConnection("127.0.0.1", self.address.ports.api, timeout=120)
        headers = {"Authorization": f"Bearer {self.address.key}"}
        with closing(door):
            door.request(method, f"/_sandbox{path}", json.dumps(body or {}), headers)
            response = door.getresponse()
            answer = response.read()
        if response.status != 200:
            raise SandboxError(f"{method} {path}: {response.status} {answer.decode()}")
        return json.loads(answer)
