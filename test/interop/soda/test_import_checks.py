"""Checks that Soda 3 runs are imported, each of them."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import make_suite  # noqa: E402
from import_report import FIXTURES, import_checks, statuses  # noqa: E402


class Import(unittest.TestCase):
    def test_soda_runs_every_check_of_the_file_that_is_imported(self):
        ran = make_suite.run_checks()
        self.assertEqual(ran["errors"], [])
        file = import_checks(FIXTURES / "soda-checks.yml")
        self.assertEqual(file["format"], "soda")
        self.assertEqual(len(file["checks"]), len(ran["checks"]) + ran["without"])
        self.assertEqual(statuses(file)["not_possible"], 1)


if __name__ == "__main__":
    unittest.main()
