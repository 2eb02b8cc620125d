"""A user's Flink job in SQL: rows that are made, counted and written as CSV. It knows nothing of lineage."""

import sys

from pyflink.common import Configuration
from pyflink.table import EnvironmentSettings, TableEnvironment

folder = sys.argv[1]
configuration = Configuration()
for setting in sys.argv[2:]:
    name, value = setting.split("=", 1)
    configuration.set_string(name, value)
settings = EnvironmentSettings.new_instance().in_batch_mode().with_configuration(configuration).build()
tables = TableEnvironment.create(settings)
tables.execute_sql(
    "create table orders (id int, customer int) with ('connector' = 'datagen', 'number-of-rows' = '100')"
)
tables.execute_sql(
    "create table revenue (customer int, orders bigint) with "
    f"('connector' = 'filesystem', 'path' = '{folder}/revenue', 'format' = 'csv')"
)
tables.execute_sql("insert into revenue select customer, count(*) from orders group by customer").wait()
