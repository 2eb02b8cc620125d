"""What OpenLineage's Python and Java clients do when the server refuses, is slow or breaks off: what they repeat and what they lose."""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from faults import FaultyServer

HERE = pathlib.Path(__file__).parent
VERSION = "1.54.0"
JARS = HERE.parents[3] / ".cache" / "interop" / f"java-client-{VERSION}"

# fault of the first posts, how many of them, and what then is: (attempts, kept by the server, what the caller was told).
PYTHON = {
    ("201", 0): (1, 1, "ok"),
    ("429 Retry-After 1", 1): (2, 1, "ok"),
    ("429", 1): (1, 0, "HTTPError"),
    ("503 Retry-After 1", 1): (2, 1, "ok"),
    ("503", 1): (2, 1, "ok"),
    ("503", 9): (6, 0, "RetryError"),
    ("500", 1): (2, 1, "ok"),
    ("502", 1): (2, 1, "ok"),
    ("400", 1): (1, 0, "HTTPError"),
    ("hang", 1): (2, 2, "ok"),
    ("reset", 1): (2, 1, "ok"),
    ("drop", 1): (2, 2, "ok"),
}
JAVA = {
    ("201", 0): (1, 1, "ok"),
    ("429 Retry-After 1", 1): (2, 1, "ok"),
    ("429", 1): (2, 1, "ok"),
    ("503 Retry-After 1", 1): (2, 1, "ok"),
    ("503", 1): (2, 1, "ok"),
    ("503", 9): (2, 0, "HttpTransportResponseException"),
    ("500", 1): (1, 0, "HttpTransportResponseException"),
    ("502", 1): (1, 0, "HttpTransportResponseException"),
    ("400", 1): (1, 0, "HttpTransportResponseException"),
    ("hang", 1): (1, 1, "SocketTimeoutException"),
    ("reset", 1): (1, 0, "SocketException"),
    ("drop", 1): (1, 1, "SocketException"),
}


def emitted(command, cases):
    """(attempts, kept, told) by case, and after how many milliseconds the caller knew."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(FaultyServer(*case)) for case in cases]
        urls = [server.url for server in servers]
        done = subprocess.run([*command, "key", *urls], capture_output=True, text=True, timeout=600)
        found = re.findall(r"^told (\d+) (\w+)$", done.stdout, re.MULTILINE)
        if len(found) != len(servers):
            raise AssertionError(done.stdout + done.stderr)
        outcomes = [(server.attempts, server.taken, word) for server, (_, word) in zip(servers, found, strict=True)]
    times = [int(milliseconds) for milliseconds, _ in found]
    return dict(zip(cases, zip(outcomes, times, strict=True), strict=True))


def jars():
    """The class path of the Java client, brought by Maven once."""
    if not JARS.is_dir():
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={JARS}"]
        subprocess.run(["mvn", "-q", "-B", "-f", HERE / "java" / "pom.xml", *goal], check=True, timeout=900)
    return f"{JARS}{os.sep}*"


def table(name, rows):
    """Shows the table when asked to by SHOW_TABLE, for the page in docs/integrations."""
    if os.environ.get("SHOW_TABLE"):
        for (fault, times), (outcome, milliseconds) in rows.items():
            print(f"{name:7} {fault:18} x{times} {outcome} {milliseconds} ms", file=sys.stderr)


class Clients(unittest.TestCase):
    maxDiff = None

    def test_the_python_client(self):
        command = [sys.executable, HERE / "emit.py"]
        rows = emitted(command, PYTHON)
        table("python", rows)
        self.assertEqual({case: outcome for case, (outcome, _) in rows.items()}, PYTHON)

    @unittest.skipIf(shutil.which("mvn") is None or shutil.which("javac") is None, "needs Maven and a JDK")
    def test_the_java_client(self):
        command = ["java", "-cp", jars(), HERE / "java" / "Emit.java"]
        rows = emitted(command, JAVA)
        table("java", rows)
        self.assertEqual({case: outcome for case, (outcome, _) in rows.items()}, JAVA)
