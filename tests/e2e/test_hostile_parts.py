"""What is passed in raises: nothing escapes the handler, and nothing is sent.

Each place is a test, which lets it raise whatever there is and compares the answers at once.
"""

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from support.hostile.envelopes import ENVELOPES, FIELDS, Http, lambda_url
from support.hostile.function import (
    CONFIG,
    KEY,
    Answer,
    Function,
    Seen,
    environment_for,
    refused,
)
from support.hostile.traps import (
    RAISED,
    TrapClock,
    TrapContext,
    TrapEnvironment,
    TrapEvent,
)

DIRECT: Final = json.dumps(FIELDS).encode()
HTTP: Final = lambda_url(Http())
each_way = pytest.mark.parametrize("event", [DIRECT, HTTP], ids=["direct", "http"])
ROLE_VARIABLES: Final = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Run the vendor's stand-in, which counts what reaches it."""
    with running() as started:
        yield started


def seen(call: Callable[[BaseException], Answer]) -> dict[str, Seen]:
    """Return what is seen when each error is raised, by its name."""
    return {name: call(error).seen for name, error in RAISED.items()}


#: The handler's last word, whatever was raised.
OWN_500: Final = dict.fromkeys(RAISED, refused(500, "misconfigured"))


@each_way
@pytest.mark.parametrize(
    "name",
    ["aws_request_id", "request_id", "get_remaining_time_in_millis", "function", "credentials"],
)
def test_context(sandbox: Sandbox, name: str, event: object) -> None:
    """A context whose property raises is answered with 500."""
    assert seen(lambda e: Function(sandbox).call(event, TrapContext(name, e))) == OWN_500


def test_countdown(sandbox: Sandbox) -> None:
    """A countdown that raises is answered with 500."""

    def call(error: BaseException) -> Answer:
        def raising() -> float:
            raise error

        context = SimpleNamespace(get_remaining_time_in_millis=raising)
        return Function(sandbox).call(DIRECT, context)

    assert seen(call) == OWN_500


@each_way
def test_clock(sandbox: Sandbox, event: object) -> None:
    """A clock that raises is answered with 500."""
    assert seen(lambda error: Function(sandbox, clock=TrapClock(error)).call(event)) == OWN_500


@pytest.mark.parametrize("gateway", ["lambda url", "rest api", "alb", "alb multi"])
@pytest.mark.parametrize("member", [None, "requestContext", "headers", "multiValueHeaders"])
def test_event(sandbox: Sandbox, gateway: str, member: str | None) -> None:
    """An event that raises when it is looked into is answered with 500, or was never touched."""
    sound = ENVELOPES[gateway](Http(headers=()))
    assert isinstance(sound, dict)
    inner = sound if member is None else sound.get(member, {})

    def call(error: BaseException) -> Answer:
        trap = TrapEvent(inner, error)
        return Function(sandbox).call(trap if member is None else {**sound, member: trap})

    untouched = dict.fromkeys(RAISED, refused(401, "unauthorized"))
    assert seen(call) in ([OWN_500] if member is None else [OWN_500, untouched])


@each_way
def test_store(sandbox: Sandbox, event: object) -> None:
    """A config store that raises is a store that is down: 503, whatever it has raised."""
    reasons = {}

    def call(error: BaseException) -> Answer:
        environment = TrapEnvironment(environment_for(sandbox.endpoint), "CONFIG", error)
        answer = Function(sandbox, environment=environment).call(event)
        reasons[answer.reason] = f"config: {type(error).__name__}"
        return answer

    assert seen(call) == dict.fromkeys(RAISED, refused(503, "unavailable"))
    assert set(reasons) == set(reasons.values())  # at once, not by the deadline


@each_way
@pytest.mark.parametrize("name", ROLE_VARIABLES)
def test_role(sandbox: Sandbox, name: str, event: object) -> None:
    """An environment that raises where the role's key should be is answered with 500."""
    without_key = {member: value for member, value in CONFIG.items() if member not in KEY}
    settings = environment_for(sandbox.endpoint, without_key)
    role = {**settings, **dict.fromkeys(ROLE_VARIABLES, "x")}

    def call(error: BaseException) -> Answer:
        environment = TrapEnvironment(role, name, error)
        return Function(sandbox, environment=environment).call(event)

    assert seen(call) == OWN_500


@pytest.mark.parametrize(
    "request_id",
    [None, 1, "", "short", "x" * 129, "id\r\nx: y-0000", "номер-000", "\ud800" * 9, b"0" * 16, []],
    ids=ascii,
)
def test_request_id(sandbox: Sandbox, request_id: object) -> None:
    """A request id that is no plain word is replaced by one of our own."""
    context = SimpleNamespace(request_id=request_id)
    answer = Function(sandbox).call(b"{}", context)
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert answer.request_id != request_id
    assert len(answer.request_id) == 32


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"CONFIG_URI": ""}, 500, "misconfigured"),
        ({"CONFIG_URI": "env:"}, 500, "misconfigured"),
        ({"CONFIG_URI": "env:ABSENT"}, 500, "misconfigured"),
        ({"CONFIG_URI": "file:/\0"}, 500, "misconfigured"),
        ({"CONFIG_URI": "http://169.254.169.254/"}, 500, "misconfigured"),
        ({"CONFIG_URI": "aliyun-kms:x?region=a&endpoint=http://["}, 500, "misconfigured"),
        ({"CONFIG_TTL_SECONDS": "1e9"}, 500, "misconfigured"),
        ({"CONFIG_TTL_SECONDS": "٣"}, 500, "misconfigured"),
        ({"CONFIG_TTL_SECONDS": "9" * 5000}, 500, "misconfigured"),
        ({"DYSMSAPI_ENDPOINT": "http://dysmsapi.aliyuncs.com"}, 500, "misconfigured"),
        ({"DYSMSAPI_ENDPOINT": "http://127.0.0.1:99999"}, 500, "misconfigured"),
        ({"DYSMSAPI_ENDPOINT": "http://127.0.0.1@example.com"}, 500, "misconfigured"),
        ({"CONFIG": ""}, 500, "misconfigured"),
        ({"CONFIG": "null"}, 500, "misconfigured"),
        ({"CONFIG": "\ud800"}, 500, "misconfigured"),
        ({"CONFIG": "[" * 100_000}, 500, "misconfigured"),
        ({"CONFIG": '{"templates": 1, "templates": 2}'}, 500, "misconfigured"),
        ({"LOG_LEVEL": "SHOUT"}, 400, "invalid_request"),
    ],
    ids=lambda change: ascii(change)[:50] if isinstance(change, dict) else "",
)
def test_environment(sandbox: Sandbox, change: dict[str, str], status: int, code: str) -> None:
    """A function that is set up wrongly still answers, and sends nothing."""
    environment = {**environment_for(sandbox.endpoint), **change}
    answer = Function(sandbox, environment=environment).call({**FIELDS, "code": "1"})
    assert (answer.status, answer.code, answer.reached) == (status, code, 0)
    assert answer.request_id
