"""A user's Spark job: reads two CSV files, writes Parquet, then reads a column that is not there. It knows nothing of lineage."""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

folder = sys.argv[1]
spark = SparkSession.builder.appName("shop_revenue").getOrCreate()
orders = spark.read.csv(f"{folder}/orders.csv", header=True, inferSchema=True)
customers = spark.read.csv(f"{folder}/customers.csv", header=True, inferSchema=True)
revenue = (
    orders.where(f.col("status") != "returned")
    .join(customers, orders.customer_id == customers.id)
    .groupBy("name")
    .agg(f.sum("amount").alias("revenue"), f.count("*").alias("orders"))
)
revenue.write.mode("overwrite").parquet(f"{folder}/revenue")
fail = f.udf(lambda value: 1 // 0, "int")
try:
    orders.withColumn("broken", fail("amount")).write.mode("overwrite").parquet(f"{folder}/broken")
finally:
    spark.stop()
