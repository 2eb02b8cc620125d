"""Ends and forks of processes: the job's exit is never held up long, and nothing is lost or sent twice."""

import ast
import json
import multiprocessing
import os
import pathlib
import re
import subprocess
import sys
import textwrap
import time
import unittest

from .case import FOLDER, ClientCase, plumbline
from .stand_in import Silent, StandIn, closed_url

# The promise is two seconds. A loaded machine takes a while to start and end Python; four would still be broken by any
# timeout of a request (ten seconds), which is what would hold up an exit.
MARGIN = 2.0


class Exits(ClientCase):
    def run_job(self, url, body, **environment):
        """Runs a job as a process of its own. Answers what it said, and how long it took from its last line to its end."""
        script = (
            "import sys, time, os, plumbline\n"
            + textwrap.dedent(body)
            + "\nsys.stderr.write('END %.6f\\n' % time.time())\n"
        )
        env = {
            **os.environ,
            "PYTHONPATH": str(FOLDER),
            "PLUMBLINE_URL": url,
            "PYTHONWARNINGS": "error::ResourceWarning",
            **environment,
        }
        done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=120)
        ended = time.time()
        said = done.stderr.split("END ")
        took = ended - float(said[1].split()[0]) if len(said) > 1 else None
        return done, took

    def test_what_was_just_posted_gets_there_before_the_process_ends(self):
        server = StandIn()
        self.addCleanup(server.close)
        done, _ = self.run_job(server.url, "with plumbline.run('jobs/load') as run: run.profile([{'a': 1}], 'n/d')")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(
            [post["body"].get("state", "profile") for post in server.posts], ["START", "profile", "COMPLETE"]
        )
        self.assertEqual(self.kept(), [])
        self.assertEqual([path.name for path in self.spool.iterdir()], [])

    def test_a_silent_server_holds_up_the_end_for_two_seconds_at_most_and_nothing_is_lost(self):
        server = Silent()
        self.addCleanup(server.close)
        done, took = self.run_job(
            server.url, "with plumbline.run('jobs/load') as run:\n  for i in range(20): run.profile([{'a': i}], 'n/d')"
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(took, 2.0 + MARGIN)
        self.assertEqual(len(self.kept()), 22)
        self.assertNotIn("Traceback", done.stderr)

    def test_an_absent_server_holds_up_nothing_and_costs_one_line(self):
        done, took = self.run_job(closed_url(), "for i in range(20): plumbline.profile([{'a': i}], 'n/d')")
        self.assertEqual(done.returncode, 0)
        self.assertLess(took, 2.0 + MARGIN)
        self.assertEqual(len(self.kept()), 20)
        self.assertEqual(len([line for line in done.stderr.splitlines() if "plumbline" in line]), 1, done.stderr)

    def test_the_next_process_sends_what_the_last_one_could_not(self):
        server = StandIn()
        self.addCleanup(server.close)
        server.answers["/api/v1/profiles"] = (500, {}, {})
        self.run_job(server.url, "plumbline.profile([{'a': 1}], 'n/d')")
        kept = [json.loads((self.spool / name).read_text())["body"] for name in self.kept()]
        self.assertEqual(len(kept), 1)
        server.answers.clear()
        before = len(server.posts)
        done, _ = self.run_job(server.url, "plumbline.profile([{'a': 2}], 'n/e')")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([post["body"]["dataset"]["name"] for post in server.posts[before:]], ["e", "d"])
        self.assertEqual((server.posts[-1]["body"], self.kept()), (kept[0], []))

    def test_a_process_that_is_killed_or_leaves_by_the_back_door_loses_nothing(self):
        server = Silent()
        self.addCleanup(server.close)
        for number, end in enumerate(("os.kill(os.getpid(), 9)", "os._exit(0)"), 1):
            self.run_job(server.url, f"plumbline.profile([{{'a': 1}}], 'n/d')\n{end}")
            self.assertEqual(len(self.kept()), number)

    def test_the_job_s_own_exception_ends_the_process_as_it_would_without_us(self):
        done, _ = self.run_job(closed_url(), "with plumbline.run('jobs/load'):\n  raise ZeroDivisionError('mine')")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("Traceback"), 1)
        # Two threads write to one stream: the line that tells of the absent server may stand anywhere, even within Python's own.
        theirs = re.sub(r"plumbline: .*\n", "", done.stderr)
        self.assertIn("\nZeroDivisionError: mine\n", theirs)

    def test_a_post_made_while_the_interpreter_ends_does_no_harm(self):
        server = StandIn()
        self.addCleanup(server.close)
        done, _ = self.run_job(
            server.url, "import atexit\natexit.register(lambda: plumbline.profile([{'a': 1}], 'n/d'))"
        )
        self.assertEqual(done.returncode, 0)
        self.assertNotIn("Traceback", done.stderr)
        self.assertEqual(len(server.posts) + len(self.kept()), 1)

    def test_log_files_that_are_closed_by_then_do_no_harm(self):
        done, _ = self.run_job(
            closed_url(),
            """
            import io, logging
            stream = io.StringIO()
            logging.basicConfig(stream=stream)
            with plumbline._sender.changed:
                pass
            plumbline._settings.timeout = 1
            stream.close()
            plumbline._sender.finish()
        """,
        )
        self.assertNotIn("Traceback", done.stderr)


@unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
class Forks(ClientCase):
    def child(self, work):
        """Forks, does `work` in the child and leaves it as a task of Airflow is left: by os._exit."""
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                work()
                code = 0
            finally:
                os._exit(code)
        self.assertEqual(os.waitpid(pid, 0)[1], 0)

    def test_a_forked_run_gets_there_though_it_leaves_by_the_back_door(self):
        server = self.at(StandIn())

        def task():
            with plumbline.run("jobs/task") as run:
                run.profile([{"a": 1}], "n/d")

        with plumbline.run("jobs/parent"):
            self.child(task)
        self.assertTrue(plumbline.flush(20))
        names = [(post["body"].get("state", "profile"), post["body"]["run"]["job"]["name"]) for post in server.posts]
        of_task = [state for state, job in names if job == "task"]
        self.assertEqual(of_task, ["START", "profile", "COMPLETE"])
        self.assertEqual([state for state, job in names if job == "parent"], ["START", "COMPLETE"])
        self.assertEqual(self.kept(), [])

    def test_what_the_parent_was_sending_is_sent_once_and_by_the_parent(self):
        server = self.at(StandIn())
        server.delay = 0.5
        sendings = [plumbline.profile([{"a": index}], f"n/d{index}") for index in range(4)]
        self.child(lambda: plumbline.flush(5))
        self.assertTrue(plumbline.flush(30))
        self.assertTrue(all(sending.state == "sent" for sending in sendings))
        self.assertEqual(
            sorted(body["dataset"]["name"] for body in server.of("/api/v1/profiles")), ["d0", "d1", "d2", "d3"]
        )

    def test_a_child_of_a_silent_server_waits_two_seconds_for_all_its_runs_together(self):
        self.at(Silent())

        def task():
            began = time.monotonic()
            for _ in range(4):
                with plumbline.run("jobs/task"):
                    pass
            assert time.monotonic() - began < 2.0 + MARGIN

        self.child(task)
        self.assertEqual(len(self.kept()), 8)

    def test_a_fork_in_the_middle_of_everything_does_not_hang(self):
        server = self.at(StandIn())
        for index in range(10):
            plumbline.profile([{"a": index}], f"parent/d{index}")
            self.child(lambda index=index: plumbline.profile([{"a": index}], f"child/d{index}").wait(20))
        self.assertTrue(plumbline.flush(30))
        names = sorted(
            f"{body['dataset']['namespace']}{body['dataset']['name']}" for body in server.of("/api/v1/profiles")
        )
        self.assertEqual(
            names, sorted([f"parentd{index}" for index in range(10)] + [f"childd{index}" for index in range(10)])
        )

    def test_children_of_multiprocessing_send_before_they_end(self):
        server = self.at(StandIn())
        for method in ("fork", "spawn"):
            context = multiprocessing.get_context(method)
            process = context.Process(target=_profile_in_child, args=(server.url, str(self.spool), method))
            process.start()
            process.join(60)
            self.assertEqual(process.exitcode, 0)
        self.assertEqual([body["dataset"]["name"] for body in server.of("/api/v1/profiles")], ["fork", "spawn"])
        self.assertEqual(self.kept(), [])


def _profile_in_child(url, spool, name):
    plumbline.configure(url=url, spool=spool)
    plumbline.profile([{"a": 1}], f"n/{name}")


class TheFile(unittest.TestCase):
    source = pathlib.Path(plumbline.__file__).read_text(encoding="utf-8")

    def test_is_python_3_9(self):
        ast.parse(self.source, feature_version=(3, 9))

    def test_needs_the_standard_library_alone(self):
        known = getattr(sys, "stdlib_module_names", None)
        if known is None:
            self.skipTest("this Python does not list its library")
        for node in ast.walk(ast.parse(self.source)):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                self.assertIn(name.partition(".")[0], known)

    def test_imports_no_data_library_by_itself(self):
        code = "import sys, plumbline; plumbline.preview([{'a': 1}]); print({'pandas', 'polars', 'pyarrow', 'numpy'} & set(sys.modules))"
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(FOLDER)}, capture_output=True, text=True
        )
        self.assertEqual(done.stdout.strip(), "set()", done.stderr)
