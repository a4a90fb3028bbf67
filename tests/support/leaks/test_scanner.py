"""The tools of the leak tests find what they look for, so those tests can fail."""

import base64
import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

import pytest

from smscode.outcome import INVALID_PHONE, Outcome, OutcomeError, failure
from support.leaks.anatomy import anatomy
from support.leaks.made_up import Secrets
from support.leaks.scanner import found

SECRETS: Final = Secrets()
NUMBER: Final = SECRETS.number


def written(secret: str) -> Mapping[str, str]:
    """Return texts that give *secret* away, by how."""
    raw = secret.encode()
    return {
        "plain": f"x {secret} y",
        "bytes": repr(raw),
        "reversed": secret[::-1],
        "URL": f"?q={quote(secret, safe='')}&",
        "URL in URL": f"?q={quote(quote(secret, safe=''), safe='')}&",
        "JSON": json.dumps({"q": secret}),
        "JSON escapes": "".join(f"\\u{ord(character):04x}" for character in secret),
        "JSON in JSON": json.dumps("".join(f"\\u{ord(character):04X}" for character in secret)),
        "JSON with slashes": secret.replace("/", "\\/"),
        "hexadecimal": raw.hex(),
        "HEXADECIMAL": raw.hex().upper(),
        **{f"base64 +{n}": base64.b64encode(b"u" * n + raw + b":p").decode() for n in range(4)},
        **{f"base64url +{n}": base64.urlsafe_b64encode(b"~" * n + raw).decode() for n in range(4)},
    }


@pytest.mark.parametrize("form", written(""))
def test_finds(form: str) -> None:
    """Each secret is found in every form."""
    secrets = SECRETS.by_name()
    told = {name: found(written(secret)[form], secrets) for name, secret in secrets.items()}
    assert {
        n for n, leaks in told.items() if n not in {leak.partition(",")[0] for leak in leaks}
    } == set()


@pytest.mark.parametrize(
    "way",
    [
        "{0}{1}{2}",
        "+86{0}{1}{2}",
        "86{0}{1}{2}",
        "0086{0}{1}{2}",
        "+86 {0} {1} {2}",
        "{0}-{1}-{2}",
        "(+86) {0}.{1}.{2}",
        "PhoneNumbers=%2B86{0}{1}{2}&",
        "%2B86%20{0}%2D{1}%20{2}",
        "\\u002b86{0}{1}{2}",
        "{0}\u00a0{1}{2}",
        "\u202a+86 {0}\u2013{1}\u30fc{2}\u202c",
        "{0}\u200b{1}\u00ad{2}",
        "{0}\\u200b{1}\\u2011{2}",
    ],
    ids=ascii,
)
def test_finds_a_number(way: str) -> None:
    """A number is found in every way to write it, in digits of either width."""
    for digits in ("0123456789", "０１２３４５６７８９"):
        number = NUMBER.translate(str.maketrans("0123456789", digits))
        assert found(way.format(number[:3], number[3:7], number[7:]), {"number": NUMBER}), digits


def test_finds_a_part() -> None:
    """A long secret that is cut short is found."""
    for part in (SECRETS.role_token[:12], f"{SECRETS.bearer[-12:]}…"):
        assert found(part, SECRETS.by_name())


def test_finds_nothing_else() -> None:
    """What may be shown is not found."""
    for text in ("", f"+86*******{NUMBER[-4:]}", "2026-11-23T23:20:38.393Z " * 99):
        assert found(text, SECRETS.by_name()) == []


def chained() -> OutcomeError:
    """Return an error of ours that was raised where it must not be: in an except block."""
    try:
        try:
            raise ValueError(NUMBER)  # noqa: TRY301 - the point
        except ValueError:
            raise failure(INVALID_PHONE, "x")  # noqa: B904 - the point
    except OutcomeError as error:
        return error


@pytest.mark.parametrize(
    "error",
    [chained(), OutcomeError(Outcome(INVALID_PHONE, reason=NUMBER)), OSError(5, NUMBER)],
    ids=["context", "attribute", "argument"],
)
def test_takes_exceptions_apart(error: Exception) -> None:
    """What an exception holds is found, in its chain, its attributes and its arguments."""
    assert found("".join(anatomy(error)), {"number": NUMBER})
