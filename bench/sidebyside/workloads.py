"""The work: each class asks a server for one thing and says what that took."""

import contextlib
import os
import random
import time

from . import client, drain, head, herd, wrk
from .lab import LARGE
from .measures import Level, Measure, at_least, at_least_times, at_most, at_most_times
from .processes import MIB
from .upstream import SLOW_RATE


class Workload:
    """One row group of the table. `name` is what --only takes."""

    name = ""
    title = ""
    slow = False  # whether the servers stand behind the slow line
    measures = ()

    def warm(self, lab, running):
        """Once per server before the first round, unmeasured."""

    def prepare(self, lab):
        """Once per round, before the first server's turn."""

    def run(self, lab, running):
        """One turn of one server: a value for each measure."""
        raise NotImplementedError


class SmallAnswers(Workload):
    """Many small cached answers: all that goes, for the cost; then the same load for all, for the wait."""

    def __init__(self, name, title, path_of, cpu_level, method=wrk):
        self.name, self.title = name, title
        self._path_of, self._method = path_of, method
        self.measures = (
            Measure("CPU per request", "µs", (at_most_times(cpu_level),)),
            Measure("requests", "1/s"),
            Measure(f"p99 at {wrk.OFFERED_PER_SECOND}/s", "µs", (at_most_times(1.0),)),
        )

    def warm(self, lab, running):
        client.get(running.port, self._path_of(lab))
        self._method.run(running.port, self._path_of(lab), 2 * lab.seconds)  # The JVM compiles what is hot.

    def run(self, lab, running):
        path = self._path_of(lab)
        before = running.child.cpu_seconds()
        load = self._method.run(running.port, path, lab.seconds)
        cpu = running.child.cpu_seconds() - before
        paced = self._method.run(running.port, path, lab.seconds, paced=True)
        return (cpu / load.requests * 1e6, load.per_second, paced.p99)


class LargeBodies(Workload):
    """A cached blob of 100 MiB, whole or in pieces of 1 MiB at random places."""

    def __init__(self, name, title, piece=None, levels=((), ())):
        self.name, self.title, self._piece = name, title, piece
        self.measures = (Measure("throughput", "MB/s", levels[0]), Measure("CPU per GB", "ms", levels[1]))

    def warm(self, lab, running):
        client.get(running.port, lab.large.by_digest)
        client.get(running.port, lab.large.blob)
        self._drain(lab, running)

    def run(self, lab, running):
        before = running.child.cpu_seconds()
        drained = self._drain(lab, running)
        cpu = running.child.cpu_seconds() - before
        return (drained.bytes / drained.seconds / 1e6, cpu * 1e3 / (drained.bytes / 1e9))

    def _drain(self, lab, running):
        return drain.run(running.port, lab.large.blob, lab.seconds, self._random_range if self._piece else None)

    def _random_range(self):
        first = random.randrange(LARGE - self._piece + 1)
        return first, first + self._piece - 1


class ColdBlob(Workload):
    """One client, one blob of 100 MiB that the server has not seen; its manifest was asked for, as clients do."""

    name = "cold"
    title = "cold 100 MiB blob alone"

    def __init__(self, sha256_seconds):
        floor = Level(
            "≤ 1.15 × larger of nginx and SHA-256",
            lambda medians: medians.get("nginx") and 1.15 * max(medians["nginx"], sha256_seconds * 1e3),
        )
        self.measures = (
            Measure("whole time", "ms", (floor, at_most_times(0.9, "registry"))),
            Measure("first byte", "ms", (at_most_times(1.0),)),
            Measure("CPU", "ms"),
        )

    def warm(self, lab, running):
        self._pull(running, lab.cold_image())

    def prepare(self, lab):
        self._image = lab.cold_image()

    def run(self, lab, running):
        before = running.child.cpu_seconds()
        answer = self._pull(running, self._image)
        time.sleep(0.5)  # What is done after the last byte costs as well.
        cpu = running.child.cpu_seconds() - before
        return (answer.last_byte * 1e3, answer.first_byte * 1e3, cpu * 1e3)

    @staticmethod
    def _pull(running, image):
        client.get(running.port, image.by_digest)
        os.sync()  # The dirty pages of the server before are not this one's to write.
        return client.get(running.port, image.blob)


class Herd(Workload):
    """Many clients of one cold blob behind a line of 25 MiB/s. A server that gave up once is not asked again."""

    slow = True
    _IDEAL_SECONDS = LARGE / SLOW_RATE

    def __init__(self, clients, compare_every, limit, time_levels=()):
        self.name = f"herd{clients}"
        self.title = f"{clients} clients, one cold 100 MiB blob, 25 MiB/s upstream"
        self._clients, self._compare_every, self._limit = clients, compare_every, limit
        self.measures = (
            Measure("time / ideal", "", time_levels, compared=False),
            Measure("upstream GETs", "", (at_most(1),), compared=False),
            Measure("right bodies", "", (at_least(clients),), compared=False),
            Measure("peak resident", "MiB", (at_most(256, " MiB"),)),
        )
        self._gave_up = set()

    def prepare(self, lab):
        self._image = lab.cold_image()

    def run(self, lab, running):
        if running.name in self._gave_up:
            return (None,) * len(self.measures)
        client.get(running.port, self._image.by_digest)
        os.sync()
        running.child.reset_peak()
        position = lab.upstream.log_position()
        path, content = self._image.blob, self._image.layer
        result = herd.run(running.port, path, self._clients, content, self._compare_every, self._limit)
        peak = running.child.peak_mib()
        if result.unfinished:
            self._gave_up.add(running.name)
            lab.restart(running.name)  # Else its fetches would go on and slow the next one's.
        fetches = lab.upstream.fetches_since(position, path)
        ideal = None if result.unfinished else result.seconds / self._IDEAL_SECONDS
        return (ideal, fetches, result.right, peak)


class IdleConnections(Workload):
    """1,000 connections that were used once and are kept, while others work."""

    name = "idle"
    title = "1,000 idle connections, plus manifests by digest"
    _COUNT = 1000
    measures = (
        Measure("CPU per request", "µs", (at_most_times(0.7),)),
        Measure(f"p99 at {wrk.OFFERED_PER_SECOND}/s", "µs", (at_most_times(1.0),)),
        Measure("resident", "MiB"),
        Measure("still open", "", compared=False),
    )

    def run(self, lab, running):
        path = lab.small.by_digest
        with contextlib.ExitStack() as open_connections:
            idle = [open_connections.enter_context(client.Connection(running.port)) for _ in range(self._COUNT)]
            for connection in idle:
                connection.get(path)
            before = running.child.cpu_seconds()
            load = wrk.run(running.port, path, lab.seconds)
            cpu = running.child.cpu_seconds() - before
            paced = wrk.run(running.port, path, lab.seconds, paced=True)
            resident = running.child.resident_mib()
            still_open = sum(connection.is_open() for connection in idle)
        return (cpu / load.requests * 1e6, paced.p99, resident, still_open)


class StartUp(Workload):
    """From the start of the process, with an empty data folder, to the first 200 of /v2/."""

    name = "startup"
    title = "start-up"
    measures = (
        Measure("first answer", "ms", (at_most(1000, " ms"),)),
        Measure("CPU until then", "ms"),
        Measure("resident then", "MiB"),
    )

    def run(self, lab, running):
        fresh = lab.start(next(kind for kind in lab.kinds if kind.name == running.name))
        try:
            return (fresh.seconds_to_answer * 1e3, fresh.child.cpu_seconds() * 1e3, fresh.child.resident_mib())
        finally:
            fresh.child.stop()


class Memory(Workload):
    """What the servers hold after all the work before it on the same processes."""

    name = "memory"
    title = "resident after the work above"
    measures = (Measure("resident", "MiB"), Measure("peak resident", "MiB"))

    def run(self, lab, running):
        return (running.child.resident_mib(), running.child.peak_mib())


def all_workloads(lab):
    """In the order of running: those behind the same line together, memory after what fills it."""
    return [
        SmallAnswers("digest", "manifest by digest", lambda lab: lab.small.by_digest, 0.7),
        SmallAnswers("tag", "manifest by tag", lambda lab: lab.small.by_tag, 0.7),
        SmallAnswers("head", "HEAD by tag", lambda lab: lab.small.by_tag, 0.7, head),
        SmallAnswers("blob10k", "10 KiB blob", lambda lab: lab.small.blob, 0.8),
        LargeBodies("blob100m", "100 MiB blob", levels=((at_least_times(1.0),), (at_most_times(1.35),))),
        LargeBodies("ranges", "1 MiB ranges of it", piece=MIB),
        ColdBlob(lab.sha256_seconds),
        IdleConnections(),
        Memory(),
        StartUp(),
        Herd(50, 1, 60, (at_most(1.1),)),
        Herd(500, 10, 120),
    ]
