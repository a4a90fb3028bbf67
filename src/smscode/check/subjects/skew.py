"""This machine's clock: Aliyun refuses requests whose time is 15 minutes off."""

from __future__ import annotations

from collections.abc import Iterator

from smscode.check.finding import Finding
from smscode.check.reply import Reply
from smscode.check.vocabulary import service as say

_WORTH_A_WARNING, _REFUSED = 300, 900  # s


def look(reply: Reply) -> Iterator[Finding]:
    """Yield what the time of an answer says of ours."""
    if reply.ahead is None:
        return
    seconds = round(abs(reply.ahead))
    if seconds > _REFUSED:
        yield say.CLOCK_WRONG.at("clock", seconds=seconds)
    elif seconds > _WORTH_A_WARNING:
        yield say.CLOCK_OFF.at("clock", seconds=seconds)
    else:
        yield say.CLOCK_RIGHT.at("clock")
