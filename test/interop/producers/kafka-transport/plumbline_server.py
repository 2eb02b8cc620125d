"""A Plumbline of its own that reads from Kafka, on a database of its own in the Postgres that is not the server's."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import urllib.request
import uuid

from producers.producer import answers, free_port, until

ROOT = pathlib.Path(__file__).resolve().parents[4]
COMMAND = ["node", str(ROOT / "bin" / "plumbline")]
MAKE_DATABASE = """
import postgres from 'postgres';
const sql = postgres(process.env.POSTGRES_URL);
await sql.unsafe(`create database ${process.env.NEW_DATABASE}`);
await sql.end();
"""


class Database:
    """A database, and a key that reads everything in it."""

    def __init__(self):
        name = f"kafka_{uuid.uuid4().hex[:12]}"
        make = ["node", "--input-type=module", "-e", MAKE_DATABASE]
        subprocess.run(make, cwd=ROOT, env={**os.environ, "NEW_DATABASE": name}, check=True, timeout=60)
        self.url = os.environ["POSTGRES_URL"].rsplit("/", 1)[0] + f"/{name}"
        self.key = None

    def make_key(self, env):
        """Needs the tables: a server must have run."""
        create = ["keys", "create", "--role", "admin", "--namespace", "*", "--name", "test"]
        made = subprocess.run([*COMMAND, *create], env=env, check=True, capture_output=True, text=True, timeout=120)
        self.key = made.stdout.strip()


class Server:
    """`with Server(database, "127.0.0.1:9092") as server:` is ready; `kill()` ends it as a crash would, `start()` starts it once more."""

    def __init__(self, database, brokers, topic):
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = tempfile.TemporaryDirectory(prefix="plumbline-reader-")
        self._log = open(pathlib.Path(self._folder.name) / "log", "w+b")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLUMBLINE_", "DATABASE_"))}
        self.env = {
            **kept,
            "DATABASE_URL": database.url,
            "PLUMBLINE_DATA_DIR": self._folder.name,
            "PLUMBLINE_PORT": str(self.port),
            "PLUMBLINE_LOG__FORMAT": "json",
            "PLUMBLINE_KAFKA__BROKERS": brokers,
            "PLUMBLINE_KAFKA__TOPIC": topic,
            "PLUMBLINE_SHUTDOWN__GRACE_SECONDS": "0",
        }
        self._process = None

    def start(self):
        self._process = subprocess.Popen([*COMMAND, "serve"], env=self.env, stdout=self._log, stderr=subprocess.STDOUT)
        until(answers(f"{self.url}/readyz"), lambda: self.said, 180)
        if self.database.key is None:
            self.database.make_key(self.env)

    def kill(self):
        self._process.kill()
        self._process.wait()

    def stop(self):
        """As an operator stops it; its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(60)

    @property
    def said(self):
        self._log.flush()
        return (pathlib.Path(self._folder.name) / "log").read_text(errors="replace")

    def read(self, path):
        headers = {"authorization": f"Bearer {self.database.key}"}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers), timeout=30) as answer:
            return json.load(answer)

    def metric(self, name):
        """What its lines on /metrics that begin so come to together; None without any."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        found = [float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name)]
        return sum(found) if found else None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self.kill()
        self._log.close()
        self._folder.cleanup()
