"""The stores as fixtures, for the test files that name this module in ``pytest_plugins``."""

import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import pytest

from smscode import aws
from smscode.claims.stores import CLAIM_STORES, ClaimStore
from smscode.claims.stores.dynamodb import DynamoDb
from support.claims import dynamodb as aws_server
from support.claims import redis_server
from support.claims.case import Case
from support.claims.dynamodb import Table
from support.claims.redis_server import RedisServer
from support.stand_ins import HeldClock

_MISSING: Final = "redis-server is not installed: apt-get install redis-server"


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Give a redis-server."""
    if redis_server.PROGRAM is None:
        pytest.skip(_MISSING)
    with redis_server.running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="session")
def rediss(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Give a redis-server that speaks TLS only."""
    if redis_server.PROGRAM is None:
        pytest.skip(_MISSING)
    with redis_server.running_with_tls(tmp_path_factory.mktemp("rediss")) as server:
        yield server


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """Give the endpoint of a server that plays DynamoDB."""
    with aws_server.running() as endpoint:
        yield endpoint


@pytest.fixture
def point_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Give what makes the function look for DynamoDB at an endpoint."""

    def point(endpoint: str) -> None:
        for name, value in aws_server.environment(endpoint).items():
            monkeypatch.setenv(name, value)
        aws.client.cache_clear()

    yield point
    aws.client.cache_clear()


@pytest.fixture
def dynamodb(moto: str, point_at: Callable[[str], None]) -> Table:
    """Give a new table, where the function looks for it."""
    point_at(moto)
    return Table(moto, secrets.token_hex(4))


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    """Give the store that the test's parameter names."""
    clock = HeldClock()
    store: ClaimStore
    if request.param == "memory":
        store = CLAIM_STORES["memory"]("memory:", None, clock)
        with _busy_threads():
            yield Case(store, 1.0, lambda: clock.sleep(1.0))
    elif request.param == "dynamodb":
        store = DynamoDb(request.getfixturevalue("dynamodb").name, clock, patience=60.0)
        # Its expiry has whole seconds, in which it is never early; moto is slow.
        yield Case(store, 1.0, lambda: clock.sleep(2.0), crowd=4)
    else:
        uri = request.getfixturevalue(request.param).uri
        # The server's own clock, which a test cannot hold.
        yield Case(CLAIM_STORES[request.param](uri, None, clock), 0.02, lambda: time.sleep(0.05))


@contextmanager
def _busy_threads() -> Iterator[None]:
    """Let threads take turns as often as the interpreter can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
