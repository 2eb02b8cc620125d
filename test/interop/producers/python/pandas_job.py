"""A user's pandas script: reads a CSV file, writes another, and tells both by OpenLineage's Python client."""

import sys
from datetime import datetime, timezone

import pandas as pd
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    data_quality_assertions_dataset,
    data_quality_metrics_input_dataset,
    error_message_run,
    output_statistics_output_dataset,
    schema_dataset,
)
from openlineage.client.uuid import generate_new_uuid

PRODUCER = "https://example.org/shop/jobs"
folder = sys.argv[1]
source, target = f"{folder}/orders.csv", f"{folder}/revenue.csv"
client = OpenLineageClient()
run, job = Run(str(generate_new_uuid())), Job("pandas", "shop.revenue")


def tell(state, inputs=(), outputs=(), facets=None):
    event = RunEvent(
        eventType=state,
        eventTime=datetime.now(timezone.utc).isoformat(),
        run=Run(run.runId, facets or {}),
        job=job,
        producer=PRODUCER,
        inputs=list(inputs),
        outputs=list(outputs),
    )
    client.emit(event)


def schema_of(frame):
    fields = [schema_dataset.SchemaDatasetFacetFields(str(name), str(type_)) for name, type_ in frame.dtypes.items()]
    return schema_dataset.SchemaDatasetFacet(fields=fields)


def metrics_of(frame):
    numbers = frame.select_dtypes("number")
    columns = {
        name: data_quality_metrics_input_dataset.ColumnMetrics(
            nullCount=int(frame[name].isna().sum()),
            distinctCount=int(frame[name].nunique()),
            **(
                {"min": float(frame[name].min()), "max": float(frame[name].max()), "sum": float(frame[name].sum())}
                if name in numbers
                else {}
            ),
        )
        for name in frame.columns
    }
    return data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet(
        rowCount=len(frame), columnMetrics=columns
    )


tell(RunState.START)
try:
    orders = pd.read_csv(source)
    checks = [
        data_quality_assertions_dataset.Assertion("not_null", bool(orders.customer.notna().all()), column="customer"),
        data_quality_assertions_dataset.Assertion("positive", bool((orders.amount > 0).all()), column="amount"),
    ]
    revenue = orders.groupby("customer", as_index=False).amount.sum().rename(columns={"amount": "revenue"})
    revenue.to_csv(target, index=False)
    if len(sys.argv) > 2:
        revenue[sys.argv[2]]  # A column that may not be there.
except Exception as error:
    tell(RunState.FAIL, facets={"errorMessage": error_message_run.ErrorMessageRunFacet(repr(error), "python")})
    raise
column = column_lineage_dataset.InputField("file", source, "amount")
tell(
    RunState.COMPLETE,
    [
        InputDataset(
            "file",
            source,
            facets={"schema": schema_of(orders)},
            inputFacets={
                "dataQualityMetrics": metrics_of(orders),
                "dataQualityAssertions": data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(checks),
            },
        )
    ],
    [
        OutputDataset(
            "file",
            target,
            facets={
                "schema": schema_of(revenue),
                "columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet(
                    fields={"revenue": column_lineage_dataset.Fields([column])}
                ),
            },
            outputFacets={
                "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                    rowCount=len(revenue)
                )
            },
        )
    ],
)
client.close()
