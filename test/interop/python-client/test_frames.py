"""Frames of pandas, polars, pyarrow and DuckDB are measured as the same cells given as plain Python are."""

import datetime as dt
import decimal
import math
import pathlib
import random
import sys
import unittest
import warnings

import duckdb
import numpy
import pandas
import polars
import pyarrow

sys.path.insert(
    0, str(pathlib.Path(__file__).resolve().parents[3] / "clients" / "python")
)
import plumbline  # noqa: E402

UTC = dt.timezone.utc


def cells(rows: int, seed: int = 7):
    """Columns of every kind that all libraries know, with nulls, repeats, zeros, negative numbers and blank text."""
    chance = random.Random(seed)

    def sparse(make):
        return [None if chance.random() < 0.1 else make(index) for index in range(rows)]

    start = dt.datetime(2026, 1, 1)
    return {
        "whole": sparse(lambda _: chance.randint(-5, 40)),
        "big": sparse(lambda _: chance.choice([2**62, -(2**62), 2**53 + 1, 7])),
        "fraction": sparse(lambda _: round(chance.gauss(40, 12), 3)),
        "price": sparse(lambda _: decimal.Decimal(chance.randint(-100, 99_999)) / 100),
        "text": sparse(
            lambda _: chance.choice(["", "  ", "EUR", "USD", "naïve ☃", "a" * 30])
        ),
        "key": [f"id-{index}" for index in range(rows)],
        "flag": sparse(lambda _: chance.random() < 0.3),
        "day": sparse(
            lambda _: dt.date(2026, 1, 1) + dt.timedelta(days=chance.randint(0, 300))
        ),
        "local": sparse(
            lambda _: (
                start
                + dt.timedelta(
                    seconds=chance.randint(0, 10**7), microseconds=chance.randint(0, 3)
                )
            )
        ),
        "zoned": sparse(
            lambda _: (start + dt.timedelta(minutes=chance.randint(0, 10**5))).replace(
                tzinfo=dt.timezone(dt.timedelta(hours=2))
            )
        ),
        "nothing": [None] * rows,
    }


def arrow_of(columns):
    types = {
        "price": pyarrow.decimal128(12, 2),
        "zoned": pyarrow.timestamp("us", "Europe/Berlin"),
    }
    return pyarrow.table(
        {
            name: pyarrow.array(values, types.get(name))
            for name, values in columns.items()
        }
    )


def polars_of(columns):
    types = {"price": polars.Decimal(12, 2)}
    zoned = [
        None if cell is None else cell.astimezone(UTC) for cell in columns["zoned"]
    ]
    return polars.DataFrame({**columns, "zoned": zoned}, schema_overrides=types)


def pandas_of(columns):
    """pandas with its nullable types, so that integers with nulls stay integers."""
    types = {
        "whole": "Int64",
        "big": "Int64",
        "fraction": "Float64",
        "text": "string",
        "key": object,
        "flag": "boolean",
        "price": object,
        "day": object,
        "nothing": object,
    }
    frame = pandas.DataFrame(
        {name: pandas.array(columns[name], dtype=kind) for name, kind in types.items()}
    )
    frame["local"] = pandas.Series(pandas.to_datetime(columns["local"]))
    frame["zoned"] = pandas.Series(
        pandas.to_datetime(columns["zoned"], utc=True).tz_convert("Europe/Berlin")
    )
    return frame[list(columns)]


class Same(unittest.TestCase):
    maxDiff = None

    def same(self, found, wanted, place=""):
        if isinstance(wanted, dict):
            self.assertEqual(sorted(found), sorted(wanted), place)
            for key, value in wanted.items():
                self.same(found[key], value, f"{place}/{key}")
        elif isinstance(wanted, list):
            self.assertEqual(len(found), len(wanted), place)
            for index, value in enumerate(wanted):
                self.same(found[index], value, f"{place}/{index}")
        elif isinstance(wanted, float) and not isinstance(found, str):
            self.assertTrue(
                math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9),
                f"{place}: {found} is not {wanted}",
            )
        else:
            self.assertEqual(found, wanted, place)

    def same_as_plain(self, frame, columns):
        """Equal in all that is measured, whether values may leave or not."""
        for options in ({}, {"values": "*"}):
            found, wanted = (
                plumbline.preview(frame, "n/d", **options),
                plumbline.preview(columns, "n/d", **options),
            )
            self.assertEqual(found["rowCount"], wanted["rowCount"])
            for name, column in wanted["columnMetrics"].items():
                here = found["columnMetrics"][name]
                if (
                    column["count"] == 0
                ):  # only a frame knows the type of a column without values
                    here = {key: here[key] for key in ("count", "nullCount")}
                self.same(here, column, name)


class FramesAreMeasuredAsPlainPython(Same):
    def setUp(self):
        plumbline.configure(strict=True)
        warnings.simplefilter("error")
        self.addCleanup(plumbline.configure, strict=False)
        self.addCleanup(warnings.resetwarnings)

    def test_pyarrow_tables(self):
        for rows in (0, 1, 19, 30, 3000):
            with self.subTest(rows=rows):
                self.same_as_plain(arrow_of(cells(rows)), cells(rows))

    def test_pyarrow_record_batches_and_their_streams(self):
        columns = cells(500)
        batch = arrow_of(columns).combine_chunks().to_batches()[0]
        self.same_as_plain(batch, columns)
        for options in ({}, {"values": "*"}):
            stream = pyarrow.RecordBatchReader.from_batches(
                batch.schema, [batch.slice(0, 200), batch.slice(200)]
            )
            found = plumbline.preview(stream, "n/d", **options)["columnMetrics"]
            self.same(
                found, plumbline.preview(columns, "n/d", **options)["columnMetrics"]
            )

    def test_polars_frames(self):
        for rows in (0, 1, 19, 30, 3000):
            with self.subTest(rows=rows):
                self.same_as_plain(polars_of(cells(rows)), cells(rows))

    def test_pandas_frames(self):
        for rows in (1, 19, 30, 3000):
            with self.subTest(rows=rows):
                self.same_as_plain(pandas_of(cells(rows)), cells(rows))

    def test_pandas_frames_on_arrow_types(self):
        columns = cells(500)
        frame = arrow_of(columns).to_pandas(types_mapper=pandas.ArrowDtype)
        self.same_as_plain(frame, columns)

    def test_pandas_takes_not_a_number_for_missing_and_the_others_do_not(self):
        values = [
            1.0,
            float("nan"),
            float("inf"),
            -float("inf"),
            0.0,
            -0.0,
            float("nan"),
        ]
        plain = plumbline.preview({"x": values}, "n/d", values="*")["columnMetrics"][
            "x"
        ]
        self.assertEqual(
            (plain["count"], plain["nullCount"], plain["nanCount"], plain["infCount"]),
            (7, 0, 2, 2),
        )
        self.assertEqual(
            (plain["zeroCount"], plain["negativeCount"], plain["max"]), (2, 1, 1.0)
        )
        self.same_as_plain(polars.DataFrame({"x": values}), {"x": values})
        self.same_as_plain(pyarrow.table({"x": values}), {"x": values})
        pandas_x = plumbline.preview(
            pandas.DataFrame({"x": values}), "n/d", values="*"
        )["columnMetrics"]["x"]
        self.assertEqual(
            (
                pandas_x["count"],
                pandas_x["nullCount"],
                pandas_x["nanCount"],
                pandas_x["infCount"],
            ),
            (5, 2, 0, 2),
        )

    def test_a_duckdb_relation_is_measured_and_left_as_it_was(self):
        columns = {
            name: values
            for name, values in cells(300).items()
            if name not in ("zoned", "nothing")
        }
        table = arrow_of({**cells(300)}).select(list(columns))
        connection = duckdb.connect()
        self.addCleanup(connection.close)
        relation = connection.from_arrow(table)
        self.same_as_plain(relation, columns)
        self.assertEqual(len(relation.fetchall()), 300)

    def test_categories_and_dictionaries_are_measured_as_their_values(self):
        words = ["EUR", None, "USD", "EUR", ""] * 8
        plain = {"x": words}
        self.same_as_plain(pandas.DataFrame({"x": pandas.Categorical(words)}), plain)
        self.same_as_plain(
            polars.DataFrame({"x": polars.Series(words, dtype=polars.Categorical)}),
            plain,
        )
        self.same_as_plain(
            pyarrow.table({"x": pyarrow.array(words).dictionary_encode()}), plain
        )
        numbers = [3, None, 1, 3, 2] * 8
        self.same_as_plain(
            pandas.DataFrame({"x": pandas.Categorical(numbers)}), {"x": numbers}
        )

    def test_small_number_types_and_unsigned_ones(self):
        whole, real = [0, 1, 200, 1], [0.5, -2.0, 0.5, 1.25]
        for kind in ("int16", "uint8", "uint64", "int32"):
            with self.subTest(kind):
                self.same_as_plain(
                    pandas.DataFrame({"x": numpy.array(whole, kind)}), {"x": whole}
                )
                self.same_as_plain(
                    pyarrow.table({"x": pyarrow.array(whole, kind)}), {"x": whole}
                )
        self.same_as_plain(
            polars.DataFrame({"x": polars.Series(whole, dtype=polars.UInt64)}),
            {"x": whole},
        )
        for kind in ("float32", "float16"):
            with self.subTest(kind):
                self.same_as_plain(
                    pandas.DataFrame({"x": numpy.array(real, kind)}), {"x": real}
                )
                self.same_as_plain(
                    pyarrow.table({"x": numpy.array(real, kind)}), {"x": real}
                )
        self.same_as_plain(
            polars.DataFrame({"x": polars.Series(real, dtype=polars.Float32)}),
            {"x": real},
        )

    def test_the_sum_of_large_integers_is_exact(self):
        whole = [2**62] * 9 + [1]
        wanted = str(9 * 2**62 + 1)
        for frame in (
            pandas.DataFrame({"x": whole}),
            polars.DataFrame({"x": whole}),
            pyarrow.table({"x": whole}),
            {"x": whole},
        ):
            with self.subTest(type(frame).__module__):
                self.assertEqual(
                    plumbline.preview(frame, values="*")["columnMetrics"]["x"]["sum"],
                    wanted,
                )

    def test_numbers_near_the_largest_double_neither_overflow_nor_warn(self):
        values = [1.7e308, -1.7e308, 1.7e308, 1e308]
        for frame in (
            pandas.DataFrame({"x": values}),
            polars.DataFrame({"x": values}),
            pyarrow.table({"x": values}),
            {"x": values},
        ):
            with self.subTest(type(frame).__module__):
                column = plumbline.preview(frame, values="*")["columnMetrics"]["x"]
                self.assertEqual((column["min"], column["max"]), (-1.7e308, 1.7e308))
                plumbline._json(column)

    def test_binary_times_durations_and_nested_cells(self):
        frame_columns = {
            "bytes": [b"ab", None, b""],
            "time": [dt.time(6, 30), None, dt.time(7)],
            "list": [[1], None, [2, 3]],
            "struct": [{"a": 1}, None, {"a": 2}],
            "duration": [dt.timedelta(1), None, dt.timedelta(2)],
        }
        plain = plumbline.preview(frame_columns, values="*")["columnMetrics"]
        for frame in (
            pyarrow.table(frame_columns),
            polars.DataFrame(frame_columns),
            pandas.DataFrame(frame_columns),
        ):
            with self.subTest(type(frame).__module__):
                found = plumbline.preview(frame, values="*")["columnMetrics"]
                self.same(found, plain)
        self.assertEqual(plain["bytes"]["length"], {"min": 0, "max": 2, "mean": 1.0})
        self.assertEqual(
            plain["list"],
            {"type": "other", "count": 2, "nullCount": 1, "typeCounts": {"unknown": 2}},
        )

    def test_names_of_columns_are_never_in_the_way(self):
        frame = pandas.DataFrame(
            [[1, 2, 3, 4, 5]], columns=["a", "a", "", "__proto__", 7]
        )
        document = plumbline.preview(frame)
        self.assertEqual(list(document["columnMetrics"])[:3], ["a", "a_2", "column_3"])
        self.assertEqual(list(document["columnMetrics"])[4], "7")
        self.assertEqual(len(document["schema"]["fields"]), 5)
        levels = pandas.DataFrame(
            [[1, 2]], columns=pandas.MultiIndex.from_tuples([("a", "x"), ("a", "y")])
        )
        self.assertEqual(
            list(plumbline.preview(levels)["columnMetrics"]), ["a.x", "a.y"]
        )
        doubled = pyarrow.table(
            [pyarrow.array([1]), pyarrow.array([2])], names=["a", "a"]
        )
        self.assertEqual(
            list(plumbline.preview(doubled)["columnMetrics"]), ["a", "a_2"]
        )

    def test_frames_without_rows_or_columns(self):
        for frame in (pandas.DataFrame(), polars.DataFrame(), pyarrow.table({})):
            with self.subTest(type(frame).__module__):
                document = plumbline.preview(frame)
                self.assertEqual(
                    (document["rowCount"], document["columnMetrics"]), (0, {})
                )
        three = pandas.DataFrame(index=range(3))
        self.assertEqual(plumbline.preview(three)["rowCount"], 3)

    def test_a_frame_of_many_rows_is_sampled_and_says_so(self):
        values = list(range(10_000))
        for frame in (
            pandas.DataFrame({"x": values}),
            polars.DataFrame({"x": values}),
            pyarrow.table({"x": values}),
            {"x": values},
        ):
            with self.subTest(type(frame).__module__):
                document = plumbline.preview(frame, "n/d", max_rows=4000, values="*")
                self.assertEqual(document["rowCount"], 10_000)
                self.assertEqual(
                    document["scope"]["sampled"],
                    {
                        "method": "random",
                        "fraction": 0.4,
                        "rowsScanned": 4000,
                        "seed": 0,
                    },
                )
                self.assertEqual(document["columnMetrics"]["x"]["count"], 4000)
                self.assertLess(abs(document["columnMetrics"]["x"]["mean"] - 5000), 200)

    def test_mixed_objects_in_pandas_and_series(self):
        document = plumbline.preview(pandas.DataFrame({"x": [1, "a", None, 2.5, True]}))
        self.assertEqual(document["columnMetrics"]["x"]["type"], "other")
        self.assertEqual(
            document["columnMetrics"]["x"]["typeCounts"],
            {"integral": 1, "string": 1, "fractional": 1, "boolean": 1},
        )
        self.assertEqual(
            list(plumbline.preview(pandas.Series([1, 2], name="s"))["columnMetrics"]),
            ["s"],
        )
        self.assertEqual(
            list(plumbline.preview(polars.Series("s", [1, 2]))["columnMetrics"]), ["s"]
        )

    def test_what_has_no_rows_yet_is_refused_with_a_sentence(self):
        with self.assertRaisesRegex(
            plumbline.PlumblineError, r"LazyFrame.*collect\(\)"
        ):
            plumbline.preview(polars.DataFrame({"x": [1]}).lazy())
        with self.assertRaisesRegex(plumbline.PlumblineError, "pandas frame first"):
            plumbline.preview(numpy.zeros((2, 2)))


if __name__ == "__main__":
    unittest.main()
