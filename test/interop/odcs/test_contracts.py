"""Contracts that we write are valid for the tools of ODCS; contracts that are valid for them are imported."""

import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from datacontract.data_contract import DataContract  # noqa: E402

from import_report import FIXTURES, import_checks, plumbline, statuses  # noqa: E402

SUITE = """\
suite: orders
dataset: postgres://db:5432/shop.public.orders
owner: payments
expect_every: 24h
by: "06:30 Etc/GMT-1"
expect:
  - row_count: { between: [100, 120] }
  - row_count: { above: 10, severity: warn }
  - schema: { columns: [id, status, amount], allow_extra: true }
  - freshness: { of: ordered_at, within: 26h }
  - column: id
    not_null: true
    unique: true
  - column: email
    not_null: { max_failed_pct: 5 }
  - column: status
    in_set: { values: [placed, shipped], max_failed: 3 }
  - column: amount
    mean: { between: [1, 9], warn: [2, 8] }
    range: { above: 0, mostly: 0.99 }
"""


def lint(path):
    run = DataContract(data_contract_file=str(path)).lint()
    return [check.reason for check in run.checks if check.result != "passed"]


class Contracts(unittest.TestCase):
    def test_the_fixture_is_valid_and_is_imported_whole(self):
        self.assertEqual(lint(FIXTURES / "orders.odcs.yaml"), [])
        file = import_checks(FIXTURES / "orders.odcs.yaml")
        self.assertEqual(file["format"], "odcs")
        self.assertEqual(statuses(file)["not_possible"], 4)

    def test_an_export_is_valid_and_comes_back_as_the_rules_it_was(self):
        with tempfile.TemporaryDirectory() as folder:
            suite, contract = pathlib.Path(folder) / "orders.yaml", pathlib.Path(folder) / "orders.odcs.yaml"
            suite.write_text(SUITE)
            report = json.loads(plumbline("check", "export", str(suite), "--out", str(contract), "-o", "json"))
            self.assertEqual(lint(contract), [])
            file = import_checks(contract, "postgres://db:5432/*")
        self.assertNotIn("not_possible", {rule["status"] for rule in report["rules"]})
        self.assertEqual(statuses(file), {"translated": len(file["checks"])})
        self.assertEqual([one["dataset"]["name"] for one in file["suites"]], ["shop.public.orders"])


if __name__ == "__main__":
    unittest.main()
