"""What stands for the Marquez that one comes from: it takes every event with 201 and keeps it. Standard library only."""

import http.server
import json
import threading


class OldMarquez:
    """`with OldMarquez() as marquez:` listens on a free port of loopback at `marquez.url`; `marquez.events` are what came."""

    def __init__(self):
        self.events = []
        handler = type("Handler", (_Take,), {"events": self.events})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


class _Take(http.server.BaseHTTPRequestHandler):
    events = None

    def do_POST(self):
        self.events.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Says nothing: the tests' output is the tests'."""
