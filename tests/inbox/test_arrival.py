"""An SMS as the page and the API show it."""

import pytest

from inbox.desk import sms
from sandbox.aliyun.journal import Message
from sandbox.inbox.arrival import Arrival
from sandbox.wire import Request


def arrival(message: Message) -> Arrival:
    """Return it as it is in a box."""
    return Arrival(1, message, Request("GET", "/", "", {}))


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


@pytest.mark.parametrize(("text", "lang"), [("您的{}", "zh-CN"), ("Your code is {}", "en")])
def test_the_language_is_the_texts_and_not_the_signs(text: str, lang: str) -> None:
    """A Chinese sign stands before English texts too."""
    assert arrival(sms(text=text)).lang == lang
