"""``python -m ops.config_new``: write a config document, and ``.env``, from a few answers.

What an option answers is not asked; without a terminal, options answer whatever has no default.
Secrets are never options: they are in variables, which the command names when it misses one. Exit
status: 0 the files are written, 1 they are not, 2 the command is not valid.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ops.config_new import clouds, questions
from ops.config_new.account import ApprovedHere
from ops.config_new.asking import Interview, UnansweredError
from ops.config_new.new import OVERWRITE, NotWrittenError, write_new
from ops.console import Console, Terminal
from ops.ending import run
from ops.language import in_language, language_of
from smscode.clock import Clock, SystemClock
from smscode.logs import withhold_third_parties
from smscode.outcome import Text


def main(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    console: Console,
    clock: Clock,
    folder: Path,
) -> int:
    """Write the files into *folder* and return the exit status."""
    options = vars(_options(arguments))
    withhold_third_parties()
    interview = Interview(options, environment, console)
    source = options["from"]
    approved = ApprovedHere(environment, interview.say, clock)
    try:
        write_new(interview, approved, folder, None if source is None else Path(source))
    except UnansweredError as error:
        interview.say(error.says)
        return 2
    except NotWrittenError as error:
        interview.say(error.says)
        return 1
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.config_new", description=__doc__)
    parser.add_argument("--from", metavar="FILE", help="a document of Logto's Aliyun SMS connector")
    for question in (*clouds.QUESTIONS, *questions.QUESTIONS, OVERWRITE):
        option = f"--{question.option}"
        parser.add_argument(
            option, dest=question.option, metavar="ANSWER", help=question.says.english
        )
    return parser.parse_args(arguments)


_INTERRUPTED = Text(
    "Interrupted. Nothing was written.",
    "已中断，未写入任何文件。",
)

if __name__ == "__main__":
    language = language_of(os.environ)
    terminal = Terminal(language)
    run(
        lambda: main(sys.argv[1:], os.environ, terminal, SystemClock(), Path()),
        in_language(language, _INTERRUPTED),
    )
