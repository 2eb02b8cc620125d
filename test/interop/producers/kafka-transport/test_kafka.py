"""Events that OpenLineage's Python client sends to Kafka stand in the topic as it would have posted them."""

import json
import shutil
import unittest
from datetime import datetime, timezone

from confluent_kafka import Consumer, KafkaException
from confluent_kafka.admin import AdminClient
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
from openlineage.client.transport.kafka import KafkaConfig, KafkaTransport
from openlineage.client.uuid import generate_new_uuid

from broker import JARS, Broker
from producers import producer

TOPIC = "openlineage.events"
MISSING = shutil.which("java") is None or not (JARS.is_dir() or shutil.which("mvn"))


@unittest.skipIf(MISSING, "this machine has no Java, or no Maven to bring the broker")
class Kafka(unittest.TestCase):
    def test_an_event_is_one_message_with_the_job_as_its_key(self):
        with Broker() as broker:
            producer.until(lambda: is_up(broker.address), lambda: broker.said)
            run = str(generate_new_uuid())
            emit(broker.address, run, [RunState.START, RunState.COMPLETE])
            messages = consumed(broker.address, 2)
        self.assertEqual([json.loads(value)["eventType"] for _, value in messages], ["START", "COMPLETE"])
        self.assertEqual({json.loads(value)["run"]["runId"] for _, value in messages}, {run})
        self.assertEqual({key for key, _ in messages}, {b"run:kafka/shop.load"})


def is_up(address):
    try:
        return bool(AdminClient({"bootstrap.servers": address}).list_topics(timeout=2).brokers)
    except KafkaException:
        return False


def emit(address, run, states):
    config = KafkaConfig(config={"bootstrap.servers": address}, topic=TOPIC, flush=True)
    client = OpenLineageClient(transport=KafkaTransport(config))
    for state in states:
        client.emit(
            RunEvent(
                eventType=state,
                eventTime=datetime.now(timezone.utc).isoformat(),
                run=Run(run),
                job=Job("kafka", "shop.load"),
                producer="https://example.org/shop/jobs",
            )
        )


def consumed(address, count):
    """The first messages of the topic as (key, value)."""
    settings = {"bootstrap.servers": address, "group.id": "plumbline", "auto.offset.reset": "earliest"}
    consumer = Consumer(settings)
    consumer.subscribe([TOPIC])
    found = []

    def enough():
        message = consumer.poll(1)
        if message is not None and not message.error():
            found.append((message.key(), message.value()))
        return len(found) >= count

    try:
        producer.until(enough, lambda: f"only {found}", 120)
    finally:
        consumer.close()
    return found
