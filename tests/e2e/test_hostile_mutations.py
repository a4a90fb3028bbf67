"""Envelopes that chance has changed: a clear answer, and a message only where one was asked for."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from local.function import CONFIG, ROOT
from smscode.config.callers import ENTRIES
from smscode.outcome import DUPLICATE, KINDS, MISCONFIGURED, RECEIVED, SENT
from support.hostile.envelopes import TOKEN
from support.hostile.function import Answer, Function, environment_for

EVENTS: Final = {
    path.stem: json.loads(path.read_bytes()) for path in sorted((ROOT / "events").glob("*.json"))
}
# Without those that have a request beside the envelope: no gateway takes its own envelope off.
ENVELOPES: Final = {
    name: event
    for name, event in EVENTS.items()
    if "requestContext" in event and "phone" not in event
}
Place: TypeAlias = tuple[str | int, ...]

OUTCOMES: Final = {kind.code: kind for kind in (*KINDS, RECEIVED)}
JUNK: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**30, -(10**400), float("nan"), float("inf"), -0.0, 1e308]),
    st.text(max_size=20),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Nd", "Zs"]), max_size=8),
    st.sampled_from(["", "\0", "\ud800", "v1", "2.0", "POST", "/", "true", "e30=", "\r\nA: b"]),
    st.lists(st.text(max_size=4), max_size=3),
    st.dictionaries(st.text(max_size=6), st.text(max_size=4), max_size=3),
    st.sampled_from([[[[]]], {"": {"": {}}}, ["x" * 20_000], "9" * 5000]),
)
small = settings(
    max_examples=250,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def places(value: Any, at: Place = ()) -> Iterator[Place]:  # noqa: ANN401 - any JSON
    """Yield where there is something in a JSON value."""
    if isinstance(value, dict):
        children: list[tuple[str | int, Any]] = list(value.items())
    else:
        children = list(enumerate(value)) if isinstance(value, list) else []
    for key, child in children:
        yield (*at, key)
        yield from places(child, (*at, key))


@st.composite
def mutated(draw: st.DrawFn, events: dict[str, Any]) -> object:
    """Return one of *events* with up to four parts deleted, replaced, renamed or added."""
    event = deepcopy(events[draw(st.sampled_from(sorted(events)))])
    for _ in range(draw(st.integers(1, 4))):
        everywhere = list(places(event))
        if not everywhere:
            break
        *way, last = draw(st.sampled_from(everywhere))
        inner = event
        for key in way:
            inner = inner[key]
        match draw(st.sampled_from(["delete", "replace", "rename", "add", "wrap"])):
            case "delete":
                del inner[last]
            case "rename" if isinstance(last, str):
                inner[last.swapcase()] = inner.pop(last)
            case "add" if isinstance(inner, dict):
                inner[draw(st.text(max_size=12))] = deepcopy(draw(JUNK))
            case "wrap":
                inner[last] = [inner[last]]
            case _:
                inner[last] = deepcopy(draw(JUNK))
    return draw(st.sampled_from([event, json.dumps(event).encode(), json.dumps(event)]))


def without_a_code(event: dict[str, Any]) -> dict[str, Any]:
    """Return *event* with a body that no number can be sent, with its credential."""
    return {**event, "body": '{"phone": "+8613800138000", "usageType": "SignIn"}'}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Run the vendor's stand-in, which counts what reaches it."""
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def at_home(sandbox: Sandbox) -> Function:
    """Return a function that knows the token of the events."""
    config = json.loads(CONFIG.read_bytes())
    return Function(sandbox, environment=environment_for(sandbox.endpoint, config))


@pytest.fixture(scope="module")
def abroad(sandbox: Sandbox) -> Function:
    """Return a function to which all who have made the events are strangers."""
    shown = [name for name, entry in ENTRIES.items() if "tokens" in entry.model_fields]
    callers = {name: {"tokens": [TOKEN]} for name in shown}
    config = {**json.loads(CONFIG.read_bytes()), "callers": callers}
    return Function(sandbox, environment=environment_for(sandbox.endpoint, config))


def assert_clear(answer: Answer) -> None:
    """Check that it is one outcome of the vocabulary, and what was sent is what is said.

    A refusal is a 4xx or the handler's own 500, in the log and for callers who know our document;
    what others are told is their dialect's business.
    """
    kind = OUTCOMES[answer.code] if answer.code else None
    assert answer.reached == answer.messages == (1 if kind is SENT else 0)
    if kind is None:
        assert answer.status in (200, 405)
        assert answer.document is None or answer.document["status"] in ("ok", "ready", 405)
        return
    assert kind in (SENT, DUPLICATE, RECEIVED) or 400 <= kind.status <= 500
    assert (kind is MISCONFIGURED) == (kind.status == 500)
    assert answer.request_id
    if answer.document and isinstance(answer.document.get("code"), str):
        assert answer.tells_the_same
        assert answer.status == kind.status


@small
@given(event=mutated(EVENTS))
def test_known_callers(at_home: Function, event: object) -> None:
    """Whatever becomes of an event, what is sent is what is said to be sent."""
    assert_clear(at_home.call(event))


@small
@given(event=mutated({name: without_a_code(event) for name, event in ENVELOPES.items()}))
def test_known_callers_without_a_code(at_home: Function, event: object) -> None:
    """No change of an envelope makes up for what its body lacks."""
    answer = at_home.call(event)
    assert_clear(answer)
    assert answer.reached == 0


@small
@given(event=mutated(ENVELOPES))
def test_strangers(abroad: Function, event: object) -> None:
    """No change of an envelope makes up for a credential."""
    answer = abroad.call(event)
    assert_clear(answer)
    assert answer.reached == 0
    assert answer.code != "duplicate"


@small
@given(data=st.binary(max_size=200), name=st.sampled_from(sorted(EVENTS)), at=st.integers(0, 2000))
def test_bytes(at_home: Function, data: bytes, name: str, at: int) -> None:
    """Bytes that chance has overwritten are answered no less clearly."""
    raw = json.dumps(EVENTS[name]).encode()
    assert_clear(at_home.call(raw[: at % len(raw)] + data))
