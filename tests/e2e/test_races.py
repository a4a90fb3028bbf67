"""Two calls at once for one key: one SMS and two true answers, whatever the store."""

import json
import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any, Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.wire import Request
from smscode.clock import SystemClock
from smscode.wiring import wire
from support.app_bench import DOCUMENT, FIELDS
from support.claims.attempts import in_time
from support.claims.dynamodb import environment as aws_variables
from support.claims.racer import Answer, Racer, TellingClock
from support.claims.redis_server import RedisServer
from support.stand_ins import PATIENCE

pytest_plugins = ["support.claims.fixtures"]
ROUNDS: Final = 10
DEAD_AFTER: Final = 10_000  # ms


class Gate:
    """Holds requests up on their way to the vendor, while it is closed."""

    def __init__(self) -> None:
        """Stand open."""
        self.arrived = Event()
        self.open = Event()
        self.open.set()

    def __call__(self, _request: Request) -> None:
        """Let a request through when the gate is open."""
        self.arrived.set()
        self.open.wait(PATIENCE)

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Hold up what comes in the block, until its end."""
        self.arrived.clear()
        self.open.clear()
        try:
            yield
        finally:
            self.open.set()


@pytest.fixture(scope="module")
def gate() -> Gate:
    """Give the gate before the vendor."""
    return Gate()


@pytest.fixture(scope="module")
def vendor(gate: Gate) -> Iterator[Sandbox]:
    """Give a vendor behind the gate."""
    sandbox = Sandbox.start(on_request=gate)
    yield sandbox
    sandbox.stop()


def environment(vendor: Sandbox, claims_uri: str) -> dict[str, str]:
    """Return the function's environment, with a key for claims that nobody else has."""
    document = {**DOCUMENT, "claimsKey": secrets.token_hex(32)}
    return {
        "CONFIG_URI": "env:CONFIG",
        "CONFIG": json.dumps(document),
        "DYSMSAPI_ENDPOINT": vendor.endpoint,
        "CLAIMS_URI": claims_uri,
    }


@pytest.fixture
def uri(request: pytest.FixtureRequest) -> str:
    """Give the `CLAIMS_URI` of the store that the parameter names."""
    return str(request.getfixturevalue(request.param).uri)


each_store = pytest.mark.parametrize("uri", ["redis", "rediss", "dynamodb"], indirect=True)
each_failure = pytest.mark.parametrize(
    ("vendor_code", "outcomes"),
    [
        (None, ["sent", "duplicate"]),
        ("isv.BUSINESS_LIMIT_CONTROL", ["rate_limited", "rate_limited"]),
        ("isp.SYSTEM_ERROR", ["uncertain", "uncertain"]),
    ],
)


@pytest.fixture(scope="module")
def two(moto: str) -> Iterator[tuple[Racer, Racer]]:
    """Give two processes."""
    with Racer(aws_variables(moto)) as first, Racer(aws_variables(moto)) as second:
        yield first, second


def asking() -> dict[str, str]:
    """Return a request that nobody has made yet."""
    return {**FIELDS, "code": secrets.token_hex(3)}


def sent(vendor: Sandbox, event: Mapping[str, str]) -> int:
    """Return how many SMS went out for a request."""
    return sum(event["code"] in message.text for message in vendor.messages)


def reading(answers: list[Answer]) -> tuple[list[dict[str, Any]], str]:
    """Return the replies, and all that was logged."""
    return [answer.reply for answer in answers], "".join(answer.log for answer in answers)


def check(replies: list[dict[str, Any]]) -> None:
    """Make sure that one sent, and all others have its receipt."""
    codes = [reply["code"] for reply in replies]
    assert sorted(codes) == ["duplicate"] * (len(codes) - 1) + ["sent"]
    assert len({reply["bizId"] for reply in replies}) == 1


@each_store
def test_two_processes_at_once(two: tuple[Racer, Racer], vendor: Sandbox, uri: str) -> None:
    """Whoever is first: one SMS, one `sent`, and a `duplicate` with its receipt."""
    settings, events = environment(vendor, uri), []

    def race() -> tuple[list[dict[str, Any]], str]:
        events.append(asking())
        for racer in two:
            racer.begin(settings, events[-1])
        return reading([racer.answer() for racer in two])

    for _ in range(ROUNDS):
        check(in_time(race))
        assert sent(vendor, events[-1]) == 1


A_LIST: Final = [
    {
        "usageType": "SignIn",
        "templateCode": {"china": ["SMS_1000001", {"templateCode": "SMS_1000004"}]},
    }
]


@each_store
def test_two_processes_at_once_with_a_list(
    two: tuple[Racer, Racer], vendor: Sandbox, uri: str
) -> None:
    """The second reference is taken under the same claim: one SMS, whoever falls back."""
    document = {**DOCUMENT, "claimsKey": secrets.token_hex(32), "templates": A_LIST}
    settings = {**environment(vendor, uri), "CONFIG": json.dumps(document)}
    events = []

    def race() -> tuple[list[dict[str, Any]], str]:
        vendor.clear()
        vendor.answer_next("isv.AMOUNT_NOT_ENOUGH")
        events.append(asking())
        for racer in two:
            racer.begin(settings, events[-1])
        return reading([racer.answer() for racer in two])

    check(in_time(race))
    assert len(vendor.requests) == 2
    assert sent(vendor, events[-1]) == 1


@each_store
@each_failure
def test_a_process_meets_a_claim_in_flight(
    two: tuple[Racer, Racer],
    vendor: Sandbox,
    gate: Gate,
    uri: str,
    vendor_code: str | None,
    outcomes: list[str],
) -> None:
    """While the vendor thinks about the first, the second waits, and answers as the first does."""
    first, second = two
    settings = environment(vendor, uri)
    events = []

    def race() -> tuple[list[dict[str, Any]], str]:
        vendor.clear()
        events.append(asking())
        with gate.closed():
            first.begin(settings, events[-1])
            assert gate.arrived.wait(PATIENCE)
            second.begin(settings, events[-1])
            has_waited = second.waits()
            if vendor_code is not None:
                vendor.answer_next(vendor_code)
        replies, log = reading([first.answer(), second.answer()])
        assert has_waited or "claim store" in log or "too little time" in log
        return replies, log

    replies = in_time(race)
    assert [reply["code"] for reply in replies] == outcomes
    assert replies[0].get("bizId") == replies[1].get("bizId")
    assert sent(vendor, events[-1]) == outcomes.count("sent")


def test_a_process_that_dies(
    two: tuple[Racer, Racer], vendor: Sandbox, gate: Gate, redis: RedisServer
) -> None:
    """Whoever meets its claim is told `uncertain` in time; the claim ends in 10 s at most."""
    settings, second = environment(vendor, redis.uri), two[1]
    redis.inside.flushdb()
    while not redis.inside.keys():  # until it has died with a claim
        with Racer({}) as dead, gate.closed():
            dead.begin(settings, event := asking())
            assert gate.arrived.wait(PATIENCE)
            dead.die()

    def meet() -> tuple[list[dict[str, Any]], str]:
        second.begin(settings, event, milliseconds=1_500)
        return reading([second.answer()])

    with gate.closed():
        assert [reply["code"] for reply in in_time(meet)] == ["uncertain"]
    (claim,) = redis.inside.keys()
    assert 0 < redis.inside.pttl(claim) <= DEAD_AFTER
    redis.inside.pexpire(claim, 1)
    while redis.inside.exists(claim):
        pass
    second.begin(settings, event)
    assert second.answer().reply["code"] == "sent"


def test_threads_at_once(vendor: Sandbox) -> None:
    """In one instance's memory: of 16 calls at once one sends, and all have its receipt."""
    app, event = wire(environment(vendor, "memory:"), SystemClock(), 0.0), asking()
    with ThreadPoolExecutor(16) as threads:
        replies: Any = list(threads.map(lambda _: app(event, None), range(16)))
    check(replies)
    assert sent(vendor, event) == 1


@each_failure
def test_threads_meet_a_claim_in_flight(
    vendor: Sandbox, gate: Gate, vendor_code: str | None, outcomes: list[str]
) -> None:
    """In one instance's memory too the second waits, and answers as the first does."""
    waiting, event = Event(), asking()
    app = wire(environment(vendor, "memory:"), TellingClock(waiting.set), 0.0)
    vendor.clear()
    with ThreadPoolExecutor(2) as threads:
        with gate.closed():
            calls = [threads.submit(app, event, None)]
            assert gate.arrived.wait(PATIENCE)
            calls.append(threads.submit(app, event, None))
            assert waiting.wait(PATIENCE)
            if vendor_code is not None:
                vendor.answer_next(vendor_code)
        replies: list[Any] = [call.result() for call in calls]
    assert [reply["code"] for reply in replies] == outcomes
    assert sent(vendor, event) == outcomes.count("sent")
