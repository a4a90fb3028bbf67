"""Events that are damaged, strange or forged: read or refused as one, never taken for direct."""

from collections.abc import Iterable
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smscode.triggers import open_event
from smscode.triggers.envelope import EnvelopeError
from support.samples import FORMS, REPLY, SHAPES, each_shape, shaped

MARKS: Final = ("headers", "multiValueHeaders", "httpMethod", "http")
WRONG: Final[dict[str, list[object]]] = {
    "body": [{"phone": "x"}, ["x"], 5, True],
    "isBase64Encoded": ["true", 7, []],
    "path": [None, 5, ["/"]],
    "headers": ["x", 5, [["a", "b"]], {"a": 5}, {"a": None}, {"a": {}}],
    "queryParameters": ["x", 5, {"a": 5}, {"a": None, "b": "c"}, {"a": {}}],
}
# The clouds have two names for the same.
TWIN: Final = {
    "path": "rawPath",
    "headers": "multiValueHeaders",
    "queryParameters": "queryStringParameters",
}


NOT_BASE64: Final = ("%%%", "YQ", "YQ==\n", "é", "YQ=")
CHANGES: Final[list[dict[str, object]]] = [
    *({n: value, TWIN.get(n, n): value} for n, values in WRONG.items() for value in values),
    *(dict[str, object](isBase64Encoded=True, body=text) for text in NOT_BASE64),
]


@each_shape
def test_wrong_type(name: str) -> None:
    """An envelope whose parts are of the wrong type is refused as one, and can be answered."""
    told = {f"{changes}": refusal_of(shaped(name, **changes)) for changes in CHANGES}
    assert told == dict.fromkeys(told, (True, "no context", dict))


def refusal_of(event: object) -> tuple[bool, str, type]:
    """Return whether an event is refused as an envelope, after what, and how it can be answered."""
    trigger = open_event(event)
    answer = type(trigger.encode(REPLY))
    try:
        trigger.read()
    except EnvelopeError as error:
        return True, "no context" if error.__context__ is None else "context", answer
    return False, "", answer


@pytest.mark.parametrize(
    "event", [b"", b"\xff", b"{", b"[" * 100_000, b"1" * 5000, b"NaN", "", "{", "\ud800"]
)
def test_payload_that_is_no_json(event: bytes | str) -> None:
    """InvokeFunction may be given anything: it is the body, as it is."""
    call = open_event(event).read()
    assert call.is_direct
    assert call.body in (event, str(event).encode(errors="surrogatepass"))


@pytest.mark.parametrize("payload", [{1, 2}, object(), {"a": b""}, {("a",): 1}])
def test_payload_of_no_cloud(payload: object) -> None:
    """What no runtime can hand over is refused like a broken envelope."""
    with pytest.raises(EnvelopeError):
        open_event(payload).read()


CONTEXTS: Final[list[object]] = [None, {}, "x", 5]
STRANGE: Final[list[dict[str, object]]] = [
    *({"requestContext": context, mark: {}} for mark in MARKS for context in CONTEXTS),
    {"requestContext": {"http": None}},
    {"requestContext": {"http": "POST"}},
    {"requestContext": {"serviceNetworkArn": "arn"}, "version": "2.0", "headers": {}},
]


@pytest.mark.parametrize("event", STRANGE, ids=repr)
def test_unknown_envelope(event: dict[str, object]) -> None:
    """Whatever looks as if it came over HTTP is never a direct call: a strange one is refused."""
    for form in FORMS.values():
        trigger = open_event(form({**event, "phone": "x"}))
        with pytest.raises(EnvelopeError):
            trigger.read()
        answer = trigger.encode(REPLY)
        assert isinstance(answer, dict)
        assert answer["statusCode"] == 401


JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
ODDITIES: Final[list[object]] = [
    *(10**400, float("inf"), "\ud800", "9" * 30, {}, [], "", None, True, "v1", "2.0"),
]
ODD: Final = st.sampled_from(ODDITIES)
KNOWN_NAMES: Final = st.sampled_from(["elb", "http", "resource", "version", "stage"])


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every member in a document."""
    members: Iterable[tuple[Any, object]] = ()
    if isinstance(value, dict):
        members = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    below = [place for key, inner in members for place in places(inner, (*path, key))]
    return [path, *below] if path else below


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a sample event with up to three members removed, replaced or added."""
    event = shaped(draw(st.sampled_from(list(SHAPES))))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(event)))
        holder: Any = event
        for key in way:
            holder = holder[key]
        change = draw(st.sampled_from(["remove", "replace", "add"]))
        if change == "remove":
            del holder[last]
        elif change == "add" and isinstance(holder, dict):
            holder[draw(KNOWN_NAMES)] = draw(ODD)
        else:
            holder[last] = draw(ODD | JSON)
    return event


def is_marked(event: dict[str, Any]) -> bool:
    """Tell whether an event has what only a gateway adds."""
    context = event.get("requestContext")
    inside = isinstance(context, dict) and "http" in context
    return "requestContext" in event and (inside or any(mark in event for mark in MARKS))


@settings(deadline=None, derandomize=True, max_examples=400)
@given(mutated(), st.sampled_from(list(FORMS)))
def test_any_mutation(event: dict[str, Any], form: str) -> None:
    """A damaged envelope is read or refused as one, can be answered, and never turns direct."""
    trigger = open_event(FORMS[form](event))
    assert trigger.encode(REPLY)
    try:
        call = trigger.read()
    except EnvelopeError:
        assert isinstance(trigger.encode(REPLY), dict)
        return
    assert call.is_direct is not is_marked(event)
