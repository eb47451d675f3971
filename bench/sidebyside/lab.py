"""The bench itself: one folder, one upstream, and at most one set of servers at a time."""

import contextlib
import hashlib
import time
from pathlib import Path

from .processes import MIB
from .servers import Running
from .upstream import Upstream

LARGE = 100 * MIB
SMALL = 10 * 1024


class Lab:
    def __init__(self, folder, kinds, seconds):
        self.kinds = kinds
        self.seconds = seconds  # of each measured stretch of load
        self._folder = Path(folder)
        self._servers, self._line = {}, None
        self._started = 0
        self.upstream = Upstream(self._folder / "upstream")
        with contextlib.ExitStack() as undo:
            undo.callback(self.upstream.stop)
            push = self.upstream.pusher.push
            self.small = push("bench/small", "latest", [SMALL] * 6)
            self.large = push("bench/large", "latest", [LARGE])
            self.sha256_seconds = _time_sha256(self.large.layer)
            undo.pop_all()
        self._cold_images = 0

    def start(self, kind, slow=False):
        """A server of this kind with an empty cache, behind the direct or the slow line."""
        self._started += 1
        port = self.upstream.slow_port if slow else self.upstream.port
        return Running(kind, self._folder / f"{self._started}-{kind.name}", port)

    def servers(self, slow):
        """The servers behind that line, started on first use; those behind the other one are stopped."""
        if self._line != slow:
            self.stop_servers()
            self._line = slow
            for kind in self.kinds:
                self._servers[kind.name] = self.start(kind, slow)
        return self._servers

    def restart(self, name):
        self._servers[name].child.stop()
        self._servers[name] = self.start(next(kind for kind in self.kinds if kind.name == name), self._line)

    def cold_image(self):
        """An image that no server has seen, with one layer of 100 MiB."""
        self._cold_images += 1
        return self.upstream.pusher.push("bench/cold", f"r{self._cold_images}", [LARGE])

    def stop_servers(self):
        for running in self._servers.values():
            running.child.stop()
        self._servers, self._line = {}, None

    def stop(self):
        self.stop_servers()
        self.upstream.stop()


def _time_sha256(data):
    """The best of three: the others were disturbed."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        hashlib.sha256(data).digest()
        times.append(time.perf_counter() - start)
    return min(times)
