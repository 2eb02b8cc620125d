"""Judges a Parquet file by Great Expectations: `python great_expectations_judge.py SPEC.json`; one JSON object on stdout.

`seconds` is from the path of the file to the verdicts, by its public API: data frame, batch, `batch.validate`. `engineSeconds` is
what its engine needs for the same verdicts when every metric is already there: `metrics_validate` of each expectation, the
innermost step of `validate`, with the metrics that were resolved before the clock starts; of the processor, over
twenty times. Both in its leanest result format.
"""

import json
import os
import resource
import sys
import time
import warnings

os.environ["GX_ANALYTICS_ENABLED"] = "false"
warnings.filterwarnings("ignore")

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas
from great_expectations.validator.validator import Validator

LEAN = {"result_format": {"result_format": "BOOLEAN_ONLY"}}


def expectation(check):
    kind, column = check["kind"], check.get("column")
    low, high = check.get("low"), check.get("high")
    if kind == "row_count":
        return gxe.ExpectTableRowCountToEqual(value=low)
    if kind == "not_null":
        return gxe.ExpectColumnValuesToNotBeNull(column=column)
    if kind == "unique":
        return gxe.ExpectColumnValuesToBeUnique(column=column)
    if kind == "in_set":
        return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=check["values"])
    if kind == "range":
        return gxe.ExpectColumnValuesToBeBetween(column=column, min_value=low, max_value=high)
    of = {"min": gxe.ExpectColumnMinToBeBetween, "max": gxe.ExpectColumnMaxToBeBetween}
    of["mean"] = gxe.ExpectColumnMeanToBeBetween
    return of[kind](column=column, min_value=low, max_value=high)


def batch_of(path):
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("bench").add_dataframe_asset("file")
    definition = asset.add_batch_definition_whole_dataframe("whole")
    return definition.get_batch(batch_parameters={"dataframe": pandas.read_parquet(path)})


def engine_seconds(batch, suite):
    validator = Validator(execution_engine=batch.data.execution_engine, batches=[batch])
    graphs, _, configurations = validator._generate_metric_dependency_subgraphs_for_each_expectation_configuration(
        expectation_configurations=[one.configuration for one in suite.expectations],
        processed_configurations=[],
        catch_exceptions=False,
        runtime_configuration={},
    )
    graph = validator._generate_suite_level_graph_from_expectation_level_sub_graphs(
        expectation_validation_graphs=graphs
    )
    metrics, _, _ = validator._resolve_suite_level_graph_and_process_metric_evaluation_errors(
        graph=graph,
        runtime_configuration={},
        expectation_validation_graphs=graphs,
        evrs=[],
        processed_configurations=configurations,
        show_progress_bars=False,
    )
    ready = [one.to_domain_obj() for one in configurations]
    used = time.process_time()
    for _ in range(20):
        results = [
            one.metrics_validate(
                metrics=metrics, execution_engine=validator._execution_engine, runtime_configuration=dict(LEAN)
            )
            for one in ready
        ]
    return (time.process_time() - used) / 20, results


def main():
    with open(sys.argv[1]) as file:
        spec = json.load(file)
    started, used = time.perf_counter(), time.process_time()
    suite = gx.ExpectationSuite(name="bench", expectations=[expectation(check) for check in spec["checks"]])
    batch = batch_of(spec["file"])
    found = batch.validate(suite, result_format="BOOLEAN_ONLY")
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    whole = {"wholeSeconds": time.time() - float(os.environ["JUDGE_STARTED"]), "wholeCpuSeconds": time.process_time()}
    engine, again = engine_seconds(batch, suite)
    failed = [result for result in found.results if not result.success]
    if sum(not result.success for result in again) != len(failed):
        raise SystemExit("the engine alone came to other verdicts")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"seconds": seconds, "cpuSeconds": cpu, "peakMib": peak, "engineSeconds": engine}
    print(json.dumps({**figures, **whole, "checks": len(found.results), "failed": len(failed), "version": gx.__version__}))


main()
