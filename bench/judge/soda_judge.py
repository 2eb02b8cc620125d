"""Judges a Parquet file by Soda 4 over DuckDB: `python soda_judge.py SPEC.json`; one JSON object on stdout.

`seconds` is from the path of the file to the verdicts, by its public API: `verify_contract_locally` with the file as data source
(it loads the file into a DuckDB table and queries it). The contract is written before the clock starts.
"""

import json
import os
import resource
import sys
import time

os.environ["SODA_CORE_TELEMETRY_ENABLED"] = "false"

from importlib.metadata import version

from soda_core.contracts.api.verify_api import verify_contract_locally


def between(low, high):
    return {"must_be_between": {"greater_than_or_equal": low, "less_than_or_equal": high}}


def check_of(check):
    kind = check["kind"]
    if kind == "not_null":
        return {"missing": {}}
    if kind == "unique":
        return {"duplicate": {}}
    if kind == "in_set":
        return {"invalid": {"valid_values": check["values"], "qualifier": "set"}}
    if kind == "range":
        return {"invalid": {"valid_min": check["low"], "valid_max": check["high"], "qualifier": "range"}}
    name = {"mean": "avg"}.get(kind, kind)
    return {"aggregate": {"function": name, "qualifier": kind, "threshold": between(check["low"], check["high"])}}


def contract_of(spec, table):
    columns, checks = {}, []
    for check in spec["checks"]:
        if check["kind"] == "row_count":
            checks.append({"row_count": {"threshold": {"must_be": check["low"]}}})
        else:
            columns.setdefault(check["column"], []).append(check_of(check))
    listed = [{"name": name, "checks": wanted} for name, wanted in columns.items()]
    return {"dataset": f"bench/main/{table}", "columns": listed, "checks": checks}


def main():
    with open(sys.argv[1]) as file:
        spec = json.load(file)
    table = os.path.splitext(os.path.basename(spec["file"]))[0]
    folder = os.path.dirname(sys.argv[1])
    source_path, contract_path = os.path.join(folder, "source.yml"), os.path.join(folder, "contract.yml")
    source = {"type": "duckdb", "name": "bench", "connection": {"database": spec["file"], "schema": "main"}}
    for path, document in ((source_path, source), (contract_path, contract_of(spec, table))):
        with open(path, "w") as file:
            json.dump(document, file)  # JSON is YAML
    started, used = time.perf_counter(), time.process_time()
    session = verify_contract_locally(data_source_file_path=source_path, contract_file_path=contract_path)
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    whole = {"wholeSeconds": time.time() - float(os.environ["JUDGE_STARTED"]), "wholeCpuSeconds": time.process_time()}
    [result] = session.contract_verification_results
    outcomes = [one.outcome.name for one in result.check_results]
    if set(outcomes) - {"PASSED", "FAILED"}:
        raise SystemExit(f"not evaluated: {sorted(set(outcomes))}\n{session.get_errors_str()}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"seconds": seconds, "cpuSeconds": cpu, "peakMib": peak}
    found = {"checks": len(outcomes), "failed": outcomes.count("FAILED"), "version": version("soda-core")}
    print(json.dumps({**figures, **whole, **found}))


main()
