"""The command line: how long, and where the figures and the plot go."""

import argparse
import csv
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from sidebyside.processes import MIB, BenchError, Child, free_port
from sidebyside.servers import CHECKOUT, Entrepot, require_programs
from sidebyside.upstream import Upstream

from . import plot
from .load import Load
from .watching import SERIES, Watching, drift

# What is a third larger than the cache is evicted and fetched again all the time.
_CONFIG = """\
listen: 127.0.0.1:{port}
admin: 127.0.0.1:{admin}
data: {folder}/data
capacity: {capacity}MiB
min-free: 0B
default-upstream: soak.test
upstreams:
  soak.test:
    url: http://127.0.0.1:{upstream}
    tag-ttl: 1s
"""


def main(arguments=None):
    options = _parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that the servers are stopped then, too.
    try:
        require_programs(["docker-registry"])
        return _soak(options)
    except BenchError as failure:
        print(f"soak: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="bench/soak", description=sys.modules[__package__].__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="how long (30)")
    parser.add_argument("--every", type=float, default=10, metavar="SECONDS", help="between two looks (10)")
    parser.add_argument("--csv", metavar="FILE", type=Path, help="write every look there")
    parser.add_argument("--svg", metavar="FILE", type=Path, help="draw them there")
    return parser.parse_args(arguments)


def _soak(options):
    version = Entrepot.version()
    print(f"{version}; load {os.getloadavg()[0]:.1f} before", flush=True)
    with tempfile.TemporaryDirectory(prefix="entrepot-soak-") as folder:
        upstream = Upstream(Path(folder) / "upstream")
        try:
            rows, load = _run(Path(folder) / "entrepot", upstream, options)
        finally:
            upstream.stop()
    if options.csv:
        _write(options.csv, rows)
    if options.svg:
        options.svg.write_text(plot.svg(rows, SERIES, f"{version}, {options.minutes:g} minutes"), encoding="utf-8")
    return _judge(rows, load)


def _run(folder, upstream, options):
    folder.mkdir()
    port, admin = free_port(), free_port()
    images = Load.push(upstream.pusher)
    capacity = sum(image.size for image in images) * 3 // 4 // MIB
    config = folder / "entrepot.yaml"
    config.write_text(
        _CONFIG.format(port=port, admin=admin, folder=folder, capacity=capacity, upstream=upstream.port)
    )
    child = Child("entrepot", ["./entrepot", "serve", "--config", str(config)], folder / "output.log", CHECKOUT)
    load = Load(port, images)
    watching = Watching(child, admin, load)
    try:
        child.seconds_to_answer(port)
        load.start()
        end = time.monotonic() + options.minutes * 60
        while time.monotonic() < end:
            time.sleep(options.every)
            child.check()
            print(watching.look(), flush=True)
        return watching.rows, load
    finally:
        load.stop()
        child.stop()


def _write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, fieldnames=list(rows[0]))
        out.writeheader()
        out.writerows(rows)


def _judge(rows, load):
    print(f"{load.requests:,} requests, {load.wrong} wrong answers, {load.hung} beyond the time limit")
    grown = False
    for series in SERIES:
        first, last = drift(rows, series.key)
        allowed = first * (1 + series.allowed) if series.allowed is not None else None
        grown |= allowed is not None and last > allowed
        print(f"{series.title}: {first:,.1f} in the second quarter, {last:,.1f} in the last ({series.unit})")
    for line in load.complaints:
        print(f"  {line}")
    return 1 if grown or load.wrong or load.hung else 0
