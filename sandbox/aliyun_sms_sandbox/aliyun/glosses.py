"""What Aliyun's Chinese words say, in English, for readers of the page.

By code, since the words hold numbers and vary; one sentence covers all words that come with it.
Meanings as on help.aliyun.com/document_detail/101346.html.
"""

import re
from collections.abc import Mapping
from typing import Final

_CHINESE = re.compile("[一-鿿]")
_RAM: Final = "RAM does not let this key do it."
GLOSSES: Final[Mapping[str, str]] = {
    "isp.RAM_PERMISSION_DENY": _RAM,
    "isv.RAM_PERMISSION_DENY": _RAM,
    "isp.SYSTEM_ERROR": "A fault of the system; the request is to be made again.",
    "isv.AMOUNT_NOT_ENOUGH": "The account has no balance left.",
    "isv.BLACK_KEY_CONTROL_LIMIT": "The number or a value is on a blacklist.",
    "isv.BUSINESS_LIMIT_CONTROL": (
        "Flow control: too many messages to this number in a minute (分钟), an hour (小时) "
        "or a day (天)."
    ),
    "isv.DAY_LIMIT_CONTROL": "The account's own limit for a day is reached.",
    "isv.DENY_IP_RANGE": "The request comes from a region that is not allowed.",
    "isv.DOMESTIC_NUMBER_NOT_SUPPORTED": (
        "A template for messages abroad is not sent to a mainland number."
    ),
    "isv.INVALID_JSON_PARAM": "TemplateParam is no JSON object of strings.",
    "isv.INVALID_PARAMETERS": "A parameter is wrong.",
    "isv.MOBILE_COUNT_OVER_LIMIT": "More numbers than one request may have.",
    "isv.MOBILE_NUMBER_ILLEGAL": "The number has not the form of one.",
    "isv.PARAM_LENGTH_LIMIT": "The value of a variable is too long or too short.",
    "isv.SMS_SIGNATURE_ILLEGAL": "The signature does not exist, is not approved, or is banned.",
    "isv.SMS_TEMPLATE_ILLEGAL": (
        "The template does not exist, is not approved, or does not fit its variables."
    ),
    "isv.TEMPLATE_MISSING_PARAMETERS": "A variable of the template has no value.",
}


def is_chinese(text: str) -> bool:
    """Return whether a text has Chinese characters."""
    return _CHINESE.search(text) is not None


def gloss(words: str, code: str) -> str:
    """Return what these words say; empty when they are not Chinese, or of a code without a row."""
    return GLOSSES.get(code, "") if is_chinese(words) else ""
