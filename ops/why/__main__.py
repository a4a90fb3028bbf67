"""``python -m ops.why [FILE] --digits 8000``: what became of one person's code.

It reads log lines as they were exported, from a file or a pipe, and tells in words what was asked,
what came of it and why, and what to do. Exit status: 0 it is told, 1 nothing was found, 2 the
command is not valid.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, TextIO

from ops.ending import run
from ops.language import in_language, language_of
from ops.why.lines import Question, lines_in
from ops.why.pages import Pages
from ops.why.story import Story
from smscode.outcome import Text

_ABOUT = {
    "phone": Text("a number that ends in {value}", "尾号 {value} "),
    "requestId": Text("request {value}", "请求 {value} "),
    "bizId": Text("bizId {value}", " bizId {value} "),
}
_FOUND = Text(
    "About {what}: {found} of the function's {all} lines.",
    "与{what}有关：函数日志共 {all} 行，其中 {found} 行。",
)
_NOTHING = Text(
    "Nothing about {what}: {all} lines of the function were read. If they are of the right time, "
    "the request never reached the function: see the auth system's own log, its URL and its "
    "token. A number that could not be read is in no line: ask by the request's id.",
    "没有与{what}有关的内容：共读到函数日志 {all} 行。如果时间段没错，请求就没有到达函数："
    "请查认证系统自己的日志、URL 和令牌。读不出的号码不会写进日志：请改用请求 ID 查。",
)


def main(
    arguments: Sequence[str], environment: Mapping[str, str], piped: BinaryIO, output: TextIO
) -> int:
    """Tell the story on *output* and return the exit status; *piped* is the standard input."""
    options = _options(arguments, piped)
    try:
        exported = options.file.read_bytes() if options.file else piped.read()
    except OSError as error:
        _write(output, [f"{options.file} cannot be read: {type(error).__name__}"])
        return 2
    language = language_of(environment)
    lines = lines_in(exported.decode("utf-8-sig", "replace"))
    found = options.question.answered_by(lines)
    what = in_language(language, _ABOUT[options.question.member])
    text = in_language(language, _FOUND if found else _NOTHING)
    about = what.format(value=options.question.value)
    _write(output, [text.format(found=len(found), what=about, all=len(lines))])
    if found:
        _write(output, Story(found, Pages(language), language).told())
    return 0 if found else 1


def _options(arguments: Sequence[str], piped: BinaryIO) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.why", description=__doc__)
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="else what is piped in")
    asked = parser.add_mutually_exclusive_group(required=True)
    for option, example, member, words in (
        ("--digits", "8000", "phone", "the last four digits of the number"),
        ("--request", "ID", "requestId", "the requestId of the reply"),
        ("--biz-id", "ID", "bizId", "the bizId of the reply"),
    ):
        read = partial(Question.about, member)
        asked.add_argument(option, metavar=example, type=read, dest="question", help=words)
    options = parser.parse_args(arguments)
    if not options.question.value:
        parser.error("what is looked for is empty")
    if options.file is None and piped.isatty():
        parser.error("name a file, or pipe the lines in")
    return options


def _write(output: TextIO, lines: Iterable[str]) -> None:
    """Write *lines*, without control characters: others may have written into an export."""
    encoding = output.encoding or "utf-8"
    for line in lines:
        printable = "".join(each if each.isprintable() else "?" for each in line)
        output.write(printable.encode(encoding, "backslashreplace").decode(encoding) + "\n")


if __name__ == "__main__":
    run(lambda: main(sys.argv[1:], os.environ, sys.stdin.buffer, sys.stdout))
