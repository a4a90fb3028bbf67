"""Aliyun's own words on a refusal, fit for the log: they may repeat what was sent, the code too.

Some causes are told apart by them alone: ``isv.SMS_TEMPLATE_ILLEGAL`` is a template that is
missing, and a wrong variable too. No reply has them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smscode.request import Code

_LONGEST = 200
# Keys, tokens and URLs are that long; the words of a sentence are not.
_LONG_WORD = re.compile(r"[!-~]{25,}")


def fit_for_log(words: object, code: Code) -> str | None:
    """Return *words* without a digit and a long word; None where what is left may hold *code*."""
    if not isinstance(words, str):
        return None
    left = _LONG_WORD.sub("…", "".join("*" if _is_digit(each) else each for each in words))
    letters = "".join(filter(str.isalpha, code.value)).casefold()
    if letters and letters in "".join(filter(str.isalnum, left.casefold())):
        return None
    return left[:_LONGEST] or None


def _is_digit(character: str) -> bool:
    """Return whether *character* is of Unicode's class N: any script's, in a circle, a fraction.

    Numerals that are letters, such as 一, are of class L.
    """
    return character.isnumeric() and not character.isalpha()
