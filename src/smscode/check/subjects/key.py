"""The key that requests are signed with."""

from __future__ import annotations

from collections.abc import Iterator

from smscode.check.finding import Finding
from smscode.check.reply import Reply
from smscode.check.vocabulary import key as say
from smscode.config import Config
from smscode.credentials import Credentials

_TEMPORARY = "STS."
_SUBJECT = "accessKeyId"


def choose(config: Config, role: Credentials | None) -> Credentials | None:
    """Return the document's key, or that of the environment where it has none."""
    if config.access_key_id is None or config.access_key_secret is None:
        return role
    return Credentials(
        config.access_key_id.get_secret_value(), config.access_key_secret.get_secret_value()
    )


def look(config: Config, key: Credentials | None) -> Iterator[Finding]:
    """Yield what is to be said of the key, before anybody is asked."""
    if config.access_key_id is None:
        yield (say.NONE if key is None else say.OF_ENVIRONMENT).at(_SUBJECT)
    elif key is not None and key.access_key_id.startswith(_TEMPORARY):
        yield say.TEMPORARY.at(_SUBJECT)


def judge(reply: Reply, endpoint: str) -> Iterator[Finding]:
    """Yield what the first answer says of the key, and of whether others will come."""
    if reply.proves_key:
        yield say.GOOD.at(_SUBJECT)
    trouble = reply.trouble(endpoint)
    if reply.is_final and trouble is not None:
        yield trouble
