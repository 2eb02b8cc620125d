"""What the tests share: a client with nothing behind it, a spool folder of its own, and the lines it logged."""

import logging
import os
import pathlib
import shutil
import sys
import tempfile
import unittest
from unittest import mock

FOLDER = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(FOLDER))
import plumbline  # noqa: E402


class Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.records = []

    def emit(self, record):
        self.records.append((record.levelname, record.getMessage()))


class ClientCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="plumbline-client-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.spool = pathlib.Path(self.folder) / "spool"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PLUMBLINE_")}
        patch = mock.patch.dict(os.environ, {**clean, "PLUMBLINE_SPOOL": str(self.spool)}, clear=True)
        patch.start()
        self.addCleanup(patch.stop)
        plumbline._settings = plumbline._Settings()
        plumbline._sender = plumbline._Sender()
        plumbline._sender.is_registered = True  # the end of this process is no test
        plumbline._told.clear()
        plumbline._recent.clear()
        self.lines = Lines()
        plumbline._log.addHandler(self.lines)
        plumbline._log.setLevel(logging.DEBUG)
        plumbline._log.propagate = False
        self.addCleanup(plumbline._log.removeHandler, self.lines)
        self.addCleanup(self._end_sending)

    def _end_sending(self):
        sender = plumbline._sender
        with sender.changed:
            sender.deadline = 0.0
            sender.changed.notify_all()
            thread = sender.thread
        sender.spool.close()
        if thread is not None:
            thread.join(15)

    def at(self, server, **settings):
        plumbline.configure(url=server if isinstance(server, str) else server.url, **settings)
        if not isinstance(server, str):
            self.addCleanup(server.close)
        return server

    def warnings(self):
        return [text for level, text in self.lines.records if level == "WARNING"]

    def kept(self):
        return sorted(path.name for path in self.spool.glob("*.json")) if self.spool.exists() else []

    def column(self, cells, name="x", **options):
        return plumbline.preview({name: cells}, **options)["columnMetrics"][name]
