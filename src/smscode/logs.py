"""The log: one JSON object a line on stdout, and nothing from anybody else's mouth.

A handler of our own, without propagation: the runtimes put a prefix before what goes through the
root logger (Function Compute) or wrap it (Lambda).
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Literal

Level = Literal["info", "warning", "error"]
_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}
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
        self._least = _LEVELS.get(level.upper(), logging.INFO)
        # Outside the tree of loggers: nobody can give it another level, handler or parent.
        self._logger = logging.Logger("smscode", logging.DEBUG)  # noqa: LOG001
        self._logger.addHandler(_StdoutHandler())

    def info(self, event: str, **fields: object) -> None:
        """Write what happened as it should."""
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Write what somebody should look at."""
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Write what the operator must act on."""
        self._write(logging.ERROR, event, fields)

    def measure(self, level: Level, event: str, **fields: object) -> None:
        """Write what is counted, whatever the least level is: a sum without its parts is wrong."""
        self._logger.log(_LEVELS[level.upper()], event, extra={"fields": fields})

    def _write(self, level: int, event: str, fields: dict[str, object]) -> None:
        if level >= self._least:
            self._logger.log(level, event, extra={"fields": fields})


class _StdoutHandler(logging.Handler):
    """Writes each record as one line; a closed stdout is not worth an exception."""

    def emit(self, record: logging.LogRecord) -> None:
        time = datetime.fromtimestamp(record.created, timezone.utc)
        line = {
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": record.msg,
        }
        given: dict[str, object] = record.__dict__["fields"]
        line.update({name: value for name, value in given.items() if value is not None})
        try:
            _print(json.dumps(line, ensure_ascii=False, default=_type_name))
        except UnicodeEncodeError:
            _print(json.dumps(line, default=_type_name))
        except (OSError, ValueError):
            pass


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _type_name(value: object) -> str:
    """Stand in for a value that is not JSON: it may be one that hides itself."""
    return f"<{type(value).__name__}>"


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
