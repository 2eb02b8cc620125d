"""Evidently: the drift preset with its own choice of tests and thresholds, against the partition before."""

from evidently import Report
from evidently.presets import DataDriftPreset
from package_rule import by_p, judge_all, read, shared


def judge(files, index):
    before, now = read(files[index - 1]), read(files[index])
    columns = shared(before, now)
    report = Report([DataDriftPreset(columns=columns)]).run(now[columns], before[columns])
    return {one["config"]["column"]: beyond(one) for one in report.dict()["metrics"] if "ValueDrift" in one["config"]["type"]}


def beyond(metric):
    config, value = metric["config"], float(metric["value"])
    if "p_value" in config["method"]:
        return by_p(value)
    return value / float(config["threshold"])


judge_all(judge)
