"""Scripts on pandas and scikit-learn with OpenLineage's Python client: one that works, one that fails, one that trains."""

from producers import producer
from producers.producer import KEY, Producer

ORDERS = "id,customer,amount\n1,ada,12.5\n2,,-3\n3,ben,7\n"


class Python(Producer):
    name = "python"

    @classmethod
    def run_project(cls):
        (cls.folder / "orders.csv").write_text(ORDERS)
        configured = {"OPENLINEAGE_URL": cls.recorder.url, "OPENLINEAGE_API_KEY": KEY}
        cls.command("python", "pandas_job.py", cls.folder, **configured)
        cls.command("python", "sklearn_job.py", cls.folder, **configured)
        cls.command("python", "pandas_job.py", cls.folder, "nosuch", expect=1, **configured)

    def test_every_event_is_taken(self):
        self.assert_all_taken()
        self.assertEqual(self.states("shop.revenue"), ["START", "COMPLETE", "START", "FAIL"])

    def test_jobs_and_runs_are_shown_as_they_were_told(self):
        self.assert_shown()

    def test_what_was_read_and_written_is_known_with_its_columns(self):
        self.assertEqual(producer.columns("file", f"{self.folder}/orders.csv"), ["id", "customer", "amount"])
        self.assertEqual(producer.columns("file", f"{self.folder}/revenue.csv"), ["customer", "revenue"])
        self.assertEqual(producer.dataset("file", f"{self.folder}/orders.csv")["rowCount"], 3)
        self.assertEqual(producer.dataset("file", f"{self.folder}/revenue.csv")["rowCount"], 2)

    def test_what_the_script_checked_are_results_and_an_incident(self):
        outcomes = set(producer.results("file", f"{self.folder}/orders.csv").values())
        self.assertEqual(outcomes, {"fail"})
        self.assertEqual(producer.open_incident_of(f"{self.folder}/orders.csv")["state"], "open")

    def test_a_script_that_fails_is_an_incident_with_its_error(self):
        incident = producer.open_incident_of("shop.revenue")
        self.assertEqual((incident["state"], incident["subject"]["kind"]), ("open", "job"))
        self.assertEqual(self.last("shop.revenue", "FAIL")["run"]["facets"]["errorMessage"]["message"], "KeyError('nosuch')")

    def test_a_model_is_a_dataset_and_its_score_a_test(self):
        event = self.last("iris.train", "COMPLETE")
        self.assertEqual(event["outputs"][0]["facets"]["datasetType"]["datasetType"], "MODEL")
        self.assertEqual([test["name"] for test in event["run"]["facets"]["test"]["tests"]], ["accuracy"])
        producer.dataset("file", f"{self.folder}/iris.csv")
        producer.dataset("file", f"{self.folder}/iris.pickle")
