"""Airflow with its OpenLineage provider: API server, DAG processor and scheduler with local tasks, and one run of a DAG."""

import json
import os
import secrets
import urllib.parse

import psycopg

from producers import producer
from producers.producer import KEY, Background, Producer

POSTGRES = urllib.parse.urlsplit(os.environ["POSTGRES_URL"])
SHOP = POSTGRES._replace(path="/shop")
NAMESPACE = f"postgres://{POSTGRES.hostname}:{POSTGRES.port}"
TABLES = """
create table raw_orders (id integer, customer_id integer, amount numeric(10, 2));
insert into raw_orders values (1, 10, 12.5), (2, 11, -3);
create table orders (id integer, customer_id integer, amount numeric(10, 2));
create table revenue (customer_id integer, revenue numeric(10, 2));
"""


class Airflow(Producer):
    name = "airflow"

    @classmethod
    def run_project(cls):
        make_shop()
        port = producer.free_port()
        cls.private = {f"{POSTGRES.hostname}:{POSTGRES.port}": "db.example.org:5432", f"127.0.0.1:{port}": "airflow.example.org"}
        env = cls.environment(**configured(cls.recorder.url), **installed(cls.folder, port))
        cls.command("airflow", "db", "migrate", **env)
        with Background(["airflow", "api-server"], cls.folder, env) as api:
            producer.until(producer.answers(f"http://127.0.0.1:{port}/api/v2/version"), lambda: api.said)
            with (
                Background(["airflow", "dag-processor"], cls.folder, env) as processor,
                Background(["airflow", "scheduler"], cls.folder, env) as scheduler,
            ):
                said = lambda: f"{processor.said}\n{scheduler.said}"  # noqa: E731
                producer.until(lambda: ended("shop", cls.recorder.events), said)

    def test_every_event_is_taken(self):
        self.assert_all_taken()

    def test_jobs_and_runs_are_shown_as_they_were_told(self):
        self.assert_shown()

    def test_tasks_are_runs_with_their_states(self):
        for task in ("load_orders", "revenue", "export"):
            self.assertEqual(self.states(f"shop.{task}"), ["START", "COMPLETE"], task)
        self.assertEqual(self.states("shop.publish"), ["START", "FAIL"])
        self.assertEqual(self.states("shop"), ["START", "FAIL"])

    def test_the_run_of_the_dag_is_the_parent_of_its_tasks(self):
        whole = self.last("shop", "FAIL")["run"]["runId"]
        for task in ("load_orders", "revenue", "export"):
            facets = self.last(f"shop.{task}", "COMPLETE")["run"]["facets"]
            self.assertEqual(facets["parent"]["run"]["runId"], whole)
            self.assertIn("nominalTime", facets)

    def test_sql_is_read_for_tables_and_columns(self):
        event = self.last("shop.revenue", "COMPLETE")
        self.assertEqual(self.names(event["inputs"]), ["shop.public.orders"])
        self.assertEqual(self.names(event["outputs"]), ["shop.public.revenue"])
        fields = event["outputs"][0]["facets"]["columnLineage"]["fields"]
        self.assertEqual([one["field"] for one in fields["revenue"]["inputFields"]], ["amount"])
        self.assertEqual(producer.columns(NAMESPACE, "shop.public.revenue"), ["customer_id", "revenue"])
        for name in ("shop.public.raw_orders", "shop.public.orders"):
            producer.dataset(NAMESPACE, name)

    def test_inlets_and_outlets_are_datasets_of_a_python_task(self):
        event = self.last("shop.export", "COMPLETE")
        # The same dataset as the one that the SQL task wrote.
        self.assertEqual(
            [(one["namespace"], one["name"]) for one in event["inputs"]], [(NAMESPACE, "shop.public.revenue")]
        )
        self.assertEqual(self.names(event["outputs"]), ["/reports/revenue.csv"])
        producer.dataset("file", "/reports/revenue.csv")

    def test_a_task_that_fails_is_an_incident_with_its_error(self):
        self.assertEqual(producer.open_incident_of("shop.publish")["state"], "open")
        facets = self.last("shop.publish", "FAIL")["run"]["facets"]
        self.assertIn("the portal is closed", facets["errorMessage"]["message"])


def configured(url):
    """What the page tells a user to set."""
    auth = {"type": "api_key", "apiKey": KEY}
    transport = {"type": "http", "url": url, "endpoint": "api/v1/lineage", "auth": auth}
    return {"AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(transport), "AIRFLOW__OPENLINEAGE__NAMESPACE": "airflow"}


def installed(folder, port):
    """An Airflow of one machine, as somebody may have it already."""
    address = f"http://127.0.0.1:{port}"
    return {
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW_CONN_SHOP": SHOP.geturl(),
        "SHOP_ADDRESS": f"{NAMESPACE}/shop",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__PARALLELISM": "1",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(64),
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(32),
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(producer.free_port()),
    }


def make_shop():
    with psycopg.connect(POSTGRES.geturl(), autocommit=True) as connection:
        connection.execute("drop database if exists shop")
        connection.execute("create database shop")
    with psycopg.connect(SHOP.geturl(), autocommit=True) as connection:
        connection.execute(TABLES)


def ended(job, events):
    return any(event["job"]["name"] == job and event["eventType"] in ("COMPLETE", "FAIL") for event in events)
