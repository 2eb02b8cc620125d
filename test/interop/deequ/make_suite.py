"""Lets the real Deequ suggest constraints and judge a check on a small table, and writes down what it says of them.

    python make_suite.py FOLDER   ->  FOLDER/suggestions.json, FOLDER/check-results.json

It needs Java; Spark fetches Deequ's archive from Maven Central.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("SPARK_VERSION", "3.5")
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ.setdefault("PYSPARK_SUBMIT_ARGS", "--driver-memory 1g pyspark-shell")

JAR = "com.amazon.deequ:deequ:2.0.7-spark-3.5"
# What Spark brings itself.
NOT_NEEDED = (
    "net.sourceforge.f2j:arpack_combined_all,org.apache.spark:spark-core_2.12,org.apache.spark:spark-sql_2.12,"
    "org.scala-lang:scala-library,org.scalanlp:breeze_2.12"
)


def session():
    """A local Spark session with Deequ on its class path."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").appName("plumbline-import")
    return (
        builder.config("spark.jars.packages", JAR)
        .config("spark.jars.excludes", NOT_NEEDED)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )


def table(spark):
    """Sixty orders: a key, a status with three values, an amount, an e-mail that is sometimes missing."""
    rows = [
        (n, ["placed", "shipped", "returned"][n % 3], float(n * 10), None if n % 10 == 0 else f"p{n}@example.org", f"{n}")
        for n in range(1, 61)
    ]
    return spark.createDataFrame(rows, "id long, status string, amount double, email string, code string")


def suggestions(spark, data) -> dict:
    """What ConstraintSuggestionRunner writes, as it is."""
    import pydeequ.suggestions as rules

    runner = rules.ConstraintSuggestionRunner(spark).onData(data)
    # Rules that this PyDeequ and this Deequ have alike.
    for name in ("CompleteIfComplete", "NonNegativeNumbers", "RetainType", "UniqueIfApproximatelyUnique"):
        runner = runner.addConstraintRule(getattr(rules, f"{name}Rule")())
    return runner.addConstraintRule(rules.CategoricalRangeRule()).run()


def results(spark, data) -> list:
    """The rows of checkResultsAsDataFrame, as JSON."""
    from pydeequ.checks import Check, CheckLevel, ConstrainableDataTypes
    from pydeequ.verification import VerificationResult, VerificationSuite

    strict = (
        Check(spark, CheckLevel.Error, "orders")
        .hasSize(lambda rows: rows >= 1)
        .isComplete("id")
        .hasCompleteness("email", lambda share: share >= 0.8)
        .isUnique("id")
        .hasUniqueness(["id", "status"], lambda share: share == 1.0)
        .isContainedIn("status", ["placed", "shipped", "returned"])
        .isNonNegative("amount")
        .isPositive("id")
        .hasMin("amount", lambda value: value >= 0)
        .hasMax("amount", lambda value: value <= 600)
        .hasMean("amount", lambda value: 0 <= value <= 600)
        .hasPattern("email", r"^[^@]+@[^@]+$", lambda share: share >= 0.8)
        .hasDataType("code", ConstrainableDataTypes.Integral)
        .satisfies("amount >= 10", "at least ten", lambda share: share == 1.0)
        .isLessThan("id", "amount")
        .hasMaxLength("status", lambda value: value <= 8)
        .hasDistinctness(["status"], lambda share: share < 0.5)
    )
    lenient = Check(spark, CheckLevel.Warning, "hints").hasApproxCountDistinct("status", lambda value: value < 10)
    outcome = VerificationSuite(spark).onData(data).addCheck(strict).addCheck(lenient).run()
    return [row.asDict() for row in VerificationResult.checkResultsAsDataFrame(spark, outcome).collect()]


def make_suite(folder: pathlib.Path) -> dict:
    """The two files, by name."""
    spark = session()
    try:
        data = table(spark)
        made = {"suggestions": suggestions(spark, data), "check-results": results(spark, data)}
    finally:
        spark.sparkContext._gateway.shutdown_callback_server()
        spark.stop()
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, document in made.items():
        paths[name] = folder / f"{name}.json"
        paths[name].write_text(json.dumps(document, indent=1) + "\n")
    return paths


if __name__ == "__main__":
    for path in make_suite(pathlib.Path(sys.argv[1])).values():
        print(path)
