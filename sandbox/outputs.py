"""What builds and release phases write, for those who follow it while it grows."""

import asyncio
from collections.abc import AsyncIterator


class Output:
    """Bytes that are appended until the writer closes; every reader sees all of them."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._closed = False
        self._changed = asyncio.Event()

    def write(self, data: bytes) -> None:
        self._data += data
        self._wake()

    def line(self, text: str) -> None:
        self.write(f"{text}\n".encode())

    def close(self) -> None:
        self._closed = True
        self._wake()

    @property
    def text(self) -> str:
        return self._data.decode(errors="replace")

    async def follow(self) -> AsyncIterator[bytes]:
        """Everything written so far and whatever comes, until it is closed."""
        at = 0
        while True:
            changed = self._changed
            if at < len(self._data):
                chunk = bytes(self._data[at:])
                at += len(chunk)
                yield chunk
            elif self._closed:
                return
            else:
                await changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
