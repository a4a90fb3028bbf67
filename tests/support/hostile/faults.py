"""Envelopes with one part that is wrong, and envelopes of gateways that nobody has heard of."""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from support.hostile import envelopes
from support.hostile.envelopes import FIELDS, TOKEN, Event, Http

_GONE: Final = object()
_NOT_TEXT: Final[tuple[object, ...]] = (_GONE, None, 1, 1.5, True, [], ["POST"], {})
_NOT_AN_OBJECT: Final[tuple[object, ...]] = (1, True, "", "x", [], ["x"])
_NOT_A_BODY: Final[tuple[object, ...]] = (1, 0, 1.5, True, [], {}, FIELDS, [json.dumps(FIELDS)])
_NOT_A_FLAG: Final[tuple[object, ...]] = ("true", "false", "", 2, -1, [], {}, float("nan"))
_NOT_A_VALUE: Final[tuple[object, ...]] = (1, None, True, {}, ["Bearer x"])
_NOT_A_LIST: Final[tuple[object, ...]] = ("Bearer x", 1, {}, [1], [None], [[]])
_NOT_BASE64: Final = (
    "!!!!",
    "YQ",
    "Y",
    "=",
    "e30=\n",
    " e30=",
    "e3 0=",
    "-_-_",
    "é",
    "\ud800",
    "{}",
)
_NOTHING: Final[tuple[object, ...]] = (None, {})
_OTHER_VERSIONS: Final[tuple[object, ...]] = (_GONE, None, 1, 2.0, "", "v2", "2", "V1", "1.0", [])

#: Where method and path are; the headers, one by one or in lists; and what tells the gateway.
_PARTS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "fc": {
        "method": ("requestContext", "http", "method"),
        "path": ("rawPath",),
        "headers": ("headers",),
        "version": ("version",),
    },
    "lambda url": {
        "method": ("requestContext", "http", "method"),
        "path": ("rawPath",),
        "headers": ("headers",),
        "version": ("version",),
    },
    "rest api": {
        "method": ("httpMethod",),
        "path": ("path",),
        "lists": ("multiValueHeaders",),
    },
    "alb": {"method": ("httpMethod",), "path": ("path",), "headers": ("headers",)},
    "alb multi": {"method": ("httpMethod",), "path": ("path",), "lists": ("multiValueHeaders",)},
}


@dataclass(frozen=True, slots=True)
class EventCase:
    """A row of a table: an event as it is, and the status and the outcome of its answer."""

    name: str
    event: object
    status: int = 400
    code: str = "invalid_request"


def _with(event: Event, path: tuple[str, ...], value: object) -> Event:
    changed = copy.deepcopy(event)
    inner: Any = changed
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    if value is _GONE:
        del inner[path[-1]]
    return changed


def _shown(value: object) -> str:
    return "gone" if value is _GONE else ascii(value)[:30]


def _parts(gateway: str) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield what to set to what; each makes the envelope unreadable."""
    parts = _PARTS[gateway]
    for value in _NOT_TEXT:
        yield parts["method"], value
        yield parts["path"], value
    for value in _OTHER_VERSIONS if "version" in parts else ():
        yield parts["version"], value
    for value in _NOT_A_BODY:
        yield ("body",), value
    for value in _NOT_A_FLAG:
        yield ("isBase64Encoded",), value
    for value in (1, True, "", [], ["http"]):
        yield ("requestContext",), value
    headers = parts.get("headers") or parts["lists"]
    for value in _NOT_AN_OBJECT:
        yield headers, value
    for value in _NOT_A_VALUE if "headers" in parts else _NOT_A_LIST:
        yield (*headers, "Authorization"), value


def _faults(gateway: str) -> Iterator[EventCase]:
    sound: Any = envelopes.ENVELOPES[gateway](Http())
    for path, value in _parts(gateway):
        name = f"{gateway}: {'.'.join(path)} {_shown(value)}"
        yield EventCase(name, _with(sound, path, value))
    for text in _NOT_BASE64:
        event = {**sound, "body": text, "isBase64Encoded": True}
        yield EventCase(f"{gateway}: base64 {text!a}", event)
    for body in (None, _GONE):
        yield EventCase(f"{gateway}: body {_shown(body)}", _with(sound, ("body",), body))
    headers = _PARTS[gateway].get("headers") or _PARTS[gateway]["lists"]
    for strange in ("\ud800", "a\r\nb: c", ""):
        event = _with(sound, (*headers, strange), 1)
        yield EventCase(f"{gateway}: header {strange!a}", event)
    for value in _NOTHING:
        event = {**sound, "headers": {}, headers[0]: value}
        yield EventCase(f"{gateway}: headers {value}", event, 401, "unauthorized")


_REQUEST: Final = {"headers": {"authorization": f"Bearer {TOKEN}"}, "body": json.dumps(FIELDS)}

_FOREIGN: Final[Mapping[str, Event]] = {
    "requestContext alone": {"requestContext": {"http": {}}, **FIELDS},
    "headers beside it": {"requestContext": {}, "headers": {}, **FIELDS},
    "null beside it": {"requestContext": None, "headers": None, **FIELDS},
    "list of headers": {"requestContext": None, "multiValueHeaders": [], **FIELDS},
    "method beside it": {"requestContext": 1, "httpMethod": "POST", **FIELDS},
    "http beside it": {"requestContext": [], "http": {"method": "POST"}, **FIELDS},
    "VPC Lattice": {
        **_REQUEST,
        "version": "2.0",
        "path": "/",
        "method": "POST",
        "requestContext": {"serviceArn": "arn:aws:vpc-lattice"},
    },
    "WebSocket": {**_REQUEST, "requestContext": {"routeKey": "$default", "eventType": "MESSAGE"}},
    "Function Compute 2": {**_REQUEST, "version": "v0", "requestContext": {"clientIp": "1"}},
    "authorizer": {"type": "REQUEST", "methodArn": "arn:aws", "requestContext": {}, **_REQUEST},
    "Lambda@Edge": {"Records": [{"cf": {"request": {"method": "POST", "uri": "/"}}}]},
    "SQS": {"Records": [{"eventSource": "aws:sqs", "body": json.dumps(FIELDS)}]},
    "SNS": {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": json.dumps(FIELDS)}}]},
    "EventBridge": {"detail-type": "x", "source": "x", "detail": FIELDS},
    "Step Functions": {"input": FIELDS},
    "Cognito": {"triggerSource": "CustomSMSSender_SignUp", "request": {"code": "AAAA"}},
    "Tencent": {"headerParameters": {}, "httpMethod": "POST", "body": json.dumps(FIELDS)},
    "CloudEvents": {"specversion": "1.0", "type": "x", "source": "x", "id": "1", "data": FIELDS},
    "OSS": {"events": [{"eventName": "ObjectCreated:PutObject"}]},
    "timer": {"triggerTime": "2025-01-01T00:00:00Z", "triggerName": "t", "payload": "x"},
}

#: By gateway, whose envelope is sound but for one part.
DAMAGED: Final = {gateway: tuple(_faults(gateway)) for gateway in _PARTS}
FAULTS: Final = tuple(case for cases in DAMAGED.values() for case in cases)
FOREIGN: Final = tuple(EventCase(name, event) for name, event in _FOREIGN.items())
