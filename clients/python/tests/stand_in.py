"""A server to misbehave for the tests of the client: it answers what it is told, late, or never. Loopback only."""

import json
import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class StandIn:
    """`answers` maps a path to (status, headers, body); a callable is asked each time. `posts` is what arrived."""

    def __init__(self):
        self.posts = []
        self.answers = {}
        self.arrived = threading.Condition()
        self.delay = 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                with outer.arrived:
                    outer.posts.append({"path": self.path, "headers": dict(self.headers), "body": json.loads(body)})
                    outer.arrived.notify_all()
                time.sleep(outer.delay)
                answer = outer.answers.get(self.path, (201, {}, {"profileId": "prf_1", "runId": "1"}))
                status, headers, text = answer(outer.posts[-1]) if callable(answer) else answer
                payload = text if isinstance(text, bytes) else json.dumps(text).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                try:
                    self.wfile.write(payload)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, found, seconds=20):
        """Waits until `found(posts)`; a failure that shows what did arrive otherwise."""
        with self.arrived:
            if not self.arrived.wait_for(lambda: found(self.posts), timeout=seconds):
                raise AssertionError(
                    f"not in {seconds} s: {[(post['path'], post['body'].get('state')) for post in self.posts]}"
                )
        return list(self.posts)

    def of(self, path):
        return [post["body"] for post in self.posts if post["path"] == path]


class Silent:
    """Accepts connections and never answers."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def close(self):
        self.socket.close()


def closed_url():
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
