"""A job on the Python client against a real server: prints what became of each post as one line of JSON."""

import datetime as dt
import decimal
import json
import random
import sys

import plumbline

plumbline.configure(timeout=60)
chance = random.Random(1)
UTC = dt.timezone.utc
rows = [
    {
        "id": index,
        "amount": decimal.Decimal(chance.randint(-500, 90_000)) / 100,
        "currency": chance.choice(["EUR", "USD"]),
        "email": f"person{index}@secret.example",
        "updated_at": dt.datetime(2026, 11, 22, 0, 0, index % 60, tzinfo=UTC),
    }
    for index in range(2500)
]
hostile = {
    "all null": [None, None, None],
    "": [1, 2, 3],
    "__proto__": [1, 2, 3],
    "nul\x00": ["a\x00", "\ud800", ""],
    "x" * 900: [float("nan"), float("inf"), 1.0],
    "a/b~c": [b"\x00\xff", b"", None],
    "mixed": [1, "a", None],
    "nested": [{"a": [1]}, [2], None],
    "huge": [2**70, -(2**70), 10**30],
    "beyond": [10**400, 1, 0],
    "long": ["x" * 20_000, "y", "z"],
    "1.7e308": [1.7e308, 1.7e308, -1.7e308],
    "tiny": [5e-324, 0.0, -0.0],
    "decimal": [
        decimal.Decimal("1e-30"),
        decimal.Decimal("12345678901234567890.123"),
        decimal.Decimal("NaN"),
    ],
    "when": [dt.datetime.max, dt.datetime.min, dt.date(2026, 1, 1)],
    "flag": [True, False, None],
}


def told(name, sending):
    sending.wait(60)
    print(
        json.dumps(
            {
                "name": name,
                "state": sending.state,
                "reason": sending.reason,
                "answer": sending.answer,
                "document": sending.document,
            }
        ),
        flush=True,
    )


with plumbline.run(
    "airflow/daily_revenue", inputs=["raw/payments"], data_interval="2026-11-22"
) as run:
    told(
        "revenue",
        run.profile(rows, "mart/revenue_daily", values=["currency", "updated_at"]),
    )
    for name, options in (("hostile", {}), ("hostile shown", {"values": "*"})):
        told(name, run.profile(hostile, f"mart/{name.replace(' ', '_')}", **options))
    told("empty", run.profile([], "mart/empty"))
    told(
        "sampled",
        run.profile(
            [{"x": index} for index in range(9000)],
            "mart/sampled",
            max_rows=1000,
            values="*",
        ),
    )
    told(
        "estimated",
        run.profile(
            {"x": [chance.random() for _ in range(150_000)]},
            "mart/estimated",
            values="*",
        ),
    )
    answer = run.gate("mart/revenue_daily")
    print(json.dumps({"name": "gate", "answer": answer}), flush=True)
try:
    with plumbline.run("airflow/broken", outputs=["mart/broken"]):
        raise ValueError("no payments\nfor today")
except ValueError:
    pass
try:
    with plumbline.run("airflow/guarded") as guarded:
        told("small", guarded.profile(rows[:7], "mart/guarded"))
        guarded.gate("mart/guarded")
        print(json.dumps({"name": "blocked", "answer": None}), flush=True)
except plumbline.GateBlocked as blocked:
    print(
        json.dumps(
            {
                "name": "blocked",
                "answer": {"message": str(blocked), "reasons": blocked.reasons},
            }
        ),
        flush=True,
    )
sys.exit(0 if plumbline.flush(60) else 1)
