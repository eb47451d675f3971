"""A blocking HTTP client that throws bodies away in the kernel, so that two cores are left to the server."""

import socket
import time
from dataclasses import dataclass

from .content import ACCEPT
from .processes import BenchError

# With MSG_TRUNC, TCP drops received bytes instead of copying them (tcp(7)); the buffer is never written.
_DROP = bytearray(1 << 20)


@dataclass(frozen=True)
class Answer:
    status: int
    body_bytes: int
    first_byte: float  # seconds from the request to the first byte of the body
    last_byte: float


class Connection:
    """One keep-alive connection, used by one thread."""

    def __init__(self, port, timeout=120):
        self._host = f"127.0.0.1:{port}"
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def get(self, path, byte_range=None):
        """GET of `path`, or of the inclusive `(first, last)` of it; fails unless the answer is whole and right."""
        start = time.perf_counter()
        self._socket.sendall(self._request(path, byte_range))
        status, length, received = self._read_head()
        expected = 206 if byte_range else 200
        if status != expected:
            raise BenchError(f"{path} at {self._host} was answered by {status}, not {expected}")
        first_byte = time.perf_counter() - start if received else None
        while received < length:
            count = self._socket.recv_into(_DROP, min(len(_DROP), length - received), socket.MSG_TRUNC)
            if not count:
                raise BenchError(f"{path} at {self._host} ended after {received} of {length} bytes")
            first_byte = first_byte or time.perf_counter() - start
            received += count
        return Answer(status, received, first_byte or 0.0, time.perf_counter() - start)

    def is_open(self):
        """Whether the server has left this idle connection open."""
        self._socket.setblocking(False)
        try:
            return bool(self._socket.recv(1))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def _request(self, path, byte_range):
        lines = [f"GET {path} HTTP/1.1", f"Host: {self._host}", f"Accept: {ACCEPT}"]
        if byte_range:
            lines.append(f"Range: bytes={byte_range[0]}-{byte_range[1]}")
        return "\r\n".join(lines + ["", ""]).encode()

    def _read_head(self):
        """Status, Content-Length and how many bytes of the body came along."""
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = self._socket.recv(4096)
            if not chunk:
                raise BenchError(f"{self._host} closed the connection within the header: {received!r}")
            received += chunk
        head, _, body = received.partition(b"\r\n\r\n")
        return (*parse_head(head), len(body))


def parse_head(head):
    """Status and Content-Length; a body of unknown length would be a fault in each of the servers."""
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split()[1])
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            return status, int(value)
    raise BenchError(f"an answer without Content-Length: {head!r}")


def get(port, path):
    with Connection(port) as connection:
        return connection.get(path)
