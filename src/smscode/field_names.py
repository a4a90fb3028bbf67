"""Which names that a request brings may be told in a reply and in the log: of fields, of types.

An unknown field is refused by its name, so that an honest mistake is found at once; but who mixes
up name and value puts a number or a code where a name belongs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smscode.request import CODE_LENGTHS

_NAME = re.compile(r"[A-Za-z_][A-Za-z_.-]{0,63}")  # without digits: no number, and few codes
_SEPARATORS = re.compile(r"[_.-]")
# Words of that length that honest senders name fields with.
_PLAIN_WORDS = frozenset(
    {
        *("body", "code", "data", "email", "from", "lang", "locale", "mobile", "name", "number"),
        *("outid", "params", "phone", "region", "sender", "sign", "text", "token", "type", "usage"),
        *("user", "value"),
    }
)


def may_be_repeated(name: str, values: Sequence[str]) -> bool:
    """Return whether *name* is neither like a number nor like a code, and holds none of *values*.

    A word of four to six letters may be a code, unless it is one that fields are named with.
    """
    letters = name.lower()
    if not _NAME.fullmatch(name) or any(value.lower() in letters for value in values):
        return False
    words = _SEPARATORS.split(name)
    return not any(len(word) in CODE_LENGTHS and word.lower() not in _PLAIN_WORDS for word in words)
