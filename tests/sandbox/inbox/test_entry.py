"""An SMS as the page and the API show it."""

from dataclasses import replace

import pytest

from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.inbox.entry import Arrival, Refusal
from aliyun_sms_sandbox.trouble import Hang, Late, Reply, Reset
from aliyun_sms_sandbox.wire import Answer, Request
from support.inbox.desk import sms


def arrival(message: Message) -> Arrival:
    """Return it as it is in a box."""
    return Arrival(1, message, Request("GET", "/", "", {}))


def abroad(text: str) -> Message:
    """Return an SMS of `SendMessageToGlobe`."""
    return replace(sms(), sign="Acme", template="", params={}, text=text)


@pytest.mark.parametrize(
    ("sign", "code", "text", "parts"),
    [
        ("速通", "1234", "您的码为{}，勿告", ("【速通】您的码为", "1234", "，勿告")),
        ("速通1234", "1234", "码{}", ("【速通1234】码", "1234", "")),
        ("S", "AB12", "{} is your code", ("【S】", "AB12", " is your code")),
    ],
)
def test_the_code_is_found_in_the_text(
    sign: str, code: str, text: str, parts: tuple[str, str, str]
) -> None:
    """Also at its start and end, and when the sign happens to hold it."""
    assert arrival(sms(sign=sign, code=code, text=text)).parts == parts


def test_the_minutes_are_not_the_code() -> None:
    """A lent template has both, in either order."""
    now = sms().time
    text = "【速通】5分钟内 4711"
    message = Message("1", "速通", "100001", {"min": "5", "code": "4711"}, text, None, "b", now)
    assert arrival(message).code == "4711"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, ""),
        ({"min": "5"}, ""),
        ({"more": "elsewhere"}, ""),
        ({"more": "elsewhere", "order": "A17"}, "A17"),
        ({"empty": ""}, ""),
    ],
)
def test_a_notification_may_have_no_code(params: dict[str, str], code: str) -> None:
    """A request may give more than its template has, and a template may have nothing to give."""
    text = "【速通】订单A17已发货"
    entry = arrival(Message("1", "速通", "SMS_1", params, text, None, "b", sms().time))
    assert entry.code == code
    assert "".join(entry.parts) == text
    assert entry.parts[1] == code
    assert entry.lang == "zh-CN"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your Acme code is 471147.", "471147"),
        ("Acme2FA: 4711 is your code", "4711"),
        ("Your code is 7xKw4Z, valid for 5 min", "7xKw4Z"),
        ("您的验证码为4711471147，请勿告知他人", "4711471147"),
        ("471147", "471147"),
        ("+1 (202) 555 or 00-11 or 12345678901", ""),
        ("Your parcel is here", ""),
    ],
)
def test_a_text_without_a_template_has_what_looks_like_a_code(text: str, code: str) -> None:
    """4 to 10 digits, else letters and digits; nothing else is marked, and nothing is lost."""
    entry = arrival(abroad(text))
    assert (entry.code, entry.parts[1]) == (code, code)
    assert "".join(entry.parts) == text


def test_a_text_abroad_may_look_signed() -> None:
    """The brackets are the caller's own, and are shown."""
    text = "【Acme】471147 is your code"
    entry = arrival(abroad(text))
    assert entry.parts == ("【Acme】", "471147", " is your code")
    assert entry.lang == "en"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Answer(200, {}, b'{"ResponseCode": "X", "ResponseDescription": "no"}'), ("X", "no")),
        (Answer(200, {}, b'{"MessageId": "1"}'), ("HTTP 200", "")),
        (Answer(200, {}, b"[]"), ("HTTP 200", "")),
        (Answer(200, {}, b'{"Code": "isv.X", "Message": "no"}'), ("isv.X", "no")),
        (Late(Answer(400, {}, b'{"Code": "Y", "Message": ""}'), 1), ("Y", "")),
        (Answer(502, {}, b"<html>"), ("HTTP 502", "")),
        (Answer(200, {}, b"null"), ("HTTP 200", "")),
        (Answer(200, {}, b'{"Code": "OK"}'), ("HTTP 200", "")),
        (Answer(200, {}, b"\xff"), ("HTTP 200", "")),
        (Hang(1), ("hang", "")),
        (Reset(), ("reset", "")),
    ],
)
def test_a_refusal_says_what_the_client_saw(reply: Reply, reason: tuple[str, str]) -> None:
    """The vendor's code and words, or else what can be seen from outside."""
    refusal = Refusal(1, Request("GET", "/", "PhoneNumber=138", {}), reply)
    assert (refusal.to, refusal.reason) == ("138", reason)


@pytest.mark.parametrize(
    ("query", "to"),
    [("PhoneNumbers=1,2&To=", "1,2"), ("PhoneNumber=3", "3"), ("To=4", "4"), ("TO=5", "")],
)
def test_a_refusal_is_of_the_number_that_was_meant(query: str, to: str) -> None:
    """Each action has its own name for it."""
    assert Refusal(1, Request("GET", "/", query, {}), Hang(1)).to == to


@pytest.mark.parametrize(("text", "lang"), [("您的{}", "zh-CN"), ("Your code is {}", "en")])
def test_the_language_is_the_texts_and_not_the_signs(text: str, lang: str) -> None:
    """A Chinese sign stands before English texts too."""
    assert arrival(sms(text=text)).lang == lang
