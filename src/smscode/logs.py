"""The log: one JSON object a line on stdout, and nothing from anybody else's mouth.

Not through :mod:`logging`: the runtimes put a prefix before what goes through the root logger
(Function Compute) or wrap it (Lambda), and a record of it costs as much as the line itself.
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
# At DEBUG these print URLs with number and code, headers with tokens, or the secret itself.
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
        """Write what happened as it should."""
        self._tell("info", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Write what somebody should look at."""
        self._tell("warning", event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Write what the operator must act on."""
        self._tell("error", event, fields)

    def write_always(self, level: Level, event: str, fields: Mapping[str, object]) -> None:
        """Write what is counted, whatever the least level is: a sum without its parts is wrong."""
        _write(level, event, fields)

    def _tell(self, level: Level, event: str, fields: Mapping[str, object]) -> None:
        if _LEVELS[level] >= self._least:
            _write(level, event, fields)


def _write(level: Level, event: str, fields: Mapping[str, object]) -> None:
    """Write one line; a closed stdout is not worth an exception."""
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
    """Stand in for a value that is not JSON: it may be one that hides itself."""
    return f"<{type(value).__name__}>"


_readable = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=_type_name).encode
_escaped = json.JSONEncoder(check_circular=False, default=_type_name).encode


def withhold_third_parties() -> None:
    """Empty every record of the SDKs before any handler sees it, whatever level anybody sets.

    At the record factory, since a filter on a logger does not hold for the loggers below it, and
    one on a handler not for a handler that is added later.
    """
    make = logging.getLogRecordFactory()
    if not isinstance(make, _WithholdingFactory):
        logging.setLogRecordFactory(_WithholdingFactory(make))


class _WithholdingFactory:
    """Makes log records; those of the SDKs without their content."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make

    def __call__(self, *args: object, **kwargs: object) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        if record.name.startswith(_WITHHELD):
            record.msg, record.args = "(withheld)", ()
            record.exc_info = record.exc_text = record.stack_info = None
        return record
