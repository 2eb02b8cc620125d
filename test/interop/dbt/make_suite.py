"""Makes a dbt project with tests of every sort on DuckDB and lets dbt itself write its manifest.json.

    python make_suite.py FOLDER   ->  FOLDER/target/manifest.json

dbt_utils and dbt_expectations come from dbt's package hub, which is not reached here: two local packages with their names hold tests
of the same names and arguments, so that dbt writes them into the manifest just as it does those.
"""

import pathlib
import sys

PROJECT = """\
name: shop
version: "1.0"
profile: shop
model-paths: [models]
test-paths: [tests]
flags:
  send_anonymous_usage_stats: false
"""

PROFILES = """\
shop:
  target: dev
  outputs:
    dev: {type: duckdb, path: shop.duckdb, schema: main}
"""

PACKAGES = "packages:\n  - local: packages/dbt_utils\n  - local: packages/dbt_expectations\n"

MODELS = """\
version: 2
sources:
  - name: raw
    schema: raw
    config:
      loaded_at_field: loaded_at
      freshness:
        warn_after: {count: 12, period: hour}
        error_after: {count: 1, period: day}
    tables:
      - name: payments
        columns:
          - name: id
            data_tests: [not_null]
      - name: refunds
        config:
          freshness:
            warn_after: {count: 6, period: hour}
            error_after: {count: null, period: null}
            filter: loaded_at > '2026-01-01'
models:
  - name: customers
    columns:
      - name: customer_id
        data_tests: [unique, not_null]
  - name: orders
    data_tests:
      - dbt_utils.unique_combination_of_columns:
          arguments: {combination_of_columns: [order_id, line]}
      - dbt_utils.expression_is_true:
          arguments: {expression: "amount >= discount"}
      - dbt_utils.equal_rowcount:
          arguments: {compare_model: ref('customers')}
      - dbt_expectations.expect_table_row_count_to_be_between:
          arguments: {min_value: 1, max_value: 1000}
      - dbt_utils.fancy_of_ours
    columns:
      - name: order_id
        data_tests:
          - not_null
          - unique: {config: {severity: warn}}
      - name: customer_id
        data_tests:
          - not_null:
              config: {error_if: ">10", warn_if: ">0"}
          - relationships:
              arguments: {to: ref('customers'), field: customer_id}
      - name: status
        data_tests:
          - accepted_values:
              arguments: {values: [placed, shipped, "007"]}
          - accepted_values:
              name: status_numbers
              arguments: {values: [1, 2], quote: false}
              config: {where: "amount > 0"}
          - dbt_utils.not_null_proportion:
              arguments: {at_least: 0.95}
          - dbt_utils.not_empty_string
      - name: amount
        data_tests:
          - dbt_utils.accepted_range:
              arguments: {min_value: 0, max_value: 1000, inclusive: false}
          - dbt_expectations.expect_column_values_to_be_between:
              arguments: {min_value: 0, max_value: 1000, strictly: true}
          - dbt_expectations.expect_column_mean_to_be_between:
              arguments: {min_value: 5, max_value: 50}
          - not_null: {name: amount_disabled, config: {enabled: false}}
      - name: email
        data_tests:
          - dbt_expectations.expect_column_values_to_match_regex:
              arguments: {regex: "^[^@]+@[^@]+$"}
"""

TESTS = {
    "dbt_utils": {
        "unique_combination_of_columns": "combination_of_columns",
        "expression_is_true": "expression",
        "equal_rowcount": "compare_model",
        "not_null_proportion": "at_least=0, at_most=1",
        "not_empty_string": "trim_whitespace=true",
        "accepted_range": "min_value=none, max_value=none, inclusive=true",
        "fancy_of_ours": "",
    },
    "dbt_expectations": {
        "expect_table_row_count_to_be_between": "min_value=none, max_value=none",
        "expect_column_values_to_be_between": "min_value=none, max_value=none, strictly=false",
        "expect_column_mean_to_be_between": "min_value=none, max_value=none, strictly=false",
        "expect_column_values_to_match_regex": "regex",
    },
}


def package(folder: pathlib.Path, name: str) -> None:
    here = folder / "packages" / name
    write(here / "dbt_project.yml", f"name: {name}\nversion: '1.0'\nmacro-paths: [macros]\n")
    tests = [
        f"{{% test {test}({', '.join(filter(None, ['model', arguments, 'column_name=none']))}) %}}"
        "select 1 where false{% endtest %}"
        for test, arguments in TESTS[name].items()
    ]
    write(here / "macros" / "tests.sql", "\n".join(tests) + "\n")


def write(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def make_suite(folder: pathlib.Path) -> pathlib.Path:
    """The path of the manifest that dbt wrote."""
    from dbt.cli.main import dbtRunner

    write(folder / "dbt_project.yml", PROJECT)
    write(folder / "profiles.yml", PROFILES)
    write(folder / "packages.yml", PACKAGES)
    write(folder / "models" / "customers.sql", "select 1 as customer_id")
    orders = "select 1 as order_id, 1 as line, 1 as customer_id, 'placed' as status, 9 as amount, 0 as discount, 'a@b' as email"
    write(folder / "models" / "orders.sql", orders)
    write(folder / "models" / "schema.yml", MODELS)
    write(folder / "tests" / "no_negative_total.sql", "select * from {{ ref('orders') }} where amount < 0")
    for name in TESTS:
        package(folder, name)
    arguments = ["--project-dir", str(folder), "--profiles-dir", str(folder), "--quiet"]
    for command in ("deps", "parse"):
        done = dbtRunner().invoke([command, *arguments])
        if not done.success:
            raise RuntimeError(f"dbt {command} failed: {done.exception}")
    return folder / "target" / "manifest.json"


if __name__ == "__main__":
    print(make_suite(pathlib.Path(sys.argv[1])))
