"""What a workload measures, in which unit, and the levels that entrepot must reach."""

from dataclasses import dataclass
from statistics import median
from typing import Callable, Optional


@dataclass(frozen=True)
class Level:
    """A bound on entrepot's median; `bound` gets the medians of all servers and None where one is missing."""

    text: str
    bound: Callable[[dict], Optional[float]]
    at_least: bool = False

    def judge(self, medians):
        """True or False; None where it cannot be said."""
        value, bound = medians.get("entrepot"), self.bound(medians)
        if value is None or bound is None:
            return None
        return value >= bound if self.at_least else value <= bound


def at_most(limit, unit=""):
    return Level(f"≤ {limit:g}{unit}", lambda medians: limit)


def at_least(limit):
    return Level(f"≥ {limit:g}", lambda medians: limit, at_least=True)


def at_most_times(factor, server="nginx"):
    text = f"≤ {factor:g} × {server}"
    return Level(text, lambda medians: _scaled(factor, medians.get(server)))


def at_least_times(factor, server="nginx"):
    text = f"≥ {factor:g} × {server}"
    return Level(text, lambda medians: _scaled(factor, medians.get(server)), at_least=True)


def _scaled(factor, value):
    return None if value is None else factor * value


@dataclass(frozen=True)
class Measure:
    key: str
    unit: str
    levels: tuple = ()
    compared: bool = True  # whether a ratio to nginx says anything


class Samples:
    """What the rounds gave for one measure of one workload, by server. A sample may be None: it gave up."""

    def __init__(self, workload, measure):
        self.workload, self.measure = workload, measure
        self.by_server = {}

    def add(self, server, value):
        self.by_server.setdefault(server, []).append(value)

    def medians(self):
        return {server: self._median(server) for server in self.by_server}

    def _median(self, server):
        known = self.known(server)
        return median(known) if known else None

    def known(self, server):
        return [value for value in self.by_server.get(server, []) if value is not None]

    def ratio(self, server):
        """To nginx; None where one of the two is missing."""
        medians = self.medians()
        value, against = medians.get(server), medians.get("nginx")
        return value / against if self.measure.compared and value is not None and against else None
