"""A forwarder between a producer and the server under test that keeps what the producer sent and what it was told.

The producer is configured with its address instead of the server's and notices nothing: method, path, headers and body pass
through both ways. With RECORD_EVENTS=folder the events are written there, so that tests have what the real producer sends.
Standard library only.
"""

import getpass
import gzip
import http.client
import http.server
import json
import os
import pathlib
import re
import socket
import threading
import urllib.parse

NOT_FORWARDED = {"host", "connection", "transfer-encoding", "content-length"}


class Recorder:
    """`with Recorder("dbt") as recorder:` listens on a free port of loopback; `recorder.url` is what to configure."""

    def __init__(self, name):
        self.name = name
        # (event, status of the answer, headers of the request) in the order of the answers.
        self.exchanges = []
        self._lock = threading.Lock()
        handler = type("Handler", (_Forward,), {"recorder": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def keep(self, event, status, headers):
        with self._lock:
            self.exchanges.append((event, status, headers))

    @property
    def events(self):
        with self._lock:
            return [event for event, _, _ in self.exchanges]

    @property
    def statuses(self):
        with self._lock:
            return [status for _, status, _ in self.exchanges]

    def save(self, private):
        """Writes the events when asked to by RECORD_EVENTS; `private` has what stands for folders and addresses of this machine.

        save({"/tmp/x1": "/project"}) writes /project wherever /tmp/x1 stood.
        """
        folder = os.environ.get("RECORD_EVENTS")
        if not folder:
            return
        lines = "".join(scrubbed(json.dumps(event, sort_keys=True), private) + "\n" for event in self.events)
        path = pathlib.Path(folder) / f"{self.name}.jsonl.gz"
        path.write_bytes(gzip.compress(lines.encode(), mtime=0))


def scrubbed(text, private):
    """The text without this machine's folders, addresses, host name and user."""
    root = str(pathlib.Path(__file__).resolve().parents[3])
    for place, stand_in in {**private, root: "/checkout", os.path.expanduser("~"): "/home/user"}.items():
        text = text.replace(place, stand_in)
    text = re.sub(rf"\b{re.escape(socket.gethostname())}\b", "host.example.org", text)
    return re.sub(rf'"{re.escape(getpass.getuser())}"', '"user"', text)


class _Forward(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    recorder = None

    def do_POST(self):
        body = self._body()
        headers = {name: value for name, value in self.headers.items() if name.lower() not in NOT_FORWARDED}
        upstream = urllib.parse.urlsplit(os.environ["PLUMBLINE_URL"])
        connection = http.client.HTTPConnection(upstream.hostname, upstream.port, timeout=60)
        try:
            connection.request("POST", self.path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
        finally:
            connection.close()
        plain = gzip.decompress(body) if headers.get("Content-Encoding", "").lower() == "gzip" else body
        self.recorder.keep(json.loads(plain), answer.status, headers)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in NOT_FORWARDED | {"date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_):
        """Says nothing: the tests' output is the tests'."""
