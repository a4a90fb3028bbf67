"""Own templates: found, approved, of the right kind for their slot, with the config's variable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from smscode.check.account import Account
from smscode.check.finding import Finding, Kind
from smscode.check.reply import Reply, words
from smscode.check.subjects.places import CHINA, Place, listed
from smscode.check.vocabulary import templates as say
from smscode.outcome import Text

_REVIEWS: Mapping[str, Kind] = {
    "0": say.IN_REVIEW,
    "1": say.GOOD,
    "2": say.REJECTED,
    "10": say.WITHDRAWN,
}
_VERIFICATION, _INTERNATIONAL, _FOR_TESTS = "0", "3", "4"
# Of TemplateType at home and of IntlType abroad, which count differently.
_PURPOSES: Mapping[str, Text] = {
    "1": Text("notifications", "短信通知"),
    "2": Text("promotion", "推广短信"),
    "7": Text("digital messages", "数字短信"),
}
_PURPOSES_ABROAD: Mapping[str, Text] = {
    "0": Text("notifications", "短信通知"),
    "1": Text("promotion", "推广短信"),
}
_VERIFICATION_ABROAD = "2"
_OTHER = Text("another purpose", "其他用途")
_VARIABLE = re.compile(r"\$\{([^{}]+)\}")


def look(places: tuple[Place, ...], account: Account) -> Iterator[Finding]:
    """Yield what is to be said of each template, for all places that use it in the same way."""
    for code in dict.fromkeys(place.slot.template_code for place in places):
        users = [place for place in places if place.slot.template_code == code]
        reply = account.template(code)
        by_use: dict[tuple[str, str], list[Place]] = {}
        for place in users:
            by_use.setdefault((place.destination, place.slot.code_variable), []).append(place)
        for same in by_use.values():
            yield from _template(same, reply)


def _template(users: list[Place], reply: Reply) -> Iterator[Finding]:
    code = users[0].slot.template_code
    subject = f"{code} ({listed(place.name for place in users)})"
    trouble = reply.trouble(subject)
    if trouble is not None:
        yield trouble
        return
    if not reply.is_ok:
        yield say.NOT_FOUND.at(subject, code=reply.code)
        return
    review = _REVIEWS.get(str(reply.document.get("TemplateStatus")), say.WITHDRAWN)
    if review is not say.GOOD:
        yield review.at(subject, reason=reply.rejection)
        return
    faults = [*_kind(users[0], reply, subject), *_variables(users[0], reply, subject)]
    yield from faults
    if not faults:
        yield say.GOOD.at(subject, variable=users[0].slot.code_variable)
        if "numberCaptcha" in words(reply.document.get("VariableAttribute")):
            yield say.DIGITS_ONLY.at(subject)
    if str(reply.document.get("TemplateTag")) == _FOR_TESTS:
        yield say.FOR_TESTS.at(subject)


def _kind(place: Place, reply: Reply, subject: str) -> Iterator[Finding]:
    kind = str(reply.document.get("TemplateType"))
    if kind == _INTERNATIONAL:
        purpose = str(reply.document.get("IntlType"))
        if place.destination == CHINA:
            yield say.INTERNATIONAL.at(subject)
        elif purpose != _VERIFICATION_ABROAD:
            yield say.NOT_VERIFICATION.at(subject, purpose=_PURPOSES_ABROAD.get(purpose, _OTHER))
        return
    if place.destination != CHINA:
        yield say.DOMESTIC.at(subject, regions=listed(place.regions))
    elif kind != _VERIFICATION:
        yield say.NOT_VERIFICATION.at(subject, purpose=_PURPOSES.get(kind, _OTHER))


def _variables(place: Place, reply: Reply, subject: str) -> Iterator[Finding]:
    named = place.slot.code_variable
    found = list(dict.fromkeys(_VARIABLE.findall(str(reply.document.get("TemplateContent")))))
    if not found:
        yield say.NO_VARIABLE.at(subject)
    elif len(found) > 1:
        yield say.MORE_VARIABLES.at(subject, found=listed(map(words, found)), named=named)
    elif found != [named]:
        yield say.OTHER_VARIABLE.at(subject, found=words(found[0]), named=named)
