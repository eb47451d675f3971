"""What turns samples into figures: python3 -m unittest discover bench/tests"""

import asyncio
import sys
import time
import unittest
from pathlib import Path
from types import SimpleNamespace

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sidebyside import client, report
from sidebyside.limiter import Bucket
from sidebyside.measures import Measure, Samples, at_least_times, at_most, at_most_times
from sidebyside.processes import BenchError
from sidebyside.upstream import fetches_in

SERVERS = ["nginx", "registry", "entrepot"]


def samples(levels=(), **values):
    collected = Samples(SimpleNamespace(name="w", title="a workload"), Measure("time", "ms", levels))
    for server, series in values.items():
        for value in series:
            collected.add(server, value)
    return collected


class LevelsTest(unittest.TestCase):
    def test_a_level_compares_medians_and_not_extremes(self):
        medians = samples(nginx=[10, 10, 10], entrepot=[1, 7, 99]).medians()
        self.assertTrue(at_most_times(0.7).judge(medians))
        self.assertFalse(at_least_times(1).judge(medians))

    def test_a_level_is_not_judged_against_a_server_that_did_not_run(self):
        self.assertIsNone(at_most_times(0.7).judge({"entrepot": 1}))
        self.assertTrue(at_most(1).judge({"entrepot": 1}))


class ReportTest(unittest.TestCase):
    def test_a_missed_level_is_called_so(self):
        table = report.text([samples((at_most_times(1),), nginx=[10], entrepot=[20])], SERVERS)
        self.assertRegex(table.splitlines()[-1], r"time +ms +10 +20 +2\.00 +≤ 1 × nginx +MISSED$")

    def test_a_server_that_gave_up_has_no_figure_and_no_ratio(self):
        table = report.text([samples(nginx=[10], registry=[None], entrepot=[5])], SERVERS)
        self.assertRegex(table.splitlines()[-1], r"time +ms +10 +gave up +5 +0\.50$")

    def test_several_rounds_show_the_least_and_the_greatest(self):
        self.assertIn("2 (1–9)", report.text([samples(nginx=[9, 1, 2])], ["nginx"]))


class UpstreamLogTest(unittest.TestCase):
    LINE = '127.0.0.1 - - [d] "{} HTTP/1.1" {} {} "" "agent"'

    def test_a_fetch_is_a_get_of_that_blob_that_moved_more_than_a_probe(self):
        lines = [
            self.LINE.format("GET /v2/a/blobs/sha256:1", 200, 104857600),
            self.LINE.format("GET /v2/a/blobs/sha256:1", 206, 1),
            self.LINE.format("HEAD /v2/a/blobs/sha256:1", 200, 0),
            self.LINE.format("GET /v2/a/blobs/sha256:2", 200, 104857600),
        ]
        self.assertEqual(fetches_in(lines, "/v2/a/blobs/sha256:1"), 1)


class ClientTest(unittest.TestCase):
    def test_the_length_is_read_whatever_the_case_of_its_name(self):
        self.assertEqual(client.parse_head(b"HTTP/1.1 206 Partial\r\ncontent-length: 7"), (206, 7))

    def test_an_answer_without_a_length_is_refused(self):
        with self.assertRaises(BenchError):
            client.parse_head(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked")


class LimiterTest(unittest.TestCase):
    def test_all_who_take_share_one_rate(self):
        async def take_together():
            bucket = Bucket(1_000_000)
            await asyncio.gather(*(bucket.take(50_000) for _ in range(10)))

        start = time.monotonic()
        asyncio.run(take_together())
        self.assertGreaterEqual(time.monotonic() - start, 0.44)  # 0.5 s, less the burst


if __name__ == "__main__":
    unittest.main()
