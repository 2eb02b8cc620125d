"""The folder installs as a package with types, and runs on every Python that it says."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CLIENT = pathlib.Path(__file__).resolve().parents[3] / "clients" / "python"

USE = """
import plumbline
with plumbline.run("jobs/load", inputs=["raw/a"]) as run:
    sending = run.profile([{"a": 1}], "mart/b")
    reveal_type(run.gate("mart/b"))
    reveal_type(sending.wait(1.0))
"""


def ran(*command):
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)], capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


class Package(unittest.TestCase):
    def test_installs_from_the_folder_and_brings_its_types(self):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            code, said = ran(
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--no-build-isolation",
                "--target",
                place / "site",
                CLIENT,
            )
            self.assertEqual(code, 0, said)
            self.assertTrue((place / "site" / "plumbline" / "py.typed").exists())
            self.assertEqual(
                (place / "site" / "plumbline" / "__init__.py").read_bytes(),
                (CLIENT / "plumbline.py").read_bytes(),
            )
            (place / "use.py").write_text(USE)
            done = subprocess.run(
                [sys.executable, "-m", "mypy", "--strict", "use.py"],
                cwd=place,
                capture_output=True,
                text=True,
                env={"MYPYPATH": str(place / "site"), "PATH": "/usr/bin:/bin"},
            )
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn('Revealed type is "plumbline.GateAnswer"', done.stdout)
            self.assertRegex(done.stdout, r'Revealed type is "(builtins\.)?bool"')

    def test_is_typed_throughout(self):
        code, said = ran("mypy", "--strict", CLIENT / "plumbline.py")
        self.assertEqual(code, 0, said)

    def test_uses_nothing_younger_than_python_3_9(self):
        program = pathlib.Path(sys.executable).parent / "vermin"
        done = subprocess.run(
            [program, "--no-tips", "-t=3.9-", CLIENT / "plumbline.py"],
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
