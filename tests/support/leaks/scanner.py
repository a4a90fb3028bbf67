"""Finds a secret in a text, in every form in which programs write one."""

import base64
import re
from collections.abc import Iterator, Mapping
from unicodedata import normalize
from urllib.parse import unquote

_LONG = 24
_FRAGMENT = 12
# After NFKC: dashes, soft hyphens, and what is not seen.
_SEPARATORS = re.compile(
    r"[\s\-().+·_\u00ad\u061c\u180e\u200b-\u2015\u202a-\u202e\u2060-\u2069\u2212\u30fc\ufeff]+"
)
_JSON_ESCAPE = re.compile(r'\\+(?:u([0-9a-fA-F]{4})|([/"]))')


def forms(secret: str) -> Iterator[tuple[str, str]]:
    """Yield the names and the texts of the forms that differ from each other in every reading."""
    yield "plain", secret
    yield "reversed", secret[::-1]
    if len(secret) >= _LONG:
        yield "beginning", secret[:_FRAGMENT]
        yield "end", secret[-_FRAGMENT:]
    raw = secret.encode()
    yield "hex", raw.hex()
    yield "HEX", raw.hex().upper()
    for offset in range(3):
        yield f"base64+{offset}", _inside_base64(raw, offset)
        yield f"base64url+{offset}", _inside_base64(raw, offset, b"-_")


def _inside_base64(raw: bytes, offset: int, alphabet: bytes = b"+/") -> str:
    """Return what of *raw* is seen in the base64 of a text that holds it *offset* bytes in."""
    encoded = base64.b64encode(b"\0" * offset + raw, alphabet).decode().rstrip("=")
    first = -(-offset * 4 // 3)  # the character that begins in the padding's last byte is not ours
    last = (offset + len(raw)) * 8 // 6  # nor is the one that ends in the byte that follows
    return encoded[first:last]


def readings(text: str) -> Iterator[tuple[str, str]]:
    """Yield *text* as it is, with JSON and URL escapes undone, and as if it had been pasted."""
    yield "as written", text
    unescaped = _JSON_ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)
    yield "JSON", unescaped
    unquoted = unquote(unquote(unescaped))  # twice: a query in a query
    yield "URL", unquoted
    yield "without separators", _SEPARATORS.sub("", normalize("NFKC", unquoted))


def found(text: str, secrets: Mapping[str, str]) -> list[str]:
    """Return which of *secrets* (values by name) are in *text*, and how, with their surroundings.

    A number is to be given as its national digits, which are part of each way to write it.
    """
    return [
        f"{name}, {form}, {reading}: …{_around(seen, needle)}…"
        for reading, seen in readings(text)
        for name, secret in secrets.items()
        for form, needle in forms(secret)
        if needle in seen
    ]


def _around(text: str, needle: str) -> str:
    at = text.index(needle)
    return text[max(0, at - 60) : at + len(needle) + 20]
