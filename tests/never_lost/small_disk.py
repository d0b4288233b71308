"""A PostgreSQL server whose databases are on a small disk of their own, which can really be full.

The disk is in memory, and only the server sees it: it is mounted in a namespace that ends with it.
The write-ahead log and what all databases share are elsewhere, as a provider has them.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from psycopg.errors import DiskFull

from tests.data.servers import Database, Server

MB = 2**20
SIZE = 40 * MB
MOUNT = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"'
NEEDED = """\
A disk that is really full needs a mount namespace with a tmpfs, which is not to be had here: {said}
As root in a container: docker run --cap-add SYS_ADMIN --security-opt apparmor=unconfined;
as an ordinary user: sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1 and, on
Ubuntu, kernel.apparmor_restrict_unprivileged_userns=0."""


class SmallDisk(Server):
    """It cannot be started again: the disk is gone with it."""

    placed = "TABLESPACE small"

    @property
    def disk(self) -> Path:
        """Below its own folder, for the folders above may be closed to it."""
        return self.folder / "data" / "pg_tblspc"

    def make(self) -> None:
        super().make()
        tried = subprocess.run(["env", *self.starting(), "true"], capture_output=True, text=True)
        if tried.returncode:
            pytest.fail(NEEDED.format(said=tried.stderr.strip()))

    def start(self) -> None:
        super().start()
        with self.admin() as admin:
            admin.execute("SET allow_in_place_tablespaces = on")
            admin.execute("CREATE TABLESPACE small LOCATION ''")

    def starting(self) -> tuple[str, ...]:
        """The server wants to own its disk, and refuses to be root, even of a namespace."""
        mounted, root = f"size={SIZE},mode=700", os.geteuid() == 0
        if root:
            nobody = pwd.getpwnam("nobody")
            mounted += f",uid={nobody.pw_uid},gid={nobody.pw_gid}"
        apart = ("unshare", "--mount") if root else ("unshare", "--user", "-r", "--mount")
        become = super().starting() or ("unshare", "--user")
        return (*apart, "sh", "-c", MOUNT, "sh", mounted, str(self.disk), *become)

    @property
    def free(self) -> int:
        """How many bytes its databases can still take."""
        with self.admin() as admin:
            ((used,),) = admin.execute("SELECT pg_tablespace_size('small')").fetchall()
        return SIZE - int(used)


def to_the_brim(ballast: Database) -> None:
    """Fill the disk from another database, to its last block."""
    with ballast.connect() as connection:
        connection.execute("CREATE TABLE ballast AS SELECT repeat('x', 1000)")
        for rows in (1000, 1):  # what cannot be had by the megabyte may be there by the block
            with suppress(DiskFull):
                while True:
                    connection.execute(
                        "INSERT INTO ballast SELECT repeat('x', 1000) FROM generate_series(1, %s)",
                        (rows,),
                    )
