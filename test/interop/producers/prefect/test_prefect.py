"""Prefect with OpenLineage's listener beside it: one run of a served flow whose last task fails."""

from producers import producer
from producers.producer import KEY, Background, Producer


class Prefect(Producer):
    name = "prefect"

    @classmethod
    def run_project(cls):
        port = producer.free_port()
        cls.database = f"{cls.folder}/shop.db"
        env = cls.environment(
            PREFECT_HOME=str(cls.folder / "home"),
            PREFECT_API_URL=f"http://127.0.0.1:{port}/api",
            PREFECT_SERVER_ANALYTICS_ENABLED="false",
            SHOP_DATABASE=cls.database,
            OPENLINEAGE_NAMESPACE="prefect",
            OPENLINEAGE__TRANSPORT__TYPE="http",
            OPENLINEAGE__TRANSPORT__URL=cls.recorder.url,
            OPENLINEAGE__TRANSPORT__ENDPOINT="/api/v1/lineage",
            OPENLINEAGE__TRANSPORT__AUTH__TYPE="api_key",
            OPENLINEAGE__TRANSPORT__AUTH__APIKEY=KEY,
        )
        started = lambda command: Background(command, cls.folder, env)  # noqa: E731
        with started(["prefect", "server", "start", "--host", "127.0.0.1", "--port", port, "--no-ui"]) as service:
            producer.until(producer.answers(f"http://127.0.0.1:{port}/api/health"), lambda: service.said)
            with started(["python", "flows.py"]) as flows:
                producer.until(lambda: "update customers/shop" in flows.said, lambda: flows.said)
                # The listener hears nothing that was before it, and does not say when it hears: runs are made until one is heard.
                with started(["python", "listener.py"]) as listener:
                    said = lambda: f"{listener.said}\n{flows.said}"  # noqa: E731
                    for _ in range(20):
                        cls.command("prefect", "deployment", "run", "update customers/shop", "--watch", expect=None, **env)
                        if cls.heard():
                            break
                    producer.until(cls.heard, said)

    @classmethod
    def heard(cls):
        return any(
            event["eventType"] == "FAIL" and event["job"]["name"].endswith("update customers")
            for event in cls.recorder.events
        )

    def test_every_event_is_taken(self):
        self.assert_all_taken()

    def test_jobs_and_runs_are_shown_as_they_were_told(self):
        self.assert_shown()

    def test_flow_and_tasks_are_runs_with_their_states(self):
        # The last run of the flow: earlier ones may have been heard in part.
        self.assertEqual(self.states("extract_customers")[-2:], ["START", "COMPLETE"])
        self.assertEqual(self.states("notify")[-2:], ["START", "FAIL"])
        self.assertEqual(self.states("update customers")[-1], "FAIL")

    def test_the_run_of_the_flow_is_the_parent_of_its_tasks_under_the_key_of_old(self):
        whole = self.last("update customers", "FAIL")["run"]["runId"]
        facets = self.last("notify", "FAIL")["run"]["facets"]
        self.assertEqual(facets["parentRun"]["run"]["runId"], whole)
        self.assertNotIn("parent", facets)

    def test_artifacts_are_datasets(self):
        event = self.last("count_customers", "COMPLETE")
        self.assertEqual((self.names(event["inputs"]), self.names(event["outputs"])), (["customers"], ["customer_count"]))
        for table in ("customers", "customer_count"):
            producer.dataset(f"sqlite:///{self.database}", table)

    def test_what_failed_is_an_incident_without_a_reason(self):
        self.assertEqual(producer.open_incident_of("notify")["state"], "open")
        self.assertNotIn("errorMessage", self.last("notify", "FAIL")["run"]["facets"])
