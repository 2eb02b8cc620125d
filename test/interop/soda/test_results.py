"""Scans of Soda 3: each table's checks, what could not be evaluated, and healing."""

import json
import os
import pathlib
import tempfile
import unittest

# Soda reads where it may send its usage from the home folder: nowhere.
HOME = tempfile.TemporaryDirectory()
os.environ["HOME"] = HOME.name
(pathlib.Path(HOME.name) / ".soda").mkdir()
(pathlib.Path(HOME.name) / ".soda" / "config.yml").write_text(
    "send_anonymous_usage_stats: false\n"
)

import duckdb  # noqa: E402
from soda.scan import Scan  # noqa: E402

import server_under_test as server  # noqa: E402

CHECKS = """
checks for orders:
  - row_count > 0
  - missing_count(amount) = 0
  - duplicate_count(id):
      warn: when > 0
      fail: when > 10
  - min(amount) >= 0:
      name: No negative amounts
  - failed rows:
      name: no x
      fail query: select * from orders where email = 'ada@example.org'
"""
BAD = "(1, 1.5, 'ada@example.org'), (2, -3.0, 'x'), (2, null, 'y')"
GOOD = "(1, 1.5, 'a'), (2, 3.0, 'b')"


def scan(rows, checks=CHECKS):
    connection = duckdb.connect(":memory:")
    connection.execute(
        f"create table orders as select * from (values {rows}) t(id, amount, email)"
    )
    run = Scan()
    run.set_scan_definition_name("nightly")
    run.set_data_source_name("interop-soda")
    run.add_duckdb_connection(connection, data_source_name="interop-soda")
    run.add_sodacl_yaml_str(checks)
    run.set_verbose(False)
    run.execute()
    return json.loads(json.dumps(run.get_scan_results(), default=str))


class Results(unittest.TestCase):
    def test_a_failing_scan_opens_an_incident_that_a_passing_one_heals(self):
        [bad] = server.post_results(scan(BAD))["items"]
        self.assertEqual(bad["suite"], "soda:nightly")
        self.assertEqual(
            (bad["dataset"]["namespace"], bad["dataset"]["name"]),
            ("interop-soda", "orders"),
        )
        found = server.outcomes(bad)
        self.assertEqual(found["row_count > 0"], "pass")
        self.assertEqual(found["missing_count(amount) = 0"], "fail")
        self.assertEqual(found["duplicate_count(id) warn when > 0 fail when > 10"], "warn")
        self.assertEqual(found["No negative amounts"], "fail")
        self.assertEqual(found["no x"], "fail")
        self.assertNotIn("ada@example.org", json.dumps(bad))
        [incident] = bad["incidents"]
        self.assertEqual(server.incident_state(incident["id"]), "open")
        [good] = server.post_results(scan(GOOD))["items"]
        self.assertEqual(set(server.outcomes(good).values()), {"pass"})
        self.assertEqual(server.incident_state(incident["id"]), "resolved")

    def test_a_scan_with_errors_is_no_pass_though_its_file_has_no_failing_check(self):
        checks = "checks for orders:\n  - missing_count(nosuch) = 0\n"
        document = scan(GOOD, checks)
        self.assertTrue(document["hasErrors"])
        [item] = server.post_results(document, namespace="interop-soda", dataset="broken")[
            "items"
        ]
        self.assertEqual(item["verdict"], "error")
        self.assertEqual(server.outcomes(item), {"scan": "error"})
