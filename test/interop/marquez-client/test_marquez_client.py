"""Every method of Marquez's own Python client that reads, against Plumbline, after events were sent to both as the page says."""

import inspect
import os
import pathlib
import string
import time
import unittest
from datetime import datetime, timezone

import yaml
from marquez_client import MarquezClient
from marquez_client.errors import APIError
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    datasource_dataset,
    documentation_dataset,
    schema_dataset,
    tags_dataset,
)
from openlineage.client.uuid import generate_new_uuid

from old_marquez import OldMarquez

DATABASE = "postgres://shop-db:5432"
ORDERS, REVENUE, FILE = "shop.public.orders", "shop.public.revenue", "/out/revenue of today.csv"
LOAD, REPORT = "nightly.load", "report: weekly/all"
NAMESPACE = "marquez-client"


def send(url):
    """Two runs by the configuration of the page; their ids."""
    page = pathlib.Path(__file__).with_name("openlineage.yml").read_text()
    config = yaml.safe_load(string.Template(page).substitute(os.environ, MARQUEZ_URL=url))
    client = OpenLineageClient(config=config)
    load, report = str(generate_new_uuid()), str(generate_new_uuid())
    fields = [schema_dataset.SchemaDatasetFacetFields(name="amount", type="numeric", description="in EUR")]
    orders = InputDataset(
        DATABASE,
        ORDERS,
        facets={
            "schema": schema_dataset.SchemaDatasetFacet(fields=fields),
            "documentation": documentation_dataset.DocumentationDatasetFacet(description="Orders"),
            "dataSource": datasource_dataset.DatasourceDatasetFacet(name="shop-db", uri=DATABASE),
            "tags": tags_dataset.TagsDatasetFacet(
                tags=[tags_dataset.TagsDatasetFacetFields(key="pii", value="true", source="USER")]
            ),
        },
    )
    way = column_lineage_dataset.Transformation(type="DIRECT", subtype="AGGREGATION", description="sum", masking=False)
    source = column_lineage_dataset.InputField(DATABASE, ORDERS, "amount", transformations=[way])
    total = column_lineage_dataset.Fields(inputFields=[source])
    revenue = OutputDataset(
        DATABASE,
        REVENUE,
        facets={"columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet(fields={"total": total})},
    )
    for run, job, inputs, outputs, last in (
        (load, LOAD, [orders], [revenue], RunState.COMPLETE),
        (report, REPORT, [InputDataset(DATABASE, REVENUE)], [OutputDataset("file", FILE)], RunState.FAIL),
    ):
        for state in (RunState.START, last):
            now = datetime.now(timezone.utc).isoformat()
            client.emit(
                RunEvent(
                    eventType=state,
                    eventTime=now,
                    run=Run(run),
                    job=Job(NAMESPACE, job),
                    producer="https://example.org/shop/jobs",
                    inputs=inputs,
                    outputs=outputs,
                )
            )
    client.close()
    return load, report


class Client(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with OldMarquez() as cls.marquez:
            cls.load, cls.report = send(cls.marquez.url)
        cls.client = MarquezClient(os.environ["PLUMBLINE_URL"], api_key=os.environ["PLUMBLINE_ADMIN_KEY"])
        until = time.monotonic() + 60
        while not cls.is_there():
            if time.monotonic() > until:
                raise AssertionError("the runs were not worked in within 60 s")
            time.sleep(0.2)

    @classmethod
    def is_there(cls):
        try:
            return cls.client.get_job_run(cls.report)["state"] == "FAILED"
        except APIError:
            return False

    def test_both_places_have_the_same_events(self):
        sent = [(event["eventType"], event["run"]["runId"]) for event in self.marquez.events]
        self.assertEqual(len(sent), 4)
        kept = self.client.list_events(NAMESPACE)["events"]
        self.assertEqual(sorted((event["eventType"], event["run"]["runId"]) for event in kept), sorted(sent))

    def test_namespaces(self):
        made = self.client.create_namespace("of/the client", "team-a", "made by it")
        self.assertEqual((made["ownerName"], made["description"], made["isHidden"]), ("team-a", "made by it", False))
        self.assertEqual(self.client.get_namespace("of/the client"), made)
        self.assertIn(NAMESPACE, names(self.client.list_namespaces(limit=1000)["namespaces"]))
        self.assertEqual(len(self.client.list_namespaces(limit=1, offset=1)["namespaces"]), 1)
        with self.assertRaises(APIError):
            self.client.get_namespace("none")

    def test_datasets_and_their_versions(self):
        orders = self.client.get_dataset(DATABASE, ORDERS)
        self.assertEqual((orders["sourceName"], orders["description"], orders["tags"]), ("shop-db", "Orders", ["pii"]))
        self.assertEqual(
            orders["fields"], [{"name": "amount", "type": "numeric", "description": "in EUR", "tags": []}]
        )
        self.assertEqual(names(self.client.list_datasets(DATABASE)["datasets"]), [ORDERS, REVENUE])
        self.assertEqual(self.client.get_dataset("file", FILE)["name"], FILE)
        versions = self.client.list_dataset_versions(DATABASE, REVENUE)["versions"]
        self.assertEqual([version["createdByRun"]["id"] for version in versions], [self.load])
        one = self.client.get_dataset_version(DATABASE, REVENUE, versions[0]["version"])
        self.assertEqual(one, versions[0])
        self.assertEqual(self.client.get_dataset(DATABASE, REVENUE)["currentVersion"], one["version"])

    def test_jobs_and_runs(self):
        job = self.client.get_job(NAMESPACE, LOAD)
        self.assertEqual(job["inputs"], [{"namespace": DATABASE, "name": ORDERS}])
        self.assertEqual(job["outputs"], [{"namespace": DATABASE, "name": REVENUE}])
        self.assertEqual(job["latestRun"]["id"], self.load)
        self.assertEqual(self.client.get_job(NAMESPACE, REPORT)["name"], REPORT)
        self.assertEqual(sorted(names(self.client.list_jobs(NAMESPACE)["jobs"])), [LOAD, REPORT])
        runs = self.client.list_job_runs(NAMESPACE, LOAD)
        self.assertEqual([(run["id"], run["state"]) for run in runs["runs"]], [(self.load, "COMPLETED")])
        self.assertEqual(self.client.get_job_run(self.load), runs["runs"][0])

    def test_lineage_of_columns(self):
        amount, total = (f"datasetField:{DATABASE}:{field}" for field in (f"{ORDERS}:amount", f"{REVENUE}:total"))
        version = self.client.get_dataset(DATABASE, REVENUE)["currentVersion"]
        for graph in (
            self.client.get_column_lineage_by_dataset(DATABASE, REVENUE),
            self.client.get_column_lineage_by_dataset_field(DATABASE, REVENUE, "total", version=version),
            self.client.get_column_lineage_by_dataset_field(DATABASE, ORDERS, "amount", with_downstream=True),
            self.client.get_column_lineage_by_job(NAMESPACE, LOAD, depth=5),
        ):
            self.assertEqual([node["id"] for node in graph["graph"]], [amount, total])
            self.assertEqual(graph["graph"][1]["inEdges"], [{"origin": total, "destination": amount}])

    def test_sources_tags_and_events(self):
        source = self.client.get_source("shop-db")
        self.assertEqual((source["type"], source["connectionUrl"]), ("POSTGRESQL", DATABASE))
        self.assertIn("shop-db", names(self.client.list_sources()["sources"]))
        self.assertIn("pii", names(self.client.list_tags()["tags"]))
        self.assertGreaterEqual(self.client.list_events(limit=1)["totalCount"], 4)

    def test_nothing_that_the_client_reads_is_left_out(self):
        reading = {name for name, _ in inspect.getmembers(MarquezClient, inspect.isfunction) if name[:4] in ("get_", "list")}
        text = pathlib.Path(__file__).read_text()
        self.assertEqual({name for name in reading if f"client.{name}(" not in text}, set())


def names(items):
    return [item["name"] for item in items]
