"""HEAD requests by an event loop of our own: wrk waits for the body that such an answer does not have."""

import heapq
import random
import selectors
import socket
import time

from .content import ACCEPT
from .processes import BenchError
from .wrk import CONNECTIONS, OFFERED_PER_SECOND, Load


def run(port, path, seconds, paced=False):
    return _HeadLoad(port, path, paced).run(seconds)


class _HeadLoad:
    """Keep-alive connections, each with at most one request outstanding, as wrk does it."""

    def __init__(self, port, path, paced):
        self._address = ("127.0.0.1", port)
        self._request = f"HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {ACCEPT}\r\n\r\n".encode()
        self._mean_pause = CONNECTIONS / OFFERED_PER_SECOND if paced else 0
        self._selector = selectors.DefaultSelector()
        self._sent_at = {}
        self._due = []  # (when, number to break ties, connection)
        self._latencies = []

    def run(self, seconds):
        connections = [self._connect() for _ in range(CONNECTIONS)]
        start = time.perf_counter()
        for connection in connections:
            self._schedule(connection, start)
        while time.perf_counter() < start + seconds:
            self._send_what_is_due()
            for key, _ in self._selector.select(self._until_next(start + seconds)):
                self._receive(key.fileobj)
        elapsed = time.perf_counter() - start
        for connection in connections:
            connection.close()
        return self._load(elapsed)

    def _connect(self):
        connection = socket.create_connection(self._address, 10)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(connection, selectors.EVENT_READ)
        return connection

    def _schedule(self, connection, now):
        if not self._mean_pause:
            self._send(connection, now)
            return
        heapq.heappush(self._due, (now + random.uniform(0, 2 * self._mean_pause), id(connection), connection))

    def _send_what_is_due(self):
        while self._due and self._due[0][0] <= time.perf_counter():
            self._send(heapq.heappop(self._due)[2], time.perf_counter())

    def _until_next(self, end):
        until = min(end, self._due[0][0]) if self._due else end
        return max(0.0, until - time.perf_counter())

    def _send(self, connection, now):
        self._sent_at[connection] = now
        connection.sendall(self._request)

    def _receive(self, connection):
        answer = connection.recv(8192)
        now = time.perf_counter()
        if not answer.startswith(b"HTTP/1.1 200 ") or not answer.endswith(b"\r\n\r\n"):
            raise BenchError(f"HEAD was answered by {answer[:300]!r}")
        self._latencies.append(now - self._sent_at[connection])
        self._schedule(connection, now)

    def _load(self, elapsed):
        ordered = sorted(self._latencies)
        if not ordered:
            raise BenchError("no HEAD was answered")
        p50, p99 = (ordered[int(len(ordered) * share)] * 1e6 for share in (0.5, 0.99))
        return Load(len(ordered), elapsed, p50, p99)
