"""Tests for the codes of delivery receipts."""

import pytest

from smscode.receipts.codes import RECEIPTS, UNKNOWN, Actor, receipt_of

# help.aliyun.com/document_detail/101347.html, and the codes seen beside them in the wild.
_PUBLISHED = [
    "DELIVERED",
    "IS_CLOSE",
    "PARAMS_ILLEGAL",
    "MOBILE_NOT_ON_SERVICE",
    "MOBILE_SEND_LIMIT",
    "MOBILE_ACCOUNT_ABNORMAL",
    "MOBILE_IN_BLACK",
    "MOBLLE_TERMINAL_ERROR",
    "CONTENT_KEYWORD",
    "INVALID_NUMBER",
    "CONTENT_ERROR",
    "REQUEST_SUCCESS",
    "SP_NOT_BY_INTER_SMS",
    "SP_UNKNOWN_ERROR",
    "USER_REJECT",
    "NO_ROUTE",
    "PORT_NOT_REGISTERED",
    "SIGNATURE_BLACKLIST",
]


@pytest.mark.parametrize("code", _PUBLISHED)
def test_every_published_code_is_explained_in_both_languages(code: str) -> None:
    """Each code of the vendor's page has a meaning of its own, in English and in Chinese."""
    receipt = receipt_of(code)
    assert receipt is not UNKNOWN
    assert receipt.text.english.isascii()
    assert any("\u4e00" <= character <= "\u9fff" for character in receipt.text.chinese)


def test_only_a_delivered_message_needs_nobody() -> None:
    """Every code but DELIVERED says who can do something."""
    needless = {code for code, receipt in RECEIPTS.items() if receipt.actor is Actor.NOBODY}
    assert needless == {"DELIVERED"}


@pytest.mark.parametrize(
    ("code", "actor"),
    [
        ("isv.SMS_SIGNATURE_SCENE_ILLEGAL", Actor.OPERATOR),
        ("isv.SIGNATURE_BLACKLIST", Actor.OPERATOR),
        ("MOBILE_TERMINAL_ERROR", Actor.RECIPIENT),
        ("UNDELIV:027", Actor.CARRIER),
        ("", Actor.CARRIER),
    ],
)
def test_a_code_that_is_not_in_the_table_still_says_who_can_act(code: str, actor: Actor) -> None:
    """What the platform refuses late is the operator's; what nobody knows is the carrier's."""
    assert receipt_of(code).actor is actor


def test_what_is_unknown_is_named_as_such() -> None:
    """A code of a carrier abroad is not given a meaning that it may not have."""
    assert receipt_of("UNDELIV:027") is UNKNOWN
