"""A user's Prefect flow: a task that writes a table, one that reads it, and one that fails."""

import os
import sqlite3

from prefect import flow, task
from prefect.artifacts import create_table_artifact

DATABASE = os.environ["SHOP_DATABASE"]


def dataset(table, direction):
    """What openlineage-prefect takes for a dataset: an artifact whose description says its direction."""
    create_table_artifact(
        key=table.replace("_", "-") + "-" + direction,
        table=[{"database_uri": f"sqlite:///{DATABASE}", "table": table}],
        description=f"ol-dataset_{direction}",
    )


@task
def extract_customers():
    with sqlite3.connect(DATABASE) as connection:
        connection.execute("create table if not exists customers (id integer, name text)")
        connection.execute("insert into customers values (10, 'Ada'), (11, 'Ben')")
    dataset("customers", "output")


@task
def count_customers():
    with sqlite3.connect(DATABASE) as connection:
        connection.execute("create table if not exists customer_count as select count(*) as customers from customers")
    dataset("customers", "input")
    dataset("customer_count", "output")


@task
def notify():
    raise ValueError("no such address")


@flow(name="update customers")
def update_customers():
    extract_customers()
    count_customers()
    notify()


if __name__ == "__main__":
    update_customers.serve(name="shop")
