"""``python -m ops.config_put CONFIG_URI FILE``: put a config document into its store.

It checks the document, shows what would change, without values, writes it and reads it back, and
ends with what :mod:`ops.check` says of it. Exit status: 0 the document is in the store, 1 it is
not, 2 the command is not valid.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from ops.chinese import both, of_setting
from ops.config_put import open_writer, review
from ops.config_put.errors import PutError
from ops.config_put.put import Place, put
from ops.console import Console, Terminal
from ops.credentials import NoKeyError, OperatorKey
from ops.ending import run
from ops.language import in_language, language_of
from smscode.clock import Clock, SystemClock
from smscode.logs import withhold_third_parties
from smscode.outcome import Text
from smscode.secret_stores import Host, open_store
from smscode.settings import SettingsError


def main(
    arguments: Sequence[str], environment: Mapping[str, str], console: Console, clock: Clock
) -> int:
    """Put the document and return the exit status."""
    options = _options(arguments)
    uri = options.uri
    agrees = partial(_say_that_it_was_agreed if options.yes else _ask, console)
    withhold_third_parties()
    try:
        place = _place(uri, environment, clock)
        text = _text(options.file)
        seen = review.approve(text, uri, environment, console)
        put(text, place, console, agrees, clock)
    except NoKeyError as error:
        console.say(error.says)
        return 2
    except SettingsError as error:
        console.say(of_setting(error))
        return 2
    except PutError as error:
        console.say(error.says)
        return 1
    review.check_account(seen, uri, environment, console, clock)
    scheme = uri.partition(":")[0]
    if scheme in _NEXT:
        console.say(_NEXT[scheme])
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
        english, chinese = both(error.strerror or type(error).__name__)
    except UnicodeDecodeError as error:
        raise PutError(
            Text(
                f"{path} is not UTF-8 at byte {error.start}",
                f"{path} 不是 UTF-8：第 {error.start} 字节",
            )
        ) from None
    raise PutError(Text(f"{path} cannot be read: {english}", f"无法读取 {path}：{chinese}"))


def _ask(console: Console) -> bool:
    """Return whether a person answers yes; False if nobody is there."""
    if console.has_person:
        return console.ask(Text("Write it? [y/N] ", "写入？[y/N] ")).lower() in ("y", "yes")
    console.say(
        Text(
            "There is no terminal to ask on: YES=1 writes without asking.",
            "没有可供询问的终端：YES=1 可直接写入。",
        )
    )
    return False


def _say_that_it_was_agreed(console: Console) -> bool:
    """Say so, and return True."""
    console.say(Text("Write it? YES=1.", "写入？YES=1。"))
    return True


_ALIYUN = Text(
    "Running instances have it within CONFIG_TTL_SECONDS, 5 minutes by default. "
    "Before the first deploy, next: s deploy -y",
    "运行中的实例会在 CONFIG_TTL_SECONDS（默认 5 分钟）内用上。首次部署的下一步：s deploy -y",
)
_AWS = Text(
    "Running instances have it within CONFIG_TTL_SECONDS, 5 minutes by default. "
    "Before the first deploy, next: sam build && sam deploy",
    "运行中的实例会在 CONFIG_TTL_SECONDS（默认 5 分钟）内用上。"
    "首次部署的下一步：sam build && sam deploy",
)
_NEXT: Mapping[str, Text] = {
    "aliyun-oss": _ALIYUN,
    "aliyun-kms": _ALIYUN,
    "aws-secretsmanager": _AWS,
    "aws-ssm": _AWS,
}


_INTERRUPTED = Text(
    "Interrupted. Nothing was written, unless a line above says so.",
    "已中断。除非上面有写入的提示，否则未写入。",
)

if __name__ == "__main__":
    language = language_of(os.environ)
    terminal = Terminal(language)
    run(
        lambda: main(sys.argv[1:], os.environ, terminal, SystemClock()),
        in_language(language, _INTERRUPTED),
    )
