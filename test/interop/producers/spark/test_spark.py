"""PySpark with OpenLineage's listener. Needs Java; the jar comes from Maven Central by Spark's own resolver."""

import os
import shutil
import unittest

from producers import producer
from producers.producer import KEY, Producer

JAR = "io.openlineage:openlineage-spark_2.12:1.53.0"
WRITING = "shop_revenue.adaptive_spark_plan.project_revenue"
FAILING = "shop_revenue.execute_insert_into_hadoop_fs_relation_command.project_broken"


@unittest.skipIf(shutil.which("java") is None, "this machine has no Java, which Spark needs")
class Spark(Producer):
    name = "spark"

    @classmethod
    def run_project(cls):
        (cls.folder / "orders.csv").write_text(
            "id,customer_id,amount,status\n1,10,12.50,placed\n2,11,-3.00,placed\n3,10,7.25,returned\n"
        )
        (cls.folder / "customers.csv").write_text("id,name\n10,Ada\n11,Ben\n")
        settings = {
            "spark.extraListeners": "io.openlineage.spark.agent.OpenLineageSparkListener",
            "spark.openlineage.transport.type": "http",
            "spark.openlineage.transport.url": cls.recorder.url,
            "spark.openlineage.transport.auth.type": "api_key",
            "spark.openlineage.transport.auth.apiKey": KEY,
            "spark.openlineage.namespace": "spark",
            # Not needed by a user: one core, one partition, loopback, and the jars that were fetched before.
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "1",
            "spark.jars.ivy": os.path.expanduser("~/.ivy2"),
        }
        options = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
        submit = ["spark-submit", "--master", "local[1]", "--driver-memory", "1g", "--packages", JAR, *options]
        cls.command(*submit, "job.py", cls.folder, expect=1, SPARK_LOCAL_IP="127.0.0.1")

    def test_every_event_is_taken(self):
        self.assert_all_taken()

    def test_jobs_and_runs_are_shown_as_they_were_told(self):
        self.assert_shown()

    def test_a_write_reads_its_files_and_writes_its_folder_with_columns_and_rows(self):
        event = self.last(WRITING, "COMPLETE")
        self.assertEqual(
            self.names(event["inputs"]), [f"{self.folder}/customers.csv", f"{self.folder}/orders.csv"]
        )
        self.assertEqual(self.names(event["outputs"]), [f"{self.folder}/revenue"])
        self.assertEqual(producer.columns("file", f"{self.folder}/revenue"), ["name", "revenue", "orders"])
        self.assertEqual(producer.dataset("file", f"{self.folder}/revenue")["rowCount"], 2)

    def test_columns_know_where_they_come_from(self):
        fields = self.last(WRITING, "COMPLETE")["outputs"][0]["facets"]["columnLineage"]["fields"]
        self.assertEqual(
            {(one["name"], one["field"]) for one in fields["revenue"]["inputFields"]},
            {(f"{self.folder}/orders.csv", "amount")},
        )

    def test_the_application_is_the_parent_of_its_writes(self):
        application = self.last("shop_revenue", "COMPLETE")["run"]["runId"]
        self.assertEqual(self.last(WRITING, "COMPLETE")["run"]["facets"]["parent"]["run"]["runId"], application)

    def test_a_write_that_fails_says_so_and_then_that_it_completed(self):
        # Of the listener, not of us: the state to show is FAIL.
        self.assertEqual(self.states(FAILING)[-2:], ["FAIL", "COMPLETE"])
        self.assertEqual({event["run"]["runId"] for event in self.events if event["job"]["name"] == FAILING}.__len__(), 1)
        self.assertIn("spark.exception", self.last(FAILING, "FAIL")["run"]["facets"])
