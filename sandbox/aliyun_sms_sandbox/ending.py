"""Ends a command as a shell expects: quietly when its reader has gone, and at Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NoReturn

_BY_SIGNAL: Final = 128  # what a shell adds to the number of the signal that ended a program


def run(command: Callable[[], int], interrupted: str = "Interrupted.") -> NoReturn:
    """Run *command*, and end the process with the exit status that it returns.

    It is 141 when whoever reads the output has had enough, as ``head`` has, and 130 at Ctrl-C, when
    *interrupted* is shown. Python ignores SIGPIPE, which would end a program at each socket too
    (docs.python.org/3/library/signal.html#note-on-sigpipe).
    """
    try:
        status = _status_of(command)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        status = _BY_SIGNAL + signal.SIGPIPE
    except KeyboardInterrupt:
        with suppress(BrokenPipeError):
            sys.stderr.write(f"\n{interrupted}\n")
        status = _BY_SIGNAL + signal.SIGINT
    sys.exit(status)


def _status_of(command: Callable[[], int]) -> int | str | None:
    """Return the status of *command*, also where argparse ends it, as after ``--help``."""
    try:
        return command()
    except SystemExit as end:
        return end.code


def _drop_output() -> None:
    """Let Python's own last flush go nowhere: it would fail as well, and say so."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
