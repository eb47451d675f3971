"""Servers as child processes: started, watched through /proc, ended by process id."""

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

MIB = 1 << 20
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """The run cannot go on; the message says why, for a person."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Child:
    """One server process with all its descendants. Standard output goes to `output`, where access lines land."""

    def __init__(self, name, command, output, cwd=None):
        self.name = name
        self.output = Path(output)
        self.errors = self.output.with_suffix(".err")
        with open(self.output, "ab") as out, open(self.errors, "ab") as err:
            self.started = time.monotonic()
            self._process = subprocess.Popen(
                command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
            )

    @property
    def pid(self):
        return self._process.pid

    def check(self):
        if self._process.poll() is not None:
            tail = (self.errors.read_text("utf-8", "replace") + self.output.read_text("utf-8", "replace"))[-2000:]
            raise BenchError(f"{self.name} ended with {self._process.returncode}:\n{tail}")

    def seconds_to_answer(self, port, path="/v2/", limit=120):
        """Waits for a 200 to GET `path`; the answer counts from the start of the process."""
        while time.monotonic() - self.started < limit:
            if _answers(port, path):
                return time.monotonic() - self.started
            self.check()
            time.sleep(0.002)
        raise BenchError(f"{self.name} did not answer {path} within {limit} s; see {self.errors}")

    def stop(self):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def cpu_seconds(self):
        """User and system time of every process of the server, ended ones that were waited for included."""
        return sum(_cpu_ticks(pid) for pid in self.pids()) / _TICKS_PER_SECOND

    def resident_mib(self):
        return sum(_status_kib(pid, "VmRSS") for pid in self.pids()) / 1024

    def peak_mib(self):
        """The sum of the processes' own peaks since `reset_peak`; pages they share count once for each."""
        return sum(_status_kib(pid, "VmHWM") for pid in self.pids()) / 1024

    def reset_peak(self):
        for pid in self.pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def pids(self):
        found, todo = [], [self.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            todo.extend(_children(pid))
        return found


def _answers(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _children(pid):
    children = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            children.extend(int(child) for child in (task / "children").read_text().split())
    except OSError:
        pass  # A thread or process that has just ended.
    return children


def _cpu_ticks(pid):
    try:
        # The name in parentheses may hold blanks: fields are counted after it, from the third.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(field) for field in fields[11:15])  # utime, stime, cutime, cstime


def _status_kib(pid, key):
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
