"""What OpenLineage's Kafka transport sends comes into Plumbline through a real broker: nothing lost, nothing doubled, whoever dies meanwhile."""

import shutil
import threading
import unittest
from datetime import datetime, timezone

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.transport.kafka import KafkaConfig, KafkaTransport
from openlineage.client.uuid import generate_new_uuid

from broker import JARS, Broker
from plumbline_server import Database, Server
from producers.producer import free_port, until
from test_kafka import is_up

TOPIC = "openlineage.events"
PARTITIONS = 4
MISSING = shutil.which("java") is None or not (JARS.is_dir() or shutil.which("mvn"))
POISON = [b"", b"no json at all", b'{"eventTime": "2026-11-26T00:00:00Z"}', b'[{"eventTime": 7}]']


@unittest.skipIf(MISSING, "this machine has no Java, or no Maven to bring the broker")
class Reading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = cls.enterClassContext(Broker())
        until(lambda: is_up(cls.broker.address), lambda: cls.broker.said)
        made = AdminClient({"bootstrap.servers": cls.broker.address}).create_topics(
            [NewTopic(TOPIC, num_partitions=PARTITIONS, replication_factor=1)]
        )
        made[TOPIC].result(30)

    def test_what_is_sent_is_there_once_whoever_is_killed_stopped_or_joins(self):
        sent = Sending(self.broker.address, 240)
        database = Database()
        with Server(database, self.broker.address, TOPIC) as first, Server(database, self.broker.address, TOPIC) as second:
            with sent:
                until(lambda: count(second) > 60, lambda: second.said[-4000:], 120)
                first.kill()
                until(lambda: count(second) > 150, lambda: second.said[-4000:], 180)
                first.start()
            # As a rebalance is: one goes by itself, and the other has all partitions.
            self.assertEqual(second.stop(), 0)
            poison(self.broker.address)
            until(lambda: count(first) >= sent.events, lambda: f"{count(first)} of {sent.events}: {first.said[-4000:]}", 180)
            until(lambda: len(refusals(first)) >= len(POISON), lambda: refusals(first), 60)
            until(lambda: committed(self.broker.address) == ends(self.broker.address), lambda: first.said[-4000:], 60)
            until(lambda: first.metric("plumbline_kafka_lag_messages{") == 0, lambda: first.said[-2000:], 60)
            self.assertEqual(first.metric("plumbline_kafka_up"), 1)
            self.assert_each_once(first, sent)

    def assert_each_once(self, server, sent):
        self.assertEqual(count(server), sent.events)
        until(lambda: all_completed(server, sent.runs), "not all runs completed", 60)
        reasons = sorted((row["route"], row["problem"], row["requestId"].rsplit("/", 2)[0]) for row in refusals(server))
        self.assertEqual({route for route, _, _ in reasons}, {f"kafka:{TOPIC}"})
        self.assertEqual([problem for _, problem, _ in reasons], ["invalid-request"] * 2 + ["malformed-body"] * 2)
        self.assertEqual({topic for _, _, topic in reasons}, {TOPIC})

    def test_a_broker_that_cannot_be_reached_is_told_and_hurts_nothing(self):
        address = f"127.0.0.1:{free_port()}"
        with Server(Database(), address, TOPIC) as server:
            until(lambda: f"cannot be read from Kafka at {address}" in server.said, lambda: server.said[-4000:], 60)
            self.assertEqual(server.metric("plumbline_kafka_up"), 0)
            self.assertEqual(server.read("/api/v1/datasets")["total"], 0)
            self.assertEqual(server.stop(), 0)


class Sending:
    """`with Sending(address, runs):` sends a START and a COMPLETE of each run beside the test, and is through at its end."""

    def __init__(self, address, runs):
        self.runs = [str(generate_new_uuid()) for _ in range(runs)]
        self.events = 2 * runs
        self._address = address
        self._failed = None
        self._thread = threading.Thread(target=self._send)

    def _send(self):
        try:
            config = KafkaConfig(config={"bootstrap.servers": self._address}, topic=TOPIC, flush=True)
            client = OpenLineageClient(transport=KafkaTransport(config))
            for index, run in enumerate(self.runs):
                for state in (RunState.START, RunState.COMPLETE):
                    client.emit(event(run, f"shop.load_{index % 17}", state))
        except Exception as error:  # told where the test ends
            self._failed = error

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, kind, *_):
        self._thread.join()
        if kind is None and self._failed is not None:
            raise self._failed


def event(run, job, state):
    return RunEvent(
        eventType=state,
        eventTime=datetime.now(timezone.utc).isoformat(),
        run=Run(run),
        job=Job("kafka", job),
        producer="https://example.org/shop/jobs",
        outputs=[OutputDataset("postgres://shop-db:5432", f"shop.public.{job}")],
    )


def poison(address):
    producer = Producer({"bootstrap.servers": address})
    for at, value in enumerate(POISON):
        producer.produce(TOPIC, value, partition=at % PARTITIONS)
    producer.flush(30)


def count(server):
    """How many events the database has."""
    return server.read("/api/v1/events/lineage?limit=1")["totalCount"]


def refusals(server):
    return server.read("/api/v1/rejections?limit=100")["items"]


def all_completed(server, runs):
    jobs = server.read("/api/v1/namespaces/kafka/jobs?limit=100")["jobs"]
    told = {}
    for job in jobs:
        for run in server.read(f"/api/v1/namespaces/kafka/jobs/{job['name']}/runs?limit=1000")["runs"]:
            told[run["id"]] = run["state"]
    return told == {run: "COMPLETED" for run in runs}


def partitions():
    return [TopicPartition(TOPIC, partition) for partition in range(PARTITIONS)]


def committed(address):
    """How far the group came, as Kafka knows it."""
    consumer = Consumer({"bootstrap.servers": address, "group.id": "plumbline"})
    try:
        return [place.offset for place in consumer.committed(partitions(), timeout=10)]
    finally:
        consumer.close()


def ends(address):
    consumer = Consumer({"bootstrap.servers": address, "group.id": "looking"})
    try:
        return [consumer.get_watermark_offsets(place, timeout=10)[1] for place in partitions()]
    finally:
        consumer.close()
