"""Lets Great Expectations itself write an expectation suite with every expectation that it has in the box.

    python make_suite.py FILE
"""

import json
import pathlib
import sys


def expectations(gxe) -> list:
    """One of each, some with mostly, strict ends, a condition or a severity."""
    values = [
        gxe.ExpectColumnValuesToNotBeNull(column="id", severity="critical"),
        gxe.ExpectColumnValuesToNotBeNull(column="email", mostly=0.95, severity="warning"),
        gxe.ExpectColumnValuesToBeNull(column="legacy"),
        gxe.ExpectColumnValuesToBeUnique(column="id"),
        gxe.ExpectColumnValuesToBeInSet(column="status", value_set=["placed", "shipped", "007", 7]),
        gxe.ExpectColumnValuesToNotBeInSet(column="status", value_set=["test"], mostly=0.99),
        gxe.ExpectColumnValuesToBeBetween(column="amount", min_value=0, max_value=1000, strict_min=True),
        gxe.ExpectColumnValuesToBeBetween(column="ordered_on", min_value="2020-01-01"),
        gxe.ExpectColumnValuesToBeBetween(
            column="amount", min_value=1, row_condition='status=="placed"', condition_parser="pandas"
        ),
        gxe.ExpectColumnValueLengthsToBeBetween(column="country", min_value=2, max_value=3),
        gxe.ExpectColumnValueLengthsToEqual(column="country", value=2),
        gxe.ExpectColumnValuesToBeOfType(column="amount", type_="float64"),
        gxe.ExpectColumnValuesToBeInTypeList(column="amount", type_list=["float64", "int64"]),
        gxe.ExpectColumnValueZScoresToBeLessThan(column="amount", threshold=3, double_sided=True),
        gxe.ExpectColumnValuesToMatchRegex(column="email", regex="^[^@]+@[^@]+$", mostly=0.9),
        gxe.ExpectColumnValuesToNotMatchRegex(column="email", regex="^test"),
        gxe.ExpectColumnValuesToMatchRegexList(column="code", regex_list=["^A", "^B"], match_on="any"),
        gxe.ExpectColumnValuesToNotMatchRegexList(column="code", regex_list=["^X", "^Y"]),
        gxe.ExpectColumnValuesToMatchLikePattern(column="code", like_pattern="A%"),
        gxe.ExpectColumnValuesToNotMatchLikePattern(column="code", like_pattern="X%"),
        gxe.ExpectColumnValuesToMatchLikePatternList(column="code", like_pattern_list=["A%", "B%"]),
        gxe.ExpectColumnValuesToNotMatchLikePatternList(column="code", like_pattern_list=["X%", "Y%"]),
    ]
    numbers = [
        gxe.ExpectColumnMinToBeBetween(column="amount", min_value=0),
        gxe.ExpectColumnMaxToBeBetween(column="amount", max_value=1000, strict_max=True),
        gxe.ExpectColumnMeanToBeBetween(column="amount", min_value=10, max_value=90),
        gxe.ExpectColumnMedianToBeBetween(column="amount", min_value=10, max_value=90),
        gxe.ExpectColumnSumToBeBetween(column="amount", min_value=1),
        gxe.ExpectColumnStdevToBeBetween(column="amount", min_value=0, max_value=50),
        gxe.ExpectColumnQuantileValuesToBeBetween(
            column="amount", quantile_ranges={"quantiles": [0.1, 0.9], "value_ranges": [[0, 20], [None, 900]]}
        ),
        gxe.ExpectColumnUniqueValueCountToBeBetween(column="status", min_value=1, max_value=5),
        gxe.ExpectColumnProportionOfUniqueValuesToBeBetween(column="id", min_value=0.9),
        gxe.ExpectColumnProportionOfNonNullValuesToBeBetween(column="email", min_value=0.9),
        gxe.ExpectColumnDistinctValuesToBeInSet(column="status", value_set=["placed", "shipped"]),
        gxe.ExpectColumnDistinctValuesToEqualSet(column="status", value_set=["placed", "shipped"]),
        gxe.ExpectColumnDistinctValuesToContainSet(column="status", value_set=["placed"]),
        gxe.ExpectColumnMostCommonValueToBeInSet(column="status", value_set=["placed"]),
        gxe.ExpectColumnKLDivergenceToBeLessThan(
            column="status", partition_object={"values": ["placed", "shipped"], "weights": [0.5, 0.5]}, threshold=0.1
        ),
    ]
    tables = [
        gxe.ExpectTableRowCountToBeBetween(min_value=1, max_value=1000000),
        gxe.ExpectTableRowCountToEqual(value=12),
        gxe.ExpectTableRowCountToEqualOtherTable(other_table_name="orders_copy"),
        gxe.ExpectTableColumnCountToBeBetween(min_value=3, max_value=30),
        gxe.ExpectTableColumnCountToEqual(value=9),
        gxe.ExpectTableColumnsToMatchSet(column_set=["id", "status"], exact_match=False),
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=["id", "status", "amount"]),
        gxe.ExpectColumnToExist(column="id"),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="amount", column_B="discount", or_equal=True),
        gxe.ExpectColumnPairValuesToBeEqual(column_A="amount", column_B="total"),
        gxe.ExpectColumnPairValuesToBeInSet(column_A="status", column_B="code", value_pairs_set=[("placed", "A")]),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["id", "line"]),
        gxe.ExpectSelectColumnValuesToBeUniqueWithinRecord(column_list=["email", "second_email"]),
        gxe.ExpectMulticolumnSumToEqual(column_list=["net", "tax"], sum_total=100),
        gxe.UnexpectedRowsExpectation(
            unexpected_rows_query="SELECT * FROM {batch} WHERE amount < 0", description="no negative amounts"
        ),
    ]
    return values + numbers + tables


def make_suite(file: pathlib.Path) -> pathlib.Path:
    """The suite as the package serializes it."""
    import great_expectations as gx
    import great_expectations.expectations as gxe

    gx.get_context(mode="ephemeral")
    suite = gx.ExpectationSuite(name="orders", expectations=expectations(gxe))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(suite.to_json_dict(), indent=1) + "\n")
    return file


if __name__ == "__main__":
    print(make_suite(pathlib.Path(sys.argv[1])))
