"""What Aliyun lends for number verification (pnvs): no API lists it, so little can be said."""

from __future__ import annotations

from collections.abc import Iterator

from smscode.check.finding import Finding
from smscode.check.subjects.places import Place, listed
from smscode.check.vocabulary import lent as say

# help.aliyun.com/zh/pnvs/developer-reference/api-dypnsapi-2017-05-25-sendsmsverifycode
_TEMPLATES = ("100001", "100002", "100003", "100004", "100005")
_VARIABLE = "code"


def look(lent: tuple[Place, ...], own: tuple[Place, ...]) -> Iterator[Finding]:
    """Yield what is to be said of the places that use what is *lent*, beside those of *own*."""
    names = list(dict.fromkeys(name for place in lent for name in place.sign_names))
    own_names = {name for place in own for name in place.sign_names}
    for name in names:
        yield (say.SIGN_IS_OWN if name in own_names else say.SIGN).at(name)
    if len(names) == 1:
        yield say.ONE_SIGN.at(names[0])
    for code in dict.fromkeys(place.slot.template_code for place in lent):
        users = [place for place in lent if place.slot.template_code == code]
        yield from _template(f"{code} ({listed(place.name for place in users)})", users)


def _template(subject: str, users: list[Place]) -> Iterator[Finding]:
    if users[0].slot.template_code not in _TEMPLATES:
        yield say.TEMPLATE_UNKNOWN.at(subject, known=listed(_TEMPLATES))
        return
    others = [p.slot.code_variable for p in users if p.slot.code_variable != _VARIABLE]
    if others:
        yield say.TEMPLATE_VARIABLE.at(subject, named=listed(others))
    else:
        yield say.TEMPLATE.at(subject)
