"""A manifest that dbt writes now is imported whole."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import make_suite  # noqa: E402
from import_report import import_checks, statuses  # noqa: E402


class Import(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            path = make_suite.make_suite(pathlib.Path(folder))
            cls.file = import_checks(path, "duckdb://shop.duckdb/*")

    def test_every_test_and_freshness_is_told(self):
        self.assertEqual(self.file["format"], "dbt")
        # 21 tests of the project, the freshness of two sources, one test that is disabled.
        self.assertEqual(len(self.file["checks"]), 24)
        disabled = [check for check in self.file["checks"] if check["check"] == "amount_disabled"]
        self.assertEqual([check["status"] for check in disabled], ["not_possible"])
        self.assertGreater(statuses(self.file)["translated"], 10)

    def test_datasets_have_the_names_that_openlineage_gives_them(self):
        names = {suite["dataset"]["name"] for suite in self.file["suites"]}
        self.assertLessEqual({"shop.main.orders", "shop.main.customers", "shop.raw.payments"}, names)


if __name__ == "__main__":
    unittest.main()
