"""Which ledger a request belongs in, and its keys: they tell requests apart, and tell no more."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents import MINIMAL, load
from smscode.bookkeeping import Bookkeeping, Origin
from smscode.claim_stores import CLAIM_STORES, LIBRARIES
from smscode.config import Config
from smscode.ledger import Entry
from smscode.limits import Counter
from smscode.logs import Log
from smscode.outcome import QUOTA_EXHAUSTED, RATE_LIMITED
from smscode.request import SendRequest
from smscode.request_fields import read_request
from smscode.settings import SettingsError
from stand_ins import HeldClock, log_lines

SOURCES: Final = Path(__file__).resolve().parents[1] / "src"
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
    return read_request({**REQUEST, **fields}, config(), strict_number=False)


def books(uri: str = "memory:", clock: HeldClock | None = None) -> Bookkeeping:
    """Return new books."""
    return Bookkeeping(uri, clock or HeldClock(), Log())


def entry(
    asked: SendRequest | None = None, origin: Origin = ORIGIN, settings: Config | None = None
) -> Entry:
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
        entry(origin=Origin("generic", 60.0, "key-1")),
    ],
    ids=["number", "usage", "code", "caller", "claimsKey", "Idempotency-Key"],
)
def test_another_request_has_another_key(other: Entry) -> None:
    """Each part of what makes a request the same one changes the key."""
    assert other.key != entry().key


def test_without_a_claims_key_each_instance_has_its_own() -> None:
    """Keys of an instance's own memory mean nothing elsewhere."""
    keyless = load(MINIMAL)
    mine = books()
    assert mine.entry(request(), ORIGIN, keyless) == mine.entry(request(), ORIGIN, keyless)
    assert mine.entry(request(), ORIGIN, keyless).key != entry(settings=keyless).key


def test_an_idempotency_key_is_the_key_instead() -> None:
    """With one, requests differ by it and by the caller alone; the fingerprint stays."""
    given_key, again = Origin("generic", 60.0, "key-1"), Origin("generic", 60.0, "key-2")
    first = entry(origin=given_key)
    other = entry(request(code="246802"), given_key)
    assert first.key == other.key
    assert first.fingerprint == entry().fingerprint != other.fingerprint
    assert entry(origin=again).key != first.key
    assert entry(origin=Origin("kratos", 60.0, "key-1")).key != first.key


def test_an_empty_idempotency_key_is_none() -> None:
    """A header without a value does not make one request of all."""
    assert entry(origin=Origin("generic", 60.0, "")).key == entry().key


@example("\ud800")
@given(key=st.text(st.characters(), min_size=1))
def test_any_text_can_be_an_idempotency_key(key: str) -> None:
    """Whatever JSON can carry, half a character too, makes a key that does not repeat it."""
    made = entry(origin=Origin("generic", 60.0, key)).key
    assert len(made) == 64
    assert made == entry(origin=Origin("generic", 60.0, key)).key


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
    mine, others = ({each.key, each.fingerprint, *keys(each.counters)} for each in (made, other))
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


def test_memory_needs_no_key() -> None:
    """Requests of one function are kept in one place, whatever its config says."""
    mine = books()
    assert mine.ledger(load(MINIMAL)) is mine.ledger(config())


def test_a_durable_store_needs_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    """Until the config has a claimsKey memory serves, and one line says so."""
    mine = books("redis://127.0.0.1:1/0")
    keyless = load(MINIMAL)
    in_memory = mine.ledger(keyless)
    assert mine.ledger(keyless) is in_memory
    (line,) = log_lines(capsys)
    assert (line["level"], line["event"]) == ("error", "claims_not_durable")
    durable = mine.ledger(config())
    assert durable is not in_memory
    assert mine.ledger(config()) is durable


def test_a_new_password_opens_the_store_again() -> None:
    """A rotated password takes effect with the config that brings it."""
    mine = books("redis://127.0.0.1:1/0")
    first = mine.ledger(config(claimsPassword="first"))
    second = mine.ledger(config(claimsPassword="second"))
    assert first is not second
    assert mine.ledger(config(claimsPassword="second")) is second


@pytest.mark.parametrize("scheme", [name for name in CLAIM_STORES if name != "memory"])
def test_making_books_reaches_for_nothing(scheme: str) -> None:
    """No library is imported and no server asked before there is a request."""
    mine = books(f"{scheme}:nowhere")
    assert mine.ledger(config()) is mine.ledger(config())


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
