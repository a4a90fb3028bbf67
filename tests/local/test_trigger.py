"""The local HTTP trigger over a real socket, with trivial handlers behind it."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from aliyun_sms_sandbox.loopback import LoopbackServer
from local.clouds.trigger import Handler, Trigger, create_app

PHONE = '{"phone":"+8613800138000","名":"值"}'.encode()
RESPONSE = {
    "statusCode": 429,
    "headers": {"Content-Type": "application/problem+json", "Retry-After": "60"},
    "body": '{"名":"值"}',
    "isBase64Encoded": False,
}
Connect = Callable[[], http.client.HTTPConnection]


@contextmanager
def _serving(handler: Handler, trigger: Trigger) -> Iterator[Connect]:
    server = LoopbackServer(create_app(handler, trigger.platform))
    with ExitStack() as stack:
        stack.callback(server.stop)

        def connect() -> http.client.HTTPConnection:
            address = server.endpoint.removeprefix("http://")
            connection = http.client.HTTPConnection(address, timeout=120)
            stack.callback(connection.close)
            return connection

        yield connect


@pytest.mark.parametrize("trigger", Trigger)
def test_a_request_reaches_the_handler_as_it_was_sent(trigger: Trigger) -> None:
    """Path and query stay encoded, and the values of a repeated header are joined."""
    events: list[Any] = []
    with _serving(lambda event, _: events.append(event), trigger) as connect:
        connection = connect()
        connection.putrequest("PUT", "/stage%20a/sms?a=%E4%B8%AD")
        for name, value in [("X-Two", "1"), ("x-two", "2"), ("content-type", "application/json")]:
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(PHONE)))
        connection.endheaders(PHONE)
        assert connection.getresponse().status == 200
    event = json.loads(events[0]) if trigger is Trigger.FC else events[0]
    assert event["requestContext"]["http"]["method"] == "PUT"
    assert event["requestContext"]["http"]["sourceIp"] == "127.0.0.1"
    assert event["rawPath"] == "/stage%20a/sms"
    assert {name.lower(): value for name, value in event["headers"].items()}["x-two"] == "1,2"
    assert event["body"] == PHONE.decode()


@pytest.mark.parametrize("trigger", Trigger)
def test_a_response_document_becomes_http(trigger: Trigger) -> None:
    """Status, headers and body of the document are those of the response."""
    with _serving(lambda *_: RESPONSE, trigger) as connect:
        connection = connect()
        connection.request("POST", "/")
        response = connection.getresponse()
        assert (response.status, response.read()) == (429, '{"名":"值"}'.encode())
        assert response.getheader("content-type") == "application/problem+json"
        assert response.getheader("retry-after") == "60"


@pytest.mark.parametrize("trigger", Trigger)
def test_a_document_cannot_break_the_connection(trigger: Trigger) -> None:
    """Headers that belong to the server are left to it."""
    document = {**RESPONSE, "headers": {"Content-Length": "1", "Connection": "upgrade"}}
    with _serving(lambda *_: document, trigger) as connect:
        connection = connect()
        for _ in range(2):
            connection.request("POST", "/")
            assert connection.getresponse().read() == '{"名":"值"}'.encode()


def _raise(*_: object) -> object:
    raise KeyError


@pytest.mark.parametrize(
    ("trigger", "handler"),
    [
        (Trigger.FC, _raise),
        (Trigger.FC, lambda *_: object()),
        (Trigger.FC, lambda *_: {"body": b"bytes inside a dict"}),
        (Trigger.FC, lambda *_: {"statusCode": "many"}),
        (Trigger.LAMBDA, _raise),
        (Trigger.LAMBDA, lambda *_: b"bytes"),
        (Trigger.LAMBDA, lambda *_: {"statusCode": None}),
    ],
)
def test_a_failing_handler_is_a_502(
    trigger: Trigger, handler: Handler, caplog: pytest.LogCaptureFixture
) -> None:
    """What is raised, or cannot be made HTTP of, is the platform's 502, with a traceback here."""
    with _serving(handler, trigger) as connect:
        connection = connect()
        connection.request("POST", "/")
        response = connection.getresponse()
        body = response.read()
    assert response.status == 502
    assert (b"errorType" in body) if trigger is Trigger.FC else (body == b"Internal Server Error")
    assert "Traceback" in caplog.text


def test_calls_run_side_by_side() -> None:
    """A slow call does not hold up the next one: two that wait for each other both finish."""
    meeting = threading.Barrier(2, timeout=120)
    with _serving(lambda *_: str(meeting.wait()), Trigger.FC) as connect:
        connections = [connect(), connect()]
        for connection in connections:
            connection.request("POST", "/")
        assert {connection.getresponse().read() for connection in connections} == {b"0", b"1"}
