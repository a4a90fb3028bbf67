"""Lists what an account can send with: its approved sign names and templates.

``QuerySmsSignList`` and ``QuerySmsTemplateList`` of Dysmsapi 2017-05-25 list what was applied for,
whatever the review says: help.aliyun.com/document_detail/419282.html and 419288.html. Texts are as
Aliyun has them, for a config: what is printed goes through :func:`ops.check.answer.words`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ops.check.account import Account
from ops.check.answer import ApiAnswer, number, rows
from ops.check.templates import variables_of

_APPROVED = "AUDIT_STATE_PASS"
# OuterTemplateType; TemplateType numbers the same purposes in another way.
_VERIFICATION, _INTERNATIONAL = 0, 3
_MOST_PAGES = 20

_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class ApprovedTemplate:
    """A template that the review has approved.

    Attributes:
        code: Such as ``SMS_1000001``.
        name: The operator's name for it.
        content: The text, with its variables as ``${code}``.
        variables: Their names, each once, in the order of the text; verification codes need one.
        is_international: Whether it is for all numbers but those of the mainland.
    """

    code: str
    name: str
    content: str
    variables: tuple[str, ...]
    is_international: bool


@dataclass(frozen=True, slots=True)
class Approved(Generic[_Entry]):
    """What the review has approved.

    Attributes:
        entries: In Aliyun's order, each once.
        is_whole: Whether all pages were read; of a longer list, the first 1,000 rows were.
    """

    entries: tuple[_Entry, ...]
    is_whole: bool


def sign_names(account: Account) -> Approved[str] | ApiAnswer:
    """Return the approved sign names, or the answer in whose place they would be.

    Sign names that Aliyun lends for ``pnvs`` are in no list. The answer's ``refusal`` says why
    nothing can be listed, and its ``trouble()`` what to do about it, where that is known.
    """
    return _approved(account.sign_names, "SmsSignList", lambda row: _text(row, "SignName"))


def templates(account: Account) -> Approved[ApprovedTemplate] | ApiAnswer:
    """Return the approved templates for verification codes, or the answer, likewise.

    Of an international template the list does not tell the purpose, so it has those for other
    purposes too: ``IntlType`` of ``GetSmsTemplate`` tells it.
    """
    return _approved(account.templates, "SmsTemplateList", _template)


def _approved(
    ask: Callable[[int], ApiAnswer],
    member: str,
    read: Callable[[Mapping[str, object]], _Entry | None],
) -> Approved[_Entry] | ApiAnswer:
    """Return what *read* makes of the approved rows of *member*, on all pages."""
    seen: list[Mapping[str, object]] = []
    for page in range(1, _MOST_PAGES + 1):
        answer = ask(page)
        if not answer.is_ok:
            return answer
        found = rows(answer.document.get(member))
        seen += found
        is_whole = not found or len(seen) == number(answer.document, "TotalCount")
        if is_whole:
            break
    entries = (read(row) for row in seen if row.get("AuditStatus") == _APPROVED)
    # A sign name for verification codes and one for all purposes may be the same.
    return Approved(tuple(dict.fromkeys(each for each in entries if each)), is_whole)


def _template(row: Mapping[str, object]) -> ApprovedTemplate | None:
    code, kind = _text(row, "TemplateCode"), number(row, "OuterTemplateType")
    if not code or kind not in (_VERIFICATION, _INTERNATIONAL):
        return None
    content = _text(row, "TemplateContent")
    return ApprovedTemplate(
        code,
        _text(row, "TemplateName"),
        content,
        variables_of(content),
        is_international=kind == _INTERNATIONAL,
    )


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
