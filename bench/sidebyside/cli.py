"""The command line: which servers, which workloads, how many rounds."""

import argparse
import contextlib
import os
import platform
import resource
import shlex
import signal
import sys
import tempfile
import time
from pathlib import Path

from . import report
from .lab import Lab
from .measures import Samples
from .processes import BenchError
from .servers import KINDS, require_programs
from .workloads import all_workloads

# A load average above which other work takes cores from the servers and their clients.
_QUIET = 0.7
NEEDED = ["nginx", "docker-registry", "wrk"]


def main(arguments=None):
    options = _parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that the servers are stopped then, too.
    _allow_many_connections()
    try:
        require_programs(NEEDED)
        return _measure(options)
    except BenchError as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="bench/run", description=sys.modules[__package__].__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="turns of each server at each workload (5)")
    parser.add_argument("--seconds", type=int, default=5, help="length of each stretch of load (5)")
    parser.add_argument("--quick", action="store_true", help="one round of two seconds: does it all work?")
    parser.add_argument("--only", action="append", metavar="NAME", help="this workload only; may be repeated")
    parser.add_argument("--servers", default=",".join(KINDS), help="which, and in which order (%(default)s)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all samples there")
    options = parser.parse_args(arguments)
    if options.quick:
        options.rounds, options.seconds = 1, 2
    options.servers = options.servers.split(",")
    unknown = [name for name in options.servers if name not in KINDS]
    if unknown:
        parser.error(f"no such server: {', '.join(unknown)} (there are {', '.join(KINDS)})")
    if options.rounds < 1 or options.seconds < 1:
        parser.error("--rounds and --seconds are at least 1")
    return options


def _allow_many_connections():
    """1,000 connections need 1,000 descriptors here and in each server, which inherits the limit."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else 65536, hard))


def _measure(options):
    kinds = [KINDS[name] for name in options.servers]
    facts = _facts(options, kinds)
    with tempfile.TemporaryDirectory(prefix="entrepot-bench-") as folder:
        lab = Lab(folder, kinds, options.seconds)
        try:
            samples = _run_all(lab, _chosen(all_workloads(lab), options.only), options.rounds)
        finally:
            lab.stop()
        facts["sha256_MB_per_s"] = round(len(lab.large.layer) / lab.sha256_seconds / 1e6)
    _print(samples, options, facts)
    return 0


def _chosen(workloads, names):
    if not names:
        return workloads
    known = [workload.name for workload in workloads]
    for name in names:
        if name not in known:
            raise BenchError(f"no such workload: {name} (there are {', '.join(known)})")
    return [workload for workload in workloads if workload.name in names]


def _run_all(lab, workloads, rounds):
    samples = []
    for workload in workloads:
        samples.extend(_run_one(lab, workload, rounds))
    return samples


def _run_one(lab, workload, rounds):
    """A B C A B C …: what drifts on the machine touches all servers alike."""
    samples = [Samples(workload, measure) for measure in workload.measures]
    servers = lab.servers(workload.slow)
    for running in servers.values():
        _say(f"{workload.name}: warming {running.name}")
        with _naming(workload, running.name):
            workload.warm(lab, running)
    for number in range(rounds):
        workload.prepare(lab)
        for name in list(servers):
            _say(f"{workload.name}: round {number + 1} of {rounds}, {name}")
            with _naming(workload, name):
                values = workload.run(lab, servers[name])
                servers[name].child.check()
            for sample, value in zip(samples, values):
                sample.add(name, value)
    return samples


@contextlib.contextmanager
def _naming(workload, server):
    """Clients know a port only."""
    try:
        yield
    except (BenchError, OSError) as failure:
        raise BenchError(f"{workload.name}, {server}: {failure}") from failure


def _say(line):
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
    else:
        print(line, file=sys.stderr, flush=True)


def _facts(options, kinds):
    return {
        "command": shlex.join(["bench/run", *sys.argv[1:]]),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "kernel": platform.release(),
        "load_before": os.getloadavg()[0],
        "rounds": options.rounds,
        "seconds": options.seconds,
        "versions": {kind.name: kind.version() for kind in kinds},
    }


def _processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _print(samples, options, facts):
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    print(f"{facts['command']}")
    print(f"{facts['date']}, {facts['cores']} cores of {facts['processor']}, Linux {facts['kernel']}")
    print("; ".join(facts["versions"].values()))
    print(f"SHA-256 alone: {facts['sha256_MB_per_s']:,} MB/s")
    if facts["load_before"] > _QUIET:
        print(f"NOT A QUIET MACHINE: the load was {facts['load_before']:.1f} before the run; times say little")
    print()
    print(report.text(samples, options.servers))
    if options.json:
        options.json.write_text(report.as_json(samples, options.servers, facts), encoding="utf-8")
