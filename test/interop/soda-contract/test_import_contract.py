"""A contract that Soda 4 verifies is imported, each of its checks."""

import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

# Soda reads where it may send its usage from the home folder: nowhere.
HOME = tempfile.TemporaryDirectory()
os.environ["HOME"] = HOME.name
(pathlib.Path(HOME.name) / ".soda").mkdir()
(pathlib.Path(HOME.name) / ".soda" / "config.yml").write_text("send_anonymous_usage_stats: false\n")

import duckdb  # noqa: E402
from soda_core.contracts import verify_contract_locally  # noqa: E402

from import_report import FIXTURES, import_checks, statuses  # noqa: E402

ROWS = "(1::integer, 'placed'::varchar, 'a@b.co'::varchar, 10.0::double, 0.0, 1, 'n', now()::timestamp)"
COLUMNS = "id, status, email, amount, discount, line, note, ordered_at"


class Import(unittest.TestCase):
    def test_soda_verifies_every_check_of_the_contract_that_is_imported(self):
        with tempfile.TemporaryDirectory() as folder:
            database = pathlib.Path(folder) / "shop.db"
            connection = duckdb.connect(str(database))
            connection.execute(f"create table orders as select * from (values {ROWS}) t({COLUMNS})")
            connection.close()
            source = pathlib.Path(folder) / "source.yml"
            source.write_text(f"type: duckdb\nname: warehouse\nconnection:\n  database: {database}\n")
            contract = FIXTURES / "soda-contract.yml"
            verified = verify_contract_locally(data_source_file_path=str(source), contract_file_path=str(contract))
        self.assertFalse(verified.has_errors, verified.get_errors_str())
        [result] = verified.contract_verification_results
        file = import_checks(FIXTURES / "soda-contract.yml")
        self.assertEqual(file["format"], "soda")
        self.assertEqual(len(file["checks"]), len(result.check_results))
        self.assertNotIn("not_possible", statuses(file))


if __name__ == "__main__":
    unittest.main()
