"""Languages, and the choice between them."""

import re

import pytest
from starlette.requests import Request

from aliyun_sms_sandbox.inbox import texts
from aliyun_sms_sandbox.inbox.pages import HERE

ENGLISH, CHINESE = texts.LANGUAGES["en"], texts.LANGUAGES["zh"]


def request(query: str = "", **headers: str) -> Request:
    """Return a request with these headers, whose names are written with underscores."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "query_string": query.encode(), "headers": raw})


def test_both_languages_say_the_same_things() -> None:
    """Every word is there in both, with the same gaps to fill."""
    assert ENGLISH.keys() == CHINESE.keys()
    for name, text in ENGLISH.items():
        assert set(re.findall(r"\{\w*\}", text)) == set(re.findall(r"\{\w*\}", CHINESE[name]))


def test_every_word_is_used() -> None:
    """The templates and scripts say each of them, and no other."""
    templates = "".join(path.read_text() for path in HERE.glob("templates/*.html"))
    used = set(re.findall(r"\bt\.(\w+)", templates))
    scripts = "".join(path.read_text() for path in HERE.glob("static/*.js"))
    said = set(re.findall(r"\bwords\.(\w+)", scripts)) | {"live", "reconnecting"}
    assert said == set(texts.FOR_SCRIPTS)
    assert used | said == set(ENGLISH)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW", "zh"),
        ("de,zh;q=0.5", "zh"),
        ("de-AT,fr", "en"),
        ("en;q=0.5, zh;q=0.6", "zh"),
        ("en, zh", "en"),
        ("zh;q=0", "en"),
        ("zh;q=x", "en"),
        ("*", "en"),
        (";;,,=", "en"),
    ],
)
def test_the_browsers_languages_decide(header: str, language: str) -> None:
    """The first of ours by weight; English when there is none."""
    assert texts.language(request(accept_language=header)) == language


def test_the_switch_goes_before_the_browser() -> None:
    """The address goes before the cookie, and that before the browser; nonsense is passed over."""
    assert texts.language(request("lang=zh", cookie="lang=en", accept_language="en")) == "zh"
    assert texts.language(request(cookie="lang=zh", accept_language="en")) == "zh"
    assert texts.language(request("lang=xx", cookie="lang=yy", accept_language="zh")) == "zh"
