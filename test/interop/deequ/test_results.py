"""Check results of Deequ. Needs Java; the jar of Deequ comes from Maven Central by Spark's own resolver."""

import json
import os
import shutil
import unittest

os.environ["SPARK_VERSION"] = "3.5"
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
os.environ.setdefault("PYSPARK_SUBMIT_ARGS", "--driver-memory 1g pyspark-shell")

import pydeequ  # noqa: E402
from pydeequ.checks import Check, CheckLevel  # noqa: E402
from pydeequ.verification import VerificationResult, VerificationSuite  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

import server_under_test as server  # noqa: E402

JAR = "com.amazon.deequ:deequ:2.0.7-spark-3.5"
# What Spark brings itself.
NOT_NEEDED = ",".join(
    [
        pydeequ.f2j_maven_coord,
        "org.apache.spark:spark-core_2.12",
        "org.apache.spark:spark-sql_2.12",
        "org.scala-lang:scala-library",
        "org.scalanlp:breeze_2.12",
    ]
)

BAD = [(1, 1.5, "ada@example.org"), (2, -3.0, "x"), (2, None, "y")]
GOOD = [(1, 1.5, "a@b.co"), (2, 3.0, "c@d.eu"), (3, 4.0, "e@f.gh")]


@unittest.skipIf(shutil.which("java") is None, "this machine has no Java, which Spark needs")
class Results(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = (
            SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.jars.packages", JAR)
            .config("spark.jars.excludes", NOT_NEEDED)
            .getOrCreate()
        )

    @classmethod
    def tearDownClass(cls):
        cls.spark.sparkContext._gateway.shutdown_callback_server()
        cls.spark.stop()

    def verify(self, rows):
        spark = self.spark
        frame = spark.createDataFrame(rows, "id int, amount double, email string")
        orders = (
            Check(spark, CheckLevel.Error, "orders")
            .hasSize(lambda size: size >= 3)
            .isComplete("amount")
            .isUnique("id")
            .hasMin("amount", lambda least: least >= 0)
            .containsEmail("email")
        )
        nice = Check(spark, CheckLevel.Warning, "nice").hasMean(
            "amount", lambda mean: mean > 1
        )
        suite = VerificationSuite(spark).onData(frame).addCheck(orders).addCheck(nice)
        rows = VerificationResult.checkResultsAsDataFrame(spark, suite.run()).collect()
        return [row.asDict() for row in rows]

    def test_failing_checks_open_an_incident_that_passing_ones_heal(self):
        place = {"namespace": "interop-deequ", "dataset": "orders"}
        answer = server.post_results(self.verify(BAD), **place)
        items = {item["suite"]: item for item in answer["items"]}
        found = server.outcomes(items["deequ:orders"])
        self.assertEqual(found["Size"], "pass")
        self.assertEqual(found["amount.Completeness"], "fail")
        self.assertEqual(found["id.Uniqueness"], "fail")
        self.assertEqual(found["amount.Minimum"], "fail")
        self.assertEqual(server.outcomes(items["deequ:nice"]), {"amount.Mean": "warn"})
        self.assertNotIn("ada@example.org", json.dumps(answer))
        [incident] = items["deequ:orders"]["incidents"]
        self.assertEqual(server.incident_state(incident["id"]), "open")
        healed = server.post_results(self.verify(GOOD), **place)["items"]
        for item in healed:
            self.assertEqual(set(server.outcomes(item).values()), {"pass"})
        self.assertEqual(server.incident_state(incident["id"]), "resolved")

    def test_a_column_that_is_not_there_is_an_error_and_no_failure_of_the_data(self):
        frame = self.spark.createDataFrame(GOOD, "id int, amount double, email string")
        check = Check(self.spark, CheckLevel.Error, "orders").isComplete("nosuch")
        result = VerificationSuite(self.spark).onData(frame).addCheck(check).run()
        document = VerificationResult.checkResultsAsJson(self.spark, result)
        [item] = server.post_results(
            document, namespace="interop-deequ", dataset="no-column"
        )["items"]
        self.assertEqual(server.outcomes(item), {"nosuch.Completeness": "error"})
