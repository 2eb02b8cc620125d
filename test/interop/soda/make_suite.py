"""Lets the real Soda run the checks of the fixture on a table in DuckDB: the file is one that Soda takes.

Users write SodaCL by hand, so there is no program that makes it. Every check must be one that Soda understands.
"""

import os
import pathlib
import tempfile

# Soda reads where it may send its usage from the home folder: nowhere.
HOME = tempfile.TemporaryDirectory()
os.environ["HOME"] = HOME.name
(pathlib.Path(HOME.name) / ".soda").mkdir()
(pathlib.Path(HOME.name) / ".soda" / "config.yml").write_text("send_anonymous_usage_stats: false\n")

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "checks" / "import" / "fixtures"
ROWS = "(1, 1, 1, 'placed', 'a@b.co', 10.0, 1.0, 'DE', 'A1', now()::timestamp), (2, 1, 2, 'shipped', 'c@d.eu', 90.0, 0.0, 'GB', 'B1', now()::timestamp)"
COLUMNS = "id, line, customer_id, status, email, amount, discount, country, code, ordered_at"


def run_checks() -> dict:
    """What Soda says of the fixture: errors of its logs, and each check by its definition."""
    import duckdb
    from soda.scan import Scan

    connection = duckdb.connect(":memory:")
    connection.execute(f"create table orders as select * from (values {ROWS}) t({COLUMNS})")
    connection.execute("create table orders_copy as select * from orders")
    connection.execute("create table customers as select 1 as id union all select 2")
    scan = Scan()
    scan.set_scan_definition_name("import")
    scan.set_data_source_name("import")
    scan.add_duckdb_connection(connection, data_source_name="import")
    # Anomaly detection, and what compares with the scan before, need Soda Cloud.
    text = (FIXTURES / "soda-checks.yml").read_text()
    local = [line for line in text.splitlines() if "anomaly detection" not in line and "change for" not in line]
    scan.add_sodacl_yaml_str("\n".join(local))
    scan.set_verbose(False)
    scan.execute()
    results = scan.get_scan_results()
    errors = [log["message"] for log in results["logs"] if log["level"] == "ERROR"]
    return {"errors": errors, "checks": results["checks"], "without": len(text.splitlines()) - len(local)}
