"""What the tests of the producers share: a user's project in a folder of its own, the run, and what the server then shows."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

import server_under_test as server
from producers.recorder import Recorder

KEY = os.environ["PLUMBLINE_API_KEY"]
LONGEST_SECONDS = 900
TERMINAL = ("COMPLETE", "FAIL", "ABORT")


class Producer(unittest.TestCase):
    """A producer runs once, in setUpClass; the tests look at what it sent and at what became of it."""

    name = None
    # What stands for addresses of this machine in recordings.
    private = {}

    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.TemporaryDirectory(prefix=f"plumbline-{cls.name}-")
        cls.addClassCleanup(cls.home.cleanup)
        cls.folder = pathlib.Path(cls.home.name).resolve() / "project"
        source = pathlib.Path(sys.modules[cls.__module__].__file__).parent
        shutil.copytree(source, cls.folder, ignore=shutil.ignore_patterns("test_*", "requirements*", "__pycache__"))
        with Recorder(cls.name) as cls.recorder:
            cls.run_project()
        cls.recorder.save({**cls.private, str(cls.folder): "/project", cls.home.name: "/home/user"})
        cls.events = cls.recorder.events

    @classmethod
    def run_project(cls):
        raise NotImplementedError

    @classmethod
    def command(cls, *arguments, expect=0, **env):
        """Runs a program of the producer's environment in the project's folder; what it said. `expect=None`: however it ends."""
        done = subprocess.run(
            [str(argument) for argument in arguments],
            cwd=cls.folder,
            env=cls.environment(**env),
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
        said = done.stdout + done.stderr
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"{' '.join(map(str, arguments))} ended with {done.returncode}:\n{said[-6000:]}")
        return said

    @classmethod
    def environment(cls, **env):
        """Nothing of the test's own and no HOME: a user's tools with `env`, which is the configuration the page tells."""
        own = ("PLUMBLINE_", "PYTHONPATH", "AIRFLOW", "OPENLINEAGE", "DAGSTER", "PREFECT")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        path = f"{pathlib.Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
        return {**kept, "PATH": path, "HOME": str(cls.folder.parent), "DO_NOT_TRACK": "1", **env}

    # What was sent.

    def assert_all_taken(self):
        """Every event was answered with 201, and each carried the key."""
        self.assertEqual({status for _, status, _ in self.recorder.exchanges}, {201})
        keys = {headers.get("Authorization") for _, _, headers in self.recorder.exchanges}
        self.assertEqual(keys, {f"Bearer {KEY}"})

    # What the server shows of it.

    def assert_shown(self):
        """Every job that was told of reads and writes what its events say, and every run that ended is in a state that was told."""
        sides = {}
        ends = {}
        for event in self.events:
            job = (event["job"]["namespace"], event["job"]["name"])
            for side in ("inputs", "outputs"):
                names = {last_word(dataset["name"]) for dataset in event.get(side) or []}
                sides.setdefault((job, side), set()).update(names)
            if "run" in event and event.get("eventType") in TERMINAL:
                ends.setdefault(event["run"]["runId"], set()).add(event["eventType"])
        for ((namespace, name), side), wanted in sides.items():
            shown = {"inputs": "reads", "outputs": "writes"}[side]
            found = eventually(lambda: {last_word(one["name"]) for one in job_of(namespace, name)[shown]}, wanted)
            self.assertEqual(found, wanted, f"{name} {shown}")
        self.assertTrue(ends, "no run ended")
        for run, told in ends.items():
            state = server.read(f"/runs/{urllib.parse.quote(run, safe='')}")["state"]
            self.assertIn(state, told, run)

    def states(self, job):
        """The states that were sent of a job, in order."""
        return [event["eventType"] for event in self.events if event["job"]["name"] == job]

    def last(self, job, state):
        """The last event of this state of a job."""
        found = [event for event in self.events if event["job"]["name"] == job and event["eventType"] == state]
        self.assertTrue(found, f"no {state} of {job} among {sorted({event['job']['name'] for event in self.events})}")
        return found[-1]

    def names(self, datasets):
        return sorted(dataset["name"] for dataset in datasets)


def last_word(name):
    """Of a table or a path what it is called, whatever its platform puts before it."""
    return name.rstrip("/").split("/")[-1].split(".")[-1].lower()


def job_of(namespace, name):
    """The job as the server shows it; one that reads and writes nothing when it is not there yet."""
    query = urllib.parse.urlencode({"q": name, "namespace": namespace, "level": "all", "limit": 200})
    found = [row for row in server.read(f"/jobs?{query}")["items"] if row["name"] == name]
    return server.read(f"/jobs/{found[0]['id']}") if found else {"reads": [], "writes": []}


def eventually(look, wanted, seconds=20):
    """What is seen, at the latest after so long: events are worked in behind their answer."""
    until = time.monotonic() + seconds
    seen = look()
    while seen != wanted and time.monotonic() < until:
        time.sleep(0.2)
        seen = look()
    return seen


def dataset(namespace, name):
    """The dataset as the server knows it, with this exact name."""
    query = urllib.parse.urlencode({"q": name.rsplit("/", 1)[-1], "limit": 100})
    rows = server.read(f"/datasets?{query}")["items"]
    found = [row for row in rows if (row["namespace"], row["name"]) == (namespace, name)]
    if len(found) != 1:
        raise AssertionError(f"{namespace} {name} is not among {[(row['namespace'], row['name']) for row in rows]}")
    return found[0]


def columns(namespace, name):
    """The columns of its newest schema."""
    versions = server.read(f"/datasets/{dataset(namespace, name)['id']}/schema-versions")["items"]
    return [field["name"] for field in versions[0]["fields"]]


def results(namespace, name):
    """Newest outcome by check."""
    rows = server.read(f"/datasets/{dataset(namespace, name)['id']}/results")["items"]
    return {row["result"]["expectation"]: row["result"]["outcome"] for row in rows}


def open_incident_of(name):
    """The open incident on the dataset or job of this name."""
    rows = [row for row in server.read("/incidents")["items"] if row["subject"]["name"] == name]
    if not rows:
        raise AssertionError(f"no incident on {name}")
    return rows[0]


def free_port():
    """A port of loopback that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, what, seconds=LONGEST_SECONDS):
    """Waits until the condition holds; fails with `what`, which may be called, when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(0.5)


def answers(url):
    """A condition: something answers at the address with 200."""

    def condition():
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    return condition


class Background:
    """`with Background(command, cwd, env) as process:` runs beside the test and is ended by its own id."""

    def __init__(self, command, cwd, env):
        self._said = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=env,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def said(self):
        """The end of what it said."""
        self._said.seek(0)
        return self._said.read().decode(errors="replace")[-4000:]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Its session is its own: its children end with it.
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            pass
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._said.close()

    def _signal(self, number):
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            pass
