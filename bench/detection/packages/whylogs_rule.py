"""whylogs: drift between the profiles of two partitions, its own choice of algorithms and thresholds; only DRIFT is an alarm."""

from functools import lru_cache

import whylogs
from package_rule import by_p, judge_all, read
from whylogs.viz.drift.column_drift_algorithms import calculate_drift_scores


@lru_cache(maxsize=2)
def view_of(path):
    return whylogs.log(pandas=read(path)).view()


def judge(files, index):
    scores = calculate_drift_scores(view_of(files[index]), view_of(files[index - 1]), with_thresholds=True)
    return {column: beyond(score) for column, score in scores.items() if score is not None}


def beyond(score):
    if score.get("pvalue") is not None:
        return by_p(float(score["pvalue"]))
    return float(score["statistic"]) / score["thresholds"]["DRIFT"][0]


judge_all(judge)
