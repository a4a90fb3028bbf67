"""Claim stores that are slow, down, full or mad, on the wire: the SMS goes out, in time."""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, TypeAlias

import pytest

# A library that is imported within the first call would take most of its time.
import redis as _redis  # noqa: F401

import smscode.aliyun.sdk
import smscode.aws  # noqa: F401
from app_bench import CODE, DOCUMENT, FIELDS, NUMBER, AppBench
from claims.listener import always, dripping, http, listening, once, refusing, silence
from claims.redis_server import RedisServer
from elapsed import at_most
from smscode.claim_stores.dynamodb import DynamoDb
from stand_ins import HeldClock, HurriedClock, log_lines

pytest_plugins = ["claims.fixtures"]
REST: Final = 5.0  # s for which a store that failed is left alone
PER_CALL: Final = 0.3 + 1e-9  # s; the sum of two waits is no round number
WITHIN: Final = 1.0  # s: 0.3 for the store, the rest for the vendor
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
LIMITS: Final = {"perNumber": [[1, 60], [5, 3600]], "perHour": 500}


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
    """Give a clock that waits for a store that is well, and in the end gives one up that is not."""
    return HurriedClock(more=1.0)


@pytest.fixture
def bench(bench: AppBench, clock: HurriedClock) -> AppBench:
    """Give a function on that clock."""
    bench.clock = clock
    return bench


def configure(bench: AppBench, claims_uri: str, limits: Mapping[str, object] = LIMITS) -> None:
    """Start the function anew with its claims at *claims_uri*."""
    bench.configure({**DOCUMENT, "claimsKey": secrets.token_hex(32), "limits": limits})
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
    """Each call is served within the budget; one line says why claims are down, each call that."""
    configure(bench, uri)
    for _ in range(3):
        clock.waited = 0.0
        assert ask(bench) == "sent"
        assert clock.waited <= PER_CALL
    assert len(bench.sandbox.messages) == 3
    lines = log_lines(capsys)
    assert events(lines) == ["claims_down"]
    calls = [line for line in lines if line["event"] == "call"]
    assert [(c["reason"], c["storeFailures"]) for c in calls] == [("claim store down", 1)] * 3
    assert NUMBER not in str(lines)
    assert CODE not in str(lines)


@pytest.mark.parametrize(
    "uri",
    ["redis is silent", "redis drips", "rediss is silent", "dynamodb is silent", "dynamodb drips"],
    indirect=True,
)
def test_a_store_that_hangs_costs_little(bench: AppBench, uri: str) -> None:
    """Nothing else of the store is waited for: by the machine's own clock the call is in time."""

    def measure() -> float:
        bench.clock = HurriedClock()
        configure(bench, uri)
        began = time.monotonic()
        assert ask(bench) == "sent"
        return time.monotonic() - began

    assert at_most(WITHIN, measure)


@pytest.mark.parametrize("uri", ["redis refuses", "dynamodb refuses"], indirect=True)
def test_as_long_as_it_is_down_the_log_is_quiet(
    bench: AppBench, uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Looking again every 5 s, in vain, adds nothing."""
    configure(bench, uri)
    for _ in range(5):
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
    """Out of memory is down; when there is room again the log says so once, and claims hold."""
    configure(bench, redis.uri)
    with full(redis):
        assert [ask(bench) for _ in range(2)] == ["sent", "sent"]
    assert events(log_lines(capsys)) == ["claims_down"]
    bench.clock.sleep(REST)
    assert [bench.direct()["code"] for _ in range(3)] == ["sent", "duplicate", "duplicate"]
    assert events(log_lines(capsys)) == ["claims_up"]
    assert ask(bench) == "rate_limited"


def test_a_redis_that_takes_the_claim_and_falls_silent(
    bench: AppBench, clock: HurriedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was sent is `sent`, and in time, though nobody can write it down."""
    with listening(once(b"+OK\r\n")) as port:
        configure(bench, f"redis://127.0.0.1:{port}/0", limits={})
        assert ask(bench) == "sent"
    assert len(bench.sandbox.messages) == 1
    assert clock.waited <= PER_CALL
    assert events(log_lines(capsys)) == ["claims_down"]


def test_a_redis_whose_certificate_is_not_trusted(
    bench: AppBench, rediss: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written over a connection to nobody knows whom; the SMS goes out."""
    address, _, _authority = rediss.uri.partition("?")
    before = set(rediss.dump().splitlines())
    configure(bench, address)
    assert ask(bench) == "sent"
    assert events(log_lines(capsys)) == ["claims_down"]
    assert set(rediss.dump().splitlines()) <= before  # what was there may have ended
