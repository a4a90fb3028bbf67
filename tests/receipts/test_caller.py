"""Aliyun's push as a caller: its entry in the config, how its secret is compared, its replies."""

from typing import Final

import pytest

from smscode.call import Call, ReplyContext
from smscode.outcome import KINDS, RECEIVED, UNAUTHORIZED, Kind, Outcome, OutcomeError
from smscode.receipts.push import Receipts, path_secret
from support.documents import MINIMAL, load
from support.letting_in import let_in
from support.receipt_pushes import SECRET
from support.stand_ins import HeldClock
from support.work import Work, work_of

PUSH: Final = Receipts(HeldClock())
WRONG: Final = [
    *(SECRET[:count] + "~" * (len(SECRET) - count) for count in (1, 18, len(SECRET) - 1)),
    f"~{SECRET[1:]}",
]


def entry(*secrets: object) -> dict[str, object]:
    """Return a document that has these secrets."""
    return {**MINIMAL, "callers": {"receipts": {"pathSecrets": list(secrets)}}}


@pytest.mark.parametrize(
    "secrets",
    [[], ["x" * 31], [SECRET, "short"], [f"{SECRET}/"], [f"{SECRET} "], ["密" * 32], [None], [5]],
)
def test_secrets_that_are_none(secrets: list[object]) -> None:
    """A secret has 32 or more characters, of those that a URL never encodes; none is shown."""
    with pytest.raises(OutcomeError) as caught:
        load(entry(*secrets))
    reason = str(caught.value.outcome.reason)
    assert reason.startswith("config: /callers/receipts/pathSecrets")
    assert SECRET not in reason


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("/receipts/abc", "abc"),
        ("/receipts/abc/", "abc"),
        ("/prod/receipts/abc", "abc"),
        ("/receipts", ""),
        ("/receipts/", ""),
        ("/prod/receipts", ""),
        ("receipts", ""),
        ("/receipts/abc/d", None),
        ("/receipts//abc", None),
        ("/xreceipts/abc", None),
        ("/Receipts/abc", None),
        ("/", None),
        ("", None),
    ],
)
def test_path_secret(path: str, secret: str | None) -> None:
    """It is the segment behind `receipts`, and nothing else is looked at."""
    assert path_secret(Call(path=path)) == secret


@pytest.mark.parametrize("wrong", WRONG)
def test_constant_time(wrong: str) -> None:
    """How much of a wrong secret is right makes no difference to the work of comparing it."""
    config = load(entry(SECRET, "n" * 40))

    def attempt(secret: str) -> Work:
        call = Call(path=f"/receipts/{secret}")
        return work_of(lambda: let_in(PUSH, call, config))

    assert attempt(wrong) == attempt("~" * len(SECRET))
    assert attempt(wrong).comparisons == 2


@pytest.mark.parametrize("kind", [*KINDS, RECEIVED], ids=lambda kind: str(kind.code))
def test_reply(kind: Kind) -> None:
    """Aliyun reads two numbers: 200 and 0 when it need not push again, else the status twice."""
    reply = PUSH.reply(Outcome(kind), ReplyContext("id"))
    expected = 404 if kind is UNAUTHORIZED else kind.status
    assert reply.status == expected
    assert isinstance(reply.body, dict)
    assert reply.body["code"] == (0 if kind is RECEIVED else expected)
    assert set(reply.body) == {"code", "msg"}
    assert "WWW-Authenticate" not in reply.headers
