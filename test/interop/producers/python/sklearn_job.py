"""A user's training script: its data is an input, the model an output, hyper-parameters and scores are facets of the run."""

import pickle
import sys
from datetime import datetime, timezone

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    dataset_type_dataset,
    execution_parameters_run,
    input_statistics_input_dataset,
    output_statistics_output_dataset,
    schema_dataset,
    test_run,
)
from openlineage.client.uuid import generate_new_uuid
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

folder = sys.argv[1]
client = OpenLineageClient()
run_id, job = str(generate_new_uuid()), Job("scikit-learn", "iris.train")


def tell(state, inputs=(), outputs=(), facets=None):
    event = RunEvent(
        eventType=state,
        eventTime=datetime.now(timezone.utc).isoformat(),
        run=Run(run_id, facets or {}),
        job=job,
        producer="https://example.org/shop/jobs",
        inputs=list(inputs),
        outputs=list(outputs),
    )
    client.emit(event)


parameters = {"C": 0.5, "max_iter": 500}
told = [
    execution_parameters_run.ExecutionParameter(key=key, name=key, value=str(value)) for key, value in parameters.items()
]
tell(RunState.START, facets={"executionParameters": execution_parameters_run.ExecutionParametersRunFacet(told)})
iris = load_iris(as_frame=True)
train, test, train_target, test_target = train_test_split(iris.data, iris.target, random_state=1)
model = LogisticRegression(**parameters).fit(train, train_target)
accuracy = model.score(test, test_target)
with open(f"{folder}/iris.pickle", "wb") as file:
    size = file.write(pickle.dumps(model))
fields = [schema_dataset.SchemaDatasetFacetFields(name, str(type_)) for name, type_ in train.dtypes.items()]
scores = [
    test_run.TestExecution(
        name="accuracy",
        status="pass" if accuracy >= 0.99 else "fail",
        severity="error",
        expected="at least 0.99",
        actual=f"{accuracy:.3f}",
    )
]
tell(
    RunState.COMPLETE,
    [
        InputDataset(
            "file",
            f"{folder}/iris.csv",
            facets={"schema": schema_dataset.SchemaDatasetFacet(fields=fields)},
            inputFacets={
                "inputStatistics": input_statistics_input_dataset.InputStatisticsInputDatasetFacet(rowCount=len(train))
            },
        )
    ],
    [
        OutputDataset(
            "file",
            f"{folder}/iris.pickle",
            facets={"datasetType": dataset_type_dataset.DatasetTypeDatasetFacet("MODEL")},
            outputFacets={
                "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(size=size)
            },
        )
    ],
    facets={"test": test_run.TestRunFacet(scores)},
)
client.close()
