"""Dagster with OpenLineage's event log storage: assets, checks on one of them, and an asset that fails."""

from producers import producer
from producers.producer import KEY, Producer


class Dagster(Producer):
    name = "dagster"

    @classmethod
    def run_project(cls):
        configured = {
            "OPENLINEAGE_URL": cls.recorder.url,
            "OPENLINEAGE_API_KEY": KEY,
            "DAGSTER_HOME": str(cls.folder),
            "DAGSTER_DISABLE_TELEMETRY": "1",
        }
        cls.command("dagster", "asset", "materialize", "-f", "definitions.py", "--select", "*", expect=1, **configured)

    def test_every_event_is_taken(self):
        self.assert_all_taken()

    def test_jobs_and_runs_are_shown_as_they_were_told(self):
        self.assert_shown()

    def test_an_asset_is_a_job_and_the_dataset_it_writes(self):
        self.assertEqual(self.states("revenue"), ["START", "COMPLETE"])
        self.assertEqual(self.names(self.last("revenue", "COMPLETE")["outputs"]), ["revenue"])
        for name in ("raw_orders", "revenue", "report"):
            producer.dataset("dagster", name)

    def test_schema_and_columns_come_from_the_metadata_of_the_asset(self):
        self.assertEqual(producer.columns("dagster", "revenue"), ["customer", "revenue"])
        fields = self.last("revenue", "COMPLETE")["outputs"][0]["facets"]["columnLineage"]["fields"]
        [source] = fields["revenue"]["inputFields"]
        self.assertEqual((source["namespace"], source["name"], source["field"]), ("dagster", "raw_orders", "amount"))

    def test_asset_checks_come_one_by_one_in_the_run_of_the_asset(self):
        told = [
            (one["assertion"], one["success"])
            for event in self.events
            for dataset in event["inputs"]
            for one in dataset["inputFacets"]["dataQualityAssertions"]["assertions"]
        ]
        self.assertEqual(told, [("customers_are_known", False), ("has_rows", True)])
        runs = {event["run"]["runId"] for event in self.events}
        self.assertEqual(len(runs), 1)
        self.assertIn("has_rows", {check.split("/")[-1].split("#")[0] for check in producer.results("dagster", "raw_orders")})

    def test_an_asset_that_fails_is_an_incident(self):
        self.assertEqual(self.states("report"), ["START", "FAIL"])
        self.assertEqual(producer.open_incident_of("report")["state"], "open")
