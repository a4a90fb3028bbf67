"""How many SMS a text is billed as: 3GPP TS 23.038, and the lengths of TS 23.040.

A text of the GSM alphabet has 160 characters in one SMS, and 153 in each of several; those of its
extension table count two. Any other text is UCS-2: 70, and 67 of several; what is outside the BMP
counts two.
"""

from math import ceil
from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = frozenset("\f^{}\\[~]|€")


def count(text: str) -> int:
    """Return the number, which is 1 at least."""
    if _BASIC.union(_EXTENSION).issuperset(text):
        return _parts(len(text) + sum(character in _EXTENSION for character in text), 160, 153)
    return _parts(len(text.encode("utf-16-be", "surrogatepass")) // 2, 70, 67)


def _parts(length: int, alone: int, of_several: int) -> int:
    return 1 if length <= alone else ceil(length / of_several)
