"""One request as it really went: whether a byte may have left, and what came back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Final

import pytest
from requests.exceptions import (
    ConnectTimeout,
    InvalidHeader,
    InvalidProxyURL,
    InvalidURL,
    ProxyError,
    SSLError,
)
from urllib3.exceptions import LocationParseError

from smscode.aliyun.adapter import GatedAdapter
from smscode.aliyun.exchange import (
    AbandonedError,
    Answer,
    Exchange,
    NotGuardedError,
    current,
    perform,
)
from support.faults import certificates, seam, wire
from support.faults import ways_to_fail as way
from support.faults.function import join_abandoned, settle
from support.faults.line import Line
from support.faults.vendor import Fault, FaultyVendor, Moment, Seen, send_well

pytest_plugins = ("support.faults.fixtures",)

CALLERS: Final = 12
PATIENCE: Final = 10.0  # s


def test_nothing_is_written_outside_an_exchange(vendor: FaultyVendor) -> None:
    """A request that belongs to no exchange does not even connect."""
    with closing(GatedAdapter()) as through, pytest.raises(NotGuardedError):
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
    with closing(GatedAdapter()) as through:
        exchange = perform(0.3, seam.post(through, tls_vendor.endpoint))
        assert (exchange.cause, exchange.may_have_arrived) == ("deadline", False)
        settle(tls_vendor)
    assert tls_vendor.seen == Seen(1, 0, 0)
    assert (exchange.answer, exchange.may_have_arrived) == (None, False)


_CHUNKED: Final = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
#: What a vendor can write for ever, so that its reader never comes to an end by itself.
FLOODS: Final = {
    "100 Continue": way.flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "100 Continue with headers": way.flood(b"", b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n"),
    "trailers": way.flood(_CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n"),
    "nothing": way.fall_silent,
}


@pytest.mark.parametrize("name", ["vendor", "tls_vendor"])
@pytest.mark.parametrize("act", FLOODS.values(), ids=FLOODS)
def test_reading_ends_with_the_exchange(
    act: way.Act, name: str, request: pytest.FixtureRequest
) -> None:
    """A thread that was given up reads no more, however much comes: its connection is ended."""
    vendor: FaultyVendor = request.getfixturevalue(name)
    vendor.arm([way.accepted(act)])
    with closing(GatedAdapter()) as through:
        exchange = perform(0.5, seam.post(through, vendor.endpoint))
        join_abandoned()
    assert (exchange.answer, exchange.cause) == (None, "deadline")
    assert exchange.may_have_arrived


def test_connection_of_another_exchange_is_left_alone(vendor: FaultyVendor) -> None:
    """One that was given up after its answer had come ends nothing: the connection is the next's.

    The next request is on its way over that connection when the first is given up.
    """
    answered, given_up = threading.Event(), threading.Event()

    def answer_when_given_up(line: Line) -> None:
        given_up.wait(PATIENCE)
        send_well(line)

    vendor.arm([way.sent(), Fault(Moment.AFTER_READING, answer_when_given_up)])
    with closing(GatedAdapter()) as through, ThreadPoolExecutor(1) as thread:
        post = seam.post(through, vendor.endpoint)

        def post_and_dawdle() -> None:
            post()
            answered.set()
            given_up.wait(PATIENCE)

        first = thread.submit(perform, 1.0, post_and_dawdle)
        assert answered.wait(PATIENCE)
        second = ThreadPoolExecutor(1).submit(perform, PATIENCE, post)
        assert first.result().cause == "deadline"
        given_up.set()
        assert second.result().answer is not None
    assert vendor.seen == Seen(1, 2, 2)


def test_connection_that_comes_too_late() -> None:
    """One that is there when its caller has gone is ended at once, one that was let go is not."""
    ended: list[str] = []
    exchange = Exchange()
    exchange.hold(lambda: ended.append("let go"))
    exchange.let_go()
    exchange.hold(lambda: ended.append("held"))
    exchange.abandon()
    exchange.hold(lambda: ended.append("late"))
    assert ended == ["held", "late"]


def test_what_is_known_first_stays() -> None:
    """What a thread meets after it was given up changes nothing that was told."""
    exchange = Exchange()
    exchange.run_out()
    exchange.fail(ValueError())
    assert (exchange.cause, exchange.is_unsendable) == ("deadline", False)


@pytest.mark.parametrize(
    ("error", "is_unsendable"),
    [
        *((error, True) for error in (InvalidHeader("x"), InvalidURL("x"), InvalidProxyURL("x"))),
        *((error, True) for error in (LocationParseError("x"), UnicodeError("x"), TypeError("x"))),
        *((error, False) for error in (ProxyError("x"), SSLError("x"), ConnectTimeout("x"))),
        *((error, False) for error in (OSError(5, "x"), AbandonedError(), KeyError("x"))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_request(error: Exception, *, is_unsendable: bool) -> None:
    """A header or a URL that cannot be built is none, unless it was written after all."""
    built, written = Exchange(), Exchange()
    built.is_gated = written.is_gated = True
    written.begin_writing()
    for exchange in (built, written):
        exchange.fail(error)
    assert (built.is_unsendable, written.is_unsendable) == (is_unsendable, False)
    assert built.cause == type(error).__name__


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
    with closing(GatedAdapter()) as through:
        exchange = perform(PATIENCE, seam.post(through, vendor.endpoint))
    assert (exchange.cause, exchange.answer) == (cause, None)
    assert exchange.may_have_arrived


def test_longest_answer_that_is_read(vendor: FaultyVendor) -> None:
    """An answer of 256 KiB, which is beyond any of Aliyun's, is still read whole."""
    body = bytes(256 * 1024)
    vendor.arm([way.refused(body)])
    with closing(GatedAdapter()) as through:
        exchange = perform(PATIENCE, seam.post(through, vendor.endpoint))
    assert exchange.answer == Answer(400, body)


def test_attempt_is_kept_as_it_came(vendor: FaultyVendor) -> None:
    """Status and bytes are the vendor's own."""
    vendor.arm([way.refused(wire.document(Code="X"), "418 Teapot")])
    with closing(GatedAdapter()) as through:
        exchange = perform(PATIENCE, seam.post(through, vendor.endpoint))
    assert (exchange.answer, exchange.cause) == (Answer(418, wire.document(Code="X")), None)
