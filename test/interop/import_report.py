"""Runs `plumbline check import` and `check export` of this checkout, for tests that make their files by the real packages."""

import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "checks" / "import" / "fixtures"
BIN = os.environ.get("PLUMBLINE_BIN", str(ROOT / "bin" / "plumbline"))


def plumbline(*arguments, expect=0):
    """Standard output of a command; fails with what it said when it ends otherwise."""
    done = subprocess.run([BIN, *arguments], capture_output=True, text=True, timeout=120)
    if done.returncode != expect:
        raise AssertionError(f"plumbline {' '.join(arguments)} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return done.stdout


def import_checks(path, dataset="interop/*"):
    """The report of one file, after every suite that it became was validated."""
    [file] = json.loads(plumbline("check", "import", str(path), "--dataset", dataset, "-o", "json"))["files"]
    with tempfile.TemporaryDirectory() as folder:
        for index, suite in enumerate(file["suites"]):
            (pathlib.Path(folder) / f"{index}.yaml").write_text(suite["yaml"])
        if file["suites"]:
            plumbline("check", "validate", folder)
    return file


def statuses(file):
    """How many checks were translated, approximated and not possible."""
    found = {}
    for check in file["checks"]:
        found[check["status"]] = found.get(check["status"], 0) + 1
    return found
