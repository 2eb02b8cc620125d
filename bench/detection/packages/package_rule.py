"""What the real packages have in common: `python SCRIPT.py SPEC.json`, one JSON line for each judged partition.

SPEC.json: {"files": [path, ...], "judge": [index, ...]}. Files are read with pandas and nothing else said, as a user would.
"""

import json
import math
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import pandas


def read(path):
    if path.endswith(".parquet"):
        return pandas.read_parquet(path)
    return pandas.read_csv(path, sep="\t" if path.endswith(".tsv") else ",", low_memory=False)


def shared(before, now):
    """Columns that both have, with a value in both."""
    return [one for one in now.columns if one in before.columns and now[one].notna().any() and before[one].notna().any()]


def judge_all(judge):
    """`judge(files, index)` answers {column: how far beyond its limit, which is 1}."""
    with open(sys.argv[1]) as file:
        spec = json.load(file)
    for index in spec["judge"]:
        used = time.process_time()
        answer = {"index": index}
        try:
            found = judge(spec["files"], index)
            answer["columns"] = {name: min(float(one), 1e9) for name, one in found.items() if not math.isnan(one)}
        except Exception as error:
            answer["error"] = f"{type(error).__name__}: {error}"[:300]
        print(json.dumps({**answer, "cpuSeconds": time.process_time() - used}), flush=True)


def by_p(p):
    """1 where p is 0.05, more where it is smaller."""
    return math.log(max(p, 1e-300)) / math.log(0.05)
