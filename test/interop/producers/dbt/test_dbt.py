"""dbt on DuckDB by dbt-ol: `run`, then `test` with tests that fail and one that warns."""

from producers import producer
from producers.producer import KEY, Producer

NAMESPACE = "duckdb://shop.duckdb"
ORDERS = "shop.main.stg_orders"
REVENUE = "shop.main.revenue_by_customer"


def configured(url):
    """What the page tells a user to set."""
    return {
        "OPENLINEAGE_URL": url,
        "OPENLINEAGE_API_KEY": KEY,
        "OPENLINEAGE_NAMESPACE": "dbt",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


class Dbt(Producer):
    name = "dbt"

    @classmethod
    def run_project(cls):
        cls.folder = cls.folder / "project"
        env = configured(cls.recorder.url)
        cls.command("dbt", "--quiet", "seed", **env)
        cls.command("dbt-ol", "run", **env)
        cls.command("dbt-ol", "test", expect=1, **env)

    def test_every_event_is_taken(self):
        self.assert_all_taken()

    def test_jobs_and_runs_are_shown_as_they_were_told(self):
        self.assert_shown()

    def test_a_model_is_a_run_that_reads_its_sources_and_writes_its_table(self):
        self.assertEqual(self.states("shop.main.shop.revenue_by_customer"), ["START", "COMPLETE"])
        event = self.last("shop.main.shop.revenue_by_customer", "COMPLETE")
        self.assertEqual(self.names(event["inputs"]), ["shop.main.raw_customers", ORDERS])
        self.assertEqual(self.names(event["outputs"]), [REVENUE])
        self.assertIn("sum(o.amount)", event["job"]["facets"]["sql"]["query"])
        for name in ("shop.main.raw_orders", "shop.main.raw_customers", ORDERS, REVENUE):
            producer.dataset(NAMESPACE, name)

    def test_columns_know_where_they_come_from(self):
        event = self.last("shop.main.shop.revenue_by_customer", "COMPLETE")
        fields = event["outputs"][0]["facets"]["columnLineage"]["fields"]
        self.assertEqual([(one["name"], one["field"]) for one in fields["revenue"]["inputFields"]], [(ORDERS, "amount")])

    def test_the_schema_is_what_schema_yml_documents(self):
        self.assertEqual(producer.columns(NAMESPACE, ORDERS), ["order_id", "customer_id", "status"])
        self.assertEqual(producer.columns(NAMESPACE, REVENUE), ["customer_id"])

    def test_the_whole_run_is_the_parent_and_failed(self):
        self.assertEqual(self.states("dbt-run-shop"), ["START", "COMPLETE", "START", "FAIL"])
        whole = self.last("dbt-run-shop", "FAIL")["run"]["runId"]
        tests = self.last("shop.main.shop.stg_orders.test", "FAIL")
        self.assertEqual(tests["run"]["facets"]["parent"]["run"]["runId"], whole)

    def test_tests_are_results_of_their_model_and_open_an_incident(self):
        found = producer.results(NAMESPACE, ORDERS)
        by_name = {check.split("/")[-1].split("#")[0]: outcome for check, outcome in found.items()}
        self.assertEqual(
            by_name,
            {
                "accepted_values_stg_orders_status__placed": "warn",
                "no_negative_amounts": "fail",
                "not_null_stg_orders_customer_id": "fail",
                "not_null_stg_orders_order_id": "pass",
                "unique_stg_orders_order_id": "pass",
                # The singular test once more, as the run of its own that it is.
                "test.shop.no_negative_amounts": "fail",
            },
        )
        self.assertEqual(producer.open_incident_of(ORDERS)["state"], "open")

    def test_a_singular_test_is_a_run_of_its_own(self):
        event = self.last("test.shop.no_negative_amounts", "FAIL")
        [test] = event["run"]["facets"]["test"]["tests"]
        self.assertEqual((test["status"], test["actual"]), ("fail", "1"))


class DbtBuild(Producer):
    name = "dbt-build"

    @classmethod
    def run_project(cls):
        cls.folder = cls.folder / "project"
        # The sources are the seeds: dbt builds those first, because nothing else needs to be there.
        env = configured(cls.recorder.url)
        cls.command("dbt", "--quiet", "seed", **env)
        cls.command("dbt-ol", "build", expect=1, **env)

    def test_every_event_is_taken(self):
        self.assert_all_taken()

    def test_tests_that_were_skipped_are_told_as_failed_without_what_was_found(self):
        # Of dbt-ol, not of us: the model was not built, because a test of the one before it failed.
        event = self.last("shop.main.shop.revenue_by_customer.build.test", "FAIL")
        [dataset] = event["inputs"]
        told = dataset["inputFacets"]["dataQualityAssertions"]["assertions"]
        self.assertEqual([(one["success"], "actual" in one) for one in told], [(False, False), (False, False)])
