"""A user's Dagster project: three assets, checks on them, and one asset that fails. It knows nothing of lineage."""

import dagster as dg
import pandas as pd


@dg.asset
def raw_orders() -> pd.DataFrame:
    return pd.DataFrame({"id": [1, 2, 3], "customer": ["ada", "ben", None], "amount": [12.5, -3.0, 7.25]})


@dg.asset(
    metadata={
        "dagster/column_schema": dg.TableSchema(
            columns=[dg.TableColumn("customer", "string"), dg.TableColumn("revenue", "float")]
        )
    }
)
def revenue(raw_orders: pd.DataFrame) -> dg.MaterializeResult:
    table = raw_orders.groupby("customer").amount.sum()
    lineage = dg.TableColumnLineage(
        {
            "revenue": [dg.TableColumnDep(asset_key=dg.AssetKey("raw_orders"), column_name="amount")],
            "customer": [dg.TableColumnDep(asset_key=dg.AssetKey("raw_orders"), column_name="customer")],
        }
    )
    schema = dg.TableSchema(columns=[dg.TableColumn("customer", "string"), dg.TableColumn("revenue", "float")])
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(table),
            "dagster/column_lineage": lineage,
            "dagster/column_schema": schema,
        }
    )


@dg.asset(deps=[revenue])
def report() -> None:
    raise ValueError("the printer is out of paper")


@dg.asset_check(asset=raw_orders)
def customers_are_known(raw_orders: pd.DataFrame):
    return dg.AssetCheckResult(passed=bool(raw_orders.customer.notna().all()), metadata={"missing": 1})


@dg.asset_check(asset=raw_orders)
def has_rows(raw_orders: pd.DataFrame):
    return dg.AssetCheckResult(passed=len(raw_orders) > 0)


defs = dg.Definitions(
    assets=[raw_orders, revenue, report],
    asset_checks=[customers_are_known, has_rows],
    executor=dg.in_process_executor,
)
