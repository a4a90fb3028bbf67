"""Texts that are not one mobile number, by what is wrong with them."""

from collections.abc import Mapping
from typing import Final

LIST: Final = ",".join(f"138{n:08d}" for n in range(1000))
# 16 KiB are the limit for the body, so it takes another to be judged as a number.
_LONGEST_LIST: Final = LIST[: 15 * 1024]

NUMBERS: Final[Mapping[str, str]] = {
    "empty": "",
    "space": " ",
    "plus": "+",
    "separators": " -().",
    "two": "13800138000,13800138001",
    "two with semicolon": "13800138000;13800138001",
    "two with space": "13800138000 13800138001",
    "list as long as fits": _LONGEST_LIST,
    "arabic digits": "١٣٨٠٠١٣٨٠٠٠",
    "fullwidth digits": "１３８００１３８０００",
    "arabic digits abroad": "+٨٥٢٥١٢٣٤٥٦٧",
    "fullwidth digits abroad": "+８５２５１２３４５６７",
    "fullwidth plus": "＋8613800138000",
    "mathematical digits": "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
    "superscript digit": "1380013800⁰",
    "newline": "13800138000\n",
    "header injection": "13800138000\r\nX-Sign: x",
    "query injection": "13800138000&SignName=x",
    "encoded": "%2B8613800138000",
    "NUL": "13800138000\0",
    "tab": "\t13800138000",
    "no-break space": "138\u00a00013\u00a08000",
    "zero-width space": "138\u200b00138000",
    "right-to-left": "\u202e13800138000",
    "lone surrogate": "\ud80013800138000",
    "emoji": "1️⃣3800138000",
    "two pluses": "++8613800138000",
    "plus in the middle": "86+13800138000",
    "uri": "tel:+8613800138000",
    "extension": "+8613800138000;ext=1",
    "extension in words": "+86 138 0013 8000 x12",
    "letters": "1-800-FLOWERS",
    "hexadecimal": "0x3369d5e30",
    "exponent": "1.38e10",
    "float": "13800138000.0",
    "one digit less": "1380013800",
    "one digit more": "138001380000",
    "no such country": "+999123456789",
    "no such range": "+8612000138000",
    "landline": "+861065529988",
    "emergency": "110",
    "premium": "+19002345678",
    "toll-free": "+8008001234567",
    "satellite": "+870773111632",
    "too long": "+86" + "1" * 60,
    "template": "${phone}",
}
