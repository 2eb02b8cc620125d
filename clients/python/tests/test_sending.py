"""What becomes of a post when the server is well, broken, slow, silent, absent or full, and when the disk is."""

import datetime as dt
import json
import os
import pathlib
import stat
import threading
import time
import unittest
from email.utils import format_datetime
from unittest import mock

from .case import ClientCase, plumbline
from .stand_in import Silent, StandIn, closed_url

ROWS = [{"id": 1, "note": "x"}, {"id": 2, "note": None}]
ANSWER = {
    "profileId": "prf_1",
    "dataset": {"id": "dst_1", "url": "http://there/datasets/n.d"},
    "verdict": "pass",
    "gate": "allow",
    "results": [],
    "incidents": [],
    "warnings": [],
}
PROBLEM = {
    "title": "Invalid request",
    "status": 422,
    "detail": "2 field(s) of the profile are not valid.",
    "errors": [
        {"pointer": "/rowCount", "message": "must be >= 0"},
        {"pointer": "/dataset/name", "message": "is missing"},
    ],
}


class AWellServer(ClientCase):
    def test_gets_a_profile_with_its_key_once_and_a_line_says_so(self):
        server = self.at(StandIn(), api_key="plk_test")
        server.answers["/api/v1/profiles"] = (201, {}, ANSWER)
        sending = plumbline.profile(ROWS, "n/d")
        self.assertTrue(sending.wait(20))
        self.assertEqual(server.of("/api/v1/profiles"), [sending.document])
        self.assertEqual(server.posts[0]["headers"]["Authorization"], "Bearer plk_test")
        self.assertTrue(sending.document["idempotencyKey"].startswith("n/d/"))
        self.assertRegex(
            self.lines.records[-1][1],
            r"^plumbline: profile sent \(2 columns, \d+ ms\): pass http://there/datasets/n.d$",
        )
        self.assertEqual((self.lines.records[-1][0], sending.answer["verdict"]), ("INFO", "pass"))
        self.assertTrue(plumbline.flush())
        self.assertEqual(self.kept(), [])

    def test_warns_of_a_verdict_that_fails(self):
        server = self.at(StandIn())
        failed = {"expectation": "row_count", "outcome": "fail", "severity": "error", "reason": "2 is below 100"}
        server.answers["/api/v1/profiles"] = (
            201,
            {},
            {**ANSWER, "verdict": "fail", "gate": "block", "results": [failed]},
        )
        plumbline.profile(ROWS, "n/d").wait(20)
        self.assertEqual(len(self.warnings()), 1)
        self.assertIn("fail, row_count: 2 is below 100", self.warnings()[0])

    def test_gets_wide_profiles_compressed(self):
        server = self.at(StandIn())
        sending = plumbline.profile({f"column_{index}": [index] for index in range(200)}, "n/d")
        self.assertTrue(sending.wait(20))
        self.assertEqual(server.posts[0]["headers"].get("Content-Encoding"), "gzip")
        self.assertEqual(server.posts[0]["body"], sending.document)

    def test_ends_the_thread_when_there_is_nothing_to_send(self):
        self.at(StandIn())
        plumbline.profile(ROWS, "n/d").wait(20)
        self.assertTrue(plumbline.flush())
        for thread in threading.enumerate():
            if thread.name == "plumbline":
                thread.join(20)
        self.assertNotIn("plumbline", [thread.name for thread in threading.enumerate()])

    def test_is_reached_past_a_proxy_when_it_is_on_this_machine(self):
        server = self.at(StandIn())
        with mock.patch.dict(os.environ, {"http_proxy": closed_url(), "HTTP_PROXY": closed_url()}):
            self.assertTrue(plumbline.profile(ROWS, "n/d").wait(20))
        self.assertEqual(len(server.posts), 1)


class AServerInTrouble(ClientCase):
    def spooled(self, sending):
        sending.wait(20)
        self.assertEqual(sending.state, "spooled", self.lines.records)
        self.assertEqual(len(self.kept()), 1)
        self.assertEqual(len(self.warnings()), 1, self.warnings())
        self.assertNotIn("Traceback", self.warnings()[0])
        return self.warnings()[0]

    def test_that_answers_500_costs_one_line_and_the_post_is_kept(self):
        server = self.at(StandIn())
        server.answers["/api/v1/profiles"] = (
            500,
            {},
            {"title": "Bug", "detail": "Tell your administrator", "requestId": "r1"},
        )
        line = self.spooled(plumbline.profile(ROWS, "n/d"))
        self.assertIn("500: Tell your administrator (request r1)", line)
        self.assertIn(str(self.spool), line)

    def test_that_is_absent_costs_one_line_and_no_further_try_at_once(self):
        self.at(closed_url())
        self.spooled(plumbline.profile(ROWS, "n/d"))
        self.assertIn("nothing is listening at", self.warnings()[0])
        began = time.monotonic()
        for _ in range(50):
            plumbline.profile(ROWS, "n/d")
        self.assertLess(time.monotonic() - began, 20)
        self.assertEqual(len(self.warnings()), 1)

    def test_that_never_answers_is_given_up_after_the_timeout(self):
        self.at(Silent(), timeout=0.5)
        self.assertIn("did not answer in time", self.spooled(plumbline.profile(ROWS, "n/d")))

    def test_that_is_slow_is_waited_for_without_holding_up_the_job(self):
        server = self.at(StandIn())
        server.delay = 1.0
        server.answers["/api/v1/profiles"] = (201, {}, ANSWER)
        sending = plumbline.profile(ROWS, "n/d")
        self.assertEqual(sending.state, "waiting")
        self.assertTrue(sending.wait(20))

    def test_that_is_something_else_keeps_nothing_of_ours_so_the_post_stays(self):
        server = self.at(StandIn())
        server.answers["/api/v1/profiles"] = (502, {}, b"<html>Bad gateway</html>")
        self.spooled(plumbline.profile(ROWS, "n/d"))
        server.answers["/api/v1/profiles"] = (200, {}, b"<html>Welcome, please sign in</html>")
        self.assertFalse(plumbline.flush())
        self.assertEqual(len(self.kept()), 1)
        server.answers["/api/v1/profiles"] = (201, {}, ANSWER)
        self.assertTrue(plumbline.flush())
        self.assertEqual(self.kept(), [])

    def test_that_leads_elsewhere_is_not_followed(self):
        elsewhere = StandIn()
        self.addCleanup(elsewhere.close)
        server = self.at(StandIn(), api_key="plk_secret")
        server.answers["/api/v1/profiles"] = (307, {"Location": f"{elsewhere.url}/api/v1/profiles"}, {})
        self.assertIn("307", self.spooled(plumbline.profile(ROWS, "n/d")))
        self.assertEqual(elsewhere.posts, [])

    def test_that_refuses_a_post_is_quoted_with_its_pointers_and_the_post_is_not_kept(self):
        server = self.at(StandIn())
        server.answers["/api/v1/profiles"] = (422, {"Content-Type": "application/problem+json"}, PROBLEM)
        sending = plumbline.profile(ROWS, "n/d")
        sending.wait(20)
        self.assertEqual(sending.state, "refused")
        self.assertEqual(self.kept(), [])
        self.assertIn(
            "422: 2 field(s) of the profile are not valid. /rowCount must be >= 0; /dataset/name is missing",
            self.warnings()[0],
        )
        self.assertTrue(plumbline.flush())
        self.assertEqual(len(server.posts), 1)

    def test_that_refuses_the_key_is_quoted_and_the_post_waits_for_a_better_key(self):
        server = self.at(StandIn())
        server.answers["/api/v1/profiles"] = (401, {}, {"detail": "The key is unknown."})
        line = self.spooled(plumbline.profile(ROWS, "n/d"))
        self.assertIn("The key is unknown", line)
        self.assertIn("PLUMBLINE_API_KEY", line)
        server.answers["/api/v1/profiles"] = (201, {}, ANSWER)
        self.assertTrue(plumbline.flush(20))

    def test_that_is_busy_is_asked_again_when_it_says(self):
        server = self.at(StandIn())
        times = []

        def answer(_):
            times.append(time.monotonic())
            return (429, {"Retry-After": "1"}, {"title": "Too many"}) if len(times) < 3 else (201, {}, ANSWER)

        server.answers["/api/v1/profiles"] = answer
        self.assertTrue(plumbline.profile(ROWS, "n/d").wait(30))
        self.assertEqual(len(times), 3)
        self.assertTrue(all(later - before >= 0.99 for before, later in zip(times, times[1:])), times)
        self.assertEqual(len({json.dumps(body, sort_keys=True) for body in server.of("/api/v1/profiles")}), 1)

    def test_that_wants_a_long_pause_gets_it_from_all_that_waits(self):
        server = self.at(StandIn())
        soon = format_datetime(dt.datetime.now(dt.timezone.utc) + dt.timedelta(hours=1), usegmt=True)
        server.answers["/api/v1/profiles"] = (503, {"Retry-After": soon}, {"detail": "Overloaded."})
        self.spooled(plumbline.profile(ROWS, "n/d"))
        for _ in range(20):
            plumbline.profile(ROWS, "n/d")
        self.assertFalse(plumbline.flush(0.5))
        self.assertEqual(len(server.posts), 1)
        self.assertEqual(len(self.kept()), 21)

    def test_that_comes_back_gets_everything_once_and_in_order(self):
        url = closed_url()
        self.at(url)
        for index in range(5):
            plumbline.profile([{"id": index}], f"n/d{index}").wait(20)
        self.assertEqual(len(self.kept()), 5)
        server = StandIn.__new__(StandIn)
        with mock.patch("tests.stand_in.ThreadingHTTPServer", lambda _, handler: _at(url, handler)):
            server.__init__()
        self.addCleanup(server.close)
        self.assertTrue(plumbline.flush(20))
        self.assertEqual(
            [body["dataset"]["name"] for body in server.of("/api/v1/profiles")], [f"d{index}" for index in range(5)]
        )
        self.assertEqual(self.kept(), [])


def _at(url, handler):
    from http.server import ThreadingHTTPServer

    return ThreadingHTTPServer(("127.0.0.1", int(url.rsplit(":", 1)[1])), handler)


class TheSpool(ClientCase):
    def leave_behind(self, url, count=1):
        """What an earlier process could not send."""
        self.at(url)
        bodies = []
        for index in range(count):
            sending = plumbline.profile([{"id": index}], f"n/d{index}")
            sending.wait(20)
            bodies.append(sending.document)
        self._end_sending()
        plumbline._sender = plumbline._Sender()
        plumbline._told.clear()
        return bodies

    def move(self, server):
        """Names the server of what was left as that which runs now, as if it had come up again at its old address."""
        for path in self.spool.glob("*.json"):
            kept = json.loads(path.read_text())
            path.write_text(json.dumps({**kept, "server": server.url}))

    def test_is_sent_by_the_next_process_with_the_same_key_and_body(self):
        bodies = self.leave_behind(closed_url(), 3)
        server = self.at(StandIn())
        self.move(server)
        plumbline.profile(ROWS, "n/new")
        server.wait_for(lambda posts: len(posts) == 4)
        self.assertEqual(server.posts[0]["body"]["dataset"]["name"], "new")  # the new one first, then what was left
        self.assertEqual([post["body"] for post in server.posts[1:]], bodies)
        self.assertTrue(plumbline.flush())
        self.assertEqual(self.kept(), [])

    def test_leaves_what_is_for_another_server(self):
        self.leave_behind(closed_url())
        server = self.at(StandIn())
        self.assertTrue(plumbline.flush())
        self.assertEqual((server.posts, len(self.kept())), ([], 1))

    def test_leaves_what_a_living_process_answers_for(self):
        server = self.at(StandIn())
        other = plumbline._Spool()
        sending = plumbline.Sending("/api/v1/profiles", {"a": 1}, "x")
        sending._server, sending._body = server.url, b'{"a":1}'
        other.write(sending)
        self.assertTrue(plumbline.flush())
        self.assertEqual((server.posts, len(self.kept())), ([], 1))
        other.close()
        self.assertTrue(plumbline.flush())
        self.assertEqual(([post["body"] for post in server.posts], self.kept()), ([{"a": 1}], []))

    def test_is_readable_by_its_owner_alone_and_has_no_key_in_it(self):
        self.at(closed_url(), api_key="plk_very_secret")
        plumbline.profile(ROWS, "n/d").wait(20)
        self.assertEqual(stat.S_IMODE(self.spool.stat().st_mode), 0o700)
        for path in self.spool.iterdir():
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            self.assertNotIn("very_secret", path.read_text())

    def test_drops_the_oldest_when_it_is_full_and_says_so_once(self):
        self.at(closed_url())
        with mock.patch.object(plumbline._Spool, "MOST_FILES", 5):
            for index in range(9):
                plumbline.profile([{"id": index}], f"n/d{index}").wait(20)
        names = [json.loads((self.spool / name).read_text())["body"]["dataset"]["name"] for name in self.kept()]
        self.assertEqual(names, [f"d{index}" for index in range(4, 9)])
        self.assertEqual(len([line for line in self.warnings() if "oldest were dropped" in line]), 1)
        with mock.patch.object(plumbline._Spool, "MOST_BYTES", 4000):
            plumbline.profile([{"id": 9}], "n/d9").wait(20)
        self.assertLessEqual(sum((self.spool / name).stat().st_size for name in self.kept()), 4000)

    def test_survives_broken_files(self):
        self.spool.mkdir(parents=True)
        for name, text in (("1", ""), ("2", "{"), ("3", "[]"), ("4", '{"server": 1}')):
            (self.spool / f"{time.time_ns()}-abcdef{name}-000000.json").write_text(text)
        (self.spool / "stranger.txt").write_text("kept")
        server = self.at(StandIn())
        self.assertTrue(plumbline.profile(ROWS, "n/d").wait(20))
        self.assertTrue(plumbline.flush())
        self.assertEqual(len(server.posts), 1)
        self.assertEqual((self.kept(), (self.spool / "stranger.txt").exists()), ([], True))

    def test_that_cannot_be_written_stops_nothing(self):
        blocked = pathlib.Path(self.folder) / "file"
        blocked.write_text("no folder")
        server = self.at(StandIn(), spool=blocked / "spool")
        self.assertTrue(plumbline.profile(ROWS, "n/d").wait(20))
        self.assertEqual(len(server.posts), 1)
        self.assertIn("cannot be written", self.warnings()[0])

    def test_on_a_full_disk_posts_are_held_in_memory_and_bounded(self):
        self.at(closed_url())
        full = OSError(28, "No space left on device")
        with mock.patch("os.open", side_effect=full), mock.patch.object(plumbline._Sender, "MOST_UNSAVED", 3):
            sendings = [plumbline.profile([{"id": index}], f"n/d{index}") for index in range(6)]
            sendings[0].wait(20)
        self.assertEqual([sending.state for sending in sendings][:3], ["lost"] * 3)
        self.assertTrue(any("No space left on device" in line for line in self.warnings()))

    @unittest.skipUnless(
        hasattr(os, "geteuid") and os.geteuid() == 0 and os.path.exists("/bin/mount"), "mounting a full disk needs root"
    )
    def test_on_a_disk_that_is_really_full_nothing_is_raised_and_no_half_file_is_left(self):
        self.spool.mkdir()
        if os.system(f"mount -t tmpfs -o size=64k tmpfs {self.spool} 2>/dev/null") != 0:
            self.skipTest("this machine mounts nothing")
        self.addCleanup(os.system, f"umount {self.spool}")
        self.addCleanup(self._end_sending)
        self.at(closed_url())
        wide = {f"column_{index}": [index] for index in range(100)}
        for index in range(12):
            plumbline.profile(wide, f"n/d{index}")
        self.assertTrue(any("No space left" in line for line in self.warnings()), self.warnings())
        self.assertEqual(list(self.spool.glob("*.part")), [])
        for name in self.kept():
            json.loads((self.spool / name).read_text())


class Settings(ClientCase):
    def test_disabled_does_nothing_at_all(self):
        server = self.at(StandIn())
        with mock.patch.dict(os.environ, {"PLUMBLINE_DISABLED": "1"}):
            with plumbline.run("jobs/load", inputs=["n/a"]) as run:
                self.assertEqual(run.profile(ROWS, "n/d").state, "disabled")
                run.gate("n/d")
        self.assertEqual((server.posts, self.kept(), self.warnings()), ([], [], []))

    def test_a_wrong_setting_is_one_line_and_no_exception(self):
        plumbline.configure(urll="x")
        plumbline.configure(timeout="soon")
        self.assertIn("no setting 'urll'", self.warnings()[0])
        self.assertIn("give seconds from 0 to 300", self.warnings()[1])
        for url in ("localhost:8080", "ftp://x", "http://me:secret@host", "http://"):
            plumbline.configure(url=url)
            self.assertEqual(plumbline.profile(ROWS, "n/d").state, "failed")
        self.assertFalse(any("secret@" in line and "user name" not in line for line in self.warnings()))

    def test_strict_raises_what_is_otherwise_told(self):
        server = self.at(StandIn(), strict=True)
        server.answers["/api/v1/profiles"] = (422, {}, PROBLEM)
        with self.assertRaisesRegex(plumbline.PlumblineError, "/rowCount must be >= 0"):
            plumbline.profile(ROWS, "n/d")
        with self.assertRaisesRegex(plumbline.PlumblineError, "no setting"):
            plumbline.configure(bad=1)
        with self.assertRaisesRegex(plumbline.PlumblineError, "NAMESPACE/NAME"):
            plumbline.run("job")

    def test_nothing_raises_whatever_it_is_given(self):
        class Hostile:
            def __getattr__(self, name):
                raise RuntimeError(name)

            def __repr__(self):
                raise RuntimeError("repr")

        self.at(closed_url())
        for data in (None, 7, "text", Hostile(), [Hostile()], {"x": Hostile()}, object(), [{"x": Hostile()}]):
            plumbline.profile(data, "n/d")
            plumbline.preview(data)
            plumbline.profile(ROWS, data)
        plumbline.run(Hostile(), inputs=Hostile(), data_interval=Hostile(), attempt=Hostile(), trigger=Hostile())
        self.assertEqual([line for line in self.warnings() if "Traceback" in line or "\n" in line], [])
