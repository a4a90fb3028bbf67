"""HTTP as plain values, so that signatures and envelopes can be tried without a server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from http import HTTPStatus
from math import inf

from starlette.exceptions import HTTPException
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response


def utc_now() -> datetime:
    """Return the present time with its zone."""
    return datetime.now(timezone.utc)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it was on the wire.

    `path` and `query` (without the `?`) are still percent-encoded. Header names are lower case; the
    values of a repeated header are joined with a comma.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    client: str = "127.0.0.1"
    received_at: datetime = field(default_factory=utc_now)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response to send."""

    status: int
    headers: Mapping[str, str]
    body: bytes


#: Of a request that is remembered: the SDKs send a few hundred bytes.
MAX_BODY = 65_536


async def read(request: StarletteRequest, max_body: float = inf) -> Request:
    """Read a request to its end.

    Raises:
        HTTPException: Its body is longer than that many bytes, or says so before it comes.
    """
    if int(request.headers.get("content-length", "0")) > max_body:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_body:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    headers: dict[str, str] = {}
    for raw_name, raw_value in request.headers.raw:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return Request(
        method=request.method,
        path=request.scope["raw_path"].decode("ascii"),
        query=request.scope["query_string"].decode("ascii"),
        headers=headers,
        body=bytes(body),
        client=request.client.host if request.client else "127.0.0.1",
    )


def response(answer: Answer) -> Response:
    """Turn an answer into what Starlette sends."""
    return Response(answer.body, answer.status, dict(answer.headers))
