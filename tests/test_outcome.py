"""The closed vocabulary: what each word says to a client and to a person."""

import re

import pytest

from smscode.outcome import KINDS, MISCONFIGURED, Kind, OutcomeError, failure

STATUSES = {
    "sent": 200,
    "duplicate": 200,
    "invalid_request": 400,
    "unauthorized": 401,
    "region_not_allowed": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "content_too_large": 413,
    "invalid_phone": 422,
    "template_not_found": 422,
    "rejected": 422,
    "rate_limited": 429,
    "misconfigured": 500,
    "quota_exhausted": 503,
    "unavailable": 503,
    "uncertain": 504,
}
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)


def test_vocabulary() -> None:
    """There are these words, each with its HTTP status, and no other."""
    assert [(kind.code, kind.status) for kind in KINDS] == list(STATUSES.items())


@each_kind
def test_title(kind: Kind) -> None:
    """A title is the code in words: it never varies (RFC 9457, section 3.1.3)."""
    words = kind.title.lower().replace(" number", "").replace(" ", "_")
    assert words == kind.code


@each_kind
def test_messages(kind: Kind) -> None:
    """Each word has a short message in English and in Chinese, by the person's language."""
    english, chinese = kind.message(None), kind.message("zh-CN")
    assert english.isascii()
    assert len(english) <= 80
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert len(chinese) <= 30


@pytest.mark.parametrize(
    ("locale", "is_chinese"),
    [
        *((tag, True) for tag in ("zh", "zh-CN", "ZH-TW", "zh_Hans_CN", "zh-Hant-HK")),
        *((tag, False) for tag in ("en", "en-zh", "ja-JP", "", None, "*")),
    ],
)
def test_language(locale: str | None, *, is_chinese: bool) -> None:
    """Every Chinese locale gets Chinese, every other English."""
    assert MISCONFIGURED.message(locale).isascii() is not is_chinese


def test_error_shows_its_code_only() -> None:
    """The error can be printed anywhere: its text is the outcome's code."""
    error = failure(MISCONFIGURED, "config: because of s3cr3t")
    assert isinstance(error, OutcomeError)
    assert str(error) == "misconfigured"
    assert "s3cr3t" not in repr(error)
    assert error.outcome.reason == "config: because of s3cr3t"
