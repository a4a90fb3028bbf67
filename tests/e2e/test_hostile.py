"""Hostile input: a clear answer, nothing sent, nothing escapes the handler.

Each row of the tables is a test at one door. That the other doors lead there takes one test each,
which compares its rows all at once: strangers and direct invocations have all of them, a gateway
one of each answer and those with several headers, which each gateway folds in its own way.
"""

import json
from collections.abc import Iterator
from typing import Final, TypeVar

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from support.hostile.bodies import BODIES
from support.hostile.envelopes import ENVELOPES, FIELDS, Case, Http
from support.hostile.faults import DAMAGED, FAULTS, FOREIGN, EventCase
from support.hostile.function import Function, refused
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


@pytest.mark.parametrize("way", [*GATEWAYS, "direct"])
def test_sound_request(function: Function, way: str) -> None:
    """What the tables spoil is sent when it is not spoilt, whatever brings it."""
    code = f"90000{[*GATEWAYS, 'direct'].index(way)}"
    body = json.dumps({**FIELDS, "code": code}).encode()
    answer = function.call(body if way == "direct" else ENVELOPES[way](Http(body=body)))
    assert (answer.status, answer.code, answer.messages) == (200, "sent", 1)


def test_no_row_stands_twice() -> None:
    """Each name is that of one row, so a difference tells which it is."""
    names = [case.name for table in (BODIES, REQUESTS) for case in table]
    names += [case.name for table in (FAULTS, FOREIGN, PAYLOADS) for case in table]
    assert len(set(names)) == len(names)


@table(BODIES)
def test_body(function: Function, case: Case) -> None:
    """A body that is no request is refused by what is wrong with it."""
    assert function.call(DOOR(case.http)).seen == refused(case.status, case.code)


@table(REQUESTS)
def test_request(function: Function, case: Case) -> None:
    """A method, path or credential that is not ours is refused, however sound the body is."""
    assert function.call(DOOR(case.http)).seen == refused(case.status, case.code)


def test_bodies_of_a_stranger(function: Function) -> None:
    """Without a credential nothing of a body is looked at but its size."""
    seen = {c.name: function.call(DOOR(c.http.without_credential())).seen for c in BODIES}
    large = {case.name for case in BODIES if case.code == "content_too_large"}
    assert large
    assert seen == {
        name: refused(413, "content_too_large") if name in large else refused(401, "unauthorized")
        for name in seen
    }


def test_requests_of_a_stranger(function: Function) -> None:
    """A hostile method or path without a credential gains nothing."""
    seen = {c.name: function.call(DOOR(c.http.without_credential())).seen for c in REQUESTS}
    assert seen == {case.name: refused(case.status, case.code) for case in REQUESTS}


def test_bodies_of_direct_invocations(function: Function) -> None:
    """The same bodies are refused where no gateway is in between."""
    seen = {case.name: function.call(case.http.body).seen for case in BODIES}
    assert seen == {case.name: refused(case.status, case.code) for case in BODIES}


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_every_gateway_leads_there(function: Function, gateway: str) -> None:
    """The answers to bodies and requests are the same over every gateway."""
    seen = {case.name: function.call(ENVELOPES[gateway](case.http)).seen for case in OVER_ALL}
    assert seen == {case.name: refused(case.status, case.code) for case in OVER_ALL}


@pytest.mark.parametrize("gateway", DAMAGED)
def test_envelopes(function: Function, gateway: str) -> None:
    """An envelope with a part of the wrong type is refused."""
    seen = {case.name: function.call(case.event).seen for case in DAMAGED[gateway]}
    assert seen == {case.name: refused(case.status, case.code) for case in DAMAGED[gateway]}


@table(FOREIGN)
def test_foreign_event(function: Function, case: EventCase) -> None:
    """The event of an unknown source is refused; over HTTP it is not even taken for direct."""
    answer = function.call(case.event)
    assert answer.seen == refused(case.status, case.code)
    over_http = isinstance(case.event, dict) and "requestContext" in case.event
    assert answer.caller == ("" if over_http else "direct")


@table(PAYLOADS)
def test_payload(function: Function, case: EventCase) -> None:
    """A direct invocation with anything but our JSON object is refused."""
    assert function.call(case.event).seen == refused(case.status, case.code)
