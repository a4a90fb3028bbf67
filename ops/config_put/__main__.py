"""``python -m ops.config_put CONFIG_URI FILE``: put a config document into its store.

It checks the document, shows what would change, without values, and then writes it and reads it
back. Exit status: 0 the document is in the store, 1 it is not, 2 the command is not valid.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ops.config_put import open_writer, review
from ops.config_put.console import Console, Terminal, Unattended
from ops.config_put.errors import PutError
from ops.config_put.put import Place, put
from ops.credentials import OperatorKey
from smscode.clock import Clock, SystemClock
from smscode.logs import withhold_third_parties
from smscode.secret_stores import Host, open_store
from smscode.settings import SettingsError


def main(
    arguments: Sequence[str], environment: Mapping[str, str], console: Console | None, clock: Clock
) -> int:
    """Put the document and return the exit status; *console* is None to let the options decide."""
    options = _options(arguments)
    console = console or (Unattended() if options.yes else Terminal())
    withhold_third_parties()
    try:
        place = _place(options.uri, environment, clock)
        text = _text(options.file)
        review.approve(text, options.uri, environment, console)
        put(text, place, console, clock)
    except SettingsError as error:
        console.say(str(error))
        return 2
    except PutError as error:
        console.say(str(error))
        return 1
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.config_put", description=__doc__)
    parser.add_argument("uri", metavar="CONFIG_URI", help="the function's own CONFIG_URI")
    parser.add_argument("file", metavar="FILE", type=Path, help="the document")
    parser.add_argument("--yes", action="store_true", help="write without asking")
    return parser.parse_args(arguments)


def _place(uri: str, environment: Mapping[str, str], clock: Clock) -> Place:
    operator = OperatorKey(environment)
    host = Host(environment, operator.credentials, clock)
    place = Place(uri, open_store(uri, host), open_writer(uri, host))
    if uri.startswith("aliyun-"):
        operator.required()
    return place


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        problem = f"cannot be read: {type(error).__name__}"
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 at byte {error.start}"
    raise PutError(f"{path} {problem}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], os.environ, None, SystemClock()))
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. Nothing was written, unless a line above says so.")
