"""What turns looks into a verdict and a plot: python3 -m unittest discover bench/tests"""

import sys
import unittest
import xml.dom.minidom
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from soaking.plot import svg
from soaking.watching import SERIES, drift


def rows(values):
    return [
        {"seconds": 10 * (i + 1), "resident": value, "descriptors": 5, "threads": 7, "rate": 1.5}
        for i, value in enumerate(values)
    ]


class DriftTest(unittest.TestCase):
    def test_what_warms_up_in_the_first_quarter_is_no_leak(self):
        self.assertEqual(drift(rows([10, 50, 100, 100, 100, 100, 100, 100]), "resident"), (100, 100))

    def test_what_grows_all_the_time_is_seen(self):
        self.assertEqual(drift(rows([1, 2, 3, 4, 5, 6, 7, 8]), "resident"), (3.5, 7.5))


class PlotTest(unittest.TestCase):
    def test_there_is_a_curve_for_each_series_and_a_point_for_each_look(self):
        plot = xml.dom.minidom.parseString(svg(rows([1, 2, 3]), SERIES, "a < b"))
        curves = plot.getElementsByTagName("polyline")
        self.assertEqual([len(curve.getAttribute("points").split()) for curve in curves], [3] * len(SERIES))


if __name__ == "__main__":
    unittest.main()
