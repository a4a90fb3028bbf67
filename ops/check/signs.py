"""The account's own sign names: whether they exist, are approved, filed, and in a good order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from ops.check import filings
from ops.check.account import Account
from ops.check.answer import ApiAnswer, number
from ops.check.finding import Finding, Kind, Level
from ops.check.places import CHINA, Place
from smscode.config.templates import TemplateRef
from smscode.outcome import Text

APPROVED = Kind("sign.approved", Level.OK, Text("Approved.", "审核通过。"))
NOT_FOUND = Kind(
    "sign.not_found",
    Level.ERROR,
    Text("The account has no such sign name ({code}).", "该账号下没有此签名（{code}）。"),
    Text(
        "Write it as in the SMS console, without brackets; a lent sign name needs service pnvs.",
        "请与短信控制台一致，不含方括号；赠送签名需使用 pnvs。",
    ),
)
IN_REVIEW = Kind(
    "sign.in_review",
    Level.ERROR,
    Text("Still in review.", "审核中。"),
    Text(
        "Wait for it: usually two hours, between 9:00 and 21:00.",
        "请等待：通常 2 小时（9:00 至 21:00）。",
    ),
)
REJECTED = Kind(
    "sign.rejected",
    Level.ERROR,
    Text("Rejected: {reason}.", "审核未通过：{reason}。"),
    Text("Correct it in the SMS console and submit it again.", "请在短信控制台修改后重新提交。"),
)
WITHDRAWN = Kind(
    "sign.withdrawn",
    Level.ERROR,
    Text("Its review was cancelled.", "审核已取消。"),
    Text("Submit it again in the SMS console.", "请在短信控制台重新提交。"),
)
FOR_TESTS = Kind(
    "sign.for_tests",
    Level.WARNING,
    Text(
        "It is for tests or trials: it sends to bound numbers only.",
        "这是测试或试用签名，只能发往已绑定的号码。",
    ),
    Text("Apply for a sign name of your own before going live.", "正式使用前请申请自己的签名。"),
)
LISTED_TWICE = Kind(
    "sign.listed_twice",
    Level.WARNING,
    Text(
        "It is in the list twice: the second attempt would repeat the first.",
        "列表中重复：第二次尝试会与第一次相同。",
    ),
    Text("Name another sign name, or remove it.", "请换成其他签名，或删除。"),
)
WRONG_ORDER = Kind(
    "sign.wrong_order",
    Level.WARNING,
    Text(
        "It cannot be used but comes before {better}: each new instance tries it first.",
        "该签名不可用却排在 {better} 之前：每个新实例都会先尝试它。",
    ),
    Text("Put {better} first.", "请把 {better} 放在最前。"),
)


_REVIEWS: Mapping[int | None, Kind] = {
    0: IN_REVIEW,
    1: APPROVED,
    2: REJECTED,
    10: WITHDRAWN,
}
_UNUSABLE = {NOT_FOUND, IN_REVIEW, REJECTED, WITHDRAWN}
_FOR_TESTS = frozenset({4, 5})


def look(
    places: tuple[Place[TemplateRef], ...], account: Account, now: datetime
) -> Iterator[Finding]:
    """Yield the findings on the sign names that *places* use."""
    is_mainland = _names(place for place in places if place.destination == CHINA)
    unusable = set()
    for name in _names(places):
        reply = account.sign(name)
        found = list(_review(name, reply))
        yield from found
        kinds = {finding.kind for finding in found}
        if kinds & _UNUSABLE:
            unusable.add(name)
        if APPROVED in kinds and name in is_mainland:
            yield from filings.look(name, reply, account, now)
    yield from _lists(places, unusable)


def _names(places: Iterable[Place[TemplateRef]]) -> list[str]:
    return list(dict.fromkeys(name for place in places for name in place.sign_names))


def _review(name: str, reply: ApiAnswer) -> Iterator[Finding]:
    trouble = reply.trouble(name)
    if trouble is not None:
        yield trouble
    elif not reply.is_ok:
        yield NOT_FOUND.at(name, code=reply.code)
    else:
        status = number(reply.document, "SignStatus")
        yield _REVIEWS.get(status, WITHDRAWN).at(name, reason=reply.rejection)
        if number(reply.document, "SignTag") in _FOR_TESTS:
            yield FOR_TESTS.at(name)


def _lists(places: tuple[Place[TemplateRef], ...], unusable: set[str]) -> Iterator[Finding]:
    for names in dict.fromkeys(place.sign_names for place in places):
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            yield LISTED_TWICE.at(name)
        better = next((name for name in names if name not in unusable), None)
        if names[0] in unusable and better is not None:
            yield WRONG_ORDER.at(names[0], better=better)
