"""What the clouds do alike around a handler: an HTTP request in, a response document out."""

import base64
import json
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import parse_qsl

from aliyun_sms_sandbox.wire import Answer, Request

# Set by the server itself; Function Compute does not let a function set them.
_SERVER_HEADERS = frozenset(
    {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}
)

#: What a handler is called with: event and context.
Arguments = tuple[object, object]


class Platform(Protocol):
    """How one cloud calls a handler behind an HTTP trigger, and what it makes of the outcome."""

    def http_call(self, request: Request) -> Arguments:
        """Wrap a request in the cloud's envelope."""

    def direct_call(self, document: object) -> Arguments:
        """Pass a payload on as it is, without an envelope."""

    def answer(self, returned: object) -> Answer:
        """Turn what the handler returned into HTTP.

        Raises:
            TypeError: It cannot be written as JSON.
        """

    def failure(self, error: Exception) -> Answer:
        """Turn what the handler raised into HTTP."""


def query_parameters(query: str) -> dict[str, str]:
    """Decode a query string; both clouds join the values of a repeated name with a comma."""
    joined: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def answer_of_json(raw: bytes) -> Answer:
    """Unwrap `{"statusCode": …}`; anything else is a 200 whose body is the output itself."""
    try:
        document = json.loads(raw)
    except ValueError:
        document = None
    if isinstance(document, dict) and "statusCode" in document:
        return _unwrap(document)
    return Answer(200, {"content-type": "application/json"}, raw)


def _unwrap(document: Mapping[str, object]) -> Answer:
    headers = {"content-type": "application/json"}
    given = document.get("headers") or {}
    if isinstance(given, dict):
        headers.update((str(name).lower(), str(value)) for name, value in given.items())
    body = str(document.get("body") or "").encode()
    if document.get("isBase64Encoded"):
        body = base64.b64decode(body)
    kept = {name: value for name, value in headers.items() if name not in _SERVER_HEADERS}
    return Answer(int(str(document["statusCode"])), kept, body)
