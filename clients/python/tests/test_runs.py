"""Runs, the decorator, and the gate."""

import asyncio
import time

from .case import ClientCase, plumbline
from .stand_in import Silent, StandIn, closed_url

ROWS = [{"id": 1}]
RUNS, PROFILES, GATE = "/api/v1/runs", "/api/v1/profiles", "/api/v1/gate"
FAILED = {"expectation": "row_count", "outcome": "fail", "severity": "error", "reason": "1 is below 100"}
ANSWER = {
    "profileId": "prf_7",
    "dataset": {"id": "dst_1", "url": "http://there/d"},
    "verdict": "fail",
    "gate": "block",
    "results": [FAILED, {"expectation": "x", "outcome": "pass", "severity": "error", "reason": "fine"}],
    "incidents": [],
}


def gate_answer(gate, *reasons):
    return (
        200,
        {},
        {
            "gate": gate,
            "verdict": None,
            "profileId": "prf_7",
            "reasons": list(reasons),
            "incidents": [],
            "url": "http://there/d",
        },
    )


class Runs(ClientCase):
    def setUp(self):
        super().setUp()
        self.server = self.at(StandIn())

    def posts(self, path=RUNS):
        self.assertTrue(plumbline.flush(20))
        return self.server.of(path)

    def test_begin_and_complete_with_what_they_read_and_wrote(self):
        with plumbline.run(
            "airflow/daily_revenue",
            inputs=["raw/payments"],
            attempt=2,
            trigger="scheduled",
            data_interval=("2026-11-22", "2026-11-23"),
        ) as run:
            self.assertIs(plumbline.current_run(), run)
            run.profile(ROWS, "mart/revenue_daily")
            plumbline.profile(ROWS, "mart/other")
        self.assertIsNone(plumbline.current_run())
        start, complete = self.posts()
        job = {
            "id": run.id,
            "job": {"namespace": "airflow", "name": "daily_revenue"},
            "attempt": 2,
            "trigger": "scheduled",
        }
        interval = {"start": "2026-11-22T00:00:00Z", "end": "2026-11-23T00:00:00Z"}
        self.assertEqual(
            (start["state"], complete["state"], start["run"], start["dataInterval"]),
            ("START", "COMPLETE", job, interval),
        )
        self.assertEqual(start["inputs"], [{"namespace": "raw", "name": "payments"}])
        self.assertEqual(
            complete["outputs"], [{"namespace": "mart", "name": name} for name in ("revenue_daily", "other")]
        )
        for profile in self.posts(PROFILES):
            self.assertEqual((profile["run"], profile["dataInterval"]), (job, interval))
            self.assertIn(run.id, profile["idempotencyKey"])

    def test_that_fail_say_why_and_pass_the_exception_on_untouched(self):
        error = ValueError("cannot reach postgres://me:hunter2@db/x password=hunter2\nsecond line")
        with self.assertRaises(ValueError) as caught:
            with plumbline.run("jobs/load"):
                raise error
        self.assertIs(caught.exception, error)
        self.assertEqual(self.posts()[-1]["state"], "FAIL")
        self.assertEqual(self.posts()[-1]["error"], "ValueError: cannot reach postgres://me:***@db/x password=***")

    def test_may_keep_the_words_of_an_exception_to_themselves(self):
        plumbline.configure(error_text=False)
        with self.assertRaises(KeyError), plumbline.run("jobs/load"):
            raise KeyError("Ada Lovelace")
        self.assertEqual(self.posts()[-1]["error"], "KeyError")

    def test_that_are_interrupted_abort_and_an_exit_with_zero_completes(self):
        for error, state in (
            (KeyboardInterrupt(), "ABORT"),
            (asyncio.CancelledError(), "ABORT"),
            (SystemExit(0), "COMPLETE"),
            (SystemExit(3), "FAIL"),
        ):
            with self.assertRaises(BaseException), plumbline.run("jobs/load"):
                raise error
            self.assertEqual(self.posts()[-1]["state"], state)

    def test_of_the_past_have_the_times_of_the_past(self):
        with plumbline.run("jobs/load", event_time="2026-01-01T06:00:00Z") as run:
            run.profile(ROWS, "n/d")
        start, complete = self.posts()
        self.assertEqual(start["eventTime"][:16], "2026-01-01T06:00")
        self.assertLess(start["eventTime"], complete["eventTime"])
        self.assertEqual(self.posts(PROFILES)[0]["capturedAt"][:10], "2026-01-01")

    def test_with_a_bad_name_tell_it_once_and_the_job_goes_on(self):
        with plumbline.run("no-namespace") as run:
            run.profile(ROWS, "n/d")
        self.assertEqual(self.posts(), [])
        self.assertEqual(len(self.posts(PROFILES)), 1)
        self.assertEqual(len(self.warnings()), 1)
        self.assertIn("PLUMBLINE_NAMESPACE", self.warnings()[0])

    def test_one_measurement_of_a_run_has_one_key_and_another_has_another(self):
        with plumbline.run("jobs/load", event_time="2026-01-01") as run:
            first, other = run.profile(ROWS, "n/d").document, run.profile(ROWS * 2, "n/d").document
        self.assertNotEqual(first["idempotencyKey"], other["idempotencyKey"])

    def test_a_watched_function_is_a_run_and_what_it_returns_a_profile(self):
        @plumbline.watch("airflow/daily", output="mart/x")
        def build(count):
            return ROWS * count

        @plumbline.watch
        def plain():
            raise RuntimeError("no")

        @plumbline.watch("jobs/async")
        async def later():
            return plumbline.current_run().id

        @plumbline.watch("jobs/stream")
        def stream():
            yield from (1, 2)

        self.assertEqual(len(build(3)), 3)
        with self.assertRaisesRegex(RuntimeError, "^no$"):
            plain()
        self.assertTrue(asyncio.run(later()))
        self.assertEqual(list(stream()), [1, 2])
        self.assertEqual(self.posts(PROFILES)[0]["rowCount"], 3)
        jobs = [(post["run"]["job"]["name"], post["state"]) for post in self.posts()]
        plain_name = "tests.test_runs.Runs.test_a_watched_function_is_a_run_and_what_it_returns_a_profile.plain"
        self.assertEqual(
            jobs,
            [
                ("daily", "START"),
                ("daily", "COMPLETE"),
                (plain_name, "START"),
                (plain_name, "FAIL"),
                ("async", "START"),
                ("async", "COMPLETE"),
                ("stream", "START"),
                ("stream", "COMPLETE"),
            ],
        )
        self.assertEqual(build.__name__, "build")


class Gate(ClientCase):
    def setUp(self):
        super().setUp()
        self.server = self.at(StandIn())
        self.server.answers[PROFILES] = (201, {}, {**ANSWER, "gate": "allow", "verdict": "pass", "results": []})

    def in_run(self, **options):
        with plumbline.run("jobs/load") as run:
            run.profile(ROWS, "n/d")
            return run.id, run.gate("n/d", **options)

    def test_asks_about_the_profile_of_this_run_and_lets_it_pass(self):
        self.server.answers[GATE] = gate_answer("allow")
        run_id, answer = self.in_run()
        self.assertEqual(answer["gate"], "allow")
        question = self.server.of(GATE)[0]
        self.assertEqual(
            (question["dataset"], question["run"], question["profileId"]),
            ({"namespace": "n", "name": "d"}, {"id": run_id}, "prf_7"),
        )
        self.assertTrue(0 <= question["waitSeconds"] <= 30)

    def test_that_blocks_stops_the_run_with_the_reasons(self):
        fine = {"expectation": "x", "outcome": "pass", "severity": "error", "reason": "fine"}
        self.server.answers[GATE] = gate_answer("block", fine, FAILED)
        with self.assertRaises(plumbline.GateBlocked) as caught:
            self.in_run()
        self.assertEqual(str(caught.exception), "n/d is blocked: row_count: 1 is below 100. http://there/d")
        self.assertEqual((caught.exception.reasons, caught.exception.url), ([FAILED], "http://there/d"))
        self.assertTrue(plumbline.flush(20))
        self.assertEqual(self.server.of(RUNS)[-1]["state"], "FAIL")

    def test_stops_at_the_severity_that_was_asked_for(self):
        warned = {"expectation": "mean", "outcome": "warn", "severity": "error", "reason": "near"}
        critical = {**FAILED, "severity": "critical"}
        for answer, fail_on, stops in (
            (gate_answer("warn", warned), "error", False),
            (gate_answer("warn", warned), "warn", True),
            (gate_answer("block", FAILED), "critical", False),
            (gate_answer("block", critical), "critical", True),
            (gate_answer("block", FAILED), "never", False),
            (gate_answer("block"), "error", True),
        ):
            with self.subTest(fail_on=fail_on, answer=answer[2]["gate"]):
                self.server.answers[GATE] = answer
                if stops:
                    with self.assertRaises(plumbline.GateBlocked):
                        self.in_run(fail_on=fail_on)
                else:
                    self.in_run(fail_on=fail_on)

    def test_that_is_pending_is_asked_again_until_there_is_a_verdict(self):
        answers = [gate_answer("pending"), gate_answer("pending"), gate_answer("allow")]
        self.server.answers[GATE] = lambda _: answers.pop(0)
        self.assertEqual(self.in_run()[1]["gate"], "allow")
        self.assertEqual(len(self.server.of(GATE)), 3)

    def test_that_stays_pending_lets_the_job_go_on_with_a_warning_or_stops_it_when_told(self):
        self.server.answers[GATE] = gate_answer("pending")
        self.assertEqual(self.in_run(timeout=1)[1]["gate"], "unknown")
        self.assertIn("no verdict came in time; going on", self.warnings()[-1])
        with self.assertRaisesRegex(plumbline.GateBlocked, "fail_closed"):
            self.in_run(timeout=1, fail_closed=True)

    def test_of_a_server_without_one_is_taken_from_the_answer_to_the_profile(self):
        self.server.answers[GATE] = (404, {}, {"title": "Not found"})
        self.server.answers[PROFILES] = (201, {}, ANSWER)
        with self.assertRaisesRegex(plumbline.GateBlocked, "row_count: 1 is below 100"):
            self.in_run()

    def test_of_an_absent_a_silent_or_a_refusing_server_fails_open_or_closed_as_asked(self):
        silent = Silent()
        self.addCleanup(silent.close)
        for url, words in ((closed_url(), "nothing is listening"), (silent.url, "did not get there|in time")):
            plumbline.configure(url=url, timeout=1)
            plumbline._sender.retry_at = 0.0
            plumbline._told.clear()
            began = time.monotonic()
            self.assertEqual(self.in_run(timeout=3)[1]["gate"], "unknown")
            self.assertLess(time.monotonic() - began, 30)
            self.assertRegex(" ".join(self.warnings()), words)
            with self.assertRaises(plumbline.GateBlocked):
                self.in_run(timeout=3, fail_closed=True)
        plumbline.configure(url=self.server.url)
        plumbline._sender.retry_at = 0.0
        self.server.answers[GATE] = (403, {}, {"detail": "This key may not ask."})
        with self.assertRaisesRegex(plumbline.GateBlocked, "This key may not ask"):
            plumbline.gate("n/other", fail_closed=True)

    def test_with_a_wrong_question_raises_at_once(self):
        for options, words in (
            ({"fail_on": "errors"}, "write info, warn"),
            ({"timeout": "long"}, "give seconds"),
            ({"failon": "x"}, "no option"),
        ):
            with self.assertRaisesRegex(plumbline.PlumblineError, words):
                plumbline.gate("n/d", **options)
