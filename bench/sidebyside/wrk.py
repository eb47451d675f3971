"""Small requests by wrk: as many as go, or paced."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .content import ACCEPT
from .processes import BenchError

CONNECTIONS = 32
# Low enough for every server but docker-registry to have both cores idle most of the time.
OFFERED_PER_SECOND = 2000


@dataclass(frozen=True)
class Load:
    """What a load generator saw."""

    requests: int
    seconds: float
    p50: float  # microseconds
    p99: float

    @property
    def per_second(self):
        return self.requests / self.seconds


def run(port, path, seconds, paced=False):
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s"]
    command += ["-s", str(Path(__file__).with_name("wrk.lua")), f"http://127.0.0.1:{port}{path}"]
    environment = dict(os.environ, BENCH_ACCEPT=ACCEPT)
    if paced:
        environment["BENCH_PAUSE_MS"] = str(1000 * CONNECTIONS / OFFERED_PER_SECOND)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise BenchError(f"wrk failed:\n{done.stdout}")
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    if figures.pop("errors") or not figures["requests"]:
        raise BenchError(f"not every request of {path} was answered well:\n{done.stdout}")
    return Load(**figures)
