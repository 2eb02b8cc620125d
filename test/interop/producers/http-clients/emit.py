"""Emits one event to URL with KEY and says on one line what the caller was told and after how long: `told milliseconds word`."""

import os
import sys
import time
from datetime import datetime, timezone

os.environ["OPENLINEAGE_URL"], os.environ["OPENLINEAGE_API_KEY"] = sys.argv[1:3]

from openlineage.client import OpenLineageClient  # noqa: E402
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState  # noqa: E402
from openlineage.client.uuid import generate_new_uuid  # noqa: E402

client = OpenLineageClient()
event = RunEvent(
    eventType=RunState.COMPLETE,
    eventTime=datetime.now(timezone.utc).isoformat(),
    run=Run(str(generate_new_uuid())),
    job=Job("python", "shop.load"),
    producer="https://example.org/shop/jobs",
)
started = time.monotonic()
try:
    client.emit(event)
    word = "ok"
except Exception as error:
    word = type(error).__name__
print(f"told {int((time.monotonic() - started) * 1000)} {word}")
