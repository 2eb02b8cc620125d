"""Constraints that Deequ writes now are imported. Needs Java; a process of its own, as Spark stays in one."""

import json
import shutil
import subprocess
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from import_report import import_checks, statuses  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


@unittest.skipIf(shutil.which("java") is None, "this machine has no Java, which Spark needs")
class Import(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        make = [sys.executable, str(HERE / "make_suite.py"), cls.folder.name]
        done = subprocess.run(make, capture_output=True, text=True, timeout=600)
        if done.returncode != 0:
            raise AssertionError(done.stderr[-3000:])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_every_suggestion_becomes_a_rule(self):
        path = pathlib.Path(self.folder.name) / "suggestions.json"
        suggestions = json.loads(path.read_text())["constraint_suggestions"]
        file = import_checks(path, "interop/orders")
        self.assertEqual(file["format"], "deequ")
        self.assertEqual(len(file["checks"]), len(suggestions))
        self.assertGreater(len(suggestions), 5)
        self.assertNotIn("not_possible", statuses(file))

    def test_a_bound_that_the_text_of_a_result_hides_is_never_guessed(self):
        path = pathlib.Path(self.folder.name) / "check-results.json"
        file = import_checks(path, "interop/orders")
        self.assertEqual(len(file["checks"]), len(json.loads(path.read_text())))
        for check in file["checks"]:
            if check["check"].startswith(("Size", "Minimum", "Maximum", "Mean", "MaxLength")):
                self.assertEqual(check["status"], "not_possible", check)


if __name__ == "__main__":
    unittest.main()
