"""How long a wrong token takes says nothing of how much of it is right.

Counted, not clocked: every instruction and every call of a C function. What a C function does
inside is not counted, so that it is also shown that `hmac.compare_digest` alone compares.
"""

from base64 import b64encode
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

import pytest
from pydantic import SecretStr

from smscode.call import Call
from smscode.callers import GENERIC
from smscode.callers.authentication import Credential, matches, tokens_of
from smscode.clock import SystemClock
from smscode.config.callers import ENTRIES
from smscode.config.model import Config, config_model, parse_config
from smscode.wiring import wire
from support.hostile.envelopes import Http, lambda_url
from support.hostile.function import environment_for
from support.leaks.made_up import Secrets, config
from support.letting_in import let_in
from support.work import Work, work_of

KNOWN: Final = tuple(f"{n}-token-of-40-characters-in-a-list-of-3-{n}" for n in range(3))
LENGTH: Final = len(KNOWN[0])


def sharing(count: int, token: str = KNOWN[0]) -> str:
    """Return a wrong token of the same length of which the first *count* characters are right."""
    return token[:count] + "~" * (LENGTH - count)


NOTHING_RIGHT: Final = sharing(0)
PARTLY_RIGHT: Final = {
    "first": sharing(1),
    "half": sharing(LENGTH // 2),
    "all but the last": sharing(LENGTH - 1),
    "all but the first": f"~{KNOWN[0][1:]}",
    "half of the last token": sharing(LENGTH // 2, KNOWN[-1]),
    "all but the last of the last token": sharing(LENGTH - 1, KNOWN[-1]),
}
each_wrong = pytest.mark.parametrize("wrong", PARTLY_RIGHT.values(), ids=list(PARTLY_RIGHT))

HEADERS: Final[dict[str, Callable[[str], dict[str, str]]]] = {
    "bearer": lambda token: {"authorization": f"Bearer {token}"},
    "bare": lambda token: {"authorization": token},
    "basic": lambda token: {"authorization": f"Basic {b64encode(f'u:{token}'.encode()).decode()}"},
    "key": lambda token: {"x-api-key": token},
}


def operators_config() -> Config:
    """Return a config with the known tokens."""
    text = config(Secrets(), callers={"generic": {"tokens": KNOWN}})
    return parse_config(text, config_model(ENTRIES))


def comparing(*presented: str) -> Work:
    """Return the work of comparing some presented tokens with the known ones."""
    candidates = [token.encode() for token in presented]
    tokens = [token.encode() for token in KNOWN]
    return work_of(lambda: matches(candidates, tokens))


@each_wrong
def test_matches(wrong: str) -> None:
    """Comparing takes the same work, however much of the token is right."""
    nothing_right = comparing(NOTHING_RIGHT)
    assert comparing(wrong) == nothing_right
    assert nothing_right.comparisons == len(KNOWN)
    assert nothing_right.instructions.total() > 20 * len(KNOWN)


@each_wrong
@pytest.mark.parametrize("header", HEADERS)
def test_authenticate(header: str, wrong: str) -> None:
    """So does a whole authentication, in whichever header the token is."""
    given = operators_config()

    def attempt(token: str) -> Work:
        call = Call(headers=HEADERS[header](token))
        return work_of(lambda: let_in(GENERIC, call, given))

    nothing_right = attempt(NOTHING_RIGHT)
    assert attempt(wrong) == nothing_right
    assert nothing_right.comparisons == len(KNOWN)


@pytest.mark.parametrize("right", KNOWN)
def test_place_in_the_list(right: str) -> None:
    """Nor does it show which of the known tokens is the right one: none is left out."""
    first = comparing(KNOWN[0])
    assert comparing(right) == first
    assert first.comparisons == len(KNOWN)


@pytest.mark.parametrize("wrong", [1, 2])
def test_several_presented(wrong: int) -> None:
    """Each presented token is compared with each known one, after a match too."""
    work = comparing(KNOWN[0], *[NOTHING_RIGHT] * wrong)
    assert work.comparisons == (1 + wrong) * len(KNOWN)


@each_wrong
def test_handler(wrong: str) -> None:
    """The whole handler compares as often, however much of the token is right."""
    environment = environment_for("http://127.0.0.1:9", {})
    environment["CONFIG"] = config(Secrets(), callers={"generic": {"tokens": KNOWN}})
    app = wire(environment, SystemClock(), 0.0)

    def comparisons(token: str) -> int:
        event = lambda_url(Http(headers=(("Authorization", f"Bearer {token}"),)))
        return work_of(lambda: app(event, None)).comparisons

    comparisons(NOTHING_RIGHT)  # the first stranger makes the config be read again
    assert comparisons(wrong) == comparisons(NOTHING_RIGHT) >= len(KNOWN)


def compared(*_: object) -> Any:  # noqa: ANN401 - stands for methods of every type
    """Fail: the stand-in of all that could look into a token."""
    raise AssertionError("something but compare_digest looks at a token")


LOOKING: Final = (
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__contains__"),
    *("__getitem__", "__iter__", "startswith", "endswith", "find", "index", "count", "split"),
)
Opaque: Final = type("Opaque", (bytes,), dict.fromkeys(LOOKING, compared))


class OpaqueText(str):
    """A token that can only be encoded, to bytes that nobody can look into."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        """Return the bytes."""
        opaque: bytes = Opaque(super().encode())
        return opaque


def test_nothing_else_compares() -> None:
    """Neither a known nor a presented token is looked at but by `compare_digest`."""
    tokens = [SecretStr(OpaqueText(token)) for token in KNOWN]
    for token, right in ((KNOWN[-1], True), (PARTLY_RIGHT["half"], False)):
        expected = tokens_of(SimpleNamespace(tokens=tokens), Credential(()))
        assert matches([Opaque(token.encode())], expected) is right
    with pytest.raises(AssertionError, match="compare_digest"):
        _ = Opaque(b"x") == Opaque(b"x")


def test_a_comparison_that_tells_is_seen() -> None:
    """The measure tells comparisons apart that stop at the first difference."""

    def naive(token: str) -> bool:
        return all(one == other for one, other in zip(token, KNOWN[0], strict=True))

    nothing_right = work_of(lambda: naive(NOTHING_RIGHT))
    assert work_of(lambda: naive(PARTLY_RIGHT["half"])) != nothing_right
