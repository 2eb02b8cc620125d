"""Great Expectations 1.3, the last line with the rule-based profiler: its bootstrap estimate of each metric's range over 28 batches.

Metrics are computed by its own pandas engine, ranges by `compute_bootstrap_quantiles_point_estimate` with the profiler's defaults
(false positive rate 0.05, 9,999 resamples, no bias correction). A value outside of its range is an alarm of its column.
"""

import os

os.environ["GX_ANALYTICS_ENABLED"] = "false"

from functools import lru_cache

import great_expectations
import numpy
import pandas
from great_expectations.core.batch import Batch
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.experimental.rule_based_profiler.helpers.util import compute_bootstrap_quantiles_point_estimate
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.metrics_calculator import MetricsCalculator
from package_rule import judge_all, read

HISTORY = 28
OF_ANY = ["column_values.nonnull.unexpected_count", "column.distinct_values.count", "column.unique_proportion"]
OF_NUMBERS = ["column.min", "column.max", "column.mean", "column.median", "column.standard_deviation"]


@lru_cache(maxsize=400)
def metrics_of(path):
    frame = read(path)
    calculator = MetricsCalculator(
        execution_engine=PandasExecutionEngine(batch_data_dict={"b": frame}), show_progress_bars=False
    )
    asked = [MetricConfiguration("table.row_count", {})]
    for column in frame.columns:
        if not frame[column].notna().any():
            asked += [MetricConfiguration(OF_ANY[0], {"column": column})]
            continue
        numeric = pandas.api.types.is_numeric_dtype(frame[column]) and frame[column].dtype != bool
        asked += [MetricConfiguration(name, {"column": column}) for name in OF_ANY + (OF_NUMBERS if numeric else [])]
    found = calculator.compute_metrics(asked, runtime_configuration={"catch_exceptions": True})
    resolved = found[0] if isinstance(found, tuple) else found
    return {
        (one.metric_domain_kwargs.get("column"), one.metric_name): float(resolved[one.id])
        for one in asked
        if resolved.get(one.id) is not None
    }


def judge(files, index):
    past = [metrics_of(path) for path in files[max(0, index - HISTORY) : index]]
    worst = {}
    for (column, name), value in metrics_of(files[index]).items():
        history = numpy.array([one[(column, name)] for one in past if (column, name) in one])
        if len(history) < 2:
            continue
        name = "" if column is None else column
        worst[name] = max(worst.get(name, 0.0), beyond(history, value))
    return worst


def beyond(history, value):
    low, high = compute_bootstrap_quantiles_point_estimate(
        metric_values=history,
        false_positive_rate=numpy.float64(0.05),
        n_resamples=9999,
        quantile_statistic_interpolation_method="linear",
        quantile_bias_correction=False,
        quantile_bias_std_error_ratio_threshold=0.25,
        random_seed=2026,
    ).value_range
    half = max((high - low) / 2, 1e-9 * max(abs(low), abs(high), 1e-9))
    return 1.0 + max(low - value, value - high) / half


judge_all(judge)
