"""The log: one JSON object per line on stdout, and nothing that third parties log.

It does not use :mod:`logging`: the runtimes prefix what goes through the root logger (Function
Compute) or wrap it (Lambda), and creating a log record costs as much as writing the line.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Literal

from smscode.clock import timestamp

Level = Literal["info", "warning", "error"]
_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_printing = threading.Lock()
# At DEBUG these loggers print URLs with number and code, headers with tokens, or the secret itself.
_WITHHELD = (
    "Tea",
    "alibabacloud",
    "asyncio",
    "boto3",
    "botocore",
    "charset_normalizer",
    "credentials",
    "darabonba",
    "requests",
    "s3transfer",
    "urllib3",
)


class Log:
    """Writes events with their fields; a field that is None is left out."""

    def __init__(self, level: str = "INFO") -> None:
        self._least = _LEVELS.get(level.lower(), _LEVELS["info"])

    def info(self, event: str, **fields: object) -> None:
        """Write an ordinary event."""
        self._tell("info", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Write an event that somebody should look at."""
        self._tell("warning", event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Write an event that the operator must act on."""
        self._tell("error", event, fields)

    def write_always(self, level: Level, event: str, fields: Mapping[str, object]) -> None:
        """Write an event that is counted, at any log level: without it a sum would be wrong."""
        _write(level, event, fields)

    def _tell(self, level: Level, event: str, fields: Mapping[str, object]) -> None:
        if _LEVELS[level] >= self._least:
            _write(level, event, fields)


def _write(level: Level, event: str, fields: Mapping[str, object]) -> None:
    """Write one line; ignore a closed stdout."""
    given = {name: value for name, value in fields.items() if value is not None}
    line = {"time": timestamp(time.time()), "level": level, "event": event, **given}
    try:
        _print(_readable(line))
    except UnicodeEncodeError:
        _print(_escaped(line))
    except (OSError, ValueError):
        pass


def _print(line: str) -> None:
    with _printing:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _type_name(value: object) -> str:
    """Return a stand-in for a value that JSON cannot hold: it may be one that hides its content."""
    return f"<{type(value).__name__}>"


_readable = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=_type_name).encode
_escaped = json.JSONEncoder(check_circular=False, default=_type_name).encode


def withhold_third_parties() -> None:
    """Empty every log record of the SDKs before a handler sees it, whatever level is set.

    This replaces the record factory: a filter on a logger does not apply to its child loggers, and
    a filter on a handler does not apply to handlers that are added later.
    """
    make = logging.getLogRecordFactory()
    if not isinstance(make, _WithholdingFactory):
        logging.setLogRecordFactory(_WithholdingFactory(make))


class _WithholdingFactory:
    """Creates log records, and removes the content of the SDKs' records."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make

    def __call__(self, *args: object, **kwargs: object) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        if record.name.startswith(_WITHHELD):
            record.msg, record.args = "(withheld)", ()
            record.exc_info = record.exc_text = record.stack_info = None
        return record
