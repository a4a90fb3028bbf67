"""What is asked about the sending, in order, and what the answers come to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from ops.chinese import both
from ops.config_new.asking import (
    AnswerError,
    Choices,
    Interview,
    Question,
    none_of,
    one_of,
    unlike,
)
from ops.config_new.document import KEY_MEMBERS, Reference, Sending
from ops.config_new.systems import SYSTEMS
from smscode.config.errors import problems_of
from smscode.config.model import Region
from smscode.config.parts import Secret, Visible
from smscode.config.templates import CODE, GlobeMessage
from smscode.outcome import Text

T = TypeVar("T")

_GENERIC = "Generic"
_COMMAS = re.compile(r"[,，]")


class Approved(Protocol):
    """What the operator's account may send with, to choose from; the rest is typed."""

    def sign_names(self) -> Choices:
        """Return the sign names."""

    def mainland_templates(self) -> Choices:
        """Return the templates for mainland numbers."""

    def templates_abroad(self) -> Choices:
        """Return those for all other numbers."""

    def reference(self, code: str) -> Reference:
        """Return the reference to the template *code*, chosen or typed."""


def ask_sending(interview: Interview, approved: Approved) -> tuple[Sending, str]:
    """Return what is sent, and the kind of account that sends it.

    Raises:
        UnansweredError: A question has no usable answer.
    """
    account = interview.ask(_ACCOUNT)
    place = _ONLY_PLACE.get(account) or interview.ask(_PLACE)
    regions = interview.ask(_REGIONS) if place != _MAINLAND else ()
    if account == _PERSONAL:
        sending = _lent(interview)
    elif account == _INTERNATIONAL:
        sending = Sending((), {}, _message(interview, interview.ask(_MESSAGE)), regions)
    else:
        sending = _own(interview, approved, place, regions)
    return sending, account


def ask_key(interview: Interview) -> Mapping[str, str]:
    """Return the members of the document that hold the key of a RAM user."""
    return dict(zip(KEY_MEMBERS, map(interview.ask, _KEY), strict=True))


def ask_regions_abroad(interview: Interview) -> Sequence[str]:
    """Return the regions abroad that get codes; none by default."""
    return interview.ask(_REGIONS_OR_NONE)


def ask_systems(interview: Interview) -> Sequence[str]:
    """Return the names of the auth systems that call."""
    return interview.ask(_SYSTEMS)


def ask_secret_of(interview: Interview, name: str) -> str:
    """Return the secret that the system *name* shows; empty if it is not known yet."""
    system = SYSTEMS[name]
    says = Text(
        f"The secret that {name} shows, or nothing if it wants the function's URL first",
        f"{name} 显示的密钥；如果它要先填函数的 URL，就留空",
    )
    return interview.ask(Question(system.variable, says, _secret_or_none, "", is_secret=True))


def _lent(interview: Interview) -> Sending:
    """Return what a personal account sends: by pnvs, with Aliyun's own signatures."""
    names = interview.ask(_LENT_SIGN)
    mainland = {
        usage: {"service": "pnvs", "templateCode": code}
        for usage, code in interview.ask(_LENT_TEMPLATE).items()
    }
    return Sending(names, mainland, {}, ())


def _own(interview: Interview, approved: Approved, place: str, regions: Sequence[str]) -> Sending:
    """Return what a company sends: with templates of its own, or abroad with a message."""
    mainland: Mapping[str, Reference] = {}
    abroad: Mapping[str, Reference] = {}
    if place != _ABROAD:
        codes = interview.ask(_TEMPLATE, approved.mainland_templates)
        mainland = _references(codes, approved)
    if place != _MAINLAND:
        chosen = interview.ask(_TEMPLATE_OR_MESSAGE, approved.templates_abroad)
        if isinstance(chosen, str):
            abroad = _message(interview, chosen)
        else:
            abroad = _references(chosen, approved)
    sending = Sending((), mainland, abroad, regions)
    if not sending.needs_sign:
        return sending
    return replace(sending, sign_names=interview.ask(_SIGN, approved.sign_names))


def _references(codes: Mapping[str, str], approved: Approved) -> Mapping[str, Reference]:
    return {usage: approved.reference(code) for usage, code in codes.items()}


def _message(interview: Interview, message: str) -> Mapping[str, Reference]:
    sender_id = interview.ask(_SENDER_ID)
    sender = {"senderId": sender_id} if sender_id else {}
    return {_GENERIC: {"service": "globe", "message": message, **sender}}


# How answers are read.


def _valid(kind: Any, value: T) -> T:  # noqa: ANN401 - whatever pydantic takes for a type
    """Return *value*, which the document's own type *kind* accepts."""
    problem = ""
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        problem = problems_of(error, value)[0].detail
    if problem:
        raise AnswerError(both(problem))
    return value


def _list(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _COMMAS.split(answer) if part.strip())


def _names(answer: str) -> tuple[str, ...]:
    names = _list(answer)
    if not names:
        raise unlike("A, B")
    return _valid(tuple[Visible, ...], names)


def _regions(answer: str) -> tuple[str, ...]:
    regions = tuple(region.upper() for region in _list(answer))
    return tuple(region for region in _valid(tuple[Region, ...], regions) if region != "CN")


def _some_regions(answer: str) -> tuple[str, ...]:
    regions = _regions(answer)
    if not regions:
        raise unlike("HK, GB")
    return regions


def _templates(answer: str) -> dict[str, str]:
    """Return template codes by usage type; a single code is that of Generic."""
    parts = _list(answer)
    pairs = [part.partition("=") for part in parts]
    if len(parts) == 1 and "=" not in answer:
        pairs = [(_GENERIC, "=", parts[0])]
    codes = {usage.strip(): code.strip() for usage, _, code in pairs}
    if not codes or len(codes) < len(parts) or not all((*codes, *codes.values())):
        raise unlike("SMS_1, or Generic=SMS_1,SignIn=SMS_2")
    return _valid(dict[Visible, Visible], codes)


def _message_text(answer: str) -> str:
    message: dict[str, str] = {"service": "globe", "message": answer}
    return _valid(GlobeMessage, message)["message"]


def _template_or_message(answer: str) -> dict[str, str] | str:
    return _message_text(answer) if "{" in answer else _templates(answer)


def _text_or_none(answer: str) -> str:
    return _valid(Visible, answer) if answer else ""


def _secret_or_none(answer: str) -> str:
    return _valid(Secret, answer) if answer else ""


def _secret(answer: str) -> str:
    return _valid(Secret, answer)


def _systems(answer: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.lower() for name in _list(answer)))
    if not names or not SYSTEMS.keys() >= set(names):
        raise none_of(SYSTEMS)
    return names


# The questions.

COMPANY, _PERSONAL, _INTERNATIONAL = "company", "personal", "international"
_MAINLAND, _ABROAD, _BOTH = "mainland", "abroad", "both"
#: Where the account decides whereto.
_ONLY_PLACE: Mapping[str, str] = {_PERSONAL: _MAINLAND, _INTERNATIONAL: _ABROAD}

_ACCOUNT = Question(
    "account",
    Text(
        "Your Aliyun account: company or personal (aliyun.com), or international "
        "(alibabacloud.com)",
        "阿里云账号：company（企业认证）、personal（个人认证），或 international（国际站）",
    ),
    one_of(COMPANY, _PERSONAL, _INTERNATIONAL),
    COMPANY,
)
_PLACE = Question(
    "to",
    Text(
        "Where the codes go: mainland, abroad or both",
        "验证码发往：mainland（中国内地）、abroad（境外及港澳台）或 both（两者）",
    ),
    one_of(_MAINLAND, _ABROAD, _BOTH),
    _MAINLAND,
)
_REGIONS_SAYS = "Regions abroad that get codes, as HK, GB", "允许发送的境外地区，例如 HK, GB"
_REGIONS = Question("regions", Text(*_REGIONS_SAYS), _some_regions)
_REGIONS_OR_NONE = Question("regions", Text(*_REGIONS_SAYS), _regions, "")
_SIGN = Question(
    "sign-name",
    Text(
        "Your approved signature; or more, in the order of trying",
        "审核通过的签名；可填多个，按顺序尝试",
    ),
    _names,
)
_TEMPLATE = Question(
    "template",
    Text(
        "Template for the mainland: one code for all, or Generic=SMS_1,SignIn=SMS_2",
        "内地短信模板：一个 CODE 通用，或 Generic=SMS_1,SignIn=SMS_2",
    ),
    _templates,
)
_TEMPLATE_OR_MESSAGE = Question(
    "template-abroad",
    Text(
        f"Template for abroad, likewise; or, without a template, a message with {CODE} in it",
        f"境外短信模板，写法相同；不用模板时，填一段含 {CODE} 的短信内容",
    ),
    _template_or_message,
)
_MESSAGE = Question(
    "template-abroad",
    Text(f"The message, with {CODE} where the code goes", f"短信内容，验证码的位置写 {CODE}"),
    _message_text,
    "Your verification code is {code}.",
)
_SENDER_ID = Question(
    "sender-id",
    Text("The sender ID that phones show, or nothing", "手机上显示的发送方 ID，没有就留空"),
    _text_or_none,
    "",
)
_LENT_SIGN = Question(
    "sign-name",
    Text(
        "Lent signatures, two or more: Aliyun withdraws them at times",
        "系统赠送签名，建议填两个以上：阿里云会不定期停用",
    ),
    _names,
)
_LENT_TEMPLATE = Question(
    "template",
    Text(
        "Lent template: one code for all, or Generic=100001,SignIn=100002",
        "系统赠送模板：一个 CODE 通用，或 Generic=100001,SignIn=100002",
    ),
    _templates,
)
_KEY = (
    Question(
        "SMSCODE_ACCESS_KEY_ID",
        Text("AccessKey ID of the RAM user that sends", "用于发送的 RAM 用户的 AccessKey ID"),
        _secret,
        is_secret=True,
    ),
    Question(
        "SMSCODE_ACCESS_KEY_SECRET",
        Text("Its AccessKey secret", "对应的 AccessKey Secret"),
        _secret,
        is_secret=True,
    ),
)
_SYSTEMS = Question(
    "callers",
    Text(
        f"Auth systems that call, from {', '.join(SYSTEMS)}",
        f"调用函数的认证系统，可选 {'、'.join(SYSTEMS)}",
    ),
    _systems,
    "generic",
)
#: All of them, for the command's options.
QUESTIONS: Sequence[Question[Any]] = (
    _ACCOUNT,
    _PLACE,
    _REGIONS,
    _SIGN,
    _TEMPLATE,
    _TEMPLATE_OR_MESSAGE,
    _SENDER_ID,
    _SYSTEMS,
)
