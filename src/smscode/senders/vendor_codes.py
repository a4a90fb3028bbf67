"""Aliyun's codes and the outcome of each, the one table for all senders; and Aliyun's words.

Codes: help.aliyun.com/document_detail/101346.html and 101347.html for ``isv.*`` and ``isp.*``,
Dypnsapi's own ``biz.*``, help.aliyun.com/zh/sms/error-code-intl for international messages (without
a prefix), and the gateway's public codes. The classes are ours. HTTP statuses differ
between the vendor's own pages, so a code that is known counts wherever it arrives, and the status
does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from smscode.outcome import (
    INVALID_PHONE,
    MISCONFIGURED,
    QUOTA_EXHAUSTED,
    RATE_LIMITED,
    REJECTED,
    SENT,
    UNAVAILABLE,
    UNCERTAIN,
    Kind,
)

if TYPE_CHECKING:
    from smscode.request import Code

#: The one code that says that a message was accepted.
ACCEPTED = "OK"

#: Without ``isv.``, ``isp.`` and ``biz.``, which the services write or leave out.
KINDS: Mapping[str, Kind] = {
    # The number.
    "MOBILE_NUMBER_ILLEGAL": INVALID_PHONE,
    "MOBILE_COUNT_OVER_LIMIT": MISCONFIGURED,
    "BLACK_KEY_CONTROL_LIMIT": REJECTED,
    "CUSTOMER_REFUSED": REJECTED,
    "SMS_SECURITY_INTERCEPTED": REJECTED,
    "NOT_SUPPORTED_COUNTRY": REJECTED,
    "COUNTRY_RESTRICTED": REJECTED,
    "DOMESTIC_NUMBER_NOT_SUPPORTED": MISCONFIGURED,
    # Flow control and caps.
    "BUSINESS_LIMIT_CONTROL": RATE_LIMITED,
    "BUSINESS_LIMIT_CONTROL_MINUTE": RATE_LIMITED,
    "BUSINESS_LIMIT_CONTROL_PHONE": RATE_LIMITED,
    "BUSINESS_LIMIT_HOUR": RATE_LIMITED,
    "BUSINESS_LIMIT_DAY": RATE_LIMITED,
    "FREQUENCY": RATE_LIMITED,
    "FREQUENCY_FAIL": RATE_LIMITED,
    "QPS_LIMIT_CONTROL": UNAVAILABLE,
    "DAY_LIMIT_CONTROL": QUOTA_EXHAUSTED,
    "MONTH_LIMIT_CONTROL": QUOTA_EXHAUSTED,
    "AMOUNT_NOT_ENOUGH": QUOTA_EXHAUSTED,
    "OUT_OF_SERVICE": QUOTA_EXHAUSTED,
    "ONLINE_BILLING_FAILED": QUOTA_EXHAUSTED,
    "BILLING_DEDUCTION_ERROR": QUOTA_EXHAUSTED,
    # Test signatures and templates.
    "SMS_TEST_NUMBER_LIMIT": MISCONFIGURED,
    "SMS_TEST_SIGN_TEMPLATE_LIMIT": MISCONFIGURED,
    "SMS_TEST_TEMPLATE_PARAMS_ILLEGAL": MISCONFIGURED,
    # Signatures.
    "SMS_SIGNATURE_ILLEGAL": MISCONFIGURED,
    "SMS_SIGN_ILLEGAL": MISCONFIGURED,
    "SMS_SIGN_NAME_ILLEGAL": MISCONFIGURED,
    "SIGN_NAME_ILLEGAL": MISCONFIGURED,
    "SIGN_STATE_ILLEGAL": MISCONFIGURED,
    "SIGN_SOURCE_ILLEGAL": MISCONFIGURED,
    "SMS_SIGNATURE_SCENE_ILLEGAL": MISCONFIGURED,
    "SMS_SIGN_EMOJI_ILLEGAL": MISCONFIGURED,
    "SIGNATURE_BLACKLIST": MISCONFIGURED,
    # Sender ids: what international messages have in place of a sign name.
    "INVALID_SENDERID": MISCONFIGURED,
    "SENDERID_ERROR": MISCONFIGURED,
    "SENDERID_BLACKLIST": MISCONFIGURED,
    # Templates and content.
    "SMS_TEMPLATE_ILLEGAL": MISCONFIGURED,
    "TEMPLATE_MISSING_PARAMETERS": MISCONFIGURED,
    "TEMPLATE_PARAMS_ILLEGAL": MISCONFIGURED,
    "template_parameter_count_illegal": MISCONFIGURED,
    "CONTENT_MISSING_PARAMETERS": MISCONFIGURED,
    "INVALID_JSON_PARAM": MISCONFIGURED,
    "INVALID_PARAMETERS": MISCONFIGURED,
    "PARAM_LENGTH_LIMIT": MISCONFIGURED,
    "PARAM_NOT_SUPPORT_URL": MISCONFIGURED,
    "PARAMS_ILLEGAL": MISCONFIGURED,
    "SMS_CONTENT_ILLEGAL": MISCONFIGURED,
    "SMS_CONTENT_CODE_ILLEGAL": MISCONFIGURED,
    "SMS_CONTENT_MISMATCH_TEMPLATE_TYPE": MISCONFIGURED,
    "UNSUPPORTED_CONTENT": MISCONFIGURED,
    "EXTEND_CODE_ERROR": MISCONFIGURED,
    "ONE_CODE_MULTIPLE_SIGN": MISCONFIGURED,
    "CODE_EXCEED_LIMIT": MISCONFIGURED,
    "CODE_ERROR": MISCONFIGURED,
    # The account and its permissions.
    "DENY_IP_RANGE": MISCONFIGURED,
    "RAM_PERMISSION_DENY": MISCONFIGURED,
    "PRODUCT_UN_SUBSCRIPT": MISCONFIGURED,
    "PRODUCT_UNSUBSCRIBE": MISCONFIGURED,
    "PRODUCT_NOT_SUBSCRIBED": MISCONFIGURED,
    "FUNCTION_NOT_OPENED": MISCONFIGURED,
    "FORBIDDEN_ACTION": MISCONFIGURED,
    "ACCOUNT_NOT_EXISTS": MISCONFIGURED,
    "ACCOUNT_ABNORMAL": MISCONFIGURED,
    "ACCOUNT_ILLEGAL": MISCONFIGURED,
    "SECURITY_FROZEN_ACCOUNT": MISCONFIGURED,
    "Forbidden": MISCONFIGURED,
    "NoPermission": MISCONFIGURED,
    # The key. What stands after a point (InvalidAccessKeyId.NotFound) makes no difference.
    "InvalidAccessKeyId": MISCONFIGURED,
    "SignatureDoesNotMatch": MISCONFIGURED,
    "IncompleteSignature": MISCONFIGURED,
    "InvalidSecurityToken": MISCONFIGURED,
    "MissingSecurityToken": MISCONFIGURED,
    # The request itself.
    "InvalidTimeStamp": MISCONFIGURED,
    "InvalidVersion": MISCONFIGURED,
    "InvalidAction": MISCONFIGURED,
    "InvalidParameter": MISCONFIGURED,
    "InvalidProtocol": MISCONFIGURED,
    "MissingParameter": MISCONFIGURED,
    # Refused at the gateway, before the service saw it.
    "Throttling": UNAVAILABLE,
    # Said by a service that may have passed the message on before it failed.
    "SYSTEM_ERROR": UNCERTAIN,
    "GATEWAY_ERROR": UNCERTAIN,
    "SignatureNonceUsed": UNCERTAIN,
    "ServiceUnavailable": UNCERTAIN,
    "InternalError": UNCERTAIN,
    "UnknownError": UNCERTAIN,
}


class Remedy(Enum):
    """What could make a second attempt succeed after one that certainly sent nothing."""

    REPEAT = "the same again"
    NEW_KEY = "another key"
    NEXT_SIGN = "another signature"


REMEDIES: Mapping[str, Remedy] = {
    "Throttling": Remedy.REPEAT,
    "QPS_LIMIT_CONTROL": Remedy.REPEAT,
    "InvalidAccessKeyId": Remedy.NEW_KEY,
    "SignatureDoesNotMatch": Remedy.NEW_KEY,
    "InvalidSecurityToken": Remedy.NEW_KEY,
    "SMS_SIGNATURE_ILLEGAL": Remedy.NEXT_SIGN,
    "SMS_SIGN_ILLEGAL": Remedy.NEXT_SIGN,
    "SMS_SIGN_NAME_ILLEGAL": Remedy.NEXT_SIGN,
    "SIGN_NAME_ILLEGAL": Remedy.NEXT_SIGN,
    "SIGN_STATE_ILLEGAL": Remedy.NEXT_SIGN,
    "SIGN_SOURCE_ILLEGAL": Remedy.NEXT_SIGN,
    "SMS_SIGNATURE_SCENE_ILLEGAL": Remedy.NEXT_SIGN,
    "SIGNATURE_BLACKLIST": Remedy.NEXT_SIGN,
}

#: Seconds until the window of a limit has passed, where the code itself names it.
WAITS: Mapping[str, int] = {
    "BUSINESS_LIMIT_CONTROL_MINUTE": 60,
    "BUSINESS_LIMIT_HOUR": 3600,
    "BUSINESS_LIMIT_DAY": 86_400,
    "FREQUENCY": 60,  # Dypnsapi's ``Interval``, which we leave at its default
}

# What lies in the account, a sign name, a template or a service, and not in the request.
_ANOTHER_MAY_DO = (MISCONFIGURED, QUOTA_EXHAUSTED, UNAVAILABLE)
_CAPS = ("DAY_LIMIT_CONTROL", "MONTH_LIMIT_CONTROL")
# 触发分钟级流控Permits:1, and the same with 小时 and 天: the vendor's text for its three windows.
_WINDOWS = (("分钟", 60), ("小时", 3600), ("天", 86_400))
_PREFIX = re.compile(r"^(?:isv|isp|biz)\.")
# The vendor's page cuts the name short, so the rest of it is not known for certain.
_CUT_SHORT = "SENDERID_BL"
# The beginnings of codes that may report success in words that we do not know.
_GOOD_NEWS = ("OK", "SUCCESS", "ACCEPT")
_SERVER_ERROR = 500
_MOST_WORDS = 200  # characters
# Secrets, tokens and URLs are that long; the words of a sentence are not. The id of a key has 16 to
# 24 characters, as words may have, but it says what it is: LTAI of a user, STS. of a role.
_NO_WORD = re.compile(r"[!-~]{25,}|(?:LTAI|STS\.)[!-~]+")


def kind_of(code: str, status: int) -> Kind:
    """Return the outcome of *code* in an answer with the HTTP *status*.

    One that is not in the table is certain only where somebody has refused: the product, by its
    prefix, or else the gateway, by its status. What may be good news may have been sent.
    """
    if code == ACCEPTED:
        return SENT
    known = KINDS.get(word_of(code))
    if known is not None:
        return known
    if code.startswith("isv."):
        return REJECTED
    bare = _PREFIX.sub("", code).strip()
    may_be_good = not bare or bare.isdigit() or bare.upper().startswith(_GOOD_NEWS)
    if code.startswith("isp.") or may_be_good or status >= _SERVER_ERROR:
        return UNCERTAIN
    return MISCONFIGURED


def lets_another_try(code: str) -> bool:
    """Return whether another reference may be tried after *code*: it certainly sent nothing.

    Never after a code that is not in the table, a refused key, or the operator's own caps.
    """
    word = word_of(code)
    is_in_the_way = word in _CAPS or REMEDIES.get(word) is Remedy.NEW_KEY
    return KINDS.get(word) in _ANOTHER_MAY_DO and not is_in_the_way


def remedy_for(code: str) -> Remedy | None:
    """Return what could help after *code*; None for a code that is not in the table."""
    return REMEDIES.get(word_of(code))


def retry_after(code: str, message: str) -> int | None:
    """Return the seconds of the window that *code* or *message* names: an upper bound."""
    named = (seconds for word, seconds in _WINDOWS if word in message)
    return WAITS.get(word_of(code)) or next(named, None)


def word_of(code: str) -> str:
    """Return *code* as it is written in the tables."""
    bare = _PREFIX.sub("", code)
    if bare.startswith(_CUT_SHORT):
        return "SENDERID_BLACKLIST"
    return bare if bare in KINDS else bare.partition(".")[0]


def fit_for_log(words: object, code: Code) -> str | None:
    """Return Aliyun's own *words* without digits, keys and URLs; None where they may hold *code*.

    They may repeat whatever was sent. Some causes are told apart by them alone:
    ``isv.SMS_TEMPLATE_ILLEGAL`` is a template that is missing, and a wrong variable too.
    """
    if not isinstance(words, str):
        return None
    left = _NO_WORD.sub("…", "".join("*" if _is_digit(each) else each for each in words))
    letters = "".join(filter(str.isalpha, code.value)).casefold()
    if letters and letters in "".join(filter(str.isalnum, left.casefold())):
        return None
    return left[:_MOST_WORDS] or None


def _is_digit(character: str) -> bool:
    """Return whether *character* is of Unicode's class N: any script's, in a circle, a fraction.

    Numerals that are letters, such as 一, are of class L.
    """
    return character.isnumeric() and not character.isalpha()
