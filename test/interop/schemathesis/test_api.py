"""The server answers as /openapi.json says, whatever is sent: no 5xx, no status, type, header or field undescribed.

Starts a server of its own with a database of its own and asks it as an administrator with a key, as one signed in with a
cookie, as a pipeline, and as nobody. The seed is fixed. To repeat one case: what is printed ends in a `st replay` line.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SERVE = [shutil.which("node") or "node", str(ROOT / "bin" / "plumbline")]
READY_SECONDS = 300
PASSWORD = "a long enough password"

SUITE = """suite: fuzzed
dataset: { namespace: fuzz, name: '*' }
expect:
  - row_count: { between: [1000, 50000] }
  - column: amount
    mean: { between: [10, 90] }
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A Plumbline of its own process, port and data directory."""

    def __init__(self):
        self.data = tempfile.mkdtemp(prefix="plumbline-fuzz-")
        os.chmod(self.data, 0o711)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        # Nothing of a server that others use: settings of its own alone.
        inherited = {name: value for name, value in os.environ.items() if not re.match(r"PLUMBLINE_|DATABASE_URL$", name)}
        own = {"PLUMBLINE_PORT": str(port), "PLUMBLINE_DATA_DIR": self.data, "PLUMBLINE_LOG__FORMAT": "json"}
        self.env = {**inherited, **own}
        self.process = subprocess.Popen(
            [*SERVE, "serve"], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.wait_until_ready()

    def read(self):
        for line in self.process.stdout:
            self.said.append(line)

    def output(self):
        return "".join(self.said)

    def wait_until_ready(self):
        deadline = time.monotonic() + READY_SECONDS
        while not re.search(r"setup\?token=\S+\n", self.output()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.output()}")
            time.sleep(0.05)

    def key(self, role):
        args = [*SERVE, "keys", "create", "--role", role, "--namespace", "*", "--name", f"fuzz {role}"]
        made = subprocess.run(args, env=self.env, capture_output=True, text=True, check=True)
        return made.stdout.strip().splitlines()[-1]

    def send(self, method, path, body, headers):
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/json", **headers}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read()), answer.headers

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.process.stdout.close()
        shutil.rmtree(self.data, ignore_errors=True)


def bearer(key):
    # Written as schemathesis looks for it when it takes the key away to see whether anybody minds.
    return {"Authorization": f"Bearer {key}"}


class TestApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)
        cls.admin, cls.ingest = cls.server.key("admin"), cls.server.key("ingest")
        cls.session = cls.signed_in()
        cls.ids = cls.filled()

    @classmethod
    def signed_in(cls):
        token = re.search(r"setup\?token=(\S+)", cls.server.output()).group(1)
        host = cls.server.url.replace("http://127.0.0.1", "localhost")
        body = {"token": token, "email": "ana@example.org", "name": "Ana", "password": PASSWORD}
        _, headers = cls.server.send("POST", "/api/v1/setup", body, {"x-plumbline-request": "1", "host": host})
        return headers["set-cookie"].split(";")[0]

    @classmethod
    def filled(cls):
        """Something to find: a dataset that is well, one that fails, a failed run, a suite."""
        send = cls.server.send
        send("PUT", "/api/v1/suites/fuzzed", {"yaml": SUITE}, bearer(cls.admin))
        profiles, incidents = [], []
        for name, rows in (("well", 2000), ("ill", 3), ("well", 2100)):
            columns = {"amount": {"type": "number", "count": rows, "nullCount": 0, "mean": 42, "min": 1, "max": 99}}
            profile = {"dataset": {"namespace": "fuzz", "name": name}, "rowCount": rows, "columnMetrics": columns}
            answer, _ = send("POST", "/api/v1/profiles", profile, bearer(cls.ingest))
            profiles.append(answer["profileId"])
            incidents += [incident["id"] for incident in answer["incidents"]]
        run = {"id": "r1", "job": {"namespace": "fuzz", "name": "load"}}
        state = {"state": "FAIL", "eventTime": "2026-11-01T00:00:00Z", "run": run, "error": "broken"}
        answer, _ = send("POST", "/api/v1/runs", state, bearer(cls.ingest))
        incidents += [incident["id"] for incident in answer["incidents"]]
        assert len(incidents) == 2, answer
        return {
            "/api/v1/datasets/": ["well", "ill", "dst_1"],
            "/api/v1/profiles/": profiles,
            "/api/v1/incidents/": incidents,
            "/api/v1/suites/": ["fuzzed"],
        }

    def fuzz(self, examples, headers, *more, phases="examples,coverage,fuzzing"):
        command = [str(pathlib.Path(sys.executable).parent / "schemathesis"), "--config-file", str(HERE / "schemathesis.toml"), "run"]
        command += [self.server.url + "/openapi.json", "--phases", phases, "--mode", "all", "--seed", "20261125"]
        # A stream of events does not end: whoever asks for it waits, and server/api/events.test.ts listens to it.
        command += ["--exclude-path", "/api/v1/events"]
        command += ["--max-examples", str(examples), "--request-timeout", "60", "--no-shrink", "--continue-on-failure", "--suppress-health-check", "all"]
        for name, value in headers.items():
            command += ["--header", f"{name}: {value}"]
        work = tempfile.mkdtemp(prefix="plumbline-schemathesis-")
        self.addCleanup(shutil.rmtree, work, ignore_errors=True)
        env = {
            **os.environ,
            "PLUMBLINE_KNOWN_IDS": json.dumps(self.ids),
            "PYTHONPATH": str(HERE),
            "PYTHONHASHSEED": "0",
            "HYPOTHESIS_STORAGE_DIRECTORY": work,
            "NO_COLOR": "1",
        }
        done = subprocess.run(
            [*command, *more], cwd=work, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=240
        )
        said = "\n".join(line[:400] for line in done.stdout.splitlines())
        self.assertEqual(done.returncode, 0, said[-20_000:])
        tested = re.search(r"(\d+) generated", done.stdout)
        self.assertIsNotNone(tested, said)
        print(f"{self._testMethodName}: {tested.group(1)} cases", flush=True)
        return int(tested.group(1))

    def tearDown(self):
        errors = [line for line in self.server.said if '"log.level":"error"' in line]
        self.assertEqual(errors, [], "the server met a bug of its own")
        self.assertIsNone(self.server.process.poll(), "the server ended")

    def test_1_a_pipeline_with_a_key(self):
        only = ["--include-path-regex", "^/api/v1/(profiles|runs|lineage)"]
        self.assertGreater(self.fuzz(40, bearer(self.ingest), *only), 300)

    def test_2_an_administrator_with_a_key(self):
        # Signing in is tried by the next one; here it would only fill the list of failed attempts.
        left_out = ["--exclude-path", "/api/v1/session", "--exclude-path", "/api/v1/setup"]
        self.assertGreater(self.fuzz(8, bearer(self.admin), *left_out), 1500)

    def test_3_an_administrator_who_signed_in(self):
        headers = {"cookie": self.session, "x-plumbline-request": "1"}
        self.assertGreater(self.fuzz(3, headers, "--exclude-path", "/api/v1/session", phases="examples,fuzzing"), 50)

    def test_4_nobody(self):
        self.assertGreater(self.fuzz(4, {"x-plumbline-request": "1"}, phases="examples,fuzzing"), 100)


if __name__ == "__main__":
    unittest.main()
