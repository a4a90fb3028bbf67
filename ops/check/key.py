"""Checks the key that signs requests, and the clock that their signatures depend on."""

from __future__ import annotations

from collections.abc import Iterator

from ops.check import verdict
from ops.check.answer import ApiAnswer
from ops.check.finding import Finding
from smscode.config.model import Config
from smscode.credentials import Credentials

_TEMPORARY = "STS."
_SUBJECT = "accessKeyId"


def choose(config: Config, role: Credentials | None) -> Credentials | None:
    """Return the document's key, or *role*, the environment's, if it has none."""
    if config.access_key_id is None or config.access_key_secret is None:
        return role
    return Credentials(
        config.access_key_id.get_secret_value(), config.access_key_secret.get_secret_value()
    )


def look(config: Config, key: Credentials | None) -> Iterator[Finding]:
    """Yield the findings on the key before any request."""
    if config.access_key_id is None:
        yield (verdict.KEY_NONE if key is None else verdict.KEY_OF_ENVIRONMENT).at(_SUBJECT)
    elif key is not None and key.access_key_id.startswith(_TEMPORARY):
        yield verdict.KEY_TEMPORARY.at(_SUBJECT)


def judge(reply: ApiAnswer, endpoint: str) -> Iterator[Finding]:
    """Yield what the first answer says about the key, and whether other queries are useless."""
    if reply.proves_key:
        yield verdict.KEY_GOOD.at(_SUBJECT)
    trouble = reply.trouble(endpoint)
    if reply.is_final and trouble is not None:
        yield trouble


_WORTH_A_WARNING, _REFUSED = 300, 900  # s; Aliyun refuses requests whose time is 15 minutes off


def look_at_clock(reply: ApiAnswer) -> Iterator[Finding]:
    """Yield what the time of an answer says about this machine's clock."""
    if reply.ahead is None:
        return
    seconds = round(abs(reply.ahead))
    if seconds > _REFUSED:
        yield verdict.CLOCK_WRONG.at("clock", seconds=seconds)
    elif seconds > _WORTH_A_WARNING:
        yield verdict.CLOCK_OFF.at("clock", seconds=seconds)
    else:
        yield verdict.CLOCK_RIGHT.at("clock")
