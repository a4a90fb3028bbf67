"""The stores on Alibaba Cloud when they are overloaded, slow or down."""

import socket
from dataclasses import replace

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from local.clouds.fc import Credentials
from smscode.clock import SystemClock
from support.aliyun_store import PASSING, TEXT, TTL, Store, each_store, refused
from support.claims.listener import refusing
from support.elapsed import at_most, seconds_of
from support.instance import Instance, LeapingClock, actions, environment_for, issue
from support.stand_ins import log_lines


class _Sleepless(SystemClock):
    """The machine's clock, which notes how long it should sleep and does not."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Note it."""
        self.slept.append(seconds)


@pytest.mark.parametrize(("store", "code"), PASSING)
def test_passing_trouble(store: Store, code: str, sandbox: Sandbox, role: Credentials) -> None:
    """What will pass is tried once more, and then nobody has noticed."""
    store.put(sandbox, TEXT)
    sandbox.answer_next(code, to=store.action)
    environment = environment_for(sandbox, store.uri(sandbox.endpoint), role)
    instance = Instance(environment, _Sleepless())
    assert instance.call()["code"] == "sent"
    assert actions(sandbox) == [store.action, store.action, "SendSms"]


@pytest.mark.parametrize(("store", "code"), PASSING)
def test_lasting_trouble(
    store: Store,
    code: str,
    sandbox: Sandbox,
    role: Credentials,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What does not pass is safe to retry later, and costs two requests; three when throttled.

    Before each further request of a throttled one there is a pause, another one for each instance.
    """
    store.put(sandbox, TEXT)
    for _ in range(4):
        sandbox.answer_next(code, to=store.action)
    clock = _Sleepless()
    instance = Instance(environment_for(sandbox, store.uri(sandbox.endpoint), role), clock)
    assert refused(instance, capsys) == ("unavailable", f"{store.scheme}: {code}")
    throttled = code in {"QpsLimitExceeded", "Rejected.Throttling"}
    assert actions(sandbox) == [store.action] * (3 if throttled else 2)
    first, *others = clock.slept
    assert 0.5 <= first <= 1 if throttled else first == 0
    assert all(0.75 <= other <= 1.5 for other in others)
    assert len(others) == int(throttled)


@each_store
def test_trouble_with_a_good_config_in_hand(
    store: Store, sandbox: Sandbox, role: Credentials, capsys: pytest.CaptureFixture[str]
) -> None:
    """When its time is up and the store is down, the config that was read last goes on."""
    clock = LeapingClock()
    with running() as storage:
        store.put(storage, TEXT)
        issue(storage, "role")
        environment = environment_for(sandbox, store.uri(storage.endpoint), role)
        instance = Instance(environment, clock)
        assert instance.call(code="1111")["code"] == "sent"
    clock.leap(TTL)
    assert instance.call(code="2222")["code"] == "sent"
    problem = next(line for line in log_lines(capsys) if line["event"] == "config_not_read")
    assert (problem["reason"], problem["lastGood"]) == (
        f"{store.scheme}: no answer: NewConnectionError",
        True,
    )


@each_store
def test_down(
    store: Store, sandbox: Sandbox, role: Credentials, capsys: pytest.CaptureFixture[str]
) -> None:
    """A store where nobody listens is safe to ask again later."""
    with refusing() as port:
        uri = store.uri(f"http://127.0.0.1:{port}")
        instance = Instance(environment_for(sandbox, uri, role))
        assert refused(instance, capsys) == (
            "unavailable",
            f"{store.scheme}: no answer: NewConnectionError",
        )


@each_store
@pytest.mark.parametrize("part", ["access_key_id", "security_token"])
@pytest.mark.parametrize("odd", ["\r", "\n", "ＡＢ"], ids=ascii)
def test_key_that_no_header_can_have(
    odd: str,
    part: str,
    store: Store,
    sandbox: Sandbox,
    role: Credentials,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The role's key is the operator's to mend: nobody is asked, not even once more."""
    store.put(sandbox, TEXT)
    broken = replace(role, **{part: f"{getattr(role, part)}{odd}"})
    instance = Instance(environment_for(sandbox, store.uri(sandbox.endpoint), broken))
    code, reason = refused(instance, capsys)
    assert code == "misconfigured"
    assert reason.startswith(f"{store.scheme}: no request: ")
    assert actions(sandbox) == []


@each_store
def test_slow(
    store: Store, sandbox: Sandbox, role: Credentials, capsys: pytest.CaptureFixture[str]
) -> None:
    """A store that does not answer costs a call its own time, and no more."""

    def measure() -> float:
        # The system accepts the connection; nobody reads from it.
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            instance = Instance(environment_for(sandbox, store.uri(url), role))
            seconds = seconds_of(lambda: instance.call(limit=1)["code"] == "unavailable")
        assert log_lines(capsys)[-1]["reason"] == "config: the store has not answered in time"
        return seconds

    assert at_most(1.1, measure)  # the store itself gives up after 4 s or more
