"""Own signatures: found, approved, filed, and in a good order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from smscode.check.account import Account
from smscode.check.finding import Finding, Kind
from smscode.check.reply import Reply, number
from smscode.check.subjects import filings
from smscode.check.subjects.places import CHINA, Place
from smscode.check.vocabulary import signs as say

_REVIEWS: Mapping[int | None, Kind] = {
    0: say.IN_REVIEW,
    1: say.APPROVED,
    2: say.REJECTED,
    10: say.WITHDRAWN,
}
_UNUSABLE = {say.NOT_FOUND, say.IN_REVIEW, say.REJECTED, say.WITHDRAWN}
_FOR_TESTS = frozenset({4, 5})


def look(places: tuple[Place, ...], account: Account, now: datetime) -> Iterator[Finding]:
    """Yield what is to be said of the signatures that *places* use."""
    at_home = _names(place for place in places if place.destination == CHINA)
    unusable = set()
    for name in _names(places):
        reply = account.sign(name)
        found = list(_review(name, reply))
        yield from found
        kinds = {finding.kind for finding in found}
        if kinds & _UNUSABLE:
            unusable.add(name)
        if say.APPROVED in kinds and name in at_home:
            yield from filings.look(name, reply, account, now)
    yield from _lists(places, unusable)


def _names(places: Iterable[Place]) -> list[str]:
    return list(dict.fromkeys(name for place in places for name in place.sign_names))


def _review(name: str, reply: Reply) -> Iterator[Finding]:
    trouble = reply.trouble(name)
    if trouble is not None:
        yield trouble
    elif not reply.is_ok:
        yield say.NOT_FOUND.at(name, code=reply.code)
    else:
        status = number(reply.document, "SignStatus")
        yield _REVIEWS.get(status, say.WITHDRAWN).at(name, reason=reply.rejection)
        if number(reply.document, "SignTag") in _FOR_TESTS:
            yield say.FOR_TESTS.at(name)


def _lists(places: tuple[Place, ...], unusable: set[str]) -> Iterator[Finding]:
    for names in dict.fromkeys(place.sign_names for place in places):
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            yield say.LISTED_TWICE.at(name)
        better = next((name for name in names if name not in unusable), None)
        if names[0] in unusable and better is not None:
            yield say.WRONG_ORDER.at(names[0], better=better)
