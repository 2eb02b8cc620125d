"""A server on loopback that goes wrong in a way of its choice for the first posts and then takes them. Standard library only."""

import http.server
import socket
import struct
import threading
import time

# What becomes of a post: a status with or without Retry-After, `hang` (taken, and told after 7 s, later than every client waits),
# `reset` (the connection is reset after the body was read), `drop` (read, kept, and then reset: taken, but not told).
FAULTS = {
    "429 Retry-After 1": (429, "1"),
    "429": (429, None),
    "503 Retry-After 1": (503, "1"),
    "503": (503, None),
    "500": (500, None),
    "502": (502, None),
    "400": (400, None),
}


class FaultyServer:
    """`with FaultyServer("503", times=1) as server:`; server.posts are (body, taken) in order."""

    def __init__(self, fault, times):
        self.fault, self.times, self.posts = fault, times, []
        self._lock = threading.Lock()
        handler = type("Handler", (_Faulty,), {"owner": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def next(self, body):
        """The fault of this post, or None when it is taken."""
        with self._lock:
            fault = self.fault if len(self.posts) < self.times else None
            self.posts.append((body, fault in (None, "drop", "hang")))
            return fault

    @property
    def attempts(self):
        return len(self.posts)

    @property
    def taken(self):
        """How often the server kept an event."""
        return sum(kept for _, kept in self.posts)


class _Faulty(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner = None

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.owner.next(body)
        if fault in ("reset", "drop"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        if fault == "hang":
            time.sleep(7)
        status, after = FAULTS.get(fault, (201, None))
        try:
            self.send_response(status)
            if after:
                self.send_header("Retry-After", after)
            self.send_header("Content-Length", "0")
            self.end_headers()
        except OSError:
            pass

    def log_message(self, *_):
        """Says nothing."""
