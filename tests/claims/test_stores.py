"""Claim stores: one contract, kept by memory, a real redis-server (TLS too) and DynamoDB."""

import secrets
import tracemalloc
from itertools import chain
from typing import Final

import pytest

from smscode.claims.access import Immediate
from smscode.claims.claim import RESULT
from smscode.claims.ledger import ClaimRequest, Ledger
from smscode.claims.limits import Counter
from smscode.claims.stores import CLAIM_STORES, scheme_of
from smscode.claims.stores.dynamodb import DynamoDb
from smscode.claims.stores.memory import Memory
from smscode.claims.stores.redis import Redis
from smscode.clock import Deadline
from smscode.outcome import RATE_LIMITED, SENT, Outcome
from smscode.settings import SettingsError
from support.claims.case import STORES, Case
from support.claims.dynamodb import Table
from support.claims.redis_server import RedisServer
from support.stand_ins import HeldClock

pytest_plugins = ["support.claims.fixtures"]
each_store = pytest.mark.parametrize("case", STORES, indirect=True)
LONG: Final = 60.0  # s


@pytest.fixture
def key() -> str:
    """Give a key that nobody else uses."""
    return secrets.token_hex(32)


@each_store
def test_what_was_put_first_stands(case: Case, key: str) -> None:
    """A second claim changes nothing and is told the first."""
    assert case.store.put_if_absent(key, "first", LONG) is None
    assert case.store.put_if_absent(key, "second", LONG) == "first"
    assert case.store.get(key) == "first"


@each_store
def test_a_value_ends_by_itself(case: Case, key: str) -> None:
    """After its lifetime a value is not read, and does not stand in the way of another."""
    assert case.store.put_if_absent(key, "first", case.brief) is None
    case.outlast()
    assert case.store.get(key) is None
    assert case.store.put_if_absent(key, "second", case.brief) is None
    case.outlast()
    case.store.put(key, "third", case.brief)
    case.outlast()
    assert case.store.get(key) is None


@each_store
def test_put_replaces_value_and_lifetime(case: Case, key: str) -> None:
    """What is put over a claim stands for its own lifetime."""
    assert case.store.put_if_absent(key, "claim", case.brief) is None
    case.store.put(key, "receipt", LONG)
    case.outlast()
    assert case.store.get(key) == "receipt"


@each_store
def test_only_its_own_value_is_removed(case: Case, key: str) -> None:
    """Whoever removes a claim removes no one else's; nothing there is no error."""
    case.store.remove(key, "mine")
    case.store.put(key, "another's", LONG)
    case.store.remove(key, "mine")
    assert case.store.get(key) == "another's"
    case.store.remove(key, "another's")
    assert case.store.get(key) is None


@each_store
def test_a_count_begins_at_zero_and_goes_both_ways(case: Case, key: str) -> None:
    """Sums are returned; what was given back is gone."""
    assert [case.store.add(key, amount, LONG) for amount in (1, 1, -1, 3)] == [1, 2, 1, 4]


@each_store
def test_of_many_claims_at_once_one_stands(case: Case, key: str) -> None:
    """Exactly one thread is told that its claim stands, and all others are told whose does."""
    answers = case.at_once(lambda number: case.store.put_if_absent(key, str(number), LONG))
    winner = answers.index(None)
    assert set(answers) == {None, str(winner)}
    assert answers.count(None) == 1


@each_store
def test_no_count_is_lost(case: Case, key: str) -> None:
    """Each of many additions at once gets a sum of its own, from the first to the last."""
    times = 20
    sums = case.at_once(lambda _: [case.store.add(key, 1, LONG) for _ in range(times)])
    assert sorted(chain.from_iterable(sums)) == list(range(1, case.crowd * times + 1))


def test_redis_is_told_every_lifetime(redis: RedisServer, key: str) -> None:
    """Claims, receipts and counts all carry an expiry of their own in Redis."""
    store = Redis(redis.uri, None)
    store.put_if_absent(f"{key}a", "v", 10.0)
    store.put(f"{key}b", "v", 60.0)
    store.add(f"{key}c", 1, 120.0)
    for name, seconds in (("a", 10), ("b", 60), ("c", 120)):
        left = redis.inside.pttl(f"smscode:{key}{name}")
        assert seconds - 5 < left / 1000 <= seconds


def test_redis_may_drop_an_idle_connection(redis: RedisServer, key: str) -> None:
    """A connection that the server has closed in the meantime is not an error."""
    store = Redis(redis.uri, None)
    store.put(key, "v", LONG)
    redis.inside.client_kill_filter(_type="normal", skipme=True)
    assert store.get(key) == "v"


def test_redis_is_asked_in_words_that_redis_5_knows(redis: RedisServer, key: str) -> None:
    """Neither HELLO (Redis 6) nor CLIENT SETINFO (7.2, an error before) is sent."""
    redis.inside.config_resetstat()
    store = Redis(redis.uri, None)
    store.put_if_absent(key, "v", LONG)
    store.add(f"{key}n", 1, LONG)
    store.remove(key, "v")
    asked = {name.removeprefix("cmdstat_") for name in redis.inside.info("commandstats")}
    known = {"set", "multi", "incrby", "pexpire", "exec", "eval", "get", "del", "select"}
    assert "set" in asked <= known | {"config|resetstat", "info"}
    assert redis.inside.info("errorstats") == {}


def test_redis_takes_its_password_from_the_config(redis: RedisServer, key: str) -> None:
    """The password is given beside the URI; a wrong one is refused."""
    redis.inside.config_set("requirepass", "the-password")
    try:
        Redis(redis.uri, "the-password").put(key, "v", LONG)
        with pytest.raises(Exception, match="invalid username-password"):
            Redis(redis.uri, "another").get(key)
    finally:
        redis.inside.config_set("requirepass", "")
    assert Redis(redis.uri, None).get(key) == "v"


@pytest.mark.parametrize("seconds", [0.1, 1.0, 10.0, 59.5])
@pytest.mark.parametrize("since_the_second", [0.0, 0.4, 0.999])
def test_dynamodb_is_never_early(
    dynamodb: Table, key: str, seconds: float, since_the_second: float
) -> None:
    """A claim stands for all its lifetime and at most two seconds more; `ends` tells DynamoDB."""
    clock = HeldClock()
    store = DynamoDb(dynamodb.name, clock, patience=60.0)
    clock.sleep(since_the_second)
    began = clock.time()
    store.put_if_absent(key, "claim", seconds)
    (item,) = dynamodb.items()
    assert seconds <= int(item["ends"]["N"]) - began < seconds + 1
    clock.sleep(seconds - 0.001)
    assert store.put_if_absent(key, "other", LONG) == store.get(key) == "claim"
    clock.sleep(2)
    assert store.get(key) is None
    assert store.put_if_absent(key, "other", LONG) is None


def test_memory_is_bounded_over_many_keys() -> None:
    """However many keys come, no more than 20,000 are held, and the newest are among them."""
    memory = Memory(HeldClock())
    for number in range(100_000):  # five times what it holds, and twenty heaps of ends
        memory.put_if_absent(f"claim {number}", "in flight", LONG)
    assert len(memory) == 20_000
    assert memory.get("claim 99999") == "in flight"
    assert memory.get("claim 0") is None


def test_memory_is_bounded_in_bytes() -> None:
    """Full of receipts as they are, however often they are put again, it takes less than 24 MB."""
    memory = Memory(HeldClock())
    keys = [secrets.token_hex(32) for _ in range(21_000)]
    tracemalloc.start()
    try:
        for key in chain(*[keys] * 5):
            memory.put(key, secrets.token_hex(190), LONG)
        assert tracemalloc.get_traced_memory()[0] < 24e6
    finally:
        tracemalloc.stop()


def test_memory_lets_the_oldest_go_first() -> None:
    """A claim that is put again is not pushed out by what came after its beginning."""
    memory = Memory(HeldClock(), most=10)
    for number in range(30):
        memory.put(str(number), "v", LONG)
        memory.put("again", "v", LONG)
    assert memory.get("again") == "v"
    assert [memory.get(str(number)) for number in (20, 21)] == [None, "v"]


def filled() -> tuple[HeldClock, Memory]:
    """Return a full memory with one key of each kind, the others claims; the first has expired."""
    clock = HeldClock()
    memory = Memory(clock, most=6)
    memory.put("late", "v", LONG)
    memory.put("brief", "v", 1.0)
    memory.put(f"{RESULT}attempt", "v", LONG)
    memory.add("count", 5, LONG)
    memory.put("claim", "v", LONG)
    memory.put("other", "v", LONG)
    clock.sleep(1.0)
    return clock, memory


def test_what_a_full_memory_lets_go_of() -> None:
    """First what has expired, then how attempts ended, then claims, counters last of all."""
    _, memory = filled()
    kinds = ("brief", f"{RESULT}attempt", "late", "claim", "other", "count")
    for gone, name in enumerate(kinds[:-1], start=1):
        memory.add(f"new {name}", 1, LONG)
        assert [key for key in kinds if memory.get(key) is None] == list(kinds[:gone])
    assert memory.get("count") == "5"


def test_a_count_of_nothing_is_not_kept() -> None:
    """What was given back takes no room, and no count goes below zero."""
    memory = Memory(HeldClock())
    assert [memory.add("count", amount, LONG) for amount in (1, 1, -1, -1)] == [1, 2, 1, 0]
    assert len(memory) == 0
    assert memory.add("count", -1, LONG) == 0


def test_a_flood_of_refused_requests_undoes_no_limit() -> None:
    """After more of them than are held a number has as many sends left as before.

    Each is claimed, counted beyond its own limit, and settled.
    """
    clock = HeldClock()
    memory = Memory(clock, most=1_000)
    ledger, deadline = Ledger(Immediate(memory), clock), Deadline(clock, clock.now + 8)
    five = Counter("five an hour", 5, 3600, RATE_LIMITED, "perNumber")
    none = Counter("closed", 0, 3600, RATE_LIMITED, "perRegionDay")
    sent = 0
    for number in range(7):
        entry = ClaimRequest(f"number's {number}", 60.0, None, (five,))
        sent += ledger.once(entry, deadline, lambda: Outcome(SENT)).kind is SENT
        for other in range(1_025):
            refused = ClaimRequest(f"another's {number} {other}", 60.0, None, (none,))
            assert ledger.once(refused, deadline, lambda: Outcome(SENT)).kind is RATE_LIMITED
    assert sent == five.most


@pytest.mark.parametrize(
    ("uri", "scheme"),
    [
        ("memory:", "memory"),
        ("dynamodb:claims", "dynamodb"),
        ("redis://cache.internal:6379/0", "redis"),
        ("rediss://default@cache.internal:6380/1?ssl_ca_certs=/etc/ca.pem", "rediss"),
    ],
)
def test_addresses_of_stores(uri: str, scheme: str) -> None:
    """The scheme names one of the stores."""
    assert scheme_of(uri) == scheme
    assert scheme in CLAIM_STORES


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "memory",
        "memcached://host",
        "dynamodb:",
        "unix:///tmp/redis.sock",
        "redis://:secret-word@host",
        "redis://default:secret-word@host:6379/0",
        "rediss://default:secret-word@host/0",
        "redis://host/0?password=secret-word",
    ],
)
def test_addresses_that_are_refused(uri: str) -> None:
    """An unknown store, and a password where anybody can read it, are refused without repeating."""
    with pytest.raises(SettingsError, match="CLAIMS_URI") as caught:
        scheme_of(uri)
    assert "secret-word" not in str(caught.value)
