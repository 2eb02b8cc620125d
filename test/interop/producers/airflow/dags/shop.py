"""A user's DAG: SQL tasks on Postgres, a Python task with inlets and outlets, and one that fails. It knows nothing of lineage."""

import datetime as dt
import os

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG, Asset, task

with DAG(
    "shop",
    schedule="@daily",
    start_date=dt.datetime(2026, 11, 22, tzinfo=dt.timezone.utc),
    catchup=False,
    owner_links={"data-team": "mailto:data-team@example.org"},
    default_args={"owner": "data-team", "retries": 0},
    description="Revenue of the shop, every day.",
):
    load = SQLExecuteQueryOperator(
        task_id="load_orders",
        conn_id="shop",
        sql="insert into orders select id, customer_id, amount from raw_orders",
    )
    revenue = SQLExecuteQueryOperator(
        task_id="revenue",
        conn_id="shop",
        sql="insert into revenue select customer_id, sum(amount) as revenue from orders group by customer_id",
    )

    @task(
        inlets=[Asset(f"{os.environ['SHOP_ADDRESS']}/public/revenue")],
        outlets=[Asset("file:///reports/revenue.csv")],
    )
    def export():
        print("exported")

    @task
    def publish():
        raise ValueError("the portal is closed")

    load >> revenue >> export() >> publish()
