"""A real Kafka broker of one node in KRaft mode on loopback, from jars of Maven Central. Needs Java 17 and, the first time, Maven."""

import os
import pathlib
import subprocess
import tempfile
import uuid

from producers.producer import Background, free_port

HERE = pathlib.Path(__file__).parent
VERSION = "4.1.0"
JARS = HERE.parents[3] / ".cache" / "interop" / f"kafka-{VERSION}"
PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
log.dirs={logs}
num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
"""


def jars():
    """The class path of the broker, brought by Maven once."""
    if not JARS.is_dir():
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={JARS}"]
        subprocess.run(["mvn", "-q", "-B", "-f", HERE / "pom.xml", *goal], check=True, timeout=900)
    return f"{JARS}{os.sep}*"


class Broker:
    """`with Broker() as broker:` has its address in `broker.address`; it may take connections a little later."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="plumbline-kafka-")
        port, controller = free_port(), free_port()
        self.address = f"127.0.0.1:{port}"
        properties = pathlib.Path(self._folder.name) / "server.properties"
        logs = f"{self._folder.name}/logs"
        properties.write_text(PROPERTIES.format(port=port, controller=controller, logs=logs))
        java = ["java", "-Xmx512m", "-cp", jars()]
        formatted = ["kafka.tools.StorageTool", "format", "--cluster-id", uuid.uuid4().hex[:22], "--config", properties]
        subprocess.run([*java, *formatted], check=True, capture_output=True, timeout=300)
        self._server = Background([*java, "kafka.Kafka", properties], self._folder.name, dict(os.environ))
        return self

    @property
    def said(self):
        return self._server.said

    def __exit__(self, *_):
        self._server.__exit__()
        self._folder.cleanup()
