"""Validation results of Great Expectations open and heal incidents, and no value of a row comes with them."""

import json
import unittest

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

import server_under_test as server

BAD = pd.DataFrame(
    {
        "id": [1, 2, 2, 4],
        "amount": [1.5, -3.0, None, 7.0],
        "email": ["ada@example.org", "x", "y", "z"],
    }
)
GOOD = pd.DataFrame(
    {"id": [1, 2, 3], "amount": [1.0, 2.0, 3.0], "email": ["a@b.co", "c@d.eu", "e@f.gh"]}
)

EXPECTATIONS = [
    gxe.ExpectTableRowCountToBeBetween(min_value=1, max_value=10),
    gxe.ExpectColumnValuesToNotBeNull(column="amount"),
    gxe.ExpectColumnValuesToBeUnique(column="id", severity="warning"),
    gxe.ExpectColumnMinToBeBetween(column="amount", min_value=0),
    gxe.ExpectColumnValuesToMatchRegex(column="email", regex="@"),
]


class Results(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        source = context.data_sources.add_pandas("interop-gx")
        batch = source.add_dataframe_asset("orders").add_batch_definition_whole_dataframe(
            "whole"
        )
        suite = context.suites.add(gx.ExpectationSuite("orders_suite"))
        for expectation in EXPECTATIONS:
            suite.add_expectation(expectation)
        cls.definition = context.validation_definitions.add(
            gx.ValidationDefinition(name="orders", data=batch, suite=suite)
        )
        cls.suite = suite

    def validate(self, frame, **options):
        result = self.definition.run(
            batch_parameters={"dataframe": frame}, **options
        )
        return result.to_json_dict()

    def test_a_failing_validation_opens_an_incident_that_a_passing_one_heals(self):
        [bad] = server.post_results(self.validate(BAD))["items"]
        self.assertEqual(bad["suite"], "gx:orders_suite")
        self.assertEqual(bad["dataset"]["namespace"], "interop-gx")
        self.assertEqual(
            server.outcomes(bad),
            {
                "expect_table_row_count_to_be_between": "pass",
                "amount.expect_column_values_to_not_be_null": "fail",
                "id.expect_column_values_to_be_unique": "warn",
                "amount.expect_column_min_to_be_between": "fail",
                "email.expect_column_values_to_match_regex": "fail",
            },
        )
        self.assertEqual((bad["verdict"], bad["gate"]), ("fail", "block"))
        [incident] = bad["incidents"]
        self.assertEqual(server.incident_state(incident["id"]), "open")
        [good] = server.post_results(self.validate(GOOD))["items"]
        self.assertEqual(set(server.outcomes(good).values()), {"pass"})
        self.assertEqual(server.incident_state(incident["id"]), "resolved")
        self.assertEqual(set(server.listed(good).values()), {"pass"})

    def test_unexpected_values_stay_behind_whatever_the_result_format_keeps(self):
        document = self.validate(BAD, result_format="COMPLETE")
        self.assertIn("unexpected_list", json.dumps(document))
        answer = server.post_results(document, dataset="complete")
        said = json.dumps(answer) + json.dumps(server.read("/datasets/complete/results"))
        for value in ("ada@example.org", "unexpected_list", "unexpected_index"):
            self.assertNotIn(value, said)

    def test_what_cannot_be_evaluated_is_an_error_and_no_pass(self):
        document = self.validate(BAD.drop(columns=["amount"]))
        [item] = server.post_results(document, dataset="incomplete")["items"]
        found = server.outcomes(item)
        self.assertEqual(found["amount.expect_column_values_to_not_be_null"], "error")
        self.assertEqual(found["email.expect_column_values_to_match_regex"], "fail")

    def test_a_result_without_counts_is_taken(self):
        document = self.validate(BAD, result_format="BOOLEAN_ONLY")
        [item] = server.post_results(document, dataset="boolean-only")["items"]
        self.assertEqual(item["verdict"], "fail")
