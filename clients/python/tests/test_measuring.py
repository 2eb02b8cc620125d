"""What is measured of rows, columns and cursors, and what of it leaves."""

import collections
import csv
import datetime as dt
import decimal
import enum
import fractions
import io
import json
import math
import random
import sqlite3
import statistics
import tracemalloc
import uuid

from .case import ClientCase, plumbline

UTC = dt.timezone.utc


class Numbers(ClientCase):
    def setUp(self):
        super().setUp()
        plumbline.configure(strict=True)

    def test_equal_an_independent_computation(self):
        chance = random.Random(3)
        for size in (1, 2, 3, 5, 40):
            cells = [chance.choice([None, chance.randint(-9, 9), chance.uniform(-1e3, 1e3)]) for _ in range(size)]
            values = sorted(float(cell) for cell in cells if cell is not None)
            column = self.column(cells, values="*")
            self.assertEqual((column["count"], column["nullCount"]), (len(values), size - len(values)))
            if not values:
                continue
            self.assertEqual((column["min"], column["max"]), (values[0], values[-1]))
            self.assertAlmostEqual(float(column["sum"]), math.fsum(values), places=9)
            self.assertAlmostEqual(column["mean"], statistics.fmean(values), places=9)
            self.assertEqual(column["distinct"], {"value": len(set(values)), "exact": True})
            for rank, value in column["quantiles"].items():
                position = (len(values) - 1) * float(rank)
                low, high = values[math.floor(position)], values[math.ceil(position)]
                self.assertAlmostEqual(value, low + (high - low) * (position % 1), places=9)
            if len(values) > 1:
                self.assertAlmostEqual(column["stddev"], statistics.stdev(values), places=9)

    def test_skewness_and_kurtosis_are_the_adjusted_ones(self):
        # Joanes & Gill's G1 and G2 of [1, 2, 3, 4, 10], as SciPy gives them with bias=False.
        column = self.column([1, 2, 3, 4, 10], values="*")
        self.assertAlmostEqual(column["skewness"], 1.6970562748477143, places=9)
        self.assertAlmostEqual(column["kurtosis"], 3.152, places=9)

    def test_nan_and_infinities_are_counted_and_never_reach_json(self):
        column = self.column([float("nan"), float("inf"), -float("inf"), 1.5, decimal.Decimal("NaN")], values="*")
        self.assertEqual(
            (column["count"], column["nanCount"], column["infCount"], column["negativeCount"]), (5, 2, 2, 1)
        )
        self.assertEqual((column["min"], column["max"], column["mean"]), (1.5, 1.5, 1.5))
        json.dumps(column, allow_nan=False)
        only = self.column([float("nan")] * 3)
        self.assertEqual((only["type"], only["count"], only["nanCount"]), ("number", 3, 3))
        self.assertNotIn("mean", only)

    def test_large_integers_and_long_decimals_keep_their_digits(self):
        column = self.column([2**70, 1, -(2**60)], values="*")
        self.assertEqual(
            (column["min"], column["max"], column["sum"]), (str(-(2**60)), str(2**70), str(2**70 + 1 - 2**60))
        )
        prices = self.column([decimal.Decimal("0.1"), decimal.Decimal("12345678901234567890.12")], values="*")
        self.assertEqual(
            (prices["sum"], prices["max"], prices["min"]), ("12345678901234567890.22", "12345678901234567890.12", 0.1)
        )
        beyond = self.column([10**400, 1], values="*")
        self.assertEqual(beyond["distinct"]["value"], 2)
        json.dumps(beyond, allow_nan=False)

    def test_booleans_fractions_and_numeric_subclasses(self):
        class Colour(enum.IntEnum):
            RED = 1

        self.assertEqual(
            {key: self.column([True, False, True, None])[key] for key in ("type", "trueCount", "falseCount", "count")},
            {"type": "boolean", "trueCount": 2, "falseCount": 1, "count": 3},
        )
        self.assertEqual(self.column([fractions.Fraction(1, 2), 2.0], values="*")["sum"], 2.5)
        self.assertEqual(self.column([Colour.RED, 3], values="*")["sum"], 4)

    def test_one_value_and_its_equal_of_another_type_are_one(self):
        self.assertEqual(self.column([1, 1.0, decimal.Decimal(1), 2])["distinct"], {"value": 2, "exact": True})

    def test_more_values_than_are_held_are_estimated_within_the_stated_bounds(self):
        chance = random.Random(11)
        cells = [chance.gauss(100, 15) for _ in range(130_000)] + [-1, -2] * 9_000
        column = self.column(cells, values="*", max_rows=None)
        true = len(set(cells))
        self.assertFalse(column["distinct"]["exact"])
        self.assertLessEqual(column["distinct"]["lower"], true)
        self.assertGreaterEqual(column["distinct"]["upper"], true)
        ordered = sorted(cells)
        for rank, value in column["quantiles"].items():
            below = sum(1 for cell in ordered if cell < value) / len(ordered)
            upto = sum(1 for cell in ordered if cell <= value) / len(ordered)
            self.assertLessEqual(max(0, below - float(rank), float(rank) - upto), column["rankError"])
        self.assertAlmostEqual(column["mean"], statistics.fmean(cells), places=6)
        self.assertAlmostEqual(column["stddev"], statistics.stdev(cells), places=5)
        self.assertEqual((column["min"], column["max"]), (ordered[0], ordered[-1]))
        self.assertEqual(column["negativeCount"], sum(1 for cell in cells if cell < 0))
        self.assertNotIn("topValues", column)

    def test_parts_put_together_have_the_moments_of_the_whole(self):
        chance = random.Random(5)
        cells = [round(chance.expovariate(0.1), 3) for _ in range(9000)]
        parts = plumbline._PlainColumn(limit=500)
        for start in range(0, len(cells), 700):
            parts.add(cells[start : start + 700])
        found = plumbline._moments(parts.facts().numbers)
        whole = plumbline._PlainColumn()
        whole.add(cells)
        for name, value in plumbline._moments(whole.facts().numbers).items():
            if name != "stddevKind":
                self.assertTrue(math.isclose(found[name], value, rel_tol=1e-9), name)


class TextAndTime(ClientCase):
    def setUp(self):
        super().setUp()
        plumbline.configure(strict=True)

    def test_text_has_lengths_in_characters_and_its_empty_and_blank_cells(self):
        column = self.column(["", " ", "\t\u00a0", "naïve", "☃", None])
        self.assertEqual(
            {key: column[key] for key in ("type", "count", "emptyCount", "blankCount", "length", "uniqueOnceCount")},
            {
                "type": "string",
                "count": 5,
                "emptyCount": 1,
                "blankCount": 2,
                "uniqueOnceCount": 5,
                "length": {"min": 0, "max": 5, "mean": 9 / 5},
            },
        )

    def test_binary_is_measured_in_bytes_and_never_shown(self):
        column = self.column([b"ab", b"", b"ab"], values="*")
        self.assertEqual(
            (column["type"], column["length"], column["distinct"]["value"]),
            ("other", {"min": 0, "max": 2, "mean": 4 / 3}, 2),
        )
        self.assertNotIn("topValues", column)

    def test_instants_are_compared_as_instants_and_written_in_utc(self):
        berlin = dt.timezone(dt.timedelta(hours=1))
        cells = [
            dt.datetime(2026, 1, 1, 12, tzinfo=berlin),
            dt.datetime(2026, 1, 1, 11, tzinfo=UTC),
            dt.datetime(2026, 1, 1, 11, 30, 0, 500_000, tzinfo=UTC),
        ]
        document = plumbline.preview({"at": cells}, values="*")
        column = document["columnMetrics"]["at"]
        self.assertEqual(column["timestamp"], {"min": "2026-01-01T11:00:00Z", "max": "2026-01-01T11:30:00.5Z"})
        self.assertEqual(column["distinct"]["value"], 2)
        self.assertEqual(document["schema"]["fields"][0]["type"], "timestamp with time zone")

    def test_dates_among_timestamps_are_midnights_and_the_ends_of_time_do_no_harm(self):
        column = self.column(
            [
                dt.date(2026, 1, 2),
                dt.datetime(2026, 1, 1, 6),
                dt.datetime.max,
                dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=9))),
            ],
            values="*",
        )
        self.assertEqual((column["type"], column["min"][:4], column["max"][:4]), ("timestamp", "0001", "9999"))
        days = self.column([dt.date(2026, 1, 2), dt.date(2026, 1, 1)], values="*")
        self.assertEqual(
            (days["type"], days["min"], days["timestamp"]["max"]), ("date", "2026-01-01", "2026-01-02T00:00:00Z")
        )

    def test_uuids_and_times_of_day_are_text(self):
        self.assertEqual(
            self.column([uuid.UUID(int=1), uuid.UUID(int=2)])["length"], {"min": 36, "max": 36, "mean": 36.0}
        )
        self.assertEqual(self.column([dt.time(7)])["type"], "string")

    def test_mixed_nested_and_strange_cells_are_counted_and_harm_nothing(self):
        class Strange:
            def __hash__(self):
                raise RuntimeError("no hash")

            def __eq__(self, other):
                raise RuntimeError("no equality")

            def __repr__(self):
                raise RuntimeError("no words")

        nested = self.column([{"a": 1}, [1, 2], None, (1, [2])])
        self.assertEqual(nested, {"type": "other", "count": 3, "nullCount": 1, "typeCounts": {"unknown": 3}})
        mixed = self.column([1, "a", None, Strange(), dt.date(2026, 1, 1)])
        self.assertEqual((mixed["type"], mixed["count"]), ("other", 4))
        self.assertEqual(mixed["typeCounts"], {"integral": 1, "string": 1, "unknown": 1, "date": 1})

    def test_text_that_no_server_keeps_is_mended(self):
        column = self.column(["a\x00b"] * 3 + ["\ud800"] * 3, values="*")
        for item in column["topValues"]:
            self.assertNotIn("\x00", item["value"])
        json.dumps(column, ensure_ascii=False).encode("utf-8")

    def test_long_and_many_texts_stay_in_bounded_memory(self):
        cells = ("x" * 4000 + str(index) for index in range(30_000))
        rows = ({"text": cell} for cell in cells)
        tracemalloc.start()
        document = plumbline.preview(rows, max_rows=None)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertLess(peak, 100 << 20)  # all of it would be 120 MB
        column = document["columnMetrics"]["text"]
        self.assertEqual((column["count"], column["length"]["max"]), (30_000, 4005))
        self.assertTrue(column["distinct"]["lower"] <= 30_000 <= column["distinct"]["upper"])


class Sources(ClientCase):
    def setUp(self):
        super().setUp()
        plumbline.configure(strict=True)

    def test_rows_and_columns_give_the_same_profile(self):
        columns = {"a": [1, 2, None], "b": ["x", None, "y"]}
        rows = [dict(zip(columns, cells)) for cells in zip(*columns.values())]
        Row = collections.namedtuple("Row", "a b")
        wanted = plumbline.preview(columns)["columnMetrics"]
        for data in (rows, iter(rows), [Row(*row.values()) for row in rows]):
            self.assertEqual(plumbline.preview(data)["columnMetrics"], wanted)

    def test_a_key_that_a_row_lacks_is_null_there(self):
        document = plumbline.preview([{"a": 1}, {"b": 2}, {}])
        self.assertEqual(document["rowCount"], 3)
        for name in "ab":
            self.assertEqual(
                (document["columnMetrics"][name]["count"], document["columnMetrics"][name]["nullCount"]), (1, 2)
            )

    def test_a_cursor_is_read_to_its_end(self):
        connection = sqlite3.connect(":memory:")
        self.addCleanup(connection.close)
        connection.execute("create table orders (id integer, amount real, note text)")
        connection.executemany(
            "insert into orders values (?, ?, ?)", ((n, n / 2, None if n % 3 else "a") for n in range(10_000))
        )
        cursor = connection.execute("select id, amount, note, note from orders")
        document = plumbline.preview(cursor, "shop/orders", values=["amount"])
        self.assertEqual(
            (document["rowCount"], list(document["columnMetrics"])), (10_000, ["id", "amount", "note", "note_2"])
        )
        self.assertEqual(document["columnMetrics"]["amount"]["max"], 4999.5)
        self.assertEqual(document["columnMetrics"]["note"]["nullCount"], 6666)
        self.assertIsNone(cursor.fetchone())
        connection.row_factory = sqlite3.Row
        self.assertEqual(plumbline.preview(connection.execute("select id from orders").fetchall())["rowCount"], 10_000)

    def test_a_cursor_of_many_rows_needs_bounded_memory(self):
        connection = sqlite3.connect(":memory:")
        self.addCleanup(connection.close)
        cursor = connection.execute(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 150000) select i, 'user-' || i from n"
        )
        tracemalloc.start()
        document = plumbline.preview(cursor, max_rows=None)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertEqual(document["rowCount"], 150_000)
        self.assertLess(peak, 50 << 20)
        self.assertEqual(document["columnMetrics"]["i"]["count"], 150_000)

    def test_more_rows_than_allowed_become_a_random_sample_that_is_stated(self):
        rows = [{"x": index} for index in range(50_000)]
        for data in (rows, {"x": list(range(50_000))}):
            document = plumbline.preview(data, "n/d", max_rows=5000, values="*")
            sampled = document["scope"]["sampled"]
            self.assertEqual((document["rowCount"], sampled["rowsScanned"], sampled["fraction"]), (50_000, 5000, 0.1))
            self.assertIn(sampled["method"], ("random", "reservoir"))
            column = document["columnMetrics"]["x"]
            self.assertEqual(column["count"] + column["nullCount"], 5000)
            self.assertLess(abs(column["mean"] - 25_000), 1500)  # seven standard errors
            self.assertLess(column["min"], 100)
            self.assertGreater(column["max"], 49_900)

    def test_measuring_leaves_the_global_random_numbers_alone(self):
        random.seed(1)
        wanted = random.random()
        random.seed(1)
        plumbline.preview([{"x": index} for index in range(9000)], max_rows=100)
        self.assertEqual(random.random(), wanted)

    def test_a_csv_reader_is_a_stream_of_rows(self):
        document = plumbline.preview(csv.DictReader(io.StringIO("a,b\n1,x\n2,\n")))
        self.assertEqual(document["columnMetrics"]["b"]["emptyCount"], 1)

    def test_nothing_and_no_columns_are_measured_as_such(self):
        for data in ([], {}, iter(())):
            document = plumbline.preview(data, "n/d")
            self.assertEqual(
                (document["rowCount"], document["columnMetrics"], document["schema"]["fields"]), (0, {}, [])
            )
        self.assertEqual(plumbline.preview([{}, {}])["rowCount"], 2)
        self.assertEqual(self.column([None, None]), {"count": 0, "nullCount": 2})
        self.assertEqual(plumbline.preview({"x": []})["columnMetrics"]["x"], {"count": 0, "nullCount": 0})

    def test_names_of_columns_may_be_anything(self):
        names = ["a", "A", "", "__proto__", "x" * 900, "nul\x00", "half\ud800", "a/b~c", "a.b", "☃", None, 7, ("a", 1)]
        document = plumbline.preview({name: [1] for name in names})
        found = list(document["columnMetrics"])
        self.assertEqual(len(set(found)), len(names))
        self.assertEqual([field["name"] for field in document["schema"]["fields"]], found)
        for name in found:
            self.assertTrue(0 < len(name) <= 500 and name != "__proto__" and "\x00" not in name)
            name.encode("utf-8")

    def test_many_columns_are_cut_and_told_while_the_schema_stays_whole(self):
        document = plumbline.preview({f"c{index}": [1] for index in range(800)})
        self.assertEqual((len(document["columnMetrics"]), len(document["schema"]["fields"])), (500, 800))
        self.assertIn("the first 500 were measured", self.warnings()[0])
        rows = plumbline.preview([{f"c{index}": 1 for index in range(800)}], columns=["c700"])
        self.assertEqual((list(rows["columnMetrics"]), len(rows["schema"]["fields"])), (["c700"], 800))

    def test_bad_input_is_refused_with_a_sentence_that_says_what_to_do(self):
        cursor = sqlite3.connect(":memory:").cursor()
        for data, words in (
            ("text", "list of dicts"),
            (7, "list of dicts"),
            ([1, 2], "rows as dicts"),
            ([(1, 2)], "rows as dicts"),
            ({"a": [1], "b": [1, 2]}, "differ in length"),
            ({"a": 1}, "list of dicts"),
            (cursor, "SELECT first"),
        ):
            with self.subTest(data=data), self.assertRaisesRegex(plumbline.PlumblineError, words):
                plumbline.preview(data)
        for name, words in (
            ("orders", "PLUMBLINE_NAMESPACE"),
            ("/orders", "NAMESPACE/NAME"),
            ("shop/", "NAMESPACE/NAME"),
            (None, None),
            (7, "NAMESPACE/NAME"),
            ("a//b", "NAMESPACE/NAME"),
            ("n" * 201 + "/x", "200"),
        ):
            if words:
                with self.subTest(name=name), self.assertRaisesRegex(plumbline.PlumblineError, words):
                    plumbline.preview([], name)
        for options, words in (
            ({"colums": ["a"]}, "no option 'colums'"),
            ({"scope": "half"}, "write full"),
            ({"max_rows": 0}, "None for all rows"),
            ({"data_interval": ("2026-01-02", "2026-01-01")}, "ends before"),
            ({"data_interval": "yesterday"}, "Write it like"),
            ({"data_interval": ["2026-01-01"]}, "1 ends"),
        ):
            with self.subTest(options=options), self.assertRaisesRegex(plumbline.PlumblineError, words):
                plumbline.preview([], "n/d", **options)

    def test_names_are_split_at_the_last_slash_and_a_default_namespace_stands_in(self):
        self.assertEqual(
            plumbline.preview([], "postgres://db:5432/shop.public.orders")["dataset"],
            {"namespace": "postgres://db:5432", "name": "shop.public.orders"},
        )
        plumbline.configure(namespace="mart")
        self.assertEqual(plumbline.preview([], "orders")["dataset"], {"namespace": "mart", "name": "orders"})

    def test_intervals_are_pairs_or_days_in_any_form(self):
        day = {"start": "2026-11-22T00:00:00Z", "end": "2026-11-23T00:00:00Z"}
        for given in (
            "2026-11-22",
            dt.date(2026, 11, 22),
            ("2026-11-22", "2026-11-23"),
            ("2026-11-22T02:00:00+02:00", dt.datetime(2026, 11, 23, tzinfo=UTC)),
            ["2026-11-22T00:00:00.000Z", "2026-11-23"],
        ):
            self.assertEqual(plumbline.preview([], "n/d", data_interval=given)["dataInterval"], day)
        self.assertEqual(
            plumbline.preview([], "n/d", event_time="2026-11-22T06:00:00Z")["capturedAt"], "2026-11-22T06:00:00Z"
        )
        plumbline.preview([], "n/d", event_time=dt.datetime(2026, 1, 1))
        self.assertIn("has no time zone", self.warnings()[-1])


class Privacy(ClientCase):
    """No value of a cell leaves unless its column is allowed."""

    def setUp(self):
        super().setUp()
        plumbline.configure(strict=True)
        chance = random.Random(2)
        self.rows = 5000
        self.secret = {
            "email": [f"person{index}@secret.example" for index in range(self.rows)],
            "salary": [70_000 + chance.randint(1, 40_000) * 7 + 0.137 for _ in range(self.rows - 1)] + [987_654.321],
            "born": [dt.date(1950, 1, 1) + dt.timedelta(days=chance.randint(0, 20_000)) for _ in range(self.rows)],
            "seen": [
                dt.datetime(2026, 1, 1) + dt.timedelta(seconds=chance.randint(0, 10**7)) for _ in range(self.rows)
            ],
            "code": [chance.randint(10**12, 10**13) for _ in range(self.rows)],
        }

    def test_by_default_no_value_is_in_the_document(self):
        document = json.dumps(plumbline.preview(self.secret, "hr/people"))
        for name, cells in self.secret.items():
            for cell in (min(cells), max(cells), cells[0], cells[-1]):
                self.assertNotIn(str(cell), document, name)
        for word in ('"min":', "topValues", '"max": 9', 'timestamp": {'):
            self.assertNotIn(word, document.replace('"length": {"min":', ""))

    def test_quantiles_have_twenty_values_beyond_them_and_moments_twenty_values(self):
        few = self.column([float(index) for index in range(19)])
        self.assertFalse({"mean", "sum", "stddev", "quantiles", "median", "histogram"} & set(few))
        some = self.column([float(index) for index in range(999)])
        self.assertTrue({"mean", "sum", "stddev"} <= set(some))
        self.assertFalse({"quantiles", "median", "histogram"} & set(some))
        self.assertEqual(
            sorted(self.column([float(index) for index in range(1000)])["quantiles"]),
            ["0.05", "0.25", "0.5", "0.75", "0.95"],
        )
        self.assertEqual(len(self.column([float(index) for index in range(2000)])["quantiles"]), 7)

    def test_bins_hold_twenty_values_and_have_round_ends(self):
        histogram = plumbline.preview(self.secret)["columnMetrics"]["salary"]["histogram"]
        self.assertTrue(all(count >= 20 for count in histogram["counts"]))
        self.assertEqual(sum(histogram["counts"]), self.rows)
        self.assertLessEqual(histogram["boundaries"][0], min(self.secret["salary"]))
        self.assertGreaterEqual(histogram["boundaries"][-1], max(self.secret["salary"]))
        self.assertTrue(all(boundary % 50_000 == 0 for boundary in histogram["boundaries"]))

    def test_allowed_columns_tell_their_ends_and_frequent_values_and_no_other_does(self):
        columns = {
            "currency": ["EUR"] * 30 + ["USD"] * 10,
            "name": ["Ada"] * 40,
            "updated_at": [dt.datetime(2026, 1, 1)] * 40,
        }
        found = plumbline.preview(columns, values=["currency", "*_at"])["columnMetrics"]
        self.assertEqual(found["currency"]["topValues"], [{"value": "EUR", "count": 30}, {"value": "USD", "count": 10}])
        self.assertEqual((found["currency"]["otherCount"], found["currency"]["valueCountsComplete"]), (0, True))
        self.assertEqual(found["updated_at"]["timestamp"]["max"], "2026-01-01T00:00:00Z")
        self.assertNotIn("topValues", found["name"])
        plumbline.configure(values="name")
        self.assertIn("topValues", plumbline.preview(columns)["columnMetrics"]["name"])

    def test_values_that_occur_once_among_many_are_not_listed(self):
        column = self.column([f"v{index}" for index in range(200)] + ["often"] * 5, values="*")
        self.assertEqual(column["topValues"], [{"value": "often", "count": 5}])
        self.assertEqual((column["otherCount"], column["valueCountsComplete"]), (200, False))

    def test_a_preview_prints_as_json_shows_as_a_table_and_sends_nothing(self):
        document = plumbline.preview({"<b>": [1, None]}, "n/d")
        self.assertEqual(json.loads(str(document)), document)
        self.assertIn("&lt;b&gt;", document._repr_html_())
        self.assertNotIn("<b>:", document._repr_html_())
        self.assertEqual((len(plumbline._sender.queue), self.kept()), (0, []))
