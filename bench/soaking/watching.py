"""What is looked at, every few seconds."""

import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from statistics import mean


@dataclass(frozen=True)
class Series:
    """One curve. `allowed` is how much it may have grown, as a part of itself, before that is called a leak."""

    key: str
    title: str
    unit: str
    allowed: float | None


SERIES = [
    Series("resident", "resident memory", "MiB", 0.1),
    Series("descriptors", "file descriptors", "", 0.1),
    Series("threads", "threads", "", 0.1),
    Series("rate", "requests", "1/s", None),
]


class Watching:
    def __init__(self, child, admin_port, load):
        self._child = child
        self._metrics = f"http://127.0.0.1:{admin_port}/metrics"
        self._load = load
        self._started = self._last = time.monotonic()
        self._requests = 0
        self.rows = []

    def look(self):
        now, requests = time.monotonic(), self._load.requests
        rate = (requests - self._requests) / (now - self._last)
        self._last, self._requests = now, requests
        row = {
            "seconds": round(now - self._started, 1),
            "resident": round(self._child.resident_mib(), 1),
            "descriptors": len(list(Path(f"/proc/{self._child.pid}/fd").iterdir())),
            "threads": len(list(Path(f"/proc/{self._child.pid}/task").iterdir())),
            "rate": round(rate, 1),
            "evicted": self._metric("entrepot_evictions_total"),
        }
        self.rows.append(row)
        return "  ".join(f"{key} {value:,}" for key, value in row.items())

    def _metric(self, name):
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(self._metrics, timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        return int(sum(float(line.split()[-1]) for line in lines if line.startswith(name)))


def drift(rows, key):
    """The mean of the second quarter, when everything has warmed up, and that of the last."""
    quarter = max(1, len(rows) // 4)
    return mean(row[key] for row in rows[quarter : 2 * quarter] or rows), mean(row[key] for row in rows[-quarter:])
