"""`python -m support.leaks.child`: the function in a process, with everybody's log turned up.

Each line of stdin is an order in JSON: a process is forked that carries out its :class:`Plan`, and
how that ended is the line of stdout. All that is to be scanned goes to the order's file; what the
handler has answered is in the lines that begin with `REPLY`.

Forked, so that the libraries are imported once, and not by each of them. Of the function itself
nothing has been called by then.
"""

import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import FrameType, SimpleNamespace
from typing import Any

from smscode.clock import SystemClock, Timeouts
from smscode.wiring import preload, wire
from support.leaks.anatomy import anatomy

OURS = "smscode"
_LONGEST_LIFE = 300  # s
# Those that libraries have once they are imported; whoever comes later is found later.
NAMES = (
    *("Tea", "alibabacloud-tea", "alibabacloud_credentials", "credentials", "darabonba-core"),
    *("asyncio", "boto3", "botocore", "botocore.parsers", "botocore.endpoint", "botocore.auth"),
    *("charset_normalizer", "redis", "requests", "urllib3.connectionpool", "smscode", "index"),
)
#: What the function imports within its calls, here and there, and takes most of their time.
LIBRARIES = (
    *("alibabacloud_dysmsapi20170525.client", "alibabacloud_tea_openapi.client", "boto3"),
    *("phonenumbers", "pydantic", "redis", "requests"),
)
_raised: list[BaseException] = []


@dataclass(frozen=True, slots=True)
class Plan:
    """What the child is to do.

    Attributes:
        events: What the handler is called with, one after the other.
        as_bytes: Whether Function Compute hands them over.
        trap: What a context says when it is asked for its request id, by raising.
        unguarded: Take the guards away that the function has put up: the control of the test.
        timeouts: Time limits in seconds, see :class:`Timeouts`; none is the entry point's own.
    """

    events: tuple[object, ...]
    as_bytes: bool = True
    trap: str | None = None
    unguarded: bool = False
    timeouts: tuple[float, ...] | None = None


class Everything(logging.Handler):
    """Writes all of a record: the message, its arguments, extras and the traceback."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write to both streams."""
        text = f"RECORD {record.__dict__!r} {record.getMessage()}"
        if record.exc_info and record.exc_info[1]:
            text += "".join(traceback.format_exception(record.exc_info[1]))
        sys.stderr.write(f"{text}\n")
        sys.stdout.write(f"{text}\n")


class Trap:
    """A context that raises what it should not tell."""

    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def aws_request_id(self) -> str:
        """Raise."""
        raise RuntimeError(self._text)


def listen() -> None:
    """Turn every logger that there is up to DEBUG, with a handler of its own."""
    existing = [logging.getLogger(name) for name in (*NAMES, *logging.root.manager.loggerDict)]
    for logger in (logging.root, *existing):
        logger.setLevel(logging.DEBUG)
        logger.disabled, logger.propagate = False, True
        if not any(isinstance(handler, Everything) for handler in logger.handlers):
            logger.addHandler(Everything())
    logging.disable(logging.NOTSET)
    logging.captureWarnings(capture=True)


def unguard() -> None:
    """Undo what keeps the SDKs silent."""
    logging.setLogRecordFactory(logging.LogRecord)
    os.environ["DEBUG"] = "sdk"


def remember(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ANN401 - as sys has it
    """Keep every exception that passes through our own code: a trace function."""
    if not frame.f_globals.get("__name__", "").startswith(OURS):
        return None
    if event == "exception":
        _raised.append(argument[1])
    return remember


def ours() -> list[BaseException]:
    """Return the exceptions of our own types, which may be seen anywhere, each of them once."""
    by_id = {id(error): error for error in _raised}
    return [error for error in by_id.values() if type(error).__module__.startswith(OURS)]


def main(plan: Plan) -> None:
    """Call the handler; what a call has imported is listened to in the next one."""
    threading.settrace(remember)
    sys.settrace(remember)
    listen()
    import index  # noqa: PLC0415 - after the first listeners, before the others

    handler: Callable[[object, object], object] = index.handler
    if plan.timeouts is not None:
        handler = wire(os.environ, SystemClock(), time.monotonic(), Timeouts(*plan.timeouts))
    sys.settrace(None)  # traced and on a busy machine, imports would take a call all its time
    preload(os.environ)
    sys.settrace(remember)
    context = Trap(plan.trap) if plan.trap else SimpleNamespace(aws_request_id="00000000-child")
    for event in plan.events:
        listen()
        if plan.unguarded:
            unguard()
        reply = handler(json.dumps(event).encode() if plan.as_bytes else event, context)
        sys.stdout.write(f"REPLY {json.dumps(reply)}\n")
    sys.settrace(None)
    for error in ours():
        sys.stdout.writelines(f"RAISED {line}\n" for line in anatomy(error))


def become(environment: Mapping[str, str], output: str) -> None:
    """Be a process that was started with *environment*, and writes to the file *output*."""
    os.environ.clear()
    os.environ.update(environment)
    signal.alarm(_LONGEST_LIFE)
    file = os.open(output, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(file, stream.fileno())


def serve() -> None:
    """Fork for one order after the other; return in each child too, when it is done."""
    for name in LIBRARIES:
        import_module(name)
    for line in sys.stdin:
        order = json.loads(line)
        if os.fork() == 0:
            become(order["environment"], order["output"])
            main(Plan(**order["plan"]))
            return
        _, status = os.wait()
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
