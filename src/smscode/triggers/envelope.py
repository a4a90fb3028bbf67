"""Reads and writes the members that the HTTP envelopes of both clouds share."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from smscode.call import Call, Reply

Event: TypeAlias = Mapping[str, object]
_MILLISECONDS = re.compile(r"[0-9]{1,14}")
_LATEST = 10**14
# Created once: json.dumps creates an encoder on each call that does not use its defaults.
_json = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_MARKS = ("headers", "multiValueHeaders", "httpMethod", "http")


class EnvelopeError(ValueError):
    """Raised when a part of an envelope has the wrong type, or its base64 is broken."""


def is_envelope(event: Event) -> bool:
    """Return whether *event* came over HTTP, in which case it must authenticate.

    This is deliberately wider than the known shapes: a new kind of gateway must never pass for a
    direct invocation.
    """
    context = event.get("requestContext")
    inner = context if isinstance(context, dict) else {}
    return "requestContext" in event and ("http" in inner or any(mark in event for mark in _MARKS))


def section(event: Event, name: str) -> Event:
    """Return the object at *name*; empty if it is absent or null."""
    value = event.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise EnvelopeError(name)
    return value


def text(event: Event, name: str) -> str:
    """Return the string at *name*."""
    value = event.get(name)
    if not isinstance(value, str):
        raise EnvelopeError(name)
    return value


def lower_names(pairs: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Return headers by lower-case name; values of one name are joined (RFC 9110, section 5.3)."""
    headers: dict[str, str] = {}
    for name, value in pairs:
        if not isinstance(value, str):
            raise EnvelopeError("headers")
        key = name.lower()
        headers[key] = f"{headers[key]},{value}" if key in headers else value
    return headers


def multi_value_headers(event: Event) -> dict[str, str]:
    """Return the headers of an event that may list several values for each name."""
    listed = section(event, "multiValueHeaders")
    if not listed:
        return lower_names(section(event, "headers").items())
    return lower_names((name, value) for name, values in listed.items() for value in _list(values))


def _list(values: object) -> list[object]:
    if not isinstance(values, list):
        raise EnvelopeError("multiValueHeaders")
    return values


def query(event: Event, name: str) -> dict[str, str]:
    """Return the decoded query parameters at *name*."""
    parameters = section(event, name)
    strings = {key: value for key, value in parameters.items() if isinstance(value, str)}
    if len(strings) < len(parameters):
        raise EnvelopeError(name)
    return strings


def body_bytes(event: Event) -> bytes:
    """Return the body as it was sent; empty if it is absent or null."""
    body, encoded = event.get("body"), event.get("isBase64Encoded")
    if body is None:
        return b""
    if not isinstance(body, str) or encoded not in (True, False, None):
        raise EnvelopeError("body")
    if not encoded:
        # A lone surrogate becomes bytes that are not UTF-8, which the body's parser refuses.
        return body.encode(errors="surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        pass
    raise EnvelopeError("body")


def epoch_seconds(milliseconds: object) -> float | None:
    """Return a gateway's timestamp in seconds; Function Compute writes it as a string."""
    if isinstance(milliseconds, str) and _MILLISECONDS.fullmatch(milliseconds):
        return int(milliseconds) / 1000
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, (int, float)):
        return None
    return milliseconds / 1000 if 0 < milliseconds < _LATEST else None


def encode(reply: Reply) -> dict[str, object]:
    """Return *reply* in the form that every HTTP gateway of both clouds accepts."""
    body = reply.body
    return {
        "statusCode": reply.status,
        "headers": reply.headers,
        "body": body if isinstance(body, str) else _json(body),
        "isBase64Encoded": False,
    }


class UnknownEnvelope:
    """An HTTP event from a gateway that this version does not know; it is refused."""

    def read(self) -> Call:
        """Refuse the event."""
        raise EnvelopeError("unknown envelope")

    def encode(self, reply: Reply) -> object:
        """Return *reply* in the common form."""
        return encode(reply)
