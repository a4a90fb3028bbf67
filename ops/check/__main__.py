"""``python -m ops.check``: is this config, with this account, ready to send?

CONFIG_URI, and all else that the function reads of its environment, is read here too. Exit status:
0 nothing has to be done, 1 something is wrong, 2 the command makes no sense, 3 nothing is wrong as
far as could be seen, and not everything could be.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from ops.check.finding import Language, Level
from ops.check.report import Lines, as_json, status_of
from ops.check.run import CheckOptions, check
from smscode.clock import Clock, SystemClock
from smscode.logs import withhold_third_parties

_FAULTS = frozenset({Level.ERROR})
_STRICT_FAULTS = frozenset({Level.ERROR, Level.WARNING})


def main(
    arguments: Sequence[str], environment: Mapping[str, str], output: TextIO, clock: Clock
) -> int:
    """Check, write what is found to *output*, and return the exit status."""
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
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--strict", action="store_true", help="warnings are faults, too")
    parser.add_argument("--lang", choices=("en", "zh"), default=_language(environment))
    wishes = parser.add_mutually_exclusive_group()
    wishes.add_argument("--send-to", metavar="NUMBER", help="then send one real SMS, which costs")
    wishes.add_argument(
        "--delivery", metavar="NUMBER,BIZID", type=_pair, help="what became of one SMS instead"
    )
    options = parser.parse_args(arguments)
    if not environment.get("CONFIG_URI"):
        parser.error("CONFIG_URI is not set: where is the config? (file:PATH, for example)")
    return options


def _pair(text: str) -> tuple[str, str]:
    number, comma, biz_id = (part.strip() for part in text.rpartition(","))
    if not (number and comma and biz_id):
        raise argparse.ArgumentTypeError("must be NUMBER,BIZID")
    return number, biz_id


def _language(environment: Mapping[str, str]) -> Language:
    """Return the language of messages, as POSIX has it."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    return "zh" if locale.startswith("zh") else "en"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ, sys.stdout, SystemClock()))
