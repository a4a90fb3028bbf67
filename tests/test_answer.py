"""One request to the vendor: what is known of it when there is no answer."""

import socket
from collections.abc import Callable

import pytest

from smscode.aliyun import session
from smscode.clock import Deadline
from smscode.senders.answer import ask
from smscode.senders.attempt import Attempt, Remedy
from smscode.settings import Endpoint
from stand_ins import HeldClock


def asked(request: Callable[[], object], seconds: float = 5.0) -> Attempt:
    """Return what came of *request*, with so much time."""
    clock = HeldClock()
    return ask(lambda: request, Deadline(clock, clock.now + seconds))


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
    session.send("GET", Endpoint("http", f"127.0.0.1:{port}", is_loopback=True), "/", {})


def test_request_that_comes_by_the_gate() -> None:
    """A connection that was refused has certainly sent nothing, and may be tried again."""
    attempt = asked(refused)
    assert (attempt.outcome.kind.code, attempt.remedy) == ("unavailable", Remedy.REPEAT)


@pytest.mark.parametrize("request_", [lambda: None, raising(ValueError()), raising(SystemExit())])
def test_request_that_passes_the_gate_by(request_: Callable[[], object]) -> None:
    """Of a request that never came by the gate nothing is known: it is not sent again."""
    attempt = asked(request_)
    assert (attempt.outcome.kind.code, attempt.remedy) == ("uncertain", None)


@pytest.mark.parametrize("seconds", [0, 1.49])
def test_too_little_time(seconds: float) -> None:
    """A request that nobody would hear the answer of is not begun."""
    begun: list[object] = []
    attempt = asked(lambda: begun.append(None), seconds)
    assert (attempt.outcome.kind.code, attempt.remedy, begun) == ("unavailable", None, [])


@pytest.mark.parametrize("error", [ImportError("x"), KeyboardInterrupt("x")])
def test_request_that_cannot_be_made(error: BaseException) -> None:
    """A bundle without the SDK sends nothing, and is the operator's to mend."""
    clock = HeldClock()

    def prepare() -> Callable[[], object]:
        raise error

    attempt = ask(prepare, Deadline(clock, clock.now + 5))
    assert attempt.outcome.kind.code == "misconfigured"
    assert attempt.outcome.reason == f"bug: {type(error).__name__}"
