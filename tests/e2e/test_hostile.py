"""Hostile input: a clear answer, nothing sent, nothing escapes the handler.

The tables are run at one door. Every gateway gets one row of each answer, and the rows with
several headers, which each gateway folds in its own way; test_triggers_hostile.py has the rest.
"""

import json
from collections.abc import Iterator
from typing import Final, TypeVar

import pytest

from sandbox.aliyun.server import Sandbox, running
from support.hostile.bodies import BODIES
from support.hostile.envelopes import ENVELOPES, FIELDS, Case, Http
from support.hostile.faults import FAULTS, FOREIGN, EventCase
from support.hostile.function import Answer, Function
from support.hostile.payloads import PAYLOADS
from support.hostile.requests import REQUESTS

Named = TypeVar("Named", Case, EventCase)
GATEWAYS: Final = list(ENVELOPES)
DOOR: Final = ENVELOPES["fc bytes"]
ONE_OF_EACH: Final = {(case.status, case.code): case for case in (*BODIES, *REQUESTS)}
SEVERAL_HEADERS: Final = [case for case in REQUESTS if len(case.http.headers) > 1]
OVER_ALL: Final = tuple(
    {case.name: case for case in (*ONE_OF_EACH.values(), *SEVERAL_HEADERS)}.values()
)
each_gateway = pytest.mark.parametrize("gateway", GATEWAYS)


def table(cases: tuple[Named, ...]) -> pytest.MarkDecorator:
    """Return the mark that runs a test once for each row."""
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Run the vendor's stand-in, which counts what reaches it."""
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def function(sandbox: Sandbox) -> Function:
    """Return an instance that serves all of the tests."""
    return Function(sandbox)


def is_refused(answer: Answer, status: int, code: str) -> bool:
    """Return whether that is the answer, with a request id, and nothing has left."""
    assert (answer.status, answer.code) == (status, code)
    assert (answer.reached, answer.messages) == (0, 0)
    return bool(answer.request_id) and answer.tells_the_same


@pytest.mark.parametrize("way", [*GATEWAYS, "direct"])
def test_sound_request(function: Function, way: str) -> None:
    """What the tables spoil is sent when it is not spoilt, whatever brings it."""
    code = f"90000{[*GATEWAYS, 'direct'].index(way)}"
    body = json.dumps({**FIELDS, "code": code}).encode()
    answer = function.call(body if way == "direct" else ENVELOPES[way](Http(body=body)))
    assert (answer.status, answer.code, answer.messages) == (200, "sent", 1)


def test_there_are_hundreds() -> None:
    """The tables are as long as is promised, and no row stands twice."""
    names = [case.name for table in (BODIES, REQUESTS) for case in table]
    names += [case.name for table in (FAULTS, FOREIGN, PAYLOADS) for case in table]
    assert len(set(names)) == len(names) >= 100


@table(BODIES)
def test_body(function: Function, case: Case) -> None:
    """A body that is no request is refused by what is wrong with it."""
    assert is_refused(function.call(DOOR(case.http)), case.status, case.code)


@table(BODIES)
def test_body_of_a_stranger(function: Function, case: Case) -> None:
    """Without a credential nothing of a body is looked at but its size."""
    answer = function.call(DOOR(case.http.without_credential()))
    large = case.code == "content_too_large"
    assert is_refused(answer, *((413, case.code) if large else (401, "unauthorized")))


@table(BODIES)
def test_body_of_a_direct_invocation(function: Function, case: Case) -> None:
    """The same bodies are refused where no gateway is in between."""
    assert is_refused(function.call(case.http.body), case.status, case.code)


@table(REQUESTS)
def test_request(function: Function, case: Case) -> None:
    """A method, path or credential that is not ours is refused, however sound the body is."""
    assert is_refused(function.call(DOOR(case.http)), case.status, case.code)


@table(REQUESTS)
def test_request_of_a_stranger(function: Function, case: Case) -> None:
    """A hostile method or path without a credential gains nothing."""
    answer = function.call(DOOR(case.http.without_credential()))
    assert is_refused(answer, case.status, case.code)


@each_gateway
@table(OVER_ALL)
def test_every_gateway_leads_there(function: Function, gateway: str, case: Case) -> None:
    """The answers to bodies and requests are the same over every gateway."""
    assert is_refused(function.call(ENVELOPES[gateway](case.http)), case.status, case.code)


@table(FAULTS)
def test_envelope(function: Function, case: EventCase) -> None:
    """An envelope with a part of the wrong type is refused."""
    assert is_refused(function.call(case.event), case.status, case.code)


@table(FOREIGN)
def test_foreign_event(function: Function, case: EventCase) -> None:
    """The event of an unknown source is refused; over HTTP it is not even taken for direct."""
    answer = function.call(case.event)
    assert is_refused(answer, case.status, case.code)
    over_http = isinstance(case.event, dict) and "requestContext" in case.event
    assert answer.caller == ("" if over_http else "direct")


@table(PAYLOADS)
def test_payload(function: Function, case: EventCase) -> None:
    """A direct invocation with anything but our JSON object is refused."""
    assert is_refused(function.call(case.event), case.status, case.code)
