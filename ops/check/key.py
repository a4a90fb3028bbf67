"""Checks the key that signs requests, and the clock that their signatures depend on."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from ops.check import verdict
from ops.check.answer import ApiAnswer
from ops.check.finding import Finding
from ops.credentials import NoKeyError, OperatorKey
from smscode.config.model import Config
from smscode.credentials import Credentials

_TEMPORARY = "STS."
_SUBJECT = "accessKeyId"


def choose(config: Config, operator: OperatorKey) -> Generator[Finding, None, Credentials | None]:
    """Yield the findings on the key before any request, and return it; None if there is none.

    It is the document's, or the operator's if the document has none.
    """
    if config.access_key_id is not None and config.access_key_secret is not None:
        key_id, secret = config.access_key_id, config.access_key_secret
        if key_id.get_secret_value().startswith(_TEMPORARY):
            yield verdict.KEY_TEMPORARY.at(_SUBJECT)
        return Credentials(key_id.get_secret_value(), secret.get_secret_value())
    try:
        credentials = operator.credentials()
    except NoKeyError as error:
        yield verdict.KEY_NOT_GIVEN.at(_SUBJECT, problem=error.says)
        return None
    if credentials is None:
        yield verdict.KEY_NONE.at(_SUBJECT)
    else:
        yield verdict.KEY_OF_ENVIRONMENT.at(_SUBJECT, source=operator.source)
    return credentials


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
