"""One request as it really went: whether a byte may have left, and what came back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from faults import certificates, seam, wire
from faults import ways_to_fail as way
from faults.function import settle
from faults.line import Line
from faults.vendor import Fault, FaultyVendor, Moment, Seen
from smscode.aliyun.exchange import (
    AbandonedError,
    Answer,
    Exchange,
    NotGuardedError,
    current,
    perform,
)
from smscode.aliyun.session import GatedSession

pytest_plugins = ("faults.fixtures",)

CALLERS: Final = 12
PATIENCE: Final = 10.0  # s


def test_nothing_is_written_outside_an_exchange(vendor: FaultyVendor) -> None:
    """A request that belongs to no exchange does not even connect."""
    with GatedSession(through_proxy=False) as through, pytest.raises(NotGuardedError):
        seam.post(through, vendor.endpoint)()
    with pytest.raises(NotGuardedError):
        current()
    settle(vendor)
    assert vendor.seen == Seen(0, 0, 0)


def test_nothing_is_written_once_the_exchange_is_abandoned(tls_vendor: FaultyVendor) -> None:
    """A handshake that ends after its call was given up is followed by no request."""

    def shake_late(line: Line) -> None:
        line.wait()
        line.encrypt(certificates.good())

    tls_vendor.arm([Fault(Moment.CONNECTED, shake_late)])
    with GatedSession(through_proxy=False) as through:
        exchange = perform(0.3, seam.post(through, tls_vendor.endpoint))
        assert (exchange.cause, exchange.may_have_arrived) == ("deadline", False)
        settle(tls_vendor)
    assert tls_vendor.seen == Seen(1, 0, 0)
    assert (exchange.answer, exchange.may_have_arrived) == (None, False)


def test_gate() -> None:
    """The gate tells that it was passed; shut, it lets nobody through and changes no more."""
    passed, shut = Exchange(), Exchange()
    passed.begin_writing()
    passed.abandon()
    shut.abandon()
    for exchange in (passed, shut):
        with pytest.raises(AbandonedError):
            exchange.begin_writing()
    assert (passed.may_have_arrived, shut.may_have_arrived) == (True, False)


def test_each_thread_has_its_own_exchange() -> None:
    """What one call does to its exchange, another does not see."""
    meeting = threading.Barrier(CALLERS)

    def one(index: int) -> bool:
        def write() -> None:
            meeting.wait(PATIENCE)
            if index % 2:
                current().begin_writing()

        return perform(PATIENCE, write).may_have_arrived

    with ThreadPoolExecutor(CALLERS) as threads:
        assert list(threads.map(one, range(CALLERS))) == [bool(i % 2) for i in range(CALLERS)]


@pytest.mark.parametrize("error", [ValueError("secret"), KeyboardInterrupt(), SystemExit(1)])
def test_whatever_a_request_raises(error: BaseException) -> None:
    """Only the type of an error is kept, and the thread that met it serves the next exchange."""

    def fail() -> None:
        raise error

    exchange = perform(PATIENCE, fail)
    assert (exchange.cause, exchange.answer) == (type(error).__name__, None)
    assert perform(PATIENCE, current).cause is None


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (way.unread(Line.reset), "ProtocolError"),
        (way.accepted(Line.close), "ProtocolError"),
        (way.accepted(way.raw(b"SMTP ready\r\n\r\n")), "ProtocolError"),
        (way.redirect("307 Temporary Redirect", way.here), "RedirectRefusedError"),
        (way.answered("200 OK", way.bad_gzip(), way.GZIP), "DecodeError"),
        (way.answered("200 OK", way.gzip_bomb(), way.GZIP), "AnswerTooLongError"),
        (way.answered("200 OK", bytes(256 * 1024 + 1)), "AnswerTooLongError"),
    ],
)
def test_cause_of_a_failure(fault: Fault, cause: str, vendor: FaultyVendor) -> None:
    """The log learns what happened below the names that requests and the SDK give it."""
    vendor.arm([fault])
    with GatedSession(through_proxy=False) as through:
        exchange = perform(PATIENCE, seam.post(through, vendor.endpoint))
    assert (exchange.cause, exchange.answer) == (cause, None)
    assert exchange.may_have_arrived


def test_longest_answer_that_is_read(vendor: FaultyVendor) -> None:
    """An answer of 256 KiB, which is beyond any of Aliyun's, is still read whole."""
    body = bytes(256 * 1024)
    vendor.arm([way.refused(body)])
    with GatedSession(through_proxy=False) as through:
        exchange = perform(PATIENCE, seam.post(through, vendor.endpoint))
    assert exchange.answer == Answer(400, body)


def test_answer_is_kept_as_it_came(vendor: FaultyVendor) -> None:
    """Status and bytes are the vendor's own."""
    vendor.arm([way.refused(wire.document(Code="X"), "418 Teapot")])
    with GatedSession(through_proxy=False) as through:
        exchange = perform(PATIENCE, seam.post(through, vendor.endpoint))
    assert (exchange.answer, exchange.cause) == (Answer(418, wire.document(Code="X")), None)
