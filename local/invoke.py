"""`python -m local.invoke EVENT`: one event file through the handler.

Against the sandbox, or, when `CONFIG_URI` is set, against the real service. The reply goes to
standard output as JSON; everything else, the function's log too, to standard error.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

from aliyun_sms_sandbox.aliyun.server import running
from aliyun_sms_sandbox.ending import run
from aliyun_sms_sandbox.terminal import Terminal
from local import function, signing


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when the handler answered, 1 when the event file is missing or not JSON."""
    parser = argparse.ArgumentParser(prog="python -m local.invoke", description=__doc__)
    parser.add_argument("event", type=Path, help="such as events/direct-sign-in.json")
    path = parser.parse_args(arguments).event
    aside = Terminal(sys.stderr)
    try:
        document = signing.signed(function.read_json(path))
    except function.FileError as error:
        aside.line(str(error))
        return 1
    config_uri = os.environ.get("CONFIG_URI")
    if config_uri:
        aside.line(f"CONFIG_URI={config_uri}: sending through the real service.")
        reply = _invoke(document)
    else:
        reply = _invoke_against_sandbox(document, aside)
    Terminal(sys.stdout).document(reply)
    return 0


def _invoke(document: object) -> object:
    with redirect_stdout(sys.stderr):
        return function.invoke(function.load_handler(), document)


def _invoke_against_sandbox(document: object, aside: Terminal) -> object:
    with running() as sandbox:
        function.point_at(sandbox.endpoint)
        reply = _invoke(document)
        for message in sandbox.messages:
            aside.sms(message)
    return reply


if __name__ == "__main__":
    run(main)
