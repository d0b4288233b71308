"""Where a running sandbox is reached: written by its server, read by its clients."""

import json
import os
from dataclasses import asdict, dataclass

from sandbox.places import Places, write_private


@dataclass(frozen=True)
class Ports:
    """The sandbox's doors, all on loopback."""

    api: int
    git: int
    rendezvous: int
    particleboard: int


@dataclass(frozen=True)
class Address:
    """The server's process, its key and its doors."""

    pid: int
    key: str
    ports: Ports

    @classmethod
    def read(cls, places: Places) -> "Address | None":
        """What the folder says; the server it names may be gone."""
        try:
            raw = json.loads(places.address.read_text())
        except FileNotFoundError:
            return None
        return cls(raw["pid"], raw["key"], Ports(**raw["ports"]))

    @classmethod
    def announce(cls, places: Places, key: str, ports: Ports) -> None:
        """Only when this is written, the sandbox answers."""
        write_private(places.address, json.dumps(asdict(cls(os.getpid(), key, ports))))
