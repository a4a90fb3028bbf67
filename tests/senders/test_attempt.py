"""One request to the vendor: what is known of it when there is no answer."""

import json
import socket
import threading
from collections.abc import Callable

import pytest

from smscode.aliyun import adapter
from smscode.aliyun.exchange import Answer, current
from smscode.clock import TIMEOUTS, Deadline
from smscode.outcome import MISCONFIGURED, Outcome, OutcomeError
from smscode.request import Code
from smscode.senders.attempt import Attempt, prepared
from smscode.senders.vendor_codes import Remedy
from smscode.settings import Endpoint
from support.stand_ins import HeldClock

CODE = Code("135790")


def asked(request: Callable[[], object], seconds: float = 5.0) -> Attempt:
    """Return what came of *request*, with so much time."""
    clock = HeldClock()
    return prepared(lambda: request, CODE)(Deadline(clock, clock.now + seconds))


def raising(error: BaseException) -> Callable[[], object]:
    """Return a request that ends before it is anywhere."""

    def request() -> object:
        raise error

    return request


def refused() -> None:
    """Come by the gate, to a port where nobody listens."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    adapter.send("GET", Endpoint("http", f"127.0.0.1:{port}", is_loopback=True), "/", {})


def test_request_that_comes_by_the_gate() -> None:
    """A connection that was refused has certainly sent nothing, and may be tried again."""
    attempt = asked(refused)
    assert (attempt.outcome.kind.code, attempt.remedy) == ("unavailable", Remedy.REPEAT)


def test_request_that_passes_the_gate_by() -> None:
    """Of a request that went well without the gate nothing is known: it is not sent again."""
    attempt = asked(lambda: None)
    assert (attempt.outcome.kind.code, attempt.remedy) == ("uncertain", None)


@pytest.mark.parametrize("error", [ValueError("x"), AttributeError("x"), SystemExit("x")])
def test_request_that_cannot_be_built(error: BaseException) -> None:
    """What ends before it comes to the gate has sent nothing, and never will."""
    attempt = asked(raising(error))
    assert (attempt.outcome.kind.code, attempt.remedy) == ("misconfigured", None)
    assert attempt.outcome.reason == f"no request: {type(error).__name__}"


def test_request_that_takes_its_time_before_the_gate() -> None:
    """What has not come to the gate when the time is over finds it shut."""
    over = threading.Event()
    attempt = asked(lambda: over.wait(10), TIMEOUTS.send)
    over.set()
    assert (attempt.outcome.kind.code, attempt.remedy) == ("unavailable", Remedy.REPEAT)


@pytest.mark.parametrize("seconds", [0, 1.49])
def test_too_little_time(seconds: float) -> None:
    """A request that nobody would hear the answer of is not begun."""
    begun: list[object] = []
    attempt = asked(lambda: begun.append(None), seconds)
    assert (attempt.outcome.kind.code, attempt.remedy, begun) == ("unavailable", None, [])


@pytest.mark.parametrize("error", [ImportError("x"), KeyboardInterrupt("x")])
def test_request_that_cannot_be_made(error: BaseException) -> None:
    """A bundle without the SDK sends nothing, and is the operator's to mend."""

    def build() -> Callable[[], object]:
        raise error

    with pytest.raises(OutcomeError) as caught:
        prepared(build, CODE)
    assert caught.value.__context__ is None
    assert caught.value.outcome == Outcome(MISCONFIGURED, f"bug: {type(error).__name__}")


def answered(**members: object) -> Callable[[], object]:
    """Return a request that is answered so."""

    def request() -> None:
        exchange = current()
        exchange.is_gated = True
        exchange.answer = Answer(200, json.dumps(members).encode())

    return request


@pytest.mark.parametrize("word", ["1", "9 0^0", "~" * 128])
def test_words_of_the_vendor(word: str) -> None:
    """A receipt is kept as it is, and so is the code of a refusal."""
    sent = asked(answered(Code="OK", BizId=word, RequestId=word)).outcome
    assert (sent.kind.code, sent.biz_id, sent.provider_request_id) == ("sent", word, word)
    assert asked(answered(Code=word)).outcome.provider_code == word


@pytest.mark.parametrize(
    "value",
    ["", "~" * 129, "a\nb", "a\tb", "\x7f", "é", "验证码", 5, None, True, ["a"], {"a": "b"}],
)
def test_what_is_no_word(value: object) -> None:
    """What could carry more than a word is not carried on; without a code nothing is known."""
    sent = asked(answered(Code="OK", BizId=value, RequestId=value)).outcome
    assert (sent.kind.code, sent.biz_id, sent.provider_request_id) == ("sent", None, None)
    unread = asked(answered(Code=value)).outcome
    assert (unread.kind.code, unread.provider_code) == ("uncertain", None)
