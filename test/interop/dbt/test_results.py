"""Tests and source freshness of dbt: each under its table, and failures heal with the next run."""

import json
import os
import pathlib
import tempfile
import unittest

os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"

from dbt.cli.main import dbtRunner  # noqa: E402

import server_under_test as server  # noqa: E402

FILES = {
    "dbt_project.yml": """
name: interop
version: "1.0"
profile: interop
""",
    "profiles.yml": """
interop:
  target: dev
  outputs:
    dev: { type: duckdb, path: interop.duckdb, threads: 1 }
""",
    "models/orders.sql": "select * from {{ ref('raw_orders') }}",
    "tests/no_negative_amounts.sql": "select * from {{ ref('orders') }} where amount < 0",
    "models/schema.yml": """
version: 2
sources:
  - name: raw
    schema: main
    tables:
      - name: raw_orders
        config:
          loaded_at_field: "cast(loaded as timestamp)"
          freshness: { error_after: { count: 1, period: day } }
models:
  - name: orders
    columns:
      - name: id
        data_tests: [not_null, unique]
      - name: amount
        data_tests:
          - not_null: { config: { severity: warn } }
      - name: email
        data_tests:
          - accepted_values: { arguments: { values: [a@b.co] } }
""",
}
BAD = "id,amount,email,loaded\n1,1.5,ada@example.org,2020-01-01\n2,-3.0,a@b.co,2020-01-01\n2,,a@b.co,2020-01-01\n"
GOOD = "id,amount,email,loaded\n1,1.5,a@b.co,2020-01-01\n2,3.0,a@b.co,2020-01-01\n"


class Results(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name)
        for name, text in FILES.items():
            path = cls.root / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def dbt(self, *arguments):
        here = ["--project-dir", str(self.root), "--profiles-dir", str(self.root)]
        before = pathlib.Path.cwd()
        os.chdir(self.root)
        try:
            return dbtRunner().invoke([*arguments, "--quiet", *here])
        finally:
            os.chdir(before)

    def written(self, name):
        return json.loads((self.root / "target" / name).read_text())

    def build(self, rows):
        (self.root / "seeds").mkdir(exist_ok=True)
        (self.root / "seeds" / "raw_orders.csv").write_text(rows)
        self.dbt("build", "--full-refresh")
        body = {
            "document": self.written("run_results.json"),
            "manifest": self.written("manifest.json"),
        }
        return server.post_results(body, namespace="interop-dbt")

    def test_a_failing_build_opens_an_incident_that_a_passing_one_heals(self):
        answer = self.build(BAD)
        [bad] = answer["items"]
        self.assertEqual(bad["suite"], "dbt:interop")
        self.assertEqual(bad["dataset"]["name"], "interop.main.orders")
        found = server.outcomes(bad)
        self.assertEqual(found["not_null_orders_id"], "pass")
        self.assertEqual(found["unique_orders_id"], "fail")
        self.assertEqual(found["not_null_orders_amount"], "warn")
        self.assertEqual(found["no_negative_amounts"], "fail")
        columns = {result["column"] for result in bad["results"]}
        self.assertEqual(columns, {"id", "amount", "email", None})
        self.assertIn("not of a data test", json.dumps(answer["ignored"]))
        self.assertNotIn("ada@example.org", json.dumps(answer))
        [incident] = bad["incidents"]
        self.assertEqual(server.incident_state(incident["id"]), "open")
        [good] = self.build(GOOD)["items"]
        self.assertEqual(set(server.outcomes(good).values()), {"pass"})
        self.assertEqual(server.incident_state(incident["id"]), "resolved")
        self.assertEqual(set(server.listed(good).values()), {"pass"})

    def test_stale_sources_fail_with_their_age(self):
        self.build(GOOD)
        self.dbt("source", "freshness")
        body = {
            "document": self.written("sources.json"),
            "manifest": self.written("manifest.json"),
        }
        [item] = server.post_results(body, namespace="interop-dbt")["items"]
        self.assertEqual(item["dataset"]["name"], "interop.main.raw_orders")
        [result] = item["results"]
        self.assertEqual(result["outcome"], "fail")
        self.assertRegex(result["reason"], r"^loaded \d+ days ago$")
        self.assertEqual(result["expected"], {"text": "loaded within 1 day"})
