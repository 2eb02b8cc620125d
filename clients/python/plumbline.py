"""Plumbline's client for Python: one file, standard library only, Python 3.9 or later.

    import plumbline

    with plumbline.run("airflow/daily_revenue", inputs=["raw/payments"]) as run:
        frame = build()
        run.profile(frame, "mart/revenue_daily")
        run.gate("mart/revenue_daily")          # raises plumbline.GateBlocked; leave it out to go on whatever the verdict

It measures here and sends measurements, never rows. It cannot hurt the job: nothing but `gate` and `strict=True` raises,
sending happens behind the job's back, and the end of the process waits two seconds at most. What could not be sent lies
in a spool folder until next time. Everything it has to say goes to the logger `plumbline`.

Settings: `configure(...)`, else PLUMBLINE_URL, PLUMBLINE_API_KEY, PLUMBLINE_NAMESPACE, PLUMBLINE_SPOOL, PLUMBLINE_DISABLED.
"""

from __future__ import annotations

import atexit
import bisect
import contextlib
import contextvars
import datetime as dt
import decimal
import enum
import errno
import fnmatch
import fractions
import functools
import gzip
import hashlib
import html
import http.client
import inspect
import ipaddress
import itertools
import json
import logging
import math
import os
import random
import re
import socket
import ssl
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import Counter, deque
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Tuple, Union, cast

try:
    import fcntl
except ImportError:  # Windows: a file of a dead process is told by its age alone.
    fcntl = None  # type: ignore[assignment]

__version__ = "0.1.0"
__all__ = [
    "Document",
    "GateAnswer",
    "GateBlocked",
    "PlumblineError",
    "Run",
    "Sending",
    "configure",
    "current_run",
    "flush",
    "gate",
    "preview",
    "profile",
    "run",
    "watch",
]

_log = logging.getLogger("plumbline")

Instant = Union[dt.datetime, dt.date, str]
Interval = Union[Tuple[Instant, Instant], Sequence[Instant], dt.date, str]
Names = Union[str, Iterable[str]]

_EXIT_SECONDS = 2.0  # the most that all ends of a process (its exit, forked runs) wait together
_BATCH = 4096  # rows that are measured at once
_EXACT_VALUES = 100_000  # different values of a column that are counted one by one; beyond, sketches estimate
_EXACT_TEXT = 32 << 20  # characters of them
_SAMPLE_ROWS = 100_000  # rows of a random sample, where there are more rows than max_rows
_SAMPLE_CELLS = 2_000_000  # cells of a sample that has to be held in memory
_SEED = 0
_MOST_FIELDS = 20_000  # of a schema; the server takes no more
_MOST_TOP = 50
_FEWEST_FOR_MOMENTS = 20  # rows that must share what is told of their values
_FEWEST_FOR_QUANTILES = 1000
_RANKS = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
_BINS = 20


class PlumblineError(Exception):
    """What went wrong, and what to do, in a sentence. Raised only by `gate` and with `strict=True`."""


class GateBlocked(PlumblineError):
    """The gate said no. `reasons` are the expectations that failed, `url` is where to look."""

    def __init__(self, message: str, answer: Optional[GateAnswer] = None) -> None:
        super().__init__(message)
        self.answer = answer
        self.reasons: List[Dict[str, Any]] = answer.complaints() if answer else []
        self.url: Optional[str] = answer.get("url") if answer else None


class Document(Dict[str, Any]):
    """A profile as it is sent. It prints as its JSON; a notebook shows it as a table."""

    def __repr__(self) -> str:
        return json.dumps(self, indent=2, ensure_ascii=False)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return _html_table(self)


class GateAnswer(Dict[str, Any]):
    """What the gate answered: `gate` is allow, warn, block, pending or unknown; `reasons` say why."""

    def complaints(self) -> List[Dict[str, Any]]:
        """The reasons that are not a pass."""
        reasons = self.get("reasons") or []
        return [reason for reason in reasons if isinstance(reason, dict) and reason.get("outcome") != "pass"]


# ---------------------------------------------------------------------------------------------------------------------
# Settings
# ---------------------------------------------------------------------------------------------------------------------


class _Settings:
    """What `configure` was told; the environment is asked where it was not."""

    def __init__(self) -> None:
        self.url: Optional[str] = None
        self.api_key: Optional[str] = None
        self.namespace: Optional[str] = None
        self.spool: Optional[str] = None
        self.disabled: Optional[bool] = None
        self.strict = False
        self.values: Tuple[str, ...] = ()
        self.error_text = True
        self.timeout = 10.0
        self.max_columns = 500
        self.max_rows: Optional[int] = 1_000_000

    def server(self) -> str:
        text = (self.url or os.environ.get("PLUMBLINE_URL") or "http://localhost:8080").strip()
        try:
            parts = urllib.parse.urlsplit(text)
            port_is_fine = parts.port is None or parts.port > 0
        except ValueError:
            parts, port_is_fine = urllib.parse.urlsplit(""), False
        if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
            raise PlumblineError(
                f"the server address {_quoted(text)} is not an http or https URL. "
                "Write PLUMBLINE_URL like http://localhost:8080."
            )
        if parts.username or parts.password:
            raise PlumblineError("the server address carries a user name or password. Use PLUMBLINE_API_KEY instead.")
        return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")

    def key(self) -> Optional[str]:
        key = (self.api_key or os.environ.get("PLUMBLINE_API_KEY") or "").strip()
        if key and not re.fullmatch(r"[\x21-\x7e]+", key):
            raise PlumblineError(
                "the API key has characters that no key has. Check PLUMBLINE_API_KEY: a key starts with plk_."
            )
        return key or None

    def default_namespace(self) -> Optional[str]:
        return self.namespace or os.environ.get("PLUMBLINE_NAMESPACE") or None

    def is_disabled(self) -> bool:
        if self.disabled is not None:
            return self.disabled
        return os.environ.get("PLUMBLINE_DISABLED", "").strip().lower() not in ("", "0", "false", "no", "off")

    def spool_folder(self) -> Path:
        named = self.spool or os.environ.get("PLUMBLINE_SPOOL")
        if named:
            return Path(named)
        cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        return Path(cache) / "plumbline" / "spool"


_settings = _Settings()
_ALLOWED: Dict[str, Callable[[Any], bool]] = {
    "url": lambda v: isinstance(v, str),
    "api_key": lambda v: isinstance(v, str),
    "namespace": lambda v: isinstance(v, str) and 0 < len(v) <= 200,
    "spool": lambda v: isinstance(v, (str, os.PathLike)),
    "disabled": lambda v: isinstance(v, bool),
    "strict": lambda v: isinstance(v, bool),
    "values": lambda v: isinstance(v, str) or all(isinstance(name, str) for name in v),
    "error_text": lambda v: isinstance(v, bool),
    "timeout": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool) and 0 < v <= 300,
    "max_columns": lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 < v <= _MOST_FIELDS,
    "max_rows": lambda v: v is None or (isinstance(v, int) and not isinstance(v, bool) and v > 0),
}
_SETTING_FORM = {
    "url": "a URL such as http://localhost:8080",
    "api_key": "a text that starts with plk_",
    "namespace": "a name of 1 to 200 characters",
    "spool": "a folder",
    "values": "names of columns",
    "timeout": "seconds from 0 to 300",
    "max_columns": "a whole number from 1 to 20000",
    "max_rows": "a whole number from 1 up, or None for all rows",
}


def configure(**settings: Any) -> None:
    """Sets what the environment does not, for this process.

    `url`, `api_key`, `namespace` (for names without one), `spool` (folder), `disabled`, `values` (columns whose values may
    leave, `*` stands for any characters), `error_text` (False: of a job's exception only its type leaves), `timeout`
    (seconds for one request, 10), `max_columns` (500), `max_rows` (1,000,000; more are sampled; None: all), `strict`
    (True: trouble raises PlumblineError and sending waits for its answer; for tests, not for jobs).
    """
    with _guard("configure", strict=settings.get("strict") is True or _settings.strict):
        for name, value in settings.items():
            if name not in _ALLOWED:
                raise PlumblineError(f"configure has no setting {_quoted(name)}. It has {', '.join(sorted(_ALLOWED))}.")
            if not _accepts(name, value):
                raise PlumblineError(
                    f"configure({name}={_quoted(value)}): give {_SETTING_FORM.get(name, 'True or False')}."
                )
            plain = _name_list(value) if name == "values" else os.fspath(value) if name == "spool" else value
            setattr(_settings, name, plain)


def _accepts(name: str, value: Any) -> bool:
    try:
        return _ALLOWED[name](value)
    except Exception:
        return False


# ---------------------------------------------------------------------------------------------------------------------
# Trouble: a sentence to the log, once per kind; an exception only when asked for
# ---------------------------------------------------------------------------------------------------------------------

_told: Set[str] = set()


def _tell(kind: str, message: str) -> None:
    """One warning line for each kind of trouble until it is over; further ones go to the debug level."""
    level = logging.DEBUG if kind in _told or len(_told) >= 500 else logging.WARNING
    if len(_told) < 500:
        _told.add(kind)
    with contextlib.suppress(Exception):
        _log.log(level, "plumbline: %s", _one_line(message))


def _over(*kinds: str) -> None:
    _told.difference_update(kinds)


class _guard:
    """Keeps every exception of ours away from the job, unless it asked for them. KeyboardInterrupt and the like pass."""

    def __init__(self, what: str, strict: Optional[bool] = None) -> None:
        self.what = what
        self.strict = strict

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Optional[BaseException], trace: Any) -> bool:
        # A panic of a Rust extension (polars) is no Exception, and still nothing that may end the job.
        if error is None or not (isinstance(error, Exception) or type(error).__name__ == "PanicException"):
            return False
        if _settings.strict if self.strict is None else self.strict:
            if isinstance(error, PlumblineError):
                return False
            raise PlumblineError(f"{self.what}: {_error_words(error)}") from error
        is_ours = isinstance(error, PlumblineError)
        words = str(error) if is_ours else f"{self.what} failed: {_error_words(error)}"
        _tell(words if is_ours else f"{self.what}: {type(error).__name__}", words)
        return True


def _error_words(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0][:300]}" if text else type(error).__name__


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)[:2000]


def _quoted(value: Any) -> str:
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 80 else text[:79] + "…"


# ---------------------------------------------------------------------------------------------------------------------
# What a program calls
# ---------------------------------------------------------------------------------------------------------------------

_current: contextvars.ContextVar[Optional[Run]] = contextvars.ContextVar("plumbline_run", default=None)


def run(
    job: str,
    *,
    inputs: Names = (),
    outputs: Names = (),
    data_interval: Optional[Interval] = None,
    run_id: Optional[str] = None,
    attempt: Optional[int] = None,
    trigger: Optional[str] = None,
    event_time: Optional[Instant] = None,
) -> Run:
    """A run of a job as a context: START when it is entered, COMPLETE or FAIL when it is left.

    `job`, `inputs` and `outputs` are `namespace/name`; datasets that are profiled inside count as outputs. `data_interval`
    is (start, end) of the time the data is about, or one day. `trigger`: scheduled, backfill, retry or manual.
    `event_time`: when the run began, if not now. An exception of the job passes through untouched.
    """
    return Run(
        job,
        {
            "inputs": inputs,
            "outputs": outputs,
            "data_interval": data_interval,
            "run_id": run_id,
            "attempt": attempt,
            "trigger": trigger,
            "event_time": event_time,
        },
    )


def profile(data: Any, dataset: str, **options: Any) -> Sending:
    """Measures `data` now and sends the profile in the background; inside a run it belongs to that run.

    `data`: a frame of pandas or polars, a table of pyarrow, a DuckDB relation, a DB-API cursor (it is read to its end), a
    list or stream of dicts, a dict of lists. Options: `values` (columns whose values may leave), `columns` (measure only
    these), `data_interval`, `event_time` (when the data was taken), `scope` (full, incremental, partition), `max_rows`,
    `max_columns`.
    """
    return _profile(data, dataset, options, _current.get())


def preview(data: Any, dataset: Optional[str] = None, **options: Any) -> Document:
    """Exactly the JSON that `profile` would send, and nothing is sent. Print it. Options as for `profile`."""
    with _guard("preview"):
        return _document(data, dataset, options, _current.get())
    return Document()


def gate(dataset: str, **options: Any) -> GateAnswer:
    """May the job go on with this dataset? Raises GateBlocked when not. Options as for `Run.gate`."""
    return _gate(dataset, options, _current.get())


def flush(timeout: float = 10.0) -> bool:
    """Sends what waits, also from earlier processes, for at most `timeout` seconds. True when nothing is left."""
    with _guard("flush"):
        return _sender.flush(max(0.0, float(timeout)))
    return False


def current_run() -> Optional[Run]:
    """The run that this code is inside of, if any."""
    return _current.get()


def watch(job: Any = None, *, output: Optional[str] = None, values: Names = (), **options: Any) -> Any:
    """Makes each call of a function a run: `@plumbline.watch` or `@plumbline.watch("airflow/daily_revenue", output="mart/x")`.

    Without a name the job is the function, `module.function` in the default namespace, else in `python`. With `output`
    what the function returns is profiled as that dataset. Other options as for `run`. Coroutines and generators too.
    """
    if callable(job):
        return _watched(job, None, {}, None)
    return lambda function: _watched(function, job, options, (output, values) if output else None)


def _watched(
    function: Callable[..., Any], job: Optional[str], options: Dict[str, Any], output: Optional[Tuple[str, Names]]
) -> Callable[..., Any]:
    plain = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', repr(function))}"
    own = plain.replace("/", ".").replace("<locals>.", "")

    def begin() -> Run:
        return run(job or (own if _settings.default_namespace() else f"python/{own}"), **options)

    def keep(active: Run, result: Any) -> Any:
        if output and result is not None:
            active.profile(result, output[0], values=output[1])
        return result

    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def in_coroutine(*args: Any, **named: Any) -> Any:
            with begin() as active:
                return keep(active, await function(*args, **named))

        return in_coroutine
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def in_generator(*args: Any, **named: Any) -> Iterator[Any]:
            with begin():
                yield from function(*args, **named)

        return in_generator

    @functools.wraps(function)
    def in_call(*args: Any, **named: Any) -> Any:
        with begin() as active:
            return keep(active, function(*args, **named))

    return in_call


class Run:
    """One run of a job; made by `run`. `id` is how the server knows it."""

    def __init__(self, job: str, options: Dict[str, Any]) -> None:
        self.id = str(options.get("run_id") or uuid.uuid4())
        self._post: Optional[Dict[str, Any]] = None
        self._outputs: List[Dict[str, str]] = []
        self._token: Any = None
        self._last: Dict[str, Sending] = {}
        self._began = time.monotonic()
        self._event_time: Optional[dt.datetime] = None
        with _guard("run"):
            self._prepare(job, options)

    def _prepare(self, job: str, options: Dict[str, Any]) -> None:
        post: Dict[str, Any] = {"run": {"id": self.id, "job": _qualified(job, "job")}}
        attempt, trigger = options["attempt"], options["trigger"]
        if len(self.id) > 300:
            raise PlumblineError("run_id is longer than 300 characters. Give a shorter one.")
        if attempt is not None:
            if not isinstance(attempt, int) or isinstance(attempt, bool) or attempt < 0:
                raise PlumblineError(f"attempt={_quoted(attempt)} is not a whole number from 0 up.")
            post["run"]["attempt"] = attempt
        if trigger is not None:
            if trigger not in ("scheduled", "backfill", "retry", "manual"):
                raise PlumblineError(f"trigger={_quoted(trigger)}: write scheduled, backfill, retry or manual.")
            post["run"]["trigger"] = trigger
        if options["data_interval"] is not None:
            post["dataInterval"] = _interval(options["data_interval"])
        if options["event_time"] is not None:
            self._event_time = _moment(options["event_time"], "event_time")
        post["inputs"] = [_qualified(name, "dataset") for name in _name_list(options["inputs"])]
        self._outputs = [_qualified(name, "dataset") for name in _name_list(options["outputs"])]
        self._post = post

    def __enter__(self) -> Run:
        with _guard("run"):
            self._began = time.monotonic()
            self._token = _current.set(self)
            self._send("START")
        return self

    def __exit__(self, kind: Any, error: Optional[BaseException], trace: Any) -> None:
        with _guard("run"):
            with contextlib.suppress(ValueError):  # left in another context than it was entered in
                _current.reset(self._token)
            state, words = _ended(error)
            self._send(state, words)
            _sender.leave_forked_run()

    def profile(self, data: Any, dataset: str, **options: Any) -> Sending:
        """Measures `data` now and sends the profile as this run's output. Options as for `plumbline.profile`."""
        return _profile(data, dataset, options, self)

    def gate(self, dataset: str, **options: Any) -> GateAnswer:
        """Raises GateBlocked when what this run wrote must not go on.

        Options: `fail_on` (info, warn, error, critical or never; default error), `timeout` (seconds to wait for a
        verdict, 30), `fail_closed` (True: raise also when there is no answer; default: go on, with a warning).
        """
        return _gate(dataset, options, self)

    def _now(self) -> dt.datetime:
        if self._event_time is None:
            return dt.datetime.now(dt.timezone.utc)
        return self._event_time + dt.timedelta(seconds=time.monotonic() - self._began)

    def _send(self, state: str, error: Optional[str] = None) -> None:
        if self._post is None or _settings.is_disabled():
            return
        body = {"state": state, "eventTime": _instant_text(self._now()), **self._post, "outputs": self._outputs}
        if error is not None:
            body["error"] = error
        job = self._post["run"]["job"]
        _sender.send(Sending("/api/v1/runs", body, f"the {state} of {job['namespace']}/{job['name']}"))

    def _reference(self) -> Dict[str, Any]:
        return {} if self._post is None else dict(self._post["run"])

    def _wrote(self, dataset: Dict[str, str], sending: Sending) -> None:
        self._last[_full_name(dataset)] = sending
        if dataset not in self._outputs:
            self._outputs.append(dataset)


def _ended(error: Optional[BaseException]) -> Tuple[str, Optional[str]]:
    """The state that a run ends in, and the words for it: the exception's type and its first line."""
    if error is None or (isinstance(error, SystemExit) and error.code in (None, 0)):
        return "COMPLETE", None
    if isinstance(error, (KeyboardInterrupt, GeneratorExit)) or type(error).__name__ == "CancelledError":
        return "ABORT", None
    name = type(error).__name__
    with contextlib.suppress(Exception):
        lines = str(error).strip().splitlines()
        if lines and _settings.error_text:
            return "FAIL", _text(f"{name}: {_without_secrets(lines[0])}")[:1000]
    return "FAIL", name


def _without_secrets(text: str) -> str:
    text = re.sub(r"(://[^\s:/@]{0,200}:)[^\s@/]{1,200}@", r"\1***@", text)
    return re.sub(r"(?i)\b(password|passwd|pwd|secret|token|api[_-]?key)(\s*[=:]\s*)\S+", r"\1\2***", text)


def _profile(data: Any, dataset: str, options: Dict[str, Any], active: Optional[Run]) -> Sending:
    nothing = Sending("/api/v1/profiles", {}, "a profile")
    nothing._settle("disabled" if _settings.is_disabled() else "failed")
    if nothing.state == "disabled":
        return nothing
    with _guard("profile"):
        began = time.monotonic()
        document = _document(data, dataset, options, active)
        sending = Sending("/api/v1/profiles", document, f"the profile of {dataset}")
        sending._measured = (len(document.get("columnMetrics", {})), round((time.monotonic() - began) * 1000))
        if active is not None:
            active._wrote(document["dataset"], sending)
        _recent[_full_name(document["dataset"])] = sending
        while len(_recent) > 50:
            _recent.pop(next(iter(_recent)), None)
        _sender.send(sending)
        return sending
    return nothing


_recent: Dict[str, Sending] = {}

# ---------------------------------------------------------------------------------------------------------------------
# Names and times
# ---------------------------------------------------------------------------------------------------------------------


def _qualified(name: Any, what: str) -> Dict[str, str]:
    """Splits `namespace/name` at the last slash, as suites and the command line do."""
    fix = f"Write the {what} as NAMESPACE/NAME, such as shop/orders, or set PLUMBLINE_NAMESPACE."
    if not isinstance(name, str) or not name:
        raise PlumblineError(f"{_quoted(name)} is not the name of a {what}. {fix}")
    namespace, slash, short = _text(name).rpartition("/")
    if not slash:
        namespace = _settings.default_namespace() or ""
    if not namespace or namespace.endswith("/") or not short:
        raise PlumblineError(f"{what} {_quoted(name)} has no namespace and name. {fix}")
    if len(namespace) > 200 or len(short) > 500:
        raise PlumblineError(f"{what} {_quoted(name)}: a namespace has 200 characters at most, a name 500.")
    return {"namespace": namespace, "name": short}


def _full_name(name: Mapping[str, str]) -> str:
    return f"{name['namespace']}/{name['name']}"


def _name_list(names: Names) -> Tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names or ())


def _interval(value: Any) -> Dict[str, str]:
    """(start, end), or one day, which is that day in UTC; the end is not part of it."""
    if isinstance(value, (str, dt.date)):
        start = _moment(value, "data_interval")
        is_day = isinstance(value, str) or not isinstance(value, dt.datetime)
        if not is_day or start.time() != dt.time(0):
            raise PlumblineError("data_interval is one instant. Give (start, end), or a day such as 2026-11-22.")
        end = start + dt.timedelta(days=1)
    else:
        ends = tuple(value)
        if len(ends) != 2:
            raise PlumblineError(f"data_interval has {len(ends)} ends. Give (start, end), or a day such as 2026-11-22.")
        start, end = (_moment(part, "data_interval") for part in ends)
    if end <= start:
        raise PlumblineError("data_interval ends before it starts. The start is part of it, the end is not.")
    return {"start": _instant_text(start), "end": _instant_text(end)}


def _moment(value: Any, what: str) -> dt.datetime:
    if isinstance(value, str):
        text = value.strip().replace("Z", "+00:00").replace("z", "+00:00")
        # Python 3.9 reads fractions of three or six digits only.
        text = re.sub(r"\.(\d{1,9})", lambda found: "." + found.group(1)[:6].ljust(6, "0"), text)
        try:
            value = dt.datetime.fromisoformat(text)
        except ValueError:
            raise PlumblineError(
                f"{what}: {_quoted(value)} is not an instant. Write it like 2026-11-22T06:00:00Z or 2026-11-22."
            ) from None
        if len(text) <= 10:
            value = value.replace(tzinfo=dt.timezone.utc)
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            _tell(
                "naive",
                f"{what}: {value} has no time zone and was taken as UTC. "
                "Give an aware datetime, such as datetime.now(timezone.utc).",
            )
            return value.replace(tzinfo=dt.timezone.utc)
        return value.astimezone(dt.timezone.utc)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.timezone.utc)
    raise PlumblineError(f"{what}: {_quoted(value)} is not an instant. Give a datetime with its zone.")


def _instant_text(value: dt.datetime) -> str:
    """RFC 3339 in UTC; a time without a zone is taken as UTC."""
    if value.tzinfo is not None:
        try:
            value = value.astimezone(dt.timezone.utc)
        except OverflowError:
            pass
    text = value.replace(tzinfo=None).isoformat()
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "Z"


def _text(value: str) -> str:
    """Text that the server can keep: no U+0000 and no half of a surrogate pair."""
    clean = value.replace("\x00", "\ufffd")
    return clean.encode("utf-8", "replace").decode("utf-8") if not clean.isascii() else clean


class _ColumnNames:
    """Names that the server takes, each once, whatever the source calls its columns."""

    def __init__(self) -> None:
        self.taken: Set[str] = set()

    def of(self, raw: Any, position: int) -> str:
        try:
            parts = raw if isinstance(raw, tuple) else (raw,)
            name = _text(".".join(str(part) for part in parts))
        except Exception:
            name = ""
        if not name:
            name = f"column_{position + 1}"
        if len(name) > 480 or name == "__proto__":
            name = f"{name[:460]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        unique, again = name, 2
        while unique in self.taken:
            unique, again = f"{name}_{again}", again + 1
        self.taken.add(unique)
        return unique


# ---------------------------------------------------------------------------------------------------------------------
# The document: what was measured, less what must not leave
# ---------------------------------------------------------------------------------------------------------------------


class _Measured:
    """What a source says of itself and of its columns."""

    def __init__(self, row_count: int) -> None:
        self.row_count = row_count
        self.sampled: Optional[Dict[str, Any]] = None
        self.fields: List[Dict[str, Any]] = []
        self.columns: Dict[str, _Facts] = {}


class _Facts:
    """What was measured of one column. Attributes that stayed None are unknown, never zero."""

    def __init__(self, count: int, null_count: int) -> None:
        self.count = count
        self.null_count = null_count
        self.tag: Optional[str] = None
        self.type_name: Optional[str] = None
        self.type_counts: Dict[str, int] = {}
        self.counts: Dict[str, int] = {}
        self.distinct: Optional[Dict[str, Any]] = None
        self.once: Optional[int] = None
        self.top: Optional[List[Tuple[Any, int]]] = None  # the most frequent, one more than are sent
        self.length: Optional[Tuple[int, int, float]] = None
        self.span: Optional[Tuple[Any, Any]] = None
        self.numbers: Optional[_Numbers] = None

    def of(self, tag: Optional[str], type_name: Optional[str], kind: Optional[str] = None) -> _Facts:
        self.tag, self.type_name = tag, type_name
        if kind and self.count:
            self.type_counts = {kind: self.count}
        return self


class _Numbers:
    """Finite numbers of a column: how many, their ends, sum, power sums about the mean, and ranks when they are known."""

    def __init__(self, count: int, low: float, high: float) -> None:
        self.count = count
        self.low = low
        self.high = high
        self.total: Any = None
        self.mean: Optional[float] = None
        self.powers: Tuple[float, float, float] = (math.nan, math.nan, math.nan)
        self.rank_error = 0.0
        self.quantile: Callable[[float], float] = lambda rank: math.nan
        self.below: Optional[Callable[[float], int]] = None

    def settle_mean(self) -> Optional[float]:
        """The mean, held between the ends: rounding must not make a profile contradict itself."""
        if self.total is None:
            return None
        with contextlib.suppress(OverflowError, ValueError):
            mean = float(fractions.Fraction(self.total) / self.count)
            if math.isfinite(mean):
                self.mean = min(self.high, max(self.low, mean))
        return self.mean


def _document(data: Any, dataset: Optional[str], options: Dict[str, Any], active: Optional[Run]) -> Document:
    known = {"values", "columns", "data_interval", "event_time", "scope", "max_rows", "max_columns"}
    for name in options:
        if name not in known:
            raise PlumblineError(f"profile has no option {_quoted(name)}. It has {', '.join(sorted(known))}.")
    allowed = _settings.values + _name_list(options.get("values", ()))
    identity = _identity(dataset, options, active)
    measured = _measure(data, _Limits(options))
    scope: Dict[str, Any] = {}
    if options.get("scope") is not None:
        if options["scope"] not in ("full", "incremental", "partition"):
            raise PlumblineError(f"scope={_quoted(options['scope'])}: write full, incremental or partition.")
        scope["kind"] = options["scope"]
    if measured.sampled is not None:
        scope["sampled"] = measured.sampled
    document = Document(identity)
    if scope:
        document["scope"] = scope
    document["rowCount"] = measured.row_count
    document["schema"] = {"fields": measured.fields}
    document["columnMetrics"] = {
        name: _column_document(facts, any(fnmatch.fnmatchcase(name, pattern) for pattern in allowed))
        for name, facts in measured.columns.items()
    }
    document["producer"] = {"name": "plumbline-python", "version": __version__}
    if "dataset" in document:
        document["idempotencyKey"] = _idempotency_key(document)
    return document


def _identity(dataset: Optional[str], options: Dict[str, Any], active: Optional[Run]) -> Dict[str, Any]:
    identity: Dict[str, Any] = {"schemaVersion": 1}
    if dataset is not None:
        identity["dataset"] = _qualified(dataset, "dataset")
    reference = active._reference() if active is not None else {}
    if reference:
        identity["run"] = reference
    if options.get("data_interval") is not None:
        identity["dataInterval"] = _interval(options["data_interval"])
    elif active is not None and active._post is not None and "dataInterval" in active._post:
        identity["dataInterval"] = active._post["dataInterval"]
    taken = options.get("event_time")
    now = active._now() if active is not None else dt.datetime.now(dt.timezone.utc)
    identity["capturedAt"] = _instant_text(_moment(taken, "event_time") if taken is not None else now)
    return identity


def _idempotency_key(document: Mapping[str, Any]) -> str:
    """From the dataset, the run and everything measured: a repeat of the same profile is taken once."""
    name = _full_name(document["dataset"])
    short = name if len(name) <= 120 else hashlib.sha256(name.encode()).hexdigest()[:24]
    run_id = document.get("run", {}).get("id", "")
    short_run = run_id if len(run_id) <= 100 else hashlib.sha256(run_id.encode()).hexdigest()[:24]
    digest = hashlib.sha256(_json(document)).hexdigest()[:24]
    return "/".join(part for part in (short, short_run, digest) if part)


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def _column_document(facts: _Facts, is_allowed: bool) -> Dict[str, Any]:
    """A column as it is sent. Unless it is allowed, nothing in it is the value of a cell."""
    column: Dict[str, Any] = {}
    if facts.tag is not None:
        column["type"] = facts.tag
    column["count"] = facts.count
    column["nullCount"] = facts.null_count
    column.update(facts.counts)
    if facts.type_counts:
        column["typeCounts"] = facts.type_counts
    if facts.distinct is not None:
        column["distinct"] = facts.distinct
    if facts.once is not None:
        column["uniqueOnceCount"] = facts.once
    if facts.length is not None:
        column["length"] = dict(zip(("min", "max", "mean"), facts.length))
    if facts.numbers is not None:
        column.update(_number_document(facts.numbers, is_allowed))
    if is_allowed:
        column.update(_values_document(facts))
    return column


def _number_document(numbers: _Numbers, is_allowed: bool) -> Dict[str, Any]:
    """Moments of twenty values or more; quantiles of a thousand or more with at least twenty values beyond each."""
    found: Dict[str, Any] = {}
    if is_allowed or numbers.count >= _FEWEST_FOR_MOMENTS:
        total = _exact_number(numbers.total)
        if total is not None:
            found["sum"] = total
        found.update(_moments(numbers))
    quantiles: Dict[str, float] = {}
    before = numbers.low
    for rank in _RANKS:
        is_shared = numbers.count >= _FEWEST_FOR_QUANTILES and numbers.count * min(rank, 1 - rank) >= 20
        if not is_allowed and not is_shared:
            continue
        value = numbers.quantile(rank)
        if math.isfinite(value):
            before = quantiles[str(rank)] = min(numbers.high, max(before, value))
    if quantiles:
        found.update({"quantiles": quantiles, "rankError": numbers.rank_error})
        if "0.5" in quantiles:
            found["median"] = quantiles["0.5"]
    histogram = _histogram(numbers, is_allowed)
    if histogram is not None:
        found["histogram"] = histogram
    return found


def _moments(numbers: _Numbers) -> Dict[str, Any]:
    """Sample variance and deviation, adjusted skewness G1 and excess kurtosis G2 (Joanes & Gill 1998), where defined."""
    n, mean = numbers.count, numbers.mean
    if mean is None:
        return {}
    found: Dict[str, Any] = {"mean": mean}
    m2, m3, m4 = (power / n for power in numbers.powers)
    with contextlib.suppress(OverflowError, ZeroDivisionError, ValueError):
        if n > 1 and math.isfinite(m2 * n):
            variance = m2 * n / (n - 1)
            found.update({"stddev": math.sqrt(variance), "stddevKind": "sample", "variance": variance})
        if n > 2 and m2 > 0:
            found["skewness"] = m3 / m2**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
        if n > 3 and m2 > 0:
            found["kurtosis"] = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    return {name: value for name, value in found.items() if isinstance(value, str) or math.isfinite(value)}


def _histogram(numbers: _Numbers, is_allowed: bool) -> Optional[Dict[str, Any]]:
    """Twenty bins of equal width; of a column that is not allowed, round ones that hold twenty values each."""
    if numbers.below is None or (not is_allowed and numbers.count < _FEWEST_FOR_QUANTILES):
        return None
    width = (numbers.high - numbers.low) / _BINS
    if not (math.isfinite(width) and width > 0):
        return None
    equal = [numbers.low + index * width for index in range(_BINS)] + [numbers.high]
    boundaries = equal if is_allowed else _round_boundaries(numbers.low, numbers.high, width)
    if not _ascend(boundaries):
        return None
    upto = [numbers.below(boundary) for boundary in boundaries[1:-1]] + [numbers.count]
    counts = [value - before for before, value in zip([0] + upto, upto)]
    if not is_allowed:
        boundaries, counts = _shared_bins(boundaries, counts)
    return {"boundaries": boundaries, "counts": counts, "binning": "fixed"} if counts else None


def _round_boundaries(low: float, high: float, least_width: float) -> List[float]:
    """Multiples of 1, 2 or 5 times a power of ten: they tell where values lie and not what the outermost ones are."""
    power = 10.0 ** math.floor(math.log10(least_width))
    width = next((factor * power for factor in (1, 2, 5) if factor * power >= least_width), 10 * power)
    first, last = math.floor(low / width), math.ceil(high / width)
    return [float(f"{index * width:.12g}") for index in range(first, min(last, first + 2 * _BINS) + 1)]


def _shared_bins(boundaries: List[float], counts: List[int]) -> Tuple[List[float], List[int]]:
    ends, joined, waiting = [boundaries[0]], [], 0
    for end, count in zip(boundaries[1:], counts):
        waiting += count
        if waiting >= _FEWEST_FOR_MOMENTS:
            ends.append(end)
            joined.append(waiting)
            waiting = 0
    if joined:
        ends[-1] = boundaries[-1]
        joined[-1] += waiting
    return ends, joined


def _ascend(values: Sequence[float]) -> bool:
    return all(math.isfinite(value) for value in values) and all(a < b for a, b in zip(values, values[1:]))


def _values_document(facts: _Facts) -> Dict[str, Any]:
    """What only an allowed column may tell: its ends and its most frequent values."""
    found: Dict[str, Any] = {}
    if facts.span is not None:
        low, high = (_scalar(value) for value in facts.span)
        if low is not None and high is not None:
            found.update({"min": low, "max": high})
            if facts.tag in ("date", "timestamp"):
                instants = [text if "T" in text else f"{text}T00:00:00Z" for text in (low, high)]
                found["timestamp"] = {"min": instants[0], "max": instants[1]}
    if facts.top is None or facts.distinct is None or not facts.count:
        return found
    is_complete = facts.distinct["exact"] and facts.distinct["value"] <= _MOST_TOP
    top = []
    for value, count in facts.top[:_MOST_TOP]:
        scalar = _scalar(value)
        # A value that occurs once among many says nothing about the column, and may say something about a person.
        if scalar is not None and (is_complete or count > 1) and len(str(scalar)) <= 200:
            top.append({"value": scalar, "count": count})
    listed = sum(item["count"] for item in top)
    found.update(
        {
            "topValues": top,
            "otherCount": facts.count - listed,
            "valueCountsComplete": bool(is_complete and listed == facts.count),
        }
    )
    return found


def _scalar(value: Any) -> Any:
    """A cell as JSON carries it: dates as RFC 3339, integers beyond 2^53 and long decimals as text; None if it cannot."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float, decimal.Decimal)):
        return _exact_number(value)
    if isinstance(value, dt.datetime):
        return _instant_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return _text(value) if isinstance(value, str) else None


def _exact_number(value: Any) -> Any:
    if isinstance(value, int):
        return value if abs(value) <= 2**53 - 1 else _short_numeral(str(value))
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, decimal.Decimal) and value.is_finite():
        if value == value.to_integral_value() and abs(value) <= 2**53 - 1:
            return int(value)
        digits = len(value.as_tuple().digits)
        return float(value) if digits <= 15 and math.isfinite(float(value)) else _short_numeral(format(value, "f"))
    return None


def _short_numeral(text: str) -> Optional[str]:
    return text if len(text) <= 400 else None


# ---------------------------------------------------------------------------------------------------------------------
# Ranks and sketches
# ---------------------------------------------------------------------------------------------------------------------


class _View(Sequence[Any]):
    """A sorted column of any library as a sequence of Python numbers, read one at a time."""

    def __init__(self, length: int, item: Callable[[int], Any]) -> None:
        self.length = length
        self.item = item

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: Any) -> Any:
        return self.item(index)


def _rank_numbers(numbers: _Numbers, values: Sequence[Any], upto: Sequence[int]) -> None:
    """Gives exact ranks: `values` ascend, `upto[i]` values are not above `values[i]`. Type 7 (Hyndman & Fan 1996)."""

    def quantile(rank: float) -> float:
        position = (numbers.count - 1) * rank
        share = position - math.floor(position)
        low = float(values[bisect.bisect_right(upto, math.floor(position))])
        high = float(values[bisect.bisect_right(upto, math.ceil(position))])
        return low if low == high else min(high, max(low, low * (1 - share) + high * share))

    def below(boundary: float) -> int:
        index = bisect.bisect_left(values, boundary)
        return int(upto[index - 1]) if index else 0

    numbers.quantile, numbers.below = quantile, below


class _Registers:
    """HyperLogLog with 2^14 registers: about how many different values there are, in 16 KiB (Ertl 2017, algorithm 6)."""

    BITS = 14
    SIZE = 1 << BITS
    REST = 64 - BITS
    ERROR = 1.04 / math.sqrt(SIZE)

    def __init__(self) -> None:
        self.registers = bytearray(self.SIZE)

    def add_numbers(self, values: Iterable[Any]) -> None:
        """Equal numbers of different types are one value: their hashes are equal, and here they are spread (splitmix64)."""
        mask, bits, low, rest_bits, registers = 2**64 - 1, self.BITS, self.SIZE - 1, self.REST + 1, self.registers
        for value in values:
            x = ((0 if value == -1 else hash(value)) * 2 + (value == -1)) & mask  # Python hashes -1 as -2
            x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask
            x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask
            x ^= x >> 31
            rank = rest_bits - (x >> bits).bit_length()
            if rank > registers[x & low]:
                registers[x & low] = rank

    def add_keys(self, keys: Iterable[bytes]) -> None:
        bits, low, rest_bits, registers = self.BITS, self.SIZE - 1, self.REST + 1, self.registers
        for key in keys:
            x = int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little")
            rank = rest_bits - (x >> bits).bit_length()
            if rank > registers[x & low]:
                registers[x & low] = rank

    def estimate(self) -> float:
        counts = Counter(self.registers)
        z = self.SIZE * self._tau(1 - counts[self.REST + 1] / self.SIZE)
        for rank in range(self.REST, 0, -1):
            z = 0.5 * (z + counts[rank])
        z += self.SIZE * self._sigma(counts[0] / self.SIZE)
        return self.SIZE**2 / (2 * math.log(2) * z)

    @staticmethod
    def _sigma(share: float) -> float:
        if share == 1:
            return math.inf
        x, y, z, before = share, 1.0, share, math.nan
        while z != before:
            x *= x
            before = z
            z += x * y
            y += y
        return z

    @staticmethod
    def _tau(share: float) -> float:
        if share in (0, 1):
            return 0.0
        x, y, z, before = share, 1.0, 1 - share, math.nan
        while z != before:
            x = math.sqrt(x)
            before = z
            y *= 0.5
            z -= (1 - x) ** 2 * y
        return z / 3


class _Ranks:
    """KLL sketch (Karnin, Lang, Liberty 2016): quantiles in bounded memory, of values that come in any number and order."""

    SIZE = 1024
    ERROR = 0.01  # of the rank; the tests measure a third of it

    def __init__(self) -> None:
        self.levels: List[List[float]] = [[]]
        self.random = random.Random(_SEED)

    def add(self, value: float, weight: int) -> None:
        level = 0
        while weight:
            if weight & 1:
                while len(self.levels) <= level:
                    self.levels.append([])
                self.levels[level].append(value)
            weight >>= 1
            level += 1

    def settle(self) -> None:
        """Halves each level that is over its size into the next."""
        level = 0
        while level < len(self.levels):
            if len(self.levels[level]) > max(8, self.SIZE * (2 / 3) ** (len(self.levels) - 1 - level)):
                if level + 1 == len(self.levels):
                    self.levels.append([])
                    level = -1  # the sizes of all levels changed
                else:
                    items = sorted(self.levels[level])
                    keep = [items.pop()] if len(items) % 2 else []
                    self.levels[level] = keep
                    self.levels[level + 1].extend(items[self.random.randrange(2) :: 2])
            level += 1

    def quantile(self, rank: float) -> float:
        items = sorted((value, 1 << level) for level, values in enumerate(self.levels) for value in values)
        upto = list(itertools.accumulate(weight for _, weight in items))
        return items[min(len(items) - 1, bisect.bisect_left(upto, rank * upto[-1]))][0] if items else math.nan


def _estimated(registers: _Registers, count: int, least: int) -> Dict[str, Any]:
    """Three standard errors either way, and never more than there are values."""
    estimate = registers.estimate()

    def within(value: float) -> int:
        return min(count, max(least, round(value)))

    return {
        "value": within(estimate),
        "exact": False,
        "lower": within(math.floor(estimate * (1 - 3 * registers.ERROR))),
        "upper": within(math.ceil(estimate * (1 + 3 * registers.ERROR))),
    }


# ---------------------------------------------------------------------------------------------------------------------
# Plain Python values
# ---------------------------------------------------------------------------------------------------------------------

_PRECISE = decimal.Context(prec=400, traps=[])
_KIND_OF_TYPE: Dict[type, str] = {}


def _kind_of_type(kind: type) -> str:
    """How cells of a Python type are measured; subclasses as their base, scalars of numpy as what they hold."""
    found = _KIND_OF_TYPE.get(kind)
    if found is None:
        found = _KIND_OF_TYPE[kind] = _look_up_kind(kind)
        if len(_KIND_OF_TYPE) > 1000:
            _KIND_OF_TYPE.clear()
    return found


def _look_up_kind(kind: type) -> str:
    if kind is type(None) or kind.__name__ in ("NAType", "NaTType"):
        return "null"
    if issubclass(kind, enum.Enum) and not issubclass(kind, (int, str)):
        return "unknown"
    for base, name in (
        (bool, "boolean"),
        (int, "integral"),
        (float, "fractional"),
        (decimal.Decimal, "decimal"),
        (fractions.Fraction, "fraction"),
        (str, "string"),
        (dt.datetime, "timestamp"),
        (dt.date, "date"),
        (bytes, "binary"),
        (uuid.UUID, "text"),
        (dt.time, "text"),
    ):
        if issubclass(kind, base):
            return name
    is_scalar = (
        hasattr(kind, "dtype") and hasattr(kind, "item") and hasattr(kind, "nbytes") and kind.__name__ != "ndarray"
    )
    return (
        "numpy"
        if is_scalar and kind.__name__ not in ("void", "record", "timedelta64", "Series", "Index")
        else "unknown"
    )


class _PlainColumn:
    """Cells of one column as Python values, a batch at a time, in bounded memory.

    Equal cells are counted together. While there are few different ones everything is exact; when there are more, what
    was counted is folded into sums and sketches, and counting begins anew.
    """

    def __init__(self, limit: int = _EXACT_VALUES) -> None:
        self.limit = limit
        self.rows = 0
        self.nulls = 0
        self.types: Counter[str] = Counter()
        self.special: Counter[str] = Counter()
        self.groups: Dict[str, Counter[Any]] = {}
        self.folds: Dict[str, _Fold] = {}
        self.characters = 0
        self.zoned = self.local = False
        self.wide = False

    def add(self, cells: Sequence[Any]) -> None:
        self.rows += len(cells)
        kinds = set(map(type, cells))
        for kind in kinds:
            alike = cells if len(kinds) == 1 else [cell for cell in cells if type(cell) is kind]
            self._add_alike(_kind_of_type(kind), alike)
        if sum(map(len, self.groups.values())) > self.limit or self.characters > _EXACT_TEXT:
            self._settle()

    def add_counted(self, counted: Mapping[Any, int], nulls: int) -> None:
        """Cells that are counted already, such as those of a categorical column."""
        self.nulls += nulls
        self.rows += nulls
        for value, count in counted.items():
            self.rows += count
            kind = _kind_of_type(type(value))
            if kind == "null":
                self.nulls += count
            else:
                self._count_alike(kind, [value], count)

    def _add_alike(self, kind: str, cells: Sequence[Any]) -> None:
        if kind == "null":
            self.nulls += len(cells)
        elif kind == "numpy":
            items = [cell.item() for cell in cells]
            for plain in set(map(type, items)):
                again = _kind_of_type(plain)
                self._add_alike(
                    "unknown" if again == "numpy" else again, [item for item in items if type(item) is plain]
                )
        else:
            self._count_alike(kind, cells, 1)

    def _count_alike(self, kind: str, cells: Sequence[Any], times: int) -> None:
        if kind == "numpy":
            cells = [cell.item() for cell in cells]
            kind = _kind_of_type(type(cells[0]))
        self.types[kind] += len(cells) * times
        group, kept = self._prepared(kind, cells, times)
        if group is None:
            return
        counter = self.groups.setdefault(group, Counter())
        if times == 1:
            counter.update(kept)
        else:
            for cell in kept:
                counter[cell] += times
        if group in ("string", "binary"):
            self.characters += sum(map(len, kept))

    def _prepared(self, kind: str, cells: Sequence[Any], times: int) -> Tuple[Optional[str], Sequence[Any]]:
        """The group that cells of a kind are counted in, and those that can be: NaN and infinities are told apart."""
        if kind == "fractional":
            if not all(map(math.isfinite, cells)):
                self.special["nan"] += times * sum(map(math.isnan, cells))
                self.special["+inf"] += times * sum(1 for cell in cells if cell == math.inf)
                self.special["-inf"] += times * sum(1 for cell in cells if cell == -math.inf)
                cells = [cell for cell in cells if math.isfinite(cell)]
            return "number", cells
        if kind == "decimal":
            for cell in cells:
                if not cell.is_finite():
                    self.special["nan" if cell.is_nan() else "+inf" if cell > 0 else "-inf"] += times
            return "number", [cell for cell in cells if cell.is_finite()]
        if kind == "integral":
            self.wide = self.wide or any(not -(2**63) <= cell < 2**63 for cell in cells)
            return "number", cells
        if kind == "fraction":
            return "number", [float(cell) for cell in cells]
        if kind == "text":
            return "string", [str(cell) for cell in cells]
        if kind == "timestamp":
            zoned = sum(1 for cell in cells if cell.tzinfo is not None)
            self.zoned, self.local = self.zoned or zoned > 0, self.local or zoned < len(cells)
            return "timestamp", [_utc(cell) for cell in cells] if zoned else cells
        return (None, cells) if kind == "unknown" else (kind, cells)

    def _settle(self) -> None:
        held = sum(len(text) for group in ("string", "binary") for text in self.groups.get(group, ()))
        self.characters = held
        if sum(map(len, self.groups.values())) <= self.limit and held * 2 <= _EXACT_TEXT:
            return
        self.characters = 0
        for group, counter in self.groups.items():
            self.folds.setdefault(group, _Fold(group)).add(counter)
        self.groups = {}

    def facts(self) -> _Facts:
        facts = _Facts(self.rows - self.nulls, self.nulls)
        if not facts.count:
            return facts
        names = {
            "integral": "integral",
            "fractional": "fractional",
            "decimal": "fractional",
            "fraction": "fractional",
            "boolean": "boolean",
            "string": "string",
            "text": "string",
            "date": "date",
            "timestamp": "timestamp",
        }
        for kind, count in self.types.items():
            name = names.get(kind, "unknown")
            facts.type_counts[name] = facts.type_counts.get(name, 0) + count
        group = self._only_group()
        if group is None:
            return facts.of("other", self._mixed_name())
        if group in self.folds:
            self.folds[group].add(self.groups.get(group, Counter()))
            self.folds[group].tell(facts)
        else:
            _tell_counted(facts, group, self.groups.get(group, Counter()))
        facts.tag, facts.type_name = {"number": "number", "binary": "other"}.get(group, group), self._type_name(group)
        if group == "number" and set(self.types) - {"integral"}:
            _tell_special(facts, self.special["nan"], self.special["+inf"], self.special["-inf"])
        return facts

    def _only_group(self) -> Optional[str]:
        """The one group that all cells belong to; dates among timestamps are their midnights. None: the column is mixed."""
        if self.types["unknown"]:
            return None
        present = set(self.groups) | set(self.folds)
        if present == {"date", "timestamp"} and not self.folds:
            for day, count in self.groups.pop("date").items():
                self.groups["timestamp"][dt.datetime(day.year, day.month, day.day)] += count
            self.local = True
            present = {"timestamp"}
        return present.pop() if len(present) == 1 else None

    def _type_name(self, group: str) -> str:
        if group == "number":
            if set(self.types) == {"integral"}:
                return "integer" if self.wide else "int64"
            return "float64" if self.types["fractional"] or self.types["fraction"] else "decimal"
        if group == "timestamp":
            return "timestamp with time zone" if self.zoned and not self.local else "timestamp"
        return group

    def _mixed_name(self) -> str:
        return "object" if set(self.types) == {"unknown"} else "mixed"


def _utc(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        return value
    try:
        return value.astimezone(dt.timezone.utc).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return value.replace(tzinfo=None)


def _tell_special(facts: _Facts, nan: int, above: int, below: int) -> None:
    """Counts NaN and infinities, each as one more distinct value; nothing else is measured of them."""
    facts.counts.update({"nanCount": nan, "infCount": above + below})
    facts.counts["negativeCount"] = facts.counts.get("negativeCount", 0) + below
    present = [count for count in (nan, above, below) if count]
    if facts.distinct is not None and facts.distinct["exact"]:
        facts.distinct["value"] += len(present)
        facts.once = (facts.once or 0) + present.count(1)


def _tell_counted(facts: _Facts, group: str, counter: Counter[Any]) -> None:
    """Exact facts from how often each value occurs."""
    facts.distinct = {"value": len(counter), "exact": True}
    facts.once = sum(1 for count in counter.values() if count == 1)
    facts.top = sorted(counter.items(), key=lambda item: (-item[1], item[0]))[: _MOST_TOP + 1]
    if group == "number":
        facts.counts.update(
            {
                "zeroCount": counter.get(0, 0),
                "negativeCount": sum(count for value, count in counter.items() if value < 0),
            }
        )
        _tell_numbers(facts, counter)
    elif group == "boolean":
        facts.counts.update({"trueCount": counter.get(True, 0), "falseCount": counter.get(False, 0)})
    elif group in ("string", "binary"):
        _tell_text(facts, group, counter)
        if group == "binary":
            facts.top = None
    elif counter:
        facts.span = (min(counter), max(counter))


def _tell_numbers(facts: _Facts, counter: Counter[Any]) -> None:
    if not counter:
        return
    try:
        values = sorted(counter)
        numbers = _Numbers(sum(counter.values()), float(values[0]), float(values[-1]))
    except OverflowError:  # integers beyond what a double can hold
        facts.span = (min(counter), max(counter))
        return
    facts.span = (values[0], values[-1])
    numbers.total = _Sum().add(counter).total()
    numbers.settle_mean()
    if numbers.mean is not None:
        numbers.powers = _powers(counter.items(), numbers.mean)
    _rank_numbers(numbers, values, list(itertools.accumulate(counter[value] for value in values)))
    facts.numbers = numbers


def _powers(items: Iterable[Tuple[Any, int]], mean: float) -> Tuple[float, float, float]:
    """Sums of the second, third and fourth power of the distance from the mean."""
    apart = [(float(value) - mean, count) for value, count in items]
    try:
        return cast(
            "Tuple[float, float, float]",
            tuple(math.fsum(count * distance**power for distance, count in apart) for power in (2, 3, 4)),
        )
    except (OverflowError, ValueError):
        return (math.nan, math.nan, math.nan)


class _Sum:
    """A sum that is exact for integers and decimals, and rounded once for floats; None when it overflows."""

    def __init__(self) -> None:
        self.whole = 0
        self.precise = decimal.Decimal(0)
        self.floats: List[float] = []
        self.has_decimals = False

    def add(self, counter: Counter[Any]) -> _Sum:
        products: List[float] = []
        for value, count in counter.items():
            if isinstance(value, int):
                self.whole += value * count
            elif isinstance(value, float):
                products.append(value * count)
            else:
                self.has_decimals = True
                self.precise = _PRECISE.add(self.precise, _PRECISE.multiply(value, decimal.Decimal(count)))
        if products:
            with contextlib.suppress(OverflowError, ValueError):
                self.floats = [math.fsum(self.floats + products)]
                return self
            self.floats = [math.nan]
        return self

    def total(self) -> Any:
        if not self.floats:
            return _PRECISE.add(self.precise, decimal.Decimal(self.whole)) if self.has_decimals else self.whole
        try:
            total = math.fsum([*self.floats, float(self.precise), float(self.whole)])
        except (OverflowError, ValueError):
            return None
        return total if math.isfinite(total) else None


def _tell_text(facts: _Facts, group: str, counter: Counter[Any]) -> None:
    """Lengths in characters (of binary cells in bytes), empty cells and cells of white space only."""
    if group == "string":
        facts.counts.update(
            {
                "emptyCount": counter.get("", 0),
                "blankCount": sum(count for text, count in counter.items() if text.isspace()),
            }
        )
    if counter:
        total = sum(len(text) * count for text, count in counter.items())
        lengths = [len(text) for text in counter]
        facts.length = (min(lengths), max(lengths), total / sum(counter.values()))


class _Fold:
    """What is left of counted cells when there were too many different ones to keep: sums, ends and sketches."""

    def __init__(self, group: str) -> None:
        self.group = group
        self.count = 0
        self.registers = _Registers()
        self.low: Any = None
        self.high: Any = None
        self.counts: Counter[str] = Counter()
        self.lengths: List[int] = [sys.maxsize, 0, 0]
        self.sum = _Sum()
        self.ranks = _Ranks()
        self.moments: Tuple[int, float, float, float, float] = (0, 0.0, 0.0, 0.0, 0.0)

    def add(self, counter: Counter[Any]) -> None:
        if not counter:
            return
        self.count += sum(counter.values())
        if self.group == "number":
            self.registers.add_numbers(counter)
        elif self.group == "binary":
            self.registers.add_keys(counter)
        else:
            self.registers.add_keys(str(value).encode("utf-8", "surrogatepass") for value in counter)
        if self.group in ("string", "binary"):
            self._add_text(counter)
            return
        low, high = min(counter), max(counter)
        self.low = low if self.low is None else min(self.low, low)
        self.high = high if self.high is None else max(self.high, high)
        if self.group == "number":
            self._add_numbers(counter)

    def _add_text(self, counter: Counter[Any]) -> None:
        facts = _Facts(0, 0)
        _tell_text(facts, self.group, counter)
        self.counts.update(facts.counts)
        lengths = [len(text) for text in counter]
        total = sum(len(text) * count for text, count in counter.items())
        self.lengths = [min(self.lengths[0], min(lengths)), max(self.lengths[1], max(lengths)), self.lengths[2] + total]

    def _add_numbers(self, counter: Counter[Any]) -> None:
        self.counts.update(
            {
                "zeroCount": counter.get(0, 0),
                "negativeCount": sum(count for value, count in counter.items() if value < 0),
            }
        )
        self.sum.add(counter)
        try:
            own = sum(counter.values())
            mean = math.fsum(float(value) * (count / own) for value, count in counter.items())
            self.moments = _joined(self.moments, (own, mean, *_powers(counter.items(), mean)))
            self.ranks.levels[0].extend(float(value) for value, count in counter.items() if count == 1)
            for value, count in counter.items():
                if count > 1:
                    self.ranks.add(float(value), count)
            self.ranks.settle()
        except OverflowError:
            self.moments = (self.count, math.nan, math.nan, math.nan, math.nan)

    def tell(self, facts: _Facts) -> None:
        facts.distinct = _estimated(self.registers, self.count, 1)
        facts.counts.update({name: self.counts[name] for name in _COUNTS_OF.get(self.group, ())})
        if self.group in ("string", "binary"):
            facts.length = (self.lengths[0], self.lengths[1], self.lengths[2] / self.count)
            return
        facts.span = (self.low, self.high)
        if self.group == "number" and not math.isnan(self.moments[1]):
            numbers = _Numbers(self.count, float(self.low), float(self.high))
            numbers.total = self.sum.total()
            numbers.settle_mean()
            numbers.powers = self.moments[2:]
            numbers.quantile, numbers.rank_error = self.ranks.quantile, self.ranks.ERROR
            facts.numbers = numbers


_COUNTS_OF = {"number": ("zeroCount", "negativeCount"), "string": ("emptyCount", "blankCount")}


def _joined(
    a: Tuple[int, float, float, float, float], b: Tuple[int, float, float, float, float]
) -> Tuple[int, float, float, float, float]:
    """Mean and power sums of two parts together (Pébay 2008)."""
    (na, mean_a, a2, a3, a4), (nb, mean_b, b2, b3, b4) = a, b
    if na == 0:
        return b
    n, d = na + nb, mean_b - mean_a
    m2 = a2 + b2 + d**2 * na * nb / n
    m3 = a3 + b3 + d**3 * na * nb * (na - nb) / n**2 + 3 * d * (na * b2 - nb * a2) / n
    m4 = (
        a4
        + b4
        + d**4 * na * nb * (na**2 - na * nb + nb**2) / n**3
        + 6 * d**2 * (na**2 * b2 + nb**2 * a2) / n**2
        + 4 * d * (na * b3 - nb * a3) / n
    )
    return n, mean_a + d * nb / n, m2, m3, m4


# ---------------------------------------------------------------------------------------------------------------------
# Sources: each library measures its own columns; what it cannot, plain Python does
# ---------------------------------------------------------------------------------------------------------------------


class _Limits:
    """How much is measured: which columns, how many, and how many rows before a sample must do."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.max_rows = options.get("max_rows", _settings.max_rows)
        self.max_columns = options.get("max_columns", _settings.max_columns)
        for name, value in (("max_rows", self.max_rows), ("max_columns", self.max_columns)):
            if not _accepts(name, value):
                raise PlumblineError(f"{name}={_quoted(value)}: give {_SETTING_FORM[name]}.")
        columns = options.get("columns")
        self.columns = None if columns is None else set(_name_list(columns))

    def chosen(self, names: Sequence[str]) -> List[int]:
        """Positions of the columns to measure."""
        wanted = self.columns
        if wanted is not None:
            missing = sorted(wanted - set(names))
            if missing:
                _tell(
                    f"columns: {missing}",
                    f"there is no column {_quoted(missing[0])}. "
                    f"Columns: {', '.join(names[:20])}{', …' if len(names) > 20 else ''}.",
                )
        positions = [index for index, name in enumerate(names) if wanted is None or name in wanted]
        if len(positions) > self.max_columns:
            _tell(
                "columns",
                f"{len(positions)} columns: the first {self.max_columns} were measured. "
                "Name the ones you want with columns=, or raise max_columns.",
            )
        return positions[: self.max_columns]

    def sample_of(self, row_count: int) -> Optional[List[int]]:
        """Rows of a random sample, ascending; None when all are measured."""
        if self.max_rows is None or row_count <= self.max_rows:
            return None
        size = min(_SAMPLE_ROWS, self.max_rows)
        return sorted(random.Random(_SEED).sample(range(row_count), size))


def _sampling(size: int, row_count: int) -> Dict[str, Any]:
    return {"method": "random", "fraction": size / row_count, "rowsScanned": size, "seed": _SEED}


def _measure(data: Any, limits: _Limits) -> _Measured:
    for kind in type(data).__mro__:
        library, name = (kind.__module__ or "").partition(".")[0], kind.__name__
        reader = _READERS.get((library, name))
        if reader is not None:
            return reader(data, limits)
    if hasattr(data, "fetchmany") and hasattr(data, "description"):
        return _measure_cursor(data, limits)
    if isinstance(data, Mapping):
        return _measure_mapping(data, limits)
    if hasattr(data, "__arrow_c_stream__") and "pyarrow" in sys.modules:
        return _measure_arrow(sys.modules["pyarrow"].table(data), limits)
    if isinstance(data, Iterable) and not isinstance(data, (str, bytes, bytearray)) and not hasattr(data, "dtype"):
        return _measure_rows(data, limits)
    raise PlumblineError(f"cannot measure a {type(data).__module__}.{type(data).__name__}. {_advice(data)}")


def _advice(data: Any) -> str:
    library = type(data).__module__.partition(".")[0]
    if library == "pyspark":
        return "Give a sample, such as frame.sample(0.01).toPandas()."
    if library in ("dask", "modin", "numpy"):
        return "Make it a pandas frame first."
    return (
        "Give a frame of pandas or polars, a table of pyarrow, a DuckDB relation, a DB-API cursor, "
        "a list of dicts or a dict of lists."
    )


def _measure_columns(
    measured: _Measured,
    raw_names: Sequence[Any],
    limits: _Limits,
    measure: Callable[[int], _Facts],
    type_of: Callable[[int], Optional[str]],
) -> _Measured:
    """Runs `measure` for each chosen column; one that fails is left out and told, the others stay."""
    unique = _ColumnNames()
    names = [unique.of(raw, position) for position, raw in enumerate(raw_names)]
    chosen = set(limits.chosen(names))
    for position, name in enumerate(names):
        type_name = None
        with _guard(f"column {_quoted(name)}", strict=_settings.strict):
            if position in chosen:
                facts = measured.columns[name] = measure(position)
                type_name = facts.type_name
            else:
                type_name = type_of(position)
        if position < _MOST_FIELDS:
            field: Dict[str, Any] = {"name": name}
            if type_name:
                field["type"] = _text(type_name)[:2000]
            measured.fields.append({**field, "ordinal": position + 1})
    return measured


# --- pandas


def _measure_pandas(frame: Any, limits: _Limits) -> _Measured:
    if not hasattr(frame, "columns"):
        frame = frame.to_frame()
    row_count = len(frame)
    measured = _Measured(row_count)
    sample = limits.sample_of(row_count)
    if sample is not None:
        measured.sampled = _sampling(len(sample), row_count)

    def column(position: int) -> Any:
        series = frame.iloc[:, position]
        return series if sample is None else series.iloc[sample]

    return _measure_columns(
        measured,
        list(frame.columns),
        limits,
        lambda at: _pandas_facts(column(at)),
        lambda at: _pandas_type(frame.dtypes.iloc[at]),
    )


def _pandas_type(dtype: Any) -> Optional[str]:
    kind = getattr(dtype, "kind", "O")
    name = str(dtype).lower()
    if kind == "M":
        return "timestamp with time zone" if getattr(dtype, "tz", None) is not None else "timestamp"
    if kind == "b":
        return "boolean"
    if kind in "iuf":
        return re.sub(r"\[.*", "", {"double[pyarrow]": "float64", "float[pyarrow]": "float32"}.get(name, name))
    return None if name == "object" else "string" if name.startswith(("str", "large_string")) else str(dtype)


def _pandas_facts(series: Any) -> _Facts:
    dtype = series.dtype
    name = type(dtype).__name__
    if name == "SparseDtype":
        return _pandas_facts(series.sparse.to_dense())
    if name == "ArrowDtype":
        array = series.array.__arrow_array__()
        return _arrow_facts(array, sys.modules["pyarrow"])
    nulls = int(series.isna().sum())
    if name == "CategoricalDtype":
        plain = _PlainColumn()
        plain.add_counted(_pandas_counts(series), nulls)
        return plain.facts()
    kind = getattr(dtype, "kind", "O")
    if kind in "iufbM":
        present = series.dropna() if nulls else series
        facts = _Facts(len(present), nulls)
        type_name = _pandas_type(dtype)
        if kind == "M":
            return _numpy_times(present, facts, type_name)
        values = present.to_numpy(dtype=getattr(dtype, "numpy_dtype", dtype))
        return _numpy_booleans(values, facts) if kind == "b" else _numpy_numbers(values, facts, type_name)
    if name in ("PeriodDtype", "IntervalDtype") or kind in "mcV":
        return _Facts(len(series) - nulls, nulls).of("other", str(dtype), "unknown")
    return _pandas_objects(series, nulls)


def _pandas_counts(series: Any) -> Dict[Any, int]:
    counted = series.value_counts(dropna=True)
    return {value: int(count) for value, count in zip(counted.index.tolist(), counted.tolist()) if count}


def _pandas_objects(series: Any, nulls: int) -> _Facts:
    """Cells that are Python objects already, or text: counted as they are, a batch at a time."""
    plain = _PlainColumn()
    plain.rows = plain.nulls = nulls
    present = (series.dropna() if nulls else series).to_numpy(dtype=object)
    for start in range(0, len(present), _BATCH):
        plain.add(present[start : start + _BATCH].tolist())
    facts = plain.facts()
    if facts.type_name is None and str(series.dtype) != "object":
        facts.of("string", "string")
    return facts


def _numpy_booleans(values: Any, facts: _Facts) -> _Facts:
    true = int(values.sum())
    _tell_counted(facts, "boolean", Counter({key: n for key, n in ((True, true), (False, facts.count - true)) if n}))
    return facts.of("boolean", "boolean", "boolean")


def _numpy_times(series: Any, facts: _Facts, type_name: Optional[str]) -> _Facts:
    facts.of("timestamp", type_name, "timestamp")
    numpy = sys.modules["numpy"]
    if getattr(series.dtype, "tz", None) is not None:
        series = series.dt.tz_convert("UTC").dt.tz_localize(None)
    values, counts = numpy.unique(series.to_numpy(), return_counts=True)
    _numpy_groups(facts, values, counts, lambda value: _numpy_time(value))
    if len(values):
        facts.span = (_numpy_time(values[0]), _numpy_time(values[-1]))
    return facts


def _numpy_time(value: Any) -> str:
    text = str(value)
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "Z"


def _numpy_groups(facts: _Facts, values: Any, counts: Any, convert: Callable[[Any], Any]) -> None:
    facts.distinct = {"value": len(values), "exact": True}
    facts.once = int((counts == 1).sum())
    order = (-counts).argsort(kind="stable")[: _MOST_TOP + 1]
    facts.top = [(convert(values[index]), int(counts[index])) for index in order]


def _numpy_numbers(values: Any, facts: _Facts, type_name: Optional[str]) -> _Facts:
    numpy = sys.modules["numpy"]
    is_float = values.dtype.kind == "f"
    facts.of("number", type_name, "fractional" if is_float else "integral")
    finite = values
    if is_float:
        finite = values[numpy.isfinite(values)]
        if finite.dtype.itemsize < 8:
            finite = finite.astype("float64")
    unique, counts = numpy.unique(finite, return_counts=True)
    _numpy_groups(facts, unique, counts, lambda value: value.item())
    facts.counts.update({"zeroCount": int(counts[unique == 0].sum()), "negativeCount": int(counts[unique < 0].sum())})
    if is_float:
        special = (numpy.isnan(values), values == numpy.inf, values == -numpy.inf)
        _tell_special(facts, *(int(found.sum()) for found in special))
    if len(unique):
        with numpy.errstate(all="ignore"):
            facts.numbers = _numpy_ranked(unique, counts)
        facts.span = (unique[0].item(), unique[-1].item())
    return facts


def _numpy_ranked(unique: Any, counts: Any) -> _Numbers:
    numpy = sys.modules["numpy"]
    upto = numpy.cumsum(counts)
    numbers = _Numbers(int(upto[-1]), float(unique[0]), float(unique[-1]))
    if unique.dtype.kind == "f":
        total = float((unique.astype(numpy.longdouble) * counts).sum())
        numbers.total = total if math.isfinite(total) else None
    elif max(abs(int(unique[0])), abs(int(unique[-1]))) * numbers.count < 2**63:
        numbers.total = int((unique.astype("int64") * counts).sum())
    else:
        numbers.total = sum(value * count for value, count in zip(unique.tolist(), counts.tolist()))
    if numbers.settle_mean() is not None:
        apart = unique.astype("float64") - numbers.mean
        numbers.powers = cast(
            "Tuple[float, float, float]", tuple(float((counts * apart**power).sum()) for power in (2, 3, 4))
        )
    _rank_numbers(numbers, _View(len(unique), lambda at: unique[at].item()), _View(len(upto), lambda at: int(upto[at])))
    return numbers


# --- polars


def _measure_polars(frame: Any, limits: _Limits) -> _Measured:
    if not hasattr(frame, "columns"):
        frame = frame.to_frame()
    row_count = frame.height
    measured = _Measured(row_count)
    sample = limits.sample_of(row_count)
    if sample is not None:
        measured.sampled = _sampling(len(sample), row_count)
    polars = sys.modules["polars"]

    def column(position: int) -> Any:
        series = frame.to_series(position)
        return series if sample is None else series.gather(sample)

    return _measure_columns(
        measured,
        frame.columns,
        limits,
        lambda at: _polars_facts(column(at), polars),
        lambda at: _polars_type(frame.dtypes[at], polars),
    )


def _refuse_lazy(frame: Any, limits: _Limits) -> _Measured:
    raise PlumblineError("cannot measure a polars LazyFrame: it has no rows yet. Give frame.collect().")


def _polars_type(dtype: Any, polars: Any) -> str:
    if dtype == polars.Datetime:
        return "timestamp with time zone" if dtype.time_zone else "timestamp"
    if dtype.is_decimal():
        return f"decimal({dtype.precision}, {dtype.scale})".replace("None, ", "38, ")
    return str(dtype).lower()


def _polars_facts(series: Any, polars: Any) -> _Facts:
    dtype = series.dtype
    nulls = series.null_count()
    facts = _Facts(len(series) - nulls, nulls)
    present = (series.drop_nulls() if nulls else series).alias("v")
    type_name = _polars_type(dtype, polars)
    if dtype.is_numeric():
        return _polars_numbers(present, facts, type_name)
    if dtype == polars.Boolean:
        true = int(present.sum() or 0)
        _tell_counted(
            facts, "boolean", Counter({key: n for key, n in ((True, true), (False, facts.count - true)) if n})
        )
        return facts.of("boolean", "boolean", "boolean")
    if dtype in (polars.String, polars.Categorical, polars.Enum):
        return _polars_text(present.cast(polars.String), facts)
    if dtype in (polars.Date, polars.Datetime):
        return _polars_times(present, facts, type_name)
    if dtype == polars.Time:
        return _polars_text(present.cast(polars.String), facts)
    if dtype in (polars.Object, polars.Binary):
        return _plain_facts(series.to_list())
    return facts.of(None if dtype == polars.Null else "other", None if dtype == polars.Null else type_name, "unknown")


def _plain_facts(cells: Sequence[Any]) -> _Facts:
    plain = _PlainColumn()
    for start in range(0, len(cells), _BATCH):
        plain.add(cells[start : start + _BATCH])
    return plain.facts()


def _polars_groups(series: Any, facts: _Facts, convert: Callable[[Any], Any]) -> Any:
    """The different values with their counts, ascending."""
    groups = series.value_counts(name="c").sort("v")
    facts.distinct = {"value": groups.height, "exact": True}
    facts.once = int((groups["c"] == 1).sum())
    top = groups.sort(["c", "v"], descending=[True, False]).head(_MOST_TOP + 1)
    facts.top = [(convert(value), count) for value, count in top.iter_rows()]
    return groups


def _same(value: Any) -> Any:
    return value


def _polars_text(series: Any, facts: _Facts) -> _Facts:
    polars = sys.modules["polars"]
    groups = _polars_groups(series, facts, _same)
    texts, counts = groups["v"], groups["c"].cast(polars.Int64)
    empty = int(counts.filter(texts == "").sum())
    blank = int(counts.filter(texts.str.contains(r"^[\s\x1c-\x1f]+$")).sum())
    facts.counts.update({"emptyCount": empty, "blankCount": blank})
    if facts.count:
        lengths = texts.str.len_chars().cast(polars.Int64)
        facts.length = (int(lengths.min()), int(lengths.max()), int((lengths * counts).sum()) / facts.count)
    return facts.of("string", "string", "string")


def _polars_times(series: Any, facts: _Facts, type_name: str) -> _Facts:
    polars = sys.modules["polars"]
    if series.dtype == polars.Datetime:
        if series.dtype.time_zone:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        if series.dtype.time_unit == "ns":
            series = series.cast(polars.Datetime("us"))
    groups = _polars_groups(series, facts, _same)
    if groups.height:
        facts.span = (groups["v"][0], groups["v"][-1])
    tag = "date" if series.dtype == polars.Date else "timestamp"
    return facts.of(tag, type_name, tag)


def _polars_numbers(series: Any, facts: _Facts, type_name: str) -> _Facts:
    polars = sys.modules["polars"]
    is_float = series.dtype.is_float()
    facts.of("number", type_name, "integral" if series.dtype.is_integer() else "fractional")
    finite = series.filter(series.is_finite()) if is_float else series
    if is_float:
        finite = finite.cast(polars.Float64)
    groups = _polars_groups(finite, facts, _same)
    values, counts = groups["v"], groups["c"].cast(polars.Int64)
    facts.counts.update(
        {"zeroCount": int(counts.filter(values == 0).sum()), "negativeCount": int(counts.filter(values < 0).sum())}
    )
    if not series.dtype.is_integer():
        infinite = (int((series == math.inf).sum()), int((series == -math.inf).sum())) if is_float else (0, 0)
        _tell_special(facts, int(series.is_nan().sum()) if is_float else 0, *infinite)
    if groups.height:
        facts.span = (values[0], values[-1])
        facts.numbers = _polars_ranked(values, counts)
    return facts


def _polars_ranked(values: Any, counts: Any) -> _Numbers:
    polars = sys.modules["polars"]
    upto = counts.cum_sum()
    numbers = _Numbers(int(upto[-1]), float(values[0]), float(values[-1]))
    if values.dtype.is_float():
        total = (values * counts).sum()
        numbers.total = total if math.isfinite(total) else None
    elif values.dtype.is_integer() and max(abs(values[0]), abs(values[-1])) * numbers.count < 2**63:
        numbers.total = int((values.cast(polars.Int64) * counts).sum())
    else:
        numbers.total = _Sum().add(Counter(dict(zip(values.to_list(), counts.to_list())))).total()
    if numbers.settle_mean() is not None:
        apart = values.cast(polars.Float64) - numbers.mean
        numbers.powers = cast(
            "Tuple[float, float, float]", tuple(float((counts * apart**power).sum()) for power in (2, 3, 4))
        )
    _rank_numbers(numbers, _View(len(values), lambda at: values[at]), _View(len(upto), lambda at: upto[at]))
    return numbers


# --- pyarrow


def _measure_arrow(table: Any, limits: _Limits) -> _Measured:
    pyarrow = sys.modules["pyarrow"]
    row_count = table.num_rows
    measured = _Measured(row_count)
    sample = limits.sample_of(row_count)
    if sample is not None:
        measured.sampled = _sampling(len(sample), row_count)
    rows = None if sample is None else pyarrow.array(sample, pyarrow.int64())

    def column(position: int) -> Any:
        values = table.column(position)
        return values if rows is None else values.take(rows)

    return _measure_columns(
        measured,
        table.schema.names,
        limits,
        lambda at: _arrow_facts(column(at), pyarrow),
        lambda at: _arrow_type(table.schema.types[at], pyarrow),
    )


def _measure_arrow_stream(reader: Any, limits: _Limits) -> _Measured:
    names = reader.schema.names
    rows = (row for batch in reader for row in zip(*(column.to_pylist() for column in batch.columns)))
    return _measure_stream(rows, names, limits)


def _arrow_type(kind: Any, pyarrow: Any) -> str:
    types = pyarrow.types
    if types.is_dictionary(kind):
        return _arrow_type(kind.value_type, pyarrow)
    if types.is_timestamp(kind):
        return "timestamp with time zone" if kind.tz else "timestamp"
    if types.is_decimal(kind):
        return f"decimal({kind.precision}, {kind.scale})"
    plain = {
        "bool": "boolean",
        "double": "float64",
        "float": "float32",
        "halffloat": "float16",
        "date32[day]": "date",
        "date64[ms]": "date",
        "large_string": "string",
        "string_view": "string",
    }
    return plain.get(str(kind), str(kind))


def _arrow_facts(column: Any, pyarrow: Any) -> _Facts:
    types, kind = pyarrow.types, column.type
    if isinstance(kind, pyarrow.BaseExtensionType):
        column = pyarrow.chunked_array(
            [chunk.storage for chunk in getattr(column, "chunks", [column])], kind.storage_type
        )
        kind = column.type
    if types.is_dictionary(kind) or types.is_run_end_encoded(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    facts = _Facts(len(column) - column.null_count, column.null_count)
    present = column.drop_null() if column.null_count else column
    type_name = _arrow_type(kind, pyarrow)
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return _arrow_numbers(present, facts, type_name)
    if types.is_boolean(kind):
        true = sys.modules["pyarrow.compute"].sum(present).as_py() or 0
        _tell_counted(
            facts, "boolean", Counter({key: n for key, n in ((True, true), (False, facts.count - true)) if n})
        )
        return facts.of("boolean", "boolean", "boolean")
    if types.is_string(kind) or types.is_large_string(kind) or str(kind) == "string_view":
        return _arrow_text(present.cast(pyarrow.large_string()), facts)
    if types.is_date(kind) or types.is_timestamp(kind):
        return _arrow_times(present, facts, type_name)
    if types.is_time(kind) or types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        plain = _PlainColumn()
        for chunk in (column.slice(start, _BATCH) for start in range(0, len(column), _BATCH)):
            plain.add(chunk.to_pylist())
        return plain.facts()
    return facts.of(None if types.is_null(kind) else "other", None if types.is_null(kind) else type_name, "unknown")


def _arrow_groups(column: Any, facts: _Facts) -> Tuple[Any, Any]:
    """The different values, ascending, and how often each occurs."""
    compute = sys.modules["pyarrow.compute"]
    groups = compute.value_counts(column)
    values, counts = groups.field("values"), groups.field("counts")
    order = compute.sort_indices(values)
    values, counts = values.take(order), counts.take(order)
    facts.distinct = {"value": len(values), "exact": True}
    facts.once = compute.sum(compute.equal(counts, 1)).as_py() or 0
    return values, counts


def _arrow_top(values: Any, counts: Any) -> List[Tuple[Any, int]]:
    pyarrow = sys.modules["pyarrow"]
    table = pyarrow.table({"v": values, "c": counts})
    order = sys.modules["pyarrow.compute"].sort_indices(table, [("c", "descending"), ("v", "ascending")])
    top = table.take(order.slice(0, _MOST_TOP + 1))
    return list(zip(top.column("v").to_pylist(), top.column("c").to_pylist()))


def _arrow_text(column: Any, facts: _Facts) -> _Facts:
    compute = sys.modules["pyarrow.compute"]
    texts, counts = _arrow_groups(column, facts)
    lengths = compute.utf8_length(texts)
    empty = compute.sum(counts.filter(compute.equal(lengths, 0))).as_py() or 0
    blank = compute.sum(counts.filter(compute.utf8_is_space(texts))).as_py() or 0
    facts.counts.update({"emptyCount": empty, "blankCount": blank})
    facts.top = _arrow_top(texts, counts)
    if facts.count:
        ends = compute.min_max(lengths).as_py()
        total = compute.sum(compute.multiply(lengths.cast("int64"), counts)).as_py()
        facts.length = (ends["min"], ends["max"], total / facts.count)
    return facts.of("string", "string", "string")


def _arrow_times(column: Any, facts: _Facts, type_name: str) -> _Facts:
    pyarrow = sys.modules["pyarrow"]
    is_date = pyarrow.types.is_date(column.type)
    column = column.cast(pyarrow.date32() if is_date else pyarrow.timestamp("us", column.type.tz), safe=False)
    if not is_date:
        column = column.cast("int64")  # instants in UTC, whatever their zone
    values, counts = _arrow_groups(column, facts)

    def time_of(value: Any) -> Any:
        with contextlib.suppress(OverflowError):
            return value if is_date else dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=value)

    facts.top = [(time_of(value), count) for value, count in _arrow_top(values, counts)]
    if len(values):
        facts.span = (time_of(values[0].as_py()), time_of(values[len(values) - 1].as_py()))
    tag = "date" if is_date else "timestamp"
    return facts.of(tag, type_name, tag)


def _arrow_numbers(column: Any, facts: _Facts, type_name: str) -> _Facts:
    pyarrow, compute = sys.modules["pyarrow"], sys.modules["pyarrow.compute"]
    kind = column.type
    is_float = pyarrow.types.is_floating(kind)
    facts.of("number", type_name, "integral" if pyarrow.types.is_integer(kind) else "fractional")
    if is_float:
        column = column.cast(pyarrow.float64())
    finite = column.filter(compute.is_finite(column)) if is_float else column
    if is_float:
        finite = compute.add(finite, 0.0)  # the two zeros are one value
    values, counts = _arrow_groups(finite, facts)
    facts.top = _arrow_top(values, counts)
    zero = (
        pyarrow.scalar(0).cast(values.type)
        if not pyarrow.types.is_decimal(kind)
        else pyarrow.scalar(decimal.Decimal(0))
    )
    facts.counts.update(
        {
            "zeroCount": compute.sum(counts.filter(compute.equal(values, zero))).as_py() or 0,
            "negativeCount": compute.sum(counts.filter(compute.less(values, zero))).as_py() or 0,
        }
    )
    if not pyarrow.types.is_integer(kind):
        special = (
            [
                compute.sum(found).as_py() or 0
                for found in (compute.is_nan(column), compute.equal(column, math.inf), compute.equal(column, -math.inf))
            ]
            if is_float
            else [0] * 3
        )
        _tell_special(facts, special[0], special[1], special[2])
    if len(values):
        facts.span = (values[0].as_py(), values[len(values) - 1].as_py())
        facts.numbers = _arrow_ranked(values, counts)
    return facts


def _arrow_ranked(values: Any, counts: Any) -> _Numbers:
    pyarrow, compute = sys.modules["pyarrow"], sys.modules["pyarrow.compute"]
    upto = compute.cumulative_sum(counts)
    low, high = values[0].as_py(), values[len(values) - 1].as_py()
    numbers = _Numbers(upto[len(upto) - 1].as_py(), float(low), float(high))
    if pyarrow.types.is_floating(values.type):
        total = compute.sum(compute.multiply(values, counts.cast("float64"))).as_py()
        numbers.total = total if math.isfinite(total) else None
    elif isinstance(low, int) and max(abs(low), abs(high)) * numbers.count < 2**63:
        numbers.total = compute.sum(compute.multiply(values.cast("int64"), counts)).as_py()
    else:
        numbers.total = _Sum().add(Counter(dict(zip(values.to_pylist(), counts.to_pylist())))).total()
    if numbers.settle_mean() is not None:
        apart = compute.subtract(values.cast("float64", safe=False), numbers.mean)
        weights = counts.cast("float64")
        numbers.powers = cast(
            "Tuple[float, float, float]",
            tuple(compute.sum(compute.multiply(weights, compute.power(apart, power))).as_py() for power in (2, 3, 4)),
        )
    _rank_numbers(
        numbers, _View(len(values), lambda at: values[at].as_py()), _View(len(upto), lambda at: upto[at].as_py())
    )
    return numbers


# --- rows


def _measure_mapping(data: Mapping[Any, Any], limits: _Limits) -> _Measured:
    """A dict of columns: lists, tuples or arrays of one length."""
    lengths = {}
    for name, cells in data.items():
        if (
            isinstance(cells, (str, bytes, Mapping))
            or not hasattr(cells, "__len__")
            or not hasattr(cells, "__getitem__")
        ):
            raise PlumblineError(
                f"a dict is read as columns, and {_quoted(name)} is no list. For rows give a list of dicts."
            )
        lengths[name] = len(cells)
    if len(set(lengths.values())) > 1:
        short, long = min(lengths, key=lambda name: lengths[name]), max(lengths, key=lambda name: lengths[name])
        raise PlumblineError(
            f"columns differ in length: {_quoted(short)} has {lengths[short]}, "
            f"{_quoted(long)} has {lengths[long]}. Give each a cell for every row, None where it has none."
        )
    row_count = next(iter(lengths.values()), 0)
    measured = _Measured(row_count)
    sample = limits.sample_of(row_count)
    if sample is not None:
        measured.sampled = _sampling(len(sample), row_count)
    columns = list(data.values())

    def cells_of(position: int) -> _Facts:
        cells = columns[position]
        return _plain_facts(list(cells) if sample is None else [cells[index] for index in sample])

    return _measure_columns(measured, list(data), limits, cells_of, lambda at: None)


def _measure_cursor(cursor: Any, limits: _Limits) -> _Measured:
    """A DB-API cursor after its SELECT; it is read to its end, a batch at a time."""
    if not cursor.description:
        raise PlumblineError(
            "the cursor has no result. Execute a SELECT first, and give a cursor of its own: it is read to its end."
        )
    names = [column[0] for column in cursor.description]
    return _measure_stream(_fetched(cursor), names, limits)


def _fetched(cursor: Any) -> Iterator[Sequence[Any]]:
    while True:
        batch = cursor.fetchmany(_BATCH)
        if not batch:
            return
        for row in batch:
            yield tuple(row.values()) if isinstance(row, Mapping) else row


def _measure_duckdb(relation: Any, limits: _Limits) -> _Measured:
    if hasattr(relation, "iter_rows"):  # DuckDB 2, whose relations keep no result
        rows = iter(relation.iter_rows())
    else:
        rows = _fetched(relation.project("*"))  # what the caller reads of the relation itself is left to the caller
    return _measure_stream(rows, list(relation.columns), limits)


def _measure_rows(data: Iterable[Any], limits: _Limits) -> _Measured:
    """Rows as dicts, as named tuples, or as anything with keys; a key that a row lacks is null there."""
    rows = iter(data)
    first = next(rows, None)
    if first is None:
        return _measure_stream(iter(()), [], limits)
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return _measure_stream(itertools.chain([first], rows), list(first._fields), limits)
    if not (hasattr(first, "keys") and hasattr(first, "__getitem__")):
        raise PlumblineError(
            f"rows of type {type(first).__name__} have no names for their columns. Give rows as dicts."
        )
    if not isinstance(first, Mapping):  # sqlite3.Row and its kind
        names = list(first.keys())
        return _measure_stream((tuple(row) for row in itertools.chain([first], rows)), names, limits)
    return _measure_stream(itertools.chain([first], rows), None, limits)


class _Reservoir:
    """A random sample of a stream of unknown length (Li 1994, algorithm L)."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.rows: List[Any] = []
        self.seen = 0
        self.random = random.Random(_SEED)
        self.weight = 1.0
        self.next = size

    def add(self, batch: Sequence[Any]) -> None:
        start = self.seen
        self.seen += len(batch)
        if len(self.rows) < self.size:
            self.rows.extend(batch[: self.size - len(self.rows)])
            if len(self.rows) == self.size:
                self._skip(self.size - 1)
        while self.next < self.seen and len(self.rows) == self.size:
            if self.next >= start:
                self.rows[self.random.randrange(self.size)] = batch[self.next - start]
            self._skip(self.next)

    def _skip(self, at: int) -> None:
        self.weight *= math.exp(math.log(1.0 - self.random.random()) / self.size)
        share = math.log(1.0 - self.random.random()) / math.log1p(-self.weight) if self.weight < 1 else 0
        self.next = at + math.floor(share) + 1


class _RowTable:
    """Columns of rows that come in batches. With `names` None rows are dicts, and names come up as they do."""

    def __init__(self, names: Optional[Sequence[Any]], limits: _Limits) -> None:
        self.by_key = names is None
        self.names: List[Any] = []
        self.known: Set[Any] = set()
        self.labels = _ColumnNames()
        self.columns: List[Optional[_PlainColumn]] = []
        self.measured = 0
        self.limits = limits
        self.rows = 0
        self.share = max(1000, min(_EXACT_VALUES, 2_000_000 // max(1, min(limits.max_columns, len(names or ()) or 20))))
        for name in names or ():
            self._learn(name)

    def add(self, batch: Sequence[Any]) -> None:
        if self.by_key:
            for row in batch:
                if not self.known.issuperset(row):
                    for name in row:
                        if name not in self.known:
                            self._learn(name)
            for name, column in zip(self.names, self.columns):
                if column is not None:
                    column.add([row.get(name) for row in batch])
        else:
            for column, cells in zip(self.columns, zip(*batch)):
                if column is not None:
                    column.add(cells)
        self.rows += len(batch)

    def _learn(self, name: Any) -> None:
        """A column that comes up: null in the rows before."""
        self.known.add(name)
        if len(self.names) >= _MOST_FIELDS:
            return
        label = self.labels.of(name, len(self.names))
        self.names.append(name)
        is_wanted = self.limits.columns is None or label in self.limits.columns
        column = None
        if is_wanted and self.measured < self.limits.max_columns:
            self.measured += 1
            column = _PlainColumn(self.share)
            column.rows = column.nulls = self.rows
        self.columns.append(column)

    def tell(self, measured: _Measured) -> _Measured:
        return _measure_columns(
            measured, self.names, self.limits, lambda at: cast(_PlainColumn, self.columns[at]).facts(), lambda at: None
        )


def _measure_stream(rows: Iterator[Any], names: Optional[Sequence[Any]], limits: _Limits) -> _Measured:
    """All rows while there are no more than max_rows; then a sample that was drawn beside, and only the count goes on."""
    table: Optional[_RowTable] = _RowTable(names, limits)
    size = 0
    reservoir: Optional[_Reservoir] = None
    seen = 0
    while True:
        batch = list(itertools.islice(rows, _BATCH))
        if not batch:
            break
        if reservoir is None and limits.max_rows is not None:
            width = len(names) if names is not None else len(batch[0])
            size = max(1, min(_SAMPLE_ROWS, limits.max_rows, _SAMPLE_CELLS // max(1, width)))
            reservoir = _Reservoir(size)
        if reservoir is not None:
            reservoir.add(batch)
        seen += len(batch)
        if limits.max_rows is not None and seen > limits.max_rows:
            table = None
        if table is not None:
            table.add(batch)
    measured = _Measured(seen)
    if table is None and reservoir is not None:
        table = _RowTable(names, limits)
        for start in range(0, len(reservoir.rows), _BATCH):
            table.add(reservoir.rows[start : start + _BATCH])
        measured.sampled = {**_sampling(len(reservoir.rows), seen), "method": "reservoir"}
    return cast(_RowTable, table).tell(measured)


_READERS: Dict[Tuple[str, str], Callable[[Any, _Limits], _Measured]] = {
    ("pandas", "DataFrame"): _measure_pandas,
    ("pandas", "Series"): _measure_pandas,
    ("polars", "DataFrame"): _measure_polars,
    ("polars", "Series"): _measure_polars,
    ("polars", "LazyFrame"): _refuse_lazy,
    ("pyarrow", "Table"): _measure_arrow,
    ("pyarrow", "RecordBatch"): _measure_arrow,
    ("pyarrow", "RecordBatchReader"): _measure_arrow_stream,
    ("duckdb", "DuckDBPyRelation"): _measure_duckdb,
    ("_duckdb", "DuckDBPyRelation"): _measure_duckdb,
}

# ---------------------------------------------------------------------------------------------------------------------
# Gate
# ---------------------------------------------------------------------------------------------------------------------

_SEVERITIES = ("info", "warn", "error", "critical")


def _gate(dataset: str, options: Dict[str, Any], active: Optional[Run]) -> GateAnswer:
    known = {"fail_on": "error", "timeout": 30.0, "fail_closed": False, "data_interval": None}
    for name in options:
        if name not in known:
            raise PlumblineError(f"gate has no option {_quoted(name)}. It has {', '.join(sorted(known))}.")
    fail_on, timeout, fail_closed, interval = (options.get(name, default) for name, default in known.items())
    if fail_on not in (*_SEVERITIES, "never"):
        raise PlumblineError(f"fail_on={_quoted(fail_on)}: write info, warn, error, critical or never.")
    if not isinstance(timeout, (int, float)) or isinstance(timeout, bool) or not 0 <= timeout <= 86_400:
        raise PlumblineError(f"timeout={_quoted(timeout)}: give seconds from 0 to 86400.")
    qualified = _qualified(dataset, "dataset")
    full_name = _full_name(qualified)
    if _settings.is_disabled():
        return GateAnswer(gate="unknown", reasons=[])
    question: Dict[str, Any] = {"dataset": qualified}
    if active is not None:
        question["run"] = {"id": active.id}
    if interval is not None:
        question["dataInterval"] = _interval(interval)
    latest = (active._last if active is not None else _recent).get(full_name)
    answer = _ask_gate(question, latest, time.monotonic() + timeout)
    return _decide(full_name, answer, cast(str, fail_on), bool(fail_closed))


def _ask_gate(question: Dict[str, Any], latest: Optional[Sending], deadline: float) -> GateAnswer:
    """The server's answer, or one that says why there is none. First what was just measured has to get there."""
    try:
        server, key = _settings.server(), _settings.key()
    except PlumblineError as trouble:
        return GateAnswer(gate="unknown", reasons=[], why=str(trouble))
    if latest is not None:
        latest.wait(deadline - time.monotonic())
        is_there = latest.answer is not None or (
            latest.state == "spooled" and _sender.flush(max(0.0, deadline - time.monotonic()))
        )
        if not is_there:
            why = f"its profile did not get there: {latest.reason or latest.state}"
            return GateAnswer(gate="unknown", reasons=[], why=why)
        if latest.answer and latest.answer.get("profileId"):
            question["profileId"] = latest.answer["profileId"]
    why = "no verdict came in time"
    while True:
        left = deadline - time.monotonic()
        question["waitSeconds"] = int(min(30, max(0, left - 1)))
        ask = functools.partial(_request, server, key, "/api/v1/gate", _json(question), max(1.0, left))
        reply = _in_time(ask, max(0.1, left))
        if isinstance(reply, _Reply) and reply.status == 200 and isinstance(reply.body, dict):
            answer = GateAnswer(reply.body)
            if answer.get("gate") != "pending":
                return answer
            why = "no verdict came in time"
        elif isinstance(reply, _Reply) and reply.status in (404, 405) and latest is not None and latest.answer:
            return _gate_of_profile(latest.answer)
        elif isinstance(reply, _Reply) and 400 <= reply.status < 500 and reply.status not in (408, 425, 429):
            return GateAnswer(gate="unknown", reasons=[], why=reply.words())
        else:
            why = reply.words() if isinstance(reply, _Reply) else _network_words(server, reply)
        pause = max(0.5, reply.retry_after or 0.0) if isinstance(reply, _Reply) else 1.0
        if time.monotonic() + pause >= deadline:
            return GateAnswer(gate="unknown", reasons=[], why=why)
        time.sleep(pause)


def _gate_of_profile(answer: Mapping[str, Any]) -> GateAnswer:
    """The gate out of the answer to a profile, from a server that has no gate of its own."""
    reasons = [result for result in answer.get("results", []) if result.get("outcome") != "pass"]
    return GateAnswer(
        gate=answer.get("gate", "unknown"),
        verdict=answer.get("verdict"),
        reasons=reasons,
        profileId=answer.get("profileId"),
        incidents=answer.get("incidents", []),
        url=answer.get("dataset", {}).get("url"),
    )


def _decide(dataset: str, answer: GateAnswer, fail_on: str, fail_closed: bool) -> GateAnswer:
    verdict = answer.get("gate")
    if verdict not in ("allow", "warn", "block"):
        words = f"the gate of {dataset} could not be asked: {answer.get('why', 'no answer')}"
        if fail_closed:
            raise GateBlocked(f"{words}; stopped, because fail_closed=True.", answer)
        _tell("gate", f"{words}; going on. fail_closed=True would stop here.")
        return answer
    _over("gate")
    if fail_on == "never" or not (_has_finding(answer, fail_on) or (fail_on == "error" and verdict == "block")):
        return answer
    reasons = answer.complaints()
    told = "; ".join(f"{reason.get('expectation')}: {reason.get('reason')}" for reason in reasons[:5])
    more = f" and {len(reasons) - 5} more" if len(reasons) > 5 else ""
    raise GateBlocked(
        _one_line(f"{dataset} is blocked: {told or 'the gate says block'}{more}. {answer.get('url') or ''}").strip(),
        answer,
    )


def _has_finding(answer: GateAnswer, fail_on: str) -> bool:
    least = _SEVERITIES.index(fail_on)
    for reason in answer.complaints():
        outcome = reason.get("outcome")
        severity = "warn" if outcome == "warn" else reason.get("severity") if outcome == "fail" else None
        if severity in _SEVERITIES and _SEVERITIES.index(severity) >= least:
            return True
    return False


def _in_time(work: Callable[[], Any], seconds: float) -> Any:
    """What `work` gives or raises, or a TimeoutError as a value: whatever it hangs in, the caller goes on."""
    found: List[Any] = []

    def attempt() -> None:
        try:
            found.append(work())
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=attempt, name="plumbline-gate", daemon=True)
    try:
        thread.start()
    except RuntimeError as error:
        return error
    thread.join(seconds)
    return found[0] if found else TimeoutError("timed out")


# ---------------------------------------------------------------------------------------------------------------------
# One request
# ---------------------------------------------------------------------------------------------------------------------


class _Reply:
    """An answer of the server, of whatever status."""

    def __init__(self, status: int, text: bytes, retry_after: Optional[float]) -> None:
        self.status = status
        self.retry_after = retry_after
        self.body: Any = None
        with contextlib.suppress(ValueError, RecursionError):
            self.body = json.loads(text)

    def words(self) -> str:
        """The server's own words and the places it names, in one line."""
        problem = self.body if isinstance(self.body, dict) else {}
        said = str(problem.get("detail") or problem.get("title") or "no reason given")
        errors = [error for error in problem.get("errors") or () if isinstance(error, dict)]
        places = "; ".join(f"{error.get('pointer') or '(the whole)'} {error.get('message')}" for error in errors[:5])
        more = f" and {len(errors) - 5} more" if len(errors) > 5 else ""
        request = f" (request {problem['requestId']})" if problem.get("requestId") and self.status >= 500 else ""
        return _one_line(f"{self.status}: {said}{' ' + places if places else ''}{more}{request}")[:1000]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _request(server: str, key: Optional[str], path: str, body: bytes, timeout: float) -> _Reply:
    """Posts JSON. Raises OSError or HTTPException when no answer came."""
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": f"plumbline-python/{__version__}",
    }
    if key:
        headers["Authorization"] = f"Bearer {key}"
    if len(body) > 16_384:
        body, headers["Content-Encoding"] = gzip.compress(body, 5), "gzip"
    handlers: List[Any] = [_NoRedirect()]
    if _is_loopback(server):
        handlers.append(urllib.request.ProxyHandler({}))  # a proxy cannot know what this machine calls itself
    request = urllib.request.Request(server + path, data=body, headers=headers, method="POST")
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=timeout) as response:
            return _Reply(response.status, response.read(8 << 20), None)
    except urllib.error.HTTPError as error:
        with error:
            text = b""
            with contextlib.suppress(OSError, http.client.HTTPException):
                text = error.read(1 << 20)
            return _Reply(error.code, text, _retry_after(error.headers.get("Retry-After")))


def _is_loopback(server: str) -> bool:
    host = urllib.parse.urlsplit(server).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _retry_after(text: Optional[str]) -> Optional[float]:
    """Seconds, from a number of them or a date; None when it says neither."""
    if not text:
        return None
    if re.fullmatch(r"\s*\d{1,9}\s*", text):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def _network_words(server: str, error: BaseException) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, (socket.timeout, TimeoutError)):
        return f"{server} did not answer in time"
    if isinstance(reason, ConnectionRefusedError):
        return f"nothing is listening at {server}"
    if isinstance(reason, socket.gaierror):
        return f"{server}: there is no such host"
    if isinstance(reason, ssl.SSLError):
        return f"{server}: no trusted connection ({_error_words(reason)})"
    return f"{server} cannot be reached ({_error_words(reason) if isinstance(reason, BaseException) else reason})"


# ---------------------------------------------------------------------------------------------------------------------
# The spool: what waits lies on disk before it is sent, and goes when it was taken
# ---------------------------------------------------------------------------------------------------------------------


class Sending:
    """One post on its way. `document` is what is sent; `state` is waiting, sent, refused, spooled, lost, failed or disabled;
    `answer` is the server's."""

    def __init__(self, path: str, document: Dict[str, Any], what: str) -> None:
        self.document = document
        self.state = "waiting"
        self.answer: Optional[Dict[str, Any]] = None
        self.reason: Optional[str] = None
        self._path = path
        self._what = what
        self._body: Optional[bytes] = None
        self._file: Optional[Path] = None
        self._server = ""
        self._measured: Tuple[int, int] = (0, 0)
        self._settled = threading.Event()

    def wait(self, timeout: float = 10.0) -> bool:
        """Waits until it is known what became of it, for at most `timeout` seconds. True when it was sent."""
        self._settled.wait(max(0.0, timeout))
        return self.state == "sent"

    def _settle(self, state: str, reason: Optional[str] = None) -> None:
        self.state, self.reason, self._body = state, reason, None
        self._settled.set()

    def __repr__(self) -> str:
        return f"<plumbline.Sending of {self._what}: {self.state}{f' ({self.reason})' if self.reason else ''}>"


class _Spool:
    """Posts as files, one each, readable by their owner alone.

    A file is named for the process that answers for it: `TIME-OWNER-NUMBER.json`. As long as that process lives it holds
    a lock on `OWNER.lock`; whoever can take the lock of another may take over its files.
    """

    MOST_FILES = 1000
    MOST_BYTES = 64 << 20
    OLDEST_SECONDS = 30 * 86_400
    MOST_AT_ONCE = 50

    def __init__(self) -> None:
        self.owner = uuid.uuid4().hex[:12]
        self.numbers = itertools.count()
        self.lock_file: Optional[int] = None
        self.folder: Optional[Path] = None

    def write(self, sending: Sending) -> None:
        """Raises OSError when it cannot be kept."""
        folder = self._open()
        name = f"{time.time_ns():020d}-{self.owner}-{next(self.numbers):06d}"
        text = b'{"version":1,"server":%s,"path":%s,"what":%s,"body":%s}' % (
            _json(sending._server),
            _json(sending._path),
            _json(sending._what),
            sending._body or b"",
        )
        self._make_room(folder, len(text))
        partial = folder / f"{name}.part"
        try:
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(text)
            os.rename(partial, folder / f"{name}.json")
        except BaseException:
            with contextlib.suppress(OSError):
                partial.unlink()
            raise
        sending._file = folder / f"{name}.json"

    def waiting(self, server: str, take: bool = True) -> List[Sending]:
        """What waits for this server and belongs to us, or to nobody who lives any more; the oldest first, not all at once."""
        try:
            folder = self._open()
            names = sorted(entry.name for entry in os.scandir(folder))
        except OSError:
            return []
        alive: Dict[str, bool] = {self.owner: True}
        found = []
        for name in names:
            parts = re.fullmatch(r"(\d+)-([0-9a-f]+)-(\d+)\.(json|part)", name)
            if not parts:
                continue
            owner = parts.group(2)
            if owner not in alive:
                alive[owner] = self._is_alive(folder, owner, int(parts.group(1)))
            if owner != self.owner and alive[owner]:
                continue
            sending = self._read(folder / name, parts.group(1), parts.group(4), server)
            if sending is not None and (not take or self._take(sending, parts.group(1))):
                found.append(sending)
            if len(found) >= self.MOST_AT_ONCE:
                return found
        for owner, lives in alive.items():
            if take and not lives:
                with contextlib.suppress(OSError):
                    (folder / f"{owner}.lock").unlink()
        return found

    def _read(self, file: Path, created: str, suffix: str, server: str) -> Optional[Sending]:
        """A file as what it is to send; None when it is for another server, half written, too old or broken."""
        with contextlib.suppress(OSError):
            if suffix == "part" or time.time() - int(created) / 1e9 > self.OLDEST_SECONDS:
                if f"-{self.owner}-" not in file.name:
                    file.unlink()
                return None
            text = file.read_bytes()
            try:
                kept = json.loads(text)
                sending = Sending(kept["path"], kept["body"], kept["what"])
                if kept["server"] != server or kept["path"] not in _RECEIPTS:
                    return None
                sending._server, sending._body, sending._file = server, _json(kept["body"]), file
                return sending
            except (ValueError, KeyError, TypeError, RecursionError):
                _tell("unreadable", f"{file} could not be read as something to send and was removed.")
                file.unlink()
        return None

    def _take(self, sending: Sending, created: str) -> bool:
        """Makes the file of another, dead process ours. Of several processes one wins: the others find nothing to rename."""
        file = cast(Path, sending._file)
        if f"-{self.owner}-" not in file.name:
            own = file.with_name(f"{created}-{self.owner}-{next(self.numbers):06d}.json")
            try:
                os.rename(file, own)
            except OSError:
                return False
            sending._file = own
        return True

    def _is_alive(self, folder: Path, owner: str, created: int) -> bool:
        if fcntl is None:
            return time.time() - created / 1e9 < 3600
        try:
            handle = os.open(folder / f"{owner}.lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
        except OSError:
            return True
        finally:
            os.close(handle)

    def _open(self) -> Path:
        folder = _settings.spool_folder()
        if folder == self.folder and self.lock_file is not None:
            return folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.close()
        if fcntl is not None:
            handle = os.open(folder / f"{self.owner}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
                raise
            self.lock_file = handle
        self.folder = folder
        return folder

    def _make_room(self, folder: Path, size: int) -> None:
        """Drops the oldest when there are too many files, or too many bytes of them."""
        entries = []
        for entry in os.scandir(folder):
            with contextlib.suppress(OSError):
                if entry.name.endswith(".json"):
                    entries.append((entry.name, entry.stat().st_size))
        entries.sort()
        total = size + sum(length for _, length in entries)
        dropped = 0
        while entries and (len(entries) >= self.MOST_FILES or total > self.MOST_BYTES):
            name, length = entries.pop(0)
            total -= length
            with contextlib.suppress(OSError):
                (folder / name).unlink()
                dropped += 1
        if size > self.MOST_BYTES:
            raise OSError(errno.EFBIG, "larger than the whole spool may be")
        if dropped:
            _tell(
                "spool full",
                f"the spool {folder} is full ({self.MOST_FILES} posts or {self.MOST_BYTES >> 20} MiB): "
                "the oldest were dropped.",
            )

    def close(self) -> None:
        """Gives up the lock: what still lies there is anybody's to send."""
        if self.lock_file is not None:
            with contextlib.suppress(OSError):
                if self.folder is not None:
                    (self.folder / f"{self.owner}.lock").unlink()
            with contextlib.suppress(OSError):
                os.close(self.lock_file)
            self.lock_file = None

    def forget(self) -> None:
        """In a forked child: the lock is the parent's."""
        if self.lock_file is not None:
            with contextlib.suppress(OSError):
                os.close(self.lock_file)
            self.lock_file = None


# ---------------------------------------------------------------------------------------------------------------------
# The sender: one daemon thread while there is something to send
# ---------------------------------------------------------------------------------------------------------------------


class _Sender:
    """Posts what it is given, one after another, and waits longer after each failure in a row."""

    MOST_UNSAVED = 1000  # posts held in memory when there is no disk to hold them
    FIRST_PAUSE = 5.0
    LONGEST_PAUSE = 300.0

    def __init__(self, in_fork: bool = False) -> None:
        self.changed = threading.Condition()
        self.queue: "deque[Sending]" = deque()
        self.thread: Optional[threading.Thread] = None
        self.spool = _Spool()
        self.in_fork = in_fork
        self.is_registered = False
        self.look_back = True  # is there perhaps something of earlier processes?
        self.is_paused = False
        self.retry_at = 0.0
        self.pause = self.FIRST_PAUSE
        self.failed_by_timeout = False
        self.asked_to_wait = False
        self.holds = 0  # short pauses in a row that the server asked for, which are sat out
        self.deadline: Optional[float] = None
        self.left = _EXIT_SECONDS

    # What the job's threads call

    def send(self, sending: Sending) -> None:
        sending._server = _settings.server()
        sending._body = _json(sending.document)
        error: Optional[OSError] = None
        with self.changed:  # as one step: the thread must not find the file in the spool before it is in the queue
            try:
                self.spool.write(sending)
                _over("spool")
            except OSError as trouble:
                error = trouble
            self.queue.append(sending)
        if error is not None:
            _tell(
                "spool",
                f"the spool {_settings.spool_folder()} cannot be written ({_error_words(error)}); "
                "what cannot be sent now is lost when this process ends. PLUMBLINE_SPOOL names another folder.",
            )
        with self.changed:
            if error is not None:
                self._bound()
            self._start()
            if self.is_paused and not self.holds and time.monotonic() < self.retry_at:
                self._hand_to_spool()
        if self.in_fork:
            self._finish_with_multiprocessing()
        if _settings.strict:
            sending.wait(_settings.timeout * 3)
            if sending.state != "sent":
                raise PlumblineError(f"{sending._what} was not sent: {sending.reason or sending.state}")

    def flush(self, timeout: float) -> bool:
        limit = time.monotonic() + timeout
        server = _settings.server()
        with self.changed:
            self.look_back = True
            if not self.asked_to_wait:
                self.retry_at = 0.0
            self._start()
            self.changed.notify_all()
            self.changed.wait_for(lambda: not self._is_busy(), timeout=max(0.0, limit - time.monotonic()))
            if self.queue or self.thread is not None:
                return False
        return not self.spool.waiting(server, take=False)

    def leave_forked_run(self) -> None:
        """A forked process (a task of Airflow) may end by os._exit, which asks nobody: so it waits when a run ends."""
        if self.in_fork:
            began = time.monotonic()
            with self.changed:
                self.changed.wait_for(lambda: not self._is_busy(), timeout=self.left)
            self.left = max(0.0, self.left - (time.monotonic() - began))

    def finish(self) -> None:
        """The end of the process: a last try for what waits, two seconds at most; the rest lies in the spool."""
        raising, logging.raiseExceptions = logging.raiseExceptions, False  # log files may be closed by now
        try:
            with self.changed:
                self.deadline = time.monotonic() + self.left
                if self.is_paused and not self.failed_by_timeout and not self.asked_to_wait:
                    self.retry_at = 0.0
                self.changed.notify_all()
                self.changed.wait_for(lambda: not self._is_busy(), timeout=self.left)
                lost = sum(1 for sending in self.queue if sending._file is None)
            if lost:
                _tell("lost", f"{lost} posts could be neither sent nor spooled and are lost.")
            self.spool.close()
        finally:
            logging.raiseExceptions = raising

    def _is_busy(self) -> bool:
        if self.thread is None or not self.thread.is_alive():
            return False
        return not self.is_paused or self.holds > 0 or time.monotonic() >= self.retry_at

    def _start(self) -> None:
        if not self.is_registered:
            self.is_registered = True
            with contextlib.suppress(Exception):
                atexit.register(_finish)
        if self.thread is None or not self.thread.is_alive():
            thread = threading.Thread(target=self._work, name="plumbline", daemon=True)
            self.thread = thread
            try:
                thread.start()
            except RuntimeError:  # the interpreter is ending: it stays in the spool
                self.thread = None
                self._hand_to_spool()

    def _bound(self) -> None:
        unsaved = [sending for sending in self.queue if sending._file is None]
        for sending in unsaved[: max(0, len(unsaved) - self.MOST_UNSAVED)]:
            self.queue.remove(sending)
            sending._settle("lost", "there was no room to keep it")
            _tell("lost", f"there is no room to keep {sending._what}: the oldest posts are dropped.")

    def _finish_with_multiprocessing(self) -> None:
        """Children of multiprocessing end without atexit; they have finalizers of their own."""
        util = sys.modules.get("multiprocessing.util")
        if util is not None and not getattr(self, "has_finalizer", False):
            self.has_finalizer = True
            with contextlib.suppress(Exception):
                util.Finalize(None, _finish, exitpriority=0)

    # What the thread does

    def _work(self) -> None:
        try:
            while True:
                sending = self._next()
                if sending is None:
                    return
                self._deliver(sending)
        except Exception as error:
            _tell("bug", f"sending stopped by a fault of our own: {_error_words(error)}. What waits lies in the spool.")
        finally:
            with self.changed:
                if self.thread is threading.current_thread():
                    self.thread = None
                self.changed.notify_all()

    def _next(self) -> Optional[Sending]:
        """What to send next; waits while the server wants or needs a pause. None: there is nothing, and the thread ends."""
        with self.changed:
            while True:
                wait = self.retry_at - time.monotonic()
                if self.deadline is not None and (wait > 0 and time.monotonic() + wait > self.deadline):
                    self.thread = None
                    return None
                if wait <= 0:
                    self.is_paused = False
                    if not self.queue:
                        self._recall()
                    if self.queue:
                        return self.queue[0]
                    self.thread = None
                    self.changed.notify_all()
                    return None
                if not self.holds:
                    self._hand_to_spool()
                self.changed.notify_all()
                self.changed.wait(wait)

    def _recall(self) -> None:
        """Fetches what lies in the spool, once it is known that the server answers."""
        if self.look_back:
            self.look_back = False
            with contextlib.suppress(PlumblineError):
                self.queue.extend(self.spool.waiting(_settings.server()))
                self.look_back = len(self.queue) >= self.spool.MOST_AT_ONCE

    def _hand_to_spool(self) -> None:
        """Lets go of what lies on disk; memory holds only what could not be written."""
        for sending in [sending for sending in self.queue if sending._file is not None]:
            self.queue.remove(sending)
            sending._settle("spooled", sending.reason or "it waits for the server")
            self.look_back = True

    def _deliver(self, sending: Sending) -> None:
        timeout = _settings.timeout
        if self.deadline is not None:
            timeout = min(timeout, max(0.05, self.deadline - time.monotonic()))
        try:
            reply = _request(sending._server, _settings.key(), sending._path, sending._body or b"", timeout)
        except PlumblineError as trouble:
            self._back_off(sending, str(trouble), "")
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            self.failed_by_timeout = isinstance(reason, (socket.timeout, TimeoutError))
            self._back_off(
                sending, _network_words(sending._server, error), "Check PLUMBLINE_URL, and that the server runs."
            )
        else:
            self._settle(sending, reply)

    def _settle(self, sending: Sending, reply: _Reply) -> None:
        if 200 <= reply.status < 300 and isinstance(reply.body, dict) and _RECEIPTS[sending._path] in reply.body:
            self._sent(sending, reply)
        elif reply.status in (401, 403):
            advice = (
                "Set PLUMBLINE_API_KEY to a key with the role ingest."
                if reply.status == 401
                else "Use a key whose role and namespaces allow it."
            )
            self._back_off(sending, f"{sending._server} refused the key ({reply.words()})", advice)
        elif reply.status in (404, 405) or reply.status < 400:  # a page of something else is no receipt either
            self._back_off(
                sending,
                f"{sending._server} answered {reply.status}: that is no Plumbline of this version",
                "Check PLUMBLINE_URL.",
            )
        elif reply.status < 500 and reply.status not in (408, 425, 429):
            self._drop(sending, "refused", reply.words())
        else:
            self._back_off(sending, f"{sending._server} answered {reply.words()}", "", reply.retry_after)

    def _sent(self, sending: Sending, reply: _Reply) -> None:
        self.pause, self.failed_by_timeout, self.asked_to_wait, self.holds = self.FIRST_PAUSE, False, False, 0
        _over("unreachable")
        sending.answer = reply.body
        if sending._path == "/api/v1/profiles":
            with contextlib.suppress(Exception):
                _tell_sent(sending)
        self._forget(sending)
        sending._settle("sent")

    def _drop(self, sending: Sending, state: str, reason: str) -> None:
        _tell(f"refused {sending._what}", f"{sending._what} was refused and is not sent again: {reason}")
        self._forget(sending)
        sending._settle(state, reason)

    def _forget(self, sending: Sending) -> None:
        with self.changed:
            with contextlib.suppress(ValueError):
                self.queue.remove(sending)
        if sending._file is not None:
            with contextlib.suppress(OSError):
                sending._file.unlink()

    def _back_off(self, sending: Sending, reason: str, advice: str, retry_after: Optional[float] = None) -> None:
        kept = (
            f"what is to be sent waits in {_settings.spool_folder()}"
            if sending._file is not None
            else "it will be tried again"
        )
        sending.reason = reason
        _tell("unreachable", f"{reason}; {kept}. {advice}".strip())
        with self.changed:
            self.asked_to_wait = retry_after is not None
            pause = self.pause if retry_after is None else min(max(retry_after, 0.1), 3600.0)
            self.pause = min(self.LONGEST_PAUSE, self.pause * 2)
            self.retry_at = time.monotonic() + pause
            self.is_paused = True
            # A short pause that the server asked for is sat out, a few times; for all else the post waits on disk.
            self.holds = self.holds + 1 if retry_after is not None and retry_after <= 5 and self.holds < 5 else 0
            if not self.holds:
                self._hand_to_spool()
            self.changed.notify_all()


_RECEIPTS = {"/api/v1/profiles": "profileId", "/api/v1/runs": "runId"}  # what an answer has when the post was kept


def _tell_sent(sending: Sending) -> None:
    """The line about a profile that arrived: a warning when its verdict is one."""
    answer = sending.answer or {}
    columns, milliseconds = sending._measured
    worst = [result for result in answer.get("results", []) if result.get("outcome") in ("fail", "error")]
    verdict = answer.get("verdict", "none")
    why = f": {verdict}, {worst[0].get('expectation')}: {worst[0].get('reason')}" if worst else f": {verdict}"
    said = "" if verdict == "none" else why
    url = answer.get("dataset", {}).get("url", "")
    level = logging.WARNING if verdict in ("fail", "error") else logging.INFO
    _log.log(
        level, "plumbline: %s", _one_line(f"profile sent ({columns} columns, {milliseconds} ms){said} {url}").rstrip()
    )


# ---------------------------------------------------------------------------------------------------------------------
# The ends of a process, and forks
# ---------------------------------------------------------------------------------------------------------------------

_sender = _Sender()


def _finish() -> None:
    with contextlib.suppress(Exception):
        _sender.finish()


def _after_fork_in_child() -> None:
    """The child has neither the thread nor what the parent is sending; it begins with nothing."""
    global _sender
    _sender.spool.forget()
    registered = _sender.is_registered
    _sender = _Sender(in_fork=True)
    _sender.is_registered = registered  # atexit is inherited


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)


def _html_table(document: Mapping[str, Any]) -> str:
    """A profile for a notebook: one row for each column, with a bar for its share of nulls."""
    rows = []
    types = {field["name"]: field.get("type", "") for field in document.get("schema", {}).get("fields", ())}
    for name, column in document.get("columnMetrics", {}).items():
        count, nulls = column.get("count", 0), column.get("nullCount", 0)
        share = nulls / (count + nulls) if count + nulls else 0.0
        bar = (
            f'<svg width="60" height="8" role="img" aria-label="{share:.1%} null"><rect width="60" height="8" fill="#8883"/>'
            f'<rect width="{60 * share:.1f}" height="8" fill="currentColor"/></svg>'
        )
        distinct = column.get("distinct", {})
        cells = [
            html.escape(name),
            html.escape(str(types.get(name, ""))),
            f"{nulls:,} {bar}",
            f"{'' if distinct.get('exact', True) else '~'}{distinct['value']:,}" if distinct else "",
            f"{column['mean']:.6g}" if "mean" in column else "",
        ]
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    dataset = document.get("dataset")
    title = html.escape(_full_name(dataset)) if dataset else "Profile"
    head = "".join(f"<th>{text}</th>" for text in ("Column", "Type", "Nulls", "Distinct", "Mean"))
    return (
        f"<p><b>{title}</b>: {document.get('rowCount', 0):,} rows. Nothing else would be sent than what "
        f"<code>print()</code> shows.</p><table><tr>{head}</tr>{''.join(rows)}</table>"
    )
