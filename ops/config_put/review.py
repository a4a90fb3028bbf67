"""Reviews a document with :mod:`ops.check`: before it is put by itself, then with the account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ops.check import document
from ops.check.finding import Finding, Level
from ops.check.run import CheckOptions, check, of_document
from ops.config_put.errors import PutError
from ops.console import Console
from smscode.clock import Clock
from smscode.config.callers import document_model
from smscode.config.errors import ConfigError
from smscode.config.model import read_config
from smscode.outcome import Text
from smscode.settings import Settings

_SHOWN = (Level.WARNING, Level.UNCHECKED, Level.ERROR)
_WORDS = {
    Level.WARNING: Text("warning", "警告"),
    Level.UNCHECKED: Text("unchecked", "未能检查"),
    Level.ERROR: Text("error", "错误"),
}


def approve(text: str, uri: str, environment: Mapping[str, str], console: Console) -> list[Finding]:
    """Show what is wrong with *text*, which is to be put at *uri*, and return what was shown.

    Raises:
        PutError: There is an error in it.
        SettingsError: A setting of the function in *environment* is wrong.
    """
    settings = Settings.from_environment({**environment, "CONFIG_URI": uri})
    shown = _show(_findings(text, settings), console)
    if any(finding.kind.level is Level.ERROR for finding in shown):
        raise PutError(
            Text(
                "Nothing was written because of the errors above.",
                "存在以上错误，未写入。",
            )
        )
    return shown


def check_account(
    seen: list[Finding], uri: str, environment: Mapping[str, str], console: Console, clock: Clock
) -> None:
    """Check the document at *uri* with the account that sends, and show what was not *seen*."""
    findings = check(CheckOptions(), {**environment, "CONFIG_URI": uri}, clock)
    shown = _show((finding for finding in findings if finding not in seen), console)
    if not shown:
        console.say(_READY)
    elif any(finding.kind.level is Level.ERROR for finding in shown):
        console.say(_NOT_READY)


def _findings(text: str, settings: Settings) -> Iterator[Finding]:
    try:
        config = read_config(text, document_model(), settings.claims_uri)
    except ConfigError as error:
        return document.faults(error)
    return of_document(config, settings)


def _show(findings: Iterable[Finding], console: Console) -> list[Finding]:
    """Show those of *findings* that somebody should know of, and return them."""
    shown = [finding for finding in findings if finding.kind.level in _SHOWN]
    for finding in shown:
        console.say(told(finding))
    return shown


def told(finding: Finding) -> Text:
    """Return *finding* as lines: what the matter is, and below it what to do."""
    word = _WORDS[finding.kind.level]
    english = f"{word.english}: {finding.subject}: {finding.message('en')}"
    chinese = f"{word.chinese}：{finding.subject}：{finding.message('zh')}"
    if finding.kind.todo is not None:
        english += f"\n  -> {finding.todo('en')}"
        chinese += f"\n  -> {finding.todo('zh')}"
    return Text(english, chinese)


_READY = Text(
    "Checked with the account that sends: nothing is wrong.", "已用发送账号检查：没有问题。"
)
_NOT_READY = Text(
    "The document is in its store, but codes do not arrive until the errors above are gone.",
    "配置已写入，但解决以上错误之前，验证码无法送达。",
)
