"""Which ledger a request belongs in, and its keys: they tell requests apart, and tell no more."""

import re
import subprocess
import sys
from collections.abc import Iterable
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smscode.call import IdempotencyKey
from smscode.claims.books import Bookkeeping, Origin
from smscode.claims.ledger import ClaimRequest, NamedClaim
from smscode.claims.limits import Counter
from smscode.claims.stores import CLAIM_STORES, LIBRARIES
from smscode.clock import Deadline
from smscode.config.model import Config
from smscode.logs import Log
from smscode.outcome import (
    DUPLICATE,
    QUOTA_EXHAUSTED,
    RATE_LIMITED,
    SENT,
    UNAVAILABLE,
    Outcome,
)
from smscode.request import Rules, SendRequest, read_request
from smscode.settings import SettingsError
from support.claims.redis_server import RedisServer
from support.documents import MINIMAL, load
from support.paths import ROOT
from support.stand_ins import HeldClock, log_lines

pytest_plugins = ["support.claims.fixtures"]
SOURCES: Final = ROOT / "src"
CLAIMS_KEY: Final = "claims-key-of-the-test-0123456789"
REQUEST: Final = {"phone": "+8613800138000", "usageType": "SignIn", "code": "135790"}
ORIGIN: Final = Origin("generic", 60.0)
LIMITS: Final = {
    "perNumber": [[1, 60], [5, 3600]],
    "perRegionDay": {"HK": 20, "*": 50},
    "perHour": 500,
}


def config(**members: object) -> Config:
    """Return a config with a key for claims, and other members."""
    return load({**MINIMAL, "claimsKey": CLAIMS_KEY, **members})


def request(**fields: str) -> SendRequest:
    """Return the request with some fields changed."""
    return read_request({**REQUEST, **fields}, Rules(config().usage_types, strict=False))


def books(uri: str = "memory:", clock: HeldClock | None = None) -> Bookkeeping:
    """Return new books."""
    return Bookkeeping(uri, clock or HeldClock(), Log())


def entry(
    asked: SendRequest | None = None, origin: Origin = ORIGIN, settings: Config | None = None
) -> ClaimRequest:
    """Return the entry of a request in new books."""
    return books().entry(asked or request(), origin, settings or config())


def test_the_same_request_has_the_same_key_in_every_instance() -> None:
    """Caller, number, usage and code make the key, and so does the config's own; nothing else."""
    assert entry().key == entry().key
    assert entry(request(locale="zh", outId="other")).key == entry().key
    assert entry(request(phone="138 0013 8000")).key == entry().key
    assert entry().window == ORIGIN.window


@pytest.mark.parametrize(
    "other",
    [
        entry(request(phone="+8613800138001")),
        entry(request(usageType="Register")),
        entry(request(code="135791")),
        entry(origin=Origin("supabase", 60.0)),
        entry(settings=config(claimsKey=CLAIMS_KEY[::-1])),
    ],
    ids=["number", "usage", "code", "caller", "claimsKey"],
)
def test_another_request_has_another_key(other: ClaimRequest) -> None:
    """Each part of what makes a request the same one changes the key."""
    assert other.key != entry().key


def test_without_a_claims_key_each_instance_has_its_own() -> None:
    """Keys of an instance's own memory mean nothing elsewhere."""
    keyless = load(MINIMAL)
    mine = books()
    assert mine.entry(request(), ORIGIN, keyless) == mine.entry(request(), ORIGIN, keyless)
    assert mine.entry(request(), ORIGIN, keyless).key != entry(settings=keyless).key


def named(value: str, caller: str = "generic", *, is_signed: bool = False) -> Origin:
    """Return where a request comes from that has a name."""
    return Origin(caller, 60.0, IdempotencyKey(value, 600.0, is_signed))


def name_of(origin: Origin, asked: SendRequest | None = None) -> NamedClaim:
    """Return the claim of a request's name."""
    name = entry(asked, origin).name
    assert name is not None
    return name


def test_an_idempotency_key_stands_beside_the_content() -> None:
    """It names a request by its caller alone, whatever is asked for, which keeps its own key."""
    other = request(code="246802")
    assert name_of(named("key-1")) == name_of(named("key-1"), other)
    assert entry(origin=named("key-1")).key == entry().key != entry(other, named("key-1")).key
    names = [
        named("key-1"),
        named("key-2"),
        named("key-1", "kratos"),
        named("key-1", is_signed=True),
    ]
    assert len({name_of(origin).key for origin in names}) == len(names)
    assert entry().name is None


def test_a_name_has_its_own_window() -> None:
    """It is claimed for as long as its caller says, and is known as one that is signed."""
    assert name_of(named("key-1"))[1:] == (600.0, False)
    assert name_of(named("key-1", is_signed=True))[1:] == (600.0, True)


@example("\ud800")
@given(key=st.text(st.characters(), min_size=1))
def test_any_text_can_be_an_idempotency_key(key: str) -> None:
    """Whatever JSON can carry, half a character too, makes a key that does not repeat it."""
    made = name_of(named(key)).key
    assert len(made) == 64
    assert made == name_of(named(key)).key


def test_who_is_refused_without_a_store() -> None:
    """The config's `claimsFailure` decides it for each request."""
    assert not entry().needs_store
    assert entry(settings=config(claimsFailure="refuse")).needs_store


def counters(clock: HeldClock, limits: Any, **fields: str) -> tuple[Counter, ...]:  # noqa: ANN401
    """Return what a request counts against, now."""
    settings = config(limits=limits, allowedRegions=["CN", "HK", "US"])
    return books(clock=clock).entry(request(**fields), ORIGIN, settings).counters


def keys(of: Iterable[Counter]) -> list[str]:
    """Return the keys of counters."""
    return [counter.key for counter in of]


def test_what_a_request_counts_against() -> None:
    """Each window for the number, the region's day, and the hour; a breach has its own kind."""
    made = counters(HeldClock(), LIMITS)
    assert [(counter.most, counter.kind) for counter in made] == [
        (1, RATE_LIMITED),
        (5, RATE_LIMITED),
        (50, QUOTA_EXHAUSTED),
        (500, QUOTA_EXHAUSTED),
    ]
    assert len(set(keys(made))) == 4
    assert counters(HeldClock(), {}) == ()


@pytest.mark.parametrize(
    ("phone", "per_day", "most"),
    [
        ("+85251234567", {"HK": 20, "*": 50}, 20),
        ("+14155552671", {"HK": 20, "*": 50}, 50),
        ("+85251234567", {"HK": 0}, 0),
        ("+14155552671", {"HK": 20}, None),
    ],
)
def test_a_region_has_its_own_limit_or_that_of_all_others(
    phone: str, per_day: dict[str, int], most: int | None
) -> None:
    """A region that is not named takes the star's, and none when there is no star."""
    made = counters(HeldClock(), {"perRegionDay": per_day}, phone=phone)
    assert [counter.most for counter in made] == ([] if most is None else [most])


def test_no_key_tells_what_it_stands_for() -> None:
    """Each is 64 hexadecimal digits, and without the claimsKey no guess can be confirmed."""
    settings = config(limits=LIMITS)
    made = entry(settings=settings)
    other = entry(settings=config(limits=LIMITS, claimsKey=CLAIMS_KEY[::-1]))
    mine, others = ({each.key, *keys(each.counters)} for each in (made, other))
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in mine)
    assert not mine & others


def test_who_shares_a_window_and_who_does_not() -> None:
    """Windows for a number are its own, a day is its region's, and the hour is everybody's."""
    mine = keys(counters(HeldClock(), LIMITS))
    neighbour = keys(counters(HeldClock(), LIMITS, phone="+8613800138001"))
    abroad = keys(counters(HeldClock(), LIMITS, phone="+85251234567"))
    other_code = keys(counters(HeldClock(), LIMITS, code="246802", usageType="Register"))
    assert other_code == mine
    assert [a == b for a, b in zip(mine, neighbour, strict=True)] == [False, False, True, True]
    assert [a == b for a, b in zip(mine, abroad, strict=True)] == [False, False, False, True]


def test_every_region_under_the_star_has_a_day_of_its_own() -> None:
    """The star limits each region, not all of them together."""
    days = {
        counters(HeldClock(), {"perRegionDay": {"*": 5}}, phone=phone)[0].key
        for phone in ("+8613800138000", "+85251234567", "+14155552671")
    }
    assert len(days) == 3


BY_IP: Final = {"perIp": [[2, 60]]}


def by_ip(ip: str | None, clock: HeldClock | None = None) -> tuple[Counter, ...]:
    """Return what a request from an address counts against."""
    fields = {} if ip is None else {"ip": ip}
    return counters(clock or HeldClock(), BY_IP, **fields)


def test_addresses_that_count_together() -> None:
    """Those of one IPv4 address however it is written, and of one IPv6 network; others do not."""
    same = [
        ("8.8.8.8", "::ffff:8.8.8.8"),
        ("8.8.8.8", "64:ff9b::8.8.8.8"),
        ("2606:4700:0:1::1", "2606:4700:0:1:2:3:4:5"),
    ]
    for first, second in same:
        assert by_ip(first) == by_ip(second) != ()
    for other in ("8.8.4.4", "2606:4700:0:1::1", "2606:4700:0:2::1"):
        assert by_ip(other) != by_ip("8.8.8.8")
    assert by_ip("2606:4700:0:1::1") != by_ip("2606:4700:0:2::1")
    (counter,) = by_ip("8.8.8.8")
    assert (counter.most, counter.kind, counter.name) == (2, RATE_LIMITED, "perIp 2 in 60 s")


def test_no_address_counts_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    """A caller that passes none is not limited by it, and nothing is said."""
    assert by_ip(None) == ()
    assert not log_lines(capsys)


def test_a_proxys_address_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Everybody would share it: nobody is limited by it, and one line says so."""
    mine, settings = books(), config(limits=BY_IP)
    for ip in ("10.0.0.1", "127.0.0.1", "fe80::1"):
        assert mine.entry(request(ip=ip), ORIGIN, settings).counters == ()
    (line,) = log_lines(capsys)
    assert (line["level"], line["event"]) == ("warning", "ip_not_counted")
    assert "10.0.0.1" not in str(line)


@pytest.mark.parametrize(("index", "seconds"), list(enumerate((60, 3600, 86_400, 3600))))
def test_windows_roll_over_by_the_clock(index: int, seconds: int) -> None:
    """At its end, which the counter knows, a window makes room for the next, and not before."""
    clock = HeldClock()
    before = counters(clock, LIMITS)[index]
    assert 0 < before.seconds_left <= seconds
    clock.sleep(before.seconds_left - 0.5)
    assert counters(clock, LIMITS)[index].key == before.key
    clock.sleep(0.5)
    after = counters(clock, LIMITS)[index]
    assert after.key != before.key
    assert after.seconds_left == seconds


class Sends:
    """Sends, and counts how often."""

    def __init__(self) -> None:
        """Send nothing yet."""
        self.times = 0

    def __call__(self) -> Outcome:
        """Send."""
        self.times += 1
        return Outcome(SENT, biz_id=f"receipt {self.times}")


def ask(mine: Bookkeeping, settings: Config, send: Sends, **fields: str) -> Outcome:
    """Have one request kept in some books."""
    asked = mine.entry(request(**fields), ORIGIN, settings)
    clock = HeldClock()
    return mine.once(asked, settings, Deadline(clock, clock.now + 8), send)


NOWHERE: Final = "redis://127.0.0.1:1/0"


def test_memory_needs_no_key(capsys: pytest.CaptureFixture[str]) -> None:
    """Requests of one function are kept in one place, whatever its config says."""
    mine, send = books(), Sends()
    assert [ask(mine, load(MINIMAL), send).kind for _ in range(2)] == [SENT, DUPLICATE]
    assert [ask(mine, config(), send).kind for _ in range(2)] == [SENT, DUPLICATE]
    assert not log_lines(capsys)


def test_a_durable_store_needs_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    """Until the config has a claimsKey memory serves, and one line says so."""
    mine, send = books(NOWHERE), Sends()
    assert [ask(mine, load(MINIMAL), send).kind for _ in range(2)] == [SENT, DUPLICATE]
    (line,) = log_lines(capsys)
    assert (line["level"], line["event"]) == ("error", "claims_not_durable")
    assert ask(mine, config(), send).store_failed


def test_memory_serves_while_the_store_is_down() -> None:
    """In this instance duplicates and limits hold all the same."""
    mine, send = books(NOWHERE), Sends()
    settings = config(limits={"perNumber": [[2, 3600]]})
    answers = [ask(mine, settings, send, code=code) for code in ("1000", "1000", "1001", "1002")]
    assert [answer.kind for answer in answers] == [SENT, DUPLICATE, SENT, RATE_LIMITED]
    assert [answer.store_failed for answer in answers] == [True, False, True, False]


def test_what_is_refused_without_a_store_takes_no_place() -> None:
    """Neither the content nor the limit of the instance's memory keeps anything of it."""
    mine, send = books(NOWHERE), Sends()
    limits = {"perNumber": [[1, 3600]]}
    strict, tolerant = (config(limits=limits, claimsFailure=to) for to in ("refuse", "send"))
    answers = [ask(mine, settings, send) for settings in (strict, strict, tolerant)]
    assert [answer.kind for answer in answers] == [UNAVAILABLE, UNAVAILABLE, SENT]
    assert send.times == 1


def test_a_new_password_opens_the_store_again(redis: RedisServer) -> None:
    """A rotated password takes effect with the config that brings it."""
    mine, send = books(redis.uri), Sends()
    assert ask(mine, config(claimsPassword="wrong"), send).store_failed
    assert not ask(mine, config(), send, code="246802").store_failed
    assert ask(mine, config(claimsPassword="wrong"), send, code="357913").store_failed


def test_an_address_that_is_no_store_is_refused() -> None:
    """A wrong CLAIMS_URI is found when the function starts."""
    with pytest.raises(SettingsError):
        books("memcached://host")


LOADS: Final = """
import sys, time
from smscode.clock import SystemClock
from smscode.wiring import wire
wire({"CONFIG_URI": "env:CONFIG", "CLAIMS_URI": sys.argv[1]}, SystemClock(), 0.0)
began = time.monotonic()
while sys.argv[2] not in sys.modules and time.monotonic() - began < 30:
    time.sleep(0.01)
print(sys.argv[2] in sys.modules)
"""


@pytest.mark.parametrize(
    ("uri", "library"), [("dynamodb:t", "boto3"), ("redis://h", "redis"), ("rediss://h", "redis")]
)
def test_the_stores_library_is_imported_before_a_call_needs_it(uri: str, library: str) -> None:
    """In the background, from the start on: a cold start's wait for the config is put to use."""
    told = subprocess.run(  # noqa: S603 - this very Python
        [sys.executable, "-c", LOADS, uri, library],
        env={"PYTHONPATH": str(SOURCES)},
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    )
    assert told.stdout == b"True\n"


def test_every_durable_store_names_its_library() -> None:
    """Each scheme has a row in both tables, but for memory, which needs nothing."""
    assert set(LIBRARIES) == set(CLAIM_STORES) - {"memory"}
