"""Emits one event to each URL with KEY and says on a line what the caller was told and after how long: `told milliseconds word`."""

import sys
import time
from datetime import datetime, timezone

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
from openlineage.client.transport.http import ApiKeyTokenProvider, HttpConfig, HttpTransport
from openlineage.client.uuid import generate_new_uuid

key, *urls = sys.argv[1:]
for url in urls:
    client = OpenLineageClient(transport=HttpTransport(HttpConfig(url=url, auth=ApiKeyTokenProvider({"apiKey": key}))))
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
    print(f"told {int((time.monotonic() - started) * 1000)} {word}", flush=True)
