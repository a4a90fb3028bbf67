"""Claim stores that are slow, down, full or mad, on the wire: what was wanted happens, in time."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, TypeAlias

import pytest

from smscode.claims.stores.dynamodb import DynamoDb
from support.app_bench import CODE, DOCUMENT, FIELDS, NUMBER, AppBench
from support.claims.listener import always, dripping, http, listening, once, refusing, silence
from support.claims.redis_server import RedisServer
from support.stand_ins import HeldClock, HurriedClock, log_lines

pytest_plugins = ["support.claims.fixtures"]
REST: Final = 5.0  # s for which a store that failed is left alone
TRIES: Final = 3  # failures in a row, after which it is
AT_FIRST: Final = 8.0 - 1.5  # s for a store that has not answered yet: the rest is for the send
TO_SETTLE: Final = 0.1  # s
#: Far away, but counted: who takes a claim and does not count is no store either.
LIMITS: Final = {"perHour": 500}
SOON: Final = 0.3  # s by the machine's own clock, after which these stores are given up
THROTTLED: Final = '{"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException"}'
ABSENT: Final = '{"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}'
WEB: Final = http("200 OK", "<html>", "text/html")
GARBAGE: Final = b"\x00\xff garbage \r\n" * 9
HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
LOADING: Final = b"-LOADING Redis is loading the dataset in memory\r\n"
Server: TypeAlias = Callable[[], AbstractContextManager[int]]
SERVERS: Final[dict[str, Server]] = {
    "redis refuses": refusing,
    "redis is silent": lambda: listening(silence),
    "redis hangs up": lambda: listening(always(b"")),
    "redis drips": lambda: listening(dripping(b"+")),
    "redis is a web server": lambda: listening(always(WEB)),
    "redis speaks garbage": lambda: listening(always(GARBAGE)),
    "redis loads": lambda: listening(always(LOADING)),
    "redis wants a password": lambda: listening(always(b"-NOAUTH Authentication required.\r\n")),
    "redis is a replica": lambda: listening(always(b"-READONLY You can't write.\r\n")),
    "rediss speaks no TLS": lambda: listening(always(b"+PONG\r\n")),
    "rediss is silent": lambda: listening(silence),
    "dynamodb refuses": refusing,
    "dynamodb is silent": lambda: listening(silence),
    "dynamodb drips": lambda: listening(dripping(HEAD)),
    "dynamodb throttles": lambda: listening(always(http("400 Bad Request", THROTTLED))),
    "dynamodb has no table": lambda: listening(always(http("400 Bad Request", ABSENT))),
    "dynamodb fails": lambda: listening(always(http("500 Internal Server Error", "{}"))),
    "dynamodb is another server": lambda: listening(always(WEB)),
    "dynamodb speaks garbage": lambda: listening(always(GARBAGE)),
}


@pytest.fixture
def uri(request: pytest.FixtureRequest, point_at: Callable[[str], None]) -> Iterator[str]:
    """Run the server that the parameter names, and give the `CLAIMS_URI` that leads to it."""
    name: str = request.param
    with SERVERS[name]() as port:
        point_at(f"http://127.0.0.1:{port}")
        DynamoDb("claims", HeldClock())  # so that its client is there: opening is not what is tried
        scheme = name.partition(" ")[0]
        yield "dynamodb:claims" if scheme == "dynamodb" else f"{scheme}://127.0.0.1:{port}/0"


@pytest.fixture
def clock() -> HurriedClock:
    """Give a clock that waits for no store that is not well as long as the function would."""
    return HurriedClock(most=SOON)


@pytest.fixture
def bench(bench: AppBench, clock: HurriedClock) -> AppBench:
    """Give a function on that clock."""
    bench.clock = clock
    return bench


def configure(bench: AppBench, claims_uri: str, **members: object) -> None:
    """Start the function anew with its claims at *claims_uri*."""
    bench.configure({**DOCUMENT, "claimsKey": secrets.token_hex(32), **members})
    bench.app = bench.wired({"CLAIMS_URI": claims_uri})


def ask(bench: AppBench) -> str:
    """Ask for one SMS with a code of its own, and return the outcome."""
    return str(bench.direct({**FIELDS, "code": secrets.token_hex(3)})["code"])


def events(lines: list[dict[str, Any]]) -> list[str]:
    """Return what the log says of the store."""
    return [line["event"] for line in lines if line["event"].startswith("claims_")]


@pytest.mark.parametrize("uri", SERVERS, indirect=True)
def test_the_sms_goes_out_in_time(
    bench: AppBench, clock: HurriedClock, uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each call leaves time to send; after three the store is not waited for; the log says so."""
    configure(bench, uri, limits=LIMITS)
    for number in range(TRIES + 2):
        clock.waited = 0.0
        assert ask(bench) == "sent"
        assert clock.waited <= (AT_FIRST if number < TRIES else 0)
    assert len(bench.sandbox.messages) == TRIES + 2
    lines = log_lines(capsys)
    assert events(lines) == ["claims_down"]
    calls = [line for line in lines if line["event"] == "call"]
    told = [(call["reason"], call["storeFailures"]) for call in calls]
    assert told == [("claim store down", 1)] * (TRIES + 2)
    assert NUMBER not in str(lines)
    assert CODE not in str(lines)


@pytest.mark.parametrize("uri", SERVERS, indirect=True)
def test_nothing_goes_out_where_the_store_is_needed(bench: AppBench, uri: str) -> None:
    """With `claimsFailure` `refuse` each call is `unavailable`, and the vendor is not asked."""
    configure(bench, uri, limits=LIMITS, claimsFailure="refuse")
    assert [ask(bench) for _ in range(TRIES + 1)] == ["unavailable"] * (TRIES + 1)
    assert not bench.sandbox.requests


@pytest.mark.parametrize("uri", ["redis refuses", "dynamodb refuses"], indirect=True)
def test_memory_serves_meanwhile(bench: AppBench, uri: str) -> None:
    """What this instance has sent it does not send again, and its limits hold."""
    configure(bench, uri, limits={"perNumber": [[3, 3600]]})
    assert [bench.direct()["code"] for _ in range(2)] == ["sent", "duplicate"]
    assert [ask(bench) for _ in range(3)] == ["sent", "sent", "rate_limited"]


@pytest.mark.parametrize("uri", ["redis refuses", "dynamodb refuses"], indirect=True)
def test_as_long_as_it_is_down_the_log_is_quiet(
    bench: AppBench, uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Looking again every 5 s, in vain, adds nothing."""
    configure(bench, uri)
    for _ in range(TRIES + 2):
        assert ask(bench) == "sent"
        bench.clock.sleep(REST)
    assert events(log_lines(capsys)) == ["claims_down"]


@contextmanager
def full(server: RedisServer) -> Iterator[None]:
    """Let *server* take nothing more."""
    server.inside.config_set("maxmemory", 1)
    server.inside.config_set("maxmemory-policy", "noeviction")
    try:
        yield
    finally:
        server.inside.config_set("maxmemory", 0)


def test_a_full_redis(
    bench: AppBench, redis: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Out of memory is down; when there is room again the log says so once, and claims hold.

    What has gone out meanwhile is counted.
    """
    bench.clock = HurriedClock(more=1.0)
    configure(bench, redis.uri, limits={"perNumber": [[4, 86400]]})
    with full(redis):
        assert [ask(bench) for _ in range(TRIES)] == ["sent"] * TRIES
    assert events(log_lines(capsys)) == ["claims_down"]
    bench.clock.sleep(REST)
    assert [bench.direct()["code"] for _ in range(3)] == ["sent", "duplicate", "duplicate"]
    assert events(log_lines(capsys)) == ["claims_up"]
    assert ask(bench) == "rate_limited"


def test_a_redis_that_takes_the_claim_and_falls_silent(
    bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was sent is `sent`, and in time, though nobody can write it down."""
    bench.clock = clock = HurriedClock(more=1.0)
    with listening(once(b"+OK\r\n")) as port:
        configure(bench, f"redis://127.0.0.1:{port}/0")
        assert ask(bench) == "sent"
    assert len(bench.sandbox.messages) == 1
    assert clock.waited <= TO_SETTLE
    call = log_lines(capsys)[-1]
    assert (call["outcome"], call["storeFailures"]) == ("sent", 1)


def test_a_redis_whose_certificate_is_not_trusted(bench: AppBench, rediss: RedisServer) -> None:
    """Nothing is written over a connection to nobody knows whom; the SMS goes out."""
    address, _, _authority = rediss.uri.partition("?")
    before = set(rediss.dump().splitlines())
    configure(bench, address)
    assert ask(bench) == "sent"
    assert set(rediss.dump().splitlines()) <= before  # what was there may have ended
