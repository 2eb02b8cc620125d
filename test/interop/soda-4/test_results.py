"""Contract verifications of Soda 4 in the plain form, by the recipe of docs/how-to/post-results-of-other-tools.md."""

import json
import os
import tempfile
import unittest

os.environ["SODA_CORE_TELEMETRY_ENABLED"] = "false"

import duckdb  # noqa: E402
from soda_core.common.yaml import (  # noqa: E402
    ContractYamlSource,
    DataSourceYamlSource,
)
from soda_core.contracts.contract_verification import (  # noqa: E402
    ContractVerificationSession,
)

import server_under_test as server  # noqa: E402

CONTRACT = """
dataset: shop/shop/main/orders
checks:
  - row_count:
columns:
  - name: id
    checks:
      - duplicate:
  - name: amount
    checks:
      - missing:
"""
BAD = "(1, 1.5, 'ada@example.org'), (2, -3.0, 'x'), (2, null, 'y')"
GOOD = "(1, 1.5, 'a'), (2, 3.0, 'b')"

OUTCOMES = {"PASSED": "pass", "WARN": "warn", "FAILED": "fail"}


def plain(contract):
    """What docs/how-to/post-results-of-other-tools.md says to make of a verified contract."""
    results = [
        {
            "check": result.check.relative_path,
            "kind": result.check.type,
            "outcome": OUTCOMES.get(result.outcome.name, "undecided"),
            **({"column": result.check.column_name} if result.check.column_name else {}),
        }
        for result in contract.check_results
    ]
    if contract.has_errors:
        results.append({"check": "contract", "outcome": "error"})
    return {
        "tool": "soda",
        "suite": "contract",
        "judgedAt": contract.ended_timestamp.isoformat(),
        "results": results,
    }


def verified(rows, contract=CONTRACT):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "shop.duckdb")
        with duckdb.connect(path) as connection:
            connection.execute(
                f"create table orders as select * from (values {rows}) t(id, amount, email)"
            )
        source = f"type: duckdb\nname: shop\nconnection:\n  database: {path}\n"
        session = ContractVerificationSession.execute(
            contract_yaml_sources=[ContractYamlSource.from_str(contract)],
            data_source_yaml_sources=[DataSourceYamlSource.from_str(source)],
        )
        [result] = session.contract_verification_results
        return plain(result)


class Results(unittest.TestCase):
    def test_a_broken_contract_opens_an_incident_that_a_kept_one_heals(self):
        place = {"namespace": "interop-soda-4", "dataset": "orders"}
        [bad] = server.post_results(verified(BAD), **place)["items"]
        self.assertEqual(
            server.outcomes(bad),
            {
                "checks.row_count": "pass",
                "columns.id.checks.duplicate": "fail",
                "columns.amount.checks.missing": "fail",
            },
        )
        self.assertNotIn("ada@example.org", json.dumps(bad))
        [incident] = bad["incidents"]
        self.assertEqual(server.incident_state(incident["id"]), "open")
        [good] = server.post_results(verified(GOOD), **place)["items"]
        self.assertEqual(set(server.outcomes(good).values()), {"pass"})
        self.assertEqual(server.incident_state(incident["id"]), "resolved")

    def test_a_contract_that_could_not_be_verified_is_no_pass(self):
        contract = CONTRACT + "  - name: nosuch\n    checks:\n      - missing:\n"
        [item] = server.post_results(
            verified(GOOD, contract), namespace="interop-soda-4", dataset="broken"
        )["items"]
        self.assertEqual(item["verdict"], "error")
        self.assertNotIn("pass", server.outcomes(item).values())
