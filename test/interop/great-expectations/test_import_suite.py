"""A suite that Great Expectations writes now is imported whole."""

import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import make_suite  # noqa: E402
from import_report import import_checks, statuses  # noqa: E402


class Import(unittest.TestCase):
    def test_every_expectation_in_the_box_is_told_and_all_but_drift_become_rules(self):
        with tempfile.TemporaryDirectory() as folder:
            path = make_suite.make_suite(pathlib.Path(folder) / "suite.json")
            file = import_checks(path)
            expectations = json.loads(path.read_text())["expectations"]
        self.assertEqual(file["format"], "gx")
        self.assertEqual(len(file["checks"]), len(expectations))
        self.assertEqual(statuses(file)["not_possible"], 1)
        left = [check["check"] for check in file["checks"] if check["status"] == "not_possible"]
        self.assertIn("kl_divergence", left[0])

    def test_no_core_expectation_of_the_package_is_unknown(self):
        import great_expectations.expectations.core as core
        from great_expectations.expectations.registry import list_registered_expectation_implementations

        names = [name for name in list_registered_expectation_implementations() if name.startswith("expect_")]
        self.assertGreater(len(names), 40, core)
        expectations = [{"type": name, "kwargs": {"column": "a"}} for name in names]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "suite.json"
            path.write_text(json.dumps({"name": "all", "expectations": expectations}))
            file = import_checks(path)
        unknown = [check["check"] for check in file["checks"] if "of your own" in (check["note"] or "")]
        self.assertEqual(unknown, [])


if __name__ == "__main__":
    unittest.main()
