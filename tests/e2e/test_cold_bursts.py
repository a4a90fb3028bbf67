"""A burst of first calls, each in a fresh instance on a part of a CPU: claims and limits hold."""

import json
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from support.app_bench import DOCUMENT
from support.claims import dynamodb as aws_server
from support.claims.cold import burst
from support.claims.dynamodb import Table
from support.claims.listener import listening, silence
from support.claims.quota import NoQuotaError, cpu_quota
from support.claims.redis_server import RedisServer

pytest_plugins = ["support.claims.fixtures"]
#: `make bursts` has more of them.
BURSTS: Final = int(os.environ.get("BURSTS", "3"))
#: What each instance has of a CPU; the next where the machine is too slow for the deadline. Lambda
#: at 512 MB has 0.29, Function Compute 0.35.
CPU: Final = (0.3, 0.3, 0.6, 0.6, 1.0, 1.0)
FULL: Final = "+8613800138000"
REPEATED: Final = "+8613800138001"
ON_LAMBDA: Final = {"AWS_LAMBDA_FUNCTION_NAME": "smscode", "AWS_EC2_METADATA_DISABLED": "true"}
INSTANCES: Final = 3  # for each of the two


@pytest.fixture(scope="module", autouse=True)
def _quota() -> None:
    try:
        with cpu_quota(0.3):
            pass
    except NoQuotaError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def vendor() -> Iterator[Sandbox]:
    """Give a vendor."""
    sandbox = Sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def store(request: pytest.FixtureRequest, moto: str) -> Mapping[str, str]:
    """Give the variables of the platform and the store that the parameter names."""
    if request.param == "dynamodb":
        table = Table(moto, secrets.token_hex(4))
        return {"CLAIMS_URI": table.uri, **aws_server.environment(moto), **ON_LAMBDA}
    server: RedisServer = request.getfixturevalue("redis")
    return {"CLAIMS_URI": server.uri}


def code() -> str:
    """Return a code that nobody else has."""
    return secrets.token_hex(3)


def events() -> list[dict[str, str]]:
    """Return calls for one number with different codes, and the same call for another."""
    asked = {"usageType": "SignIn"}
    repeated = {**asked, "phone": REPEATED, "code": code()}
    different = [{**asked, "phone": FULL, "code": code()} for _ in range(INSTANCES)]
    return different + [repeated] * INSTANCES


def environment(vendor: Sandbox, store: Mapping[str, str], **members: object) -> dict[str, str]:
    """Return the variables of a function with such members in its config."""
    document: dict[str, Any] = {**DOCUMENT, "claimsKey": secrets.token_hex(32), **members}
    return {
        "CONFIG_URI": "env:CONFIG",
        "CONFIG": json.dumps(document),
        "DYSMSAPI_ENDPOINT": vendor.endpoint,
        **store,
    }


def answered(
    vendor: Sandbox, variables: Mapping[str, str], calls: Sequence[Mapping[str, str]], cpu: float
) -> list[str]:
    """Return what a burst answers; the vendor has seen nothing before."""
    vendor.clear()
    return [answer["code"] for answer in burst(variables, calls, cpu)]


def in_time(attempt: Callable[[float], list[str]]) -> list[str]:
    """Return the first answers for which the machine had the time that the deadline leaves."""
    for cpu in CPU:
        answers = attempt(cpu)
        if "unavailable" not in answers:
            return answers
    pytest.fail("this machine is too busy")


def sent(vendor: Sandbox) -> Counter[str]:
    """Return how many SMS went to each number."""
    return Counter(message.phone for message in vendor.messages)


@pytest.mark.parametrize("store", ["dynamodb", "redis"], indirect=True)
def test_a_burst_of_first_calls(vendor: Sandbox, store: Mapping[str, str]) -> None:
    """A number with one send a day gets one; one request is one SMS; each answer is true."""

    def attempt(cpu: float) -> list[str]:
        variables = environment(vendor, store, limits={"perNumber": [[1, 86_400]]})
        codes = answered(vendor, variables, events(), cpu)
        assert max(sent(vendor).values(), default=0) <= 1  # on a busy machine, too
        return codes

    for _ in range(BURSTS):
        answers = in_time(attempt)
        full, repeated = Counter(answers[:INSTANCES]), Counter(answers[INSTANCES:])
        assert sent(vendor) == {FULL.removeprefix("+86"): 1, REPEATED.removeprefix("+86"): 1}
        assert full == {"sent": 1, "rate_limited": INSTANCES - 1}
        assert repeated["sent"] == 1
        assert set(repeated) <= {"sent", "duplicate", "uncertain"}


@pytest.fixture
def down(request: pytest.FixtureRequest) -> Iterator[Mapping[str, str]]:
    """Give the variables of a store that never answers, on the platform that it is usual on."""
    with listening(silence) as port:
        if request.param == "redis":
            yield {"CLAIMS_URI": f"redis://127.0.0.1:{port}/0"}
        else:
            endpoint = aws_server.environment(f"http://127.0.0.1:{port}")
            yield {"CLAIMS_URI": "dynamodb:claims", **endpoint, **ON_LAMBDA}


@pytest.mark.parametrize("down", ["dynamodb", "redis"], indirect=True)
@pytest.mark.parametrize(("to", "outcome"), [("send", "sent"), ("refuse", "unavailable")])
def test_a_burst_while_the_store_is_down(
    vendor: Sandbox, down: Mapping[str, str], to: str, outcome: str
) -> None:
    """With `send` everything goes out, within the deadline; with `refuse` nothing does."""

    def attempt(cpu: float) -> list[str]:
        calls = [{"usageType": "SignIn", "phone": FULL, "code": code()} for _ in range(INSTANCES)]
        return answered(vendor, environment(vendor, down, claimsFailure=to), calls, cpu)

    answers = in_time(attempt) if to == "send" else attempt(CPU[0])
    assert answers == [outcome] * INSTANCES
    assert len(vendor.messages) == (INSTANCES if to == "send" else 0)
