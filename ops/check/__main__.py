"""``python -m ops.check``: is this config, with this account, ready to send?

It reads CONFIG_URI and the other variables that the function reads. Exit status: 0 nothing needs
to be done, 1 something is wrong, 2 the command is not valid, 3 no error was found, but not
everything could be checked.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from ops.check.finding import Level
from ops.check.report import Lines, as_json, status_of
from ops.check.run import CheckOptions, check
from ops.ending import run
from ops.language import Language, in_language, language_of
from smscode.clock import Clock, SystemClock
from smscode.logs import withhold_third_parties
from smscode.outcome import Text

_FAULTS = frozenset({Level.ERROR})
_STRICT_FAULTS = frozenset({Level.ERROR, Level.WARNING})


def main(
    arguments: Sequence[str], environment: Mapping[str, str], output: TextIO, clock: Clock
) -> int:
    """Run the check, write its findings to *output*, and return the exit status."""
    options = _options(arguments, environment)
    withhold_third_parties()
    language: Language = options.lang
    lines = None if options.json else Lines(output, language)
    findings = []
    for finding in check(CheckOptions(options.send_to, options.delivery), environment, clock):
        findings.append(finding)
        if lines is not None:
            lines.write(finding)
    status = status_of(findings, _STRICT_FAULTS if options.strict else _FAULTS)
    if lines is not None:
        lines.close(findings)
    else:
        output.write(as_json(findings, status, language) + "\n")
    return status


def _options(arguments: Sequence[str], environment: Mapping[str, str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.check", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--strict", action="store_true", help="treat warnings as errors")
    parser.add_argument("--lang", choices=("en", "zh"), default=language_of(environment))
    wishes = parser.add_mutually_exclusive_group()
    wishes.add_argument(
        "--send-to", metavar="NUMBER", help="also send one real SMS, which is billed"
    )
    wishes.add_argument(
        "--delivery",
        metavar="NUMBER,ID",
        type=_pair,
        help="look up what became of one SMS instead",
    )
    options = parser.parse_args(arguments)
    if not environment.get("CONFIG_URI"):
        parser.error("CONFIG_URI is not set: it says where the config is, for example file:PATH")
    return options


def _pair(text: str) -> tuple[str, str]:
    number, comma, receipt = (part.strip() for part in text.rpartition(","))
    if not (number and comma and receipt):
        raise argparse.ArgumentTypeError("must be NUMBER,ID")
    return number, receipt


if __name__ == "__main__":
    run(
        lambda: main(sys.argv[1:], os.environ, sys.stdout, SystemClock()),
        in_language(language_of(os.environ), Text("Interrupted.", "已中断。")),
    )
