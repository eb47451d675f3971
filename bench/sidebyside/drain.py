"""Large bodies over a few connections at once, each asking again as soon as its answer is whole."""

import threading
import time
from dataclasses import dataclass

from .client import Connection

CONNECTIONS = 4


@dataclass(frozen=True)
class Drained:
    requests: int
    bytes: int
    seconds: float


def run(port, path, seconds, next_range=None):
    """Asks for `seconds` and lets every started answer end; `next_range()` gives the range of each request."""
    readers = [_Reader(port, path, seconds, next_range) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    elapsed = time.perf_counter() - start
    for reader in readers:
        if reader.failure:
            raise reader.failure
    return Drained(sum(reader.requests for reader in readers), sum(reader.bytes for reader in readers), elapsed)


class _Reader(threading.Thread):
    def __init__(self, port, path, seconds, next_range):
        super().__init__()
        self._port, self._path, self._seconds, self._next_range = port, path, seconds, next_range
        self.requests = self.bytes = 0
        self.failure = None

    def run(self):
        try:
            with Connection(self._port) as connection:
                end = time.perf_counter() + self._seconds
                while time.perf_counter() < end:
                    answer = connection.get(self._path, self._next_range() if self._next_range else None)
                    self.requests += 1
                    self.bytes += answer.body_bytes
        except Exception as failure:  # Raised again by the thread that joins.
            self.failure = failure
