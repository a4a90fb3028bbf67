"""A call, its reply, and the invocation that brought it: the values triggers and callers share."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import NamedTuple

from smscode.clock import Clock


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One call of the function, from whichever cloud. Its repr shows none of its content.

    Attributes:
        method: The HTTP method, case-sensitive (RFC 9110, section 9.1).
        path: The path without the stage, still percent-encoded.
        headers: Header values by lower-case name; repeated headers are joined with a comma.
        query: Decoded query parameters by name; a repeated parameter has its last value.
        body: The bytes that the sender sent, with base64 decoded.
        is_direct: True for a call without an HTTP envelope, which the cloud's own access control
            (RAM, IAM) has authorized. Nothing in an HTTP call can make it true.
        received_at: When the gateway received the call, in seconds since the epoch, if known.
        source_ip: What the gateway says of the address that it received the call from. It is not
            read yet (:func:`address_of`): only a refused call has use for it.
    """

    method: str = "POST"
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_direct: bool = False
    received_at: float | None = None
    source_ip: object = None

    @property
    def last_segment(self) -> str:
        """The last segment of the path, without one trailing slash; empty for the root."""
        return self.path.removesuffix("/").rpartition("/")[2]


def address_of(text: object) -> str | None:
    """Return the IP address that *text* is, in its own form; None where it is none.

    A scope id (``fe80::1%eth0``) is no part of an address, and can be any text: it is dropped.
    """
    if not isinstance(text, str):  # numbers and bytes are addresses, too, for the library
        return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return str(type(address)(int(address)))


class IdempotencyKey(NamedTuple):
    """The name that a caller gave a request, by which a repeat of it is recognized.

    Attributes:
        value: The name; it means something to its caller only.
        window: Seconds for which it names that one request.
        is_signed: Whether the caller's signature covers it. If so, it names the message, and a
            repeat is a replay; if not, it comes from the ``Idempotency-Key`` header.
    """

    value: str
    window: float
    is_signed: bool


class Reply(NamedTuple):
    """A caller's reply, before a trigger encodes it.

    Attributes:
        status: The HTTP status.
        body: A JSON document, or text that is sent as is.
        headers: HTTP headers, including the content type.
    """

    status: int
    body: Mapping[str, object] | str
    headers: Mapping[str, str]


class ReplyContext(NamedTuple):
    """The recipient of a reply, as far as it is known when the reply is made.

    Attributes:
        request_id: The call's id.
        locale: The language of the person at the sign-in page, if the request names it.
        call: The call, once its caller has authenticated.
        entry: The caller's entry in the config, once the caller has authenticated.
    """

    request_id: str
    locale: str | None = None
    call: Call | None = None
    entry: object = None


_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")
_MARGIN = 0.3  # s reserved from the platform's own limit, so that the reply still gets out
_LONGEST_START = 15.0  # s


class Invocation(NamedTuple):
    """One call of the handler, as the platform sees it; times are on the monotonic clock.

    Attributes:
        request_id: The platform's id of the call, as in its own log lines; else a random one.
        began_at: When the platform began to wait for the handler.
        ends_at: When a reply comes too late for the platform.
    """

    request_id: str
    began_at: float
    ends_at: float

    @classmethod
    def of(cls, context: object, loaded_at: float | None, clock: Clock) -> Invocation:
        """Return the invocation that *context* describes.

        *loaded_at* is when our code began to load, on a cold start; else None. Lambda's context
        counts down. Function Compute's has only the limit, against which loading counts, since
        it loads the code inside the first call.
        """
        request_id = getattr(context, "aws_request_id", None) or getattr(
            context, "request_id", None
        )
        if not isinstance(request_id, str) or not _REQUEST_ID.fullmatch(request_id):
            request_id = secrets.token_hex(16)
        now = clock.monotonic()
        countdown = getattr(context, "get_remaining_time_in_millis", None)
        if callable(countdown):
            return cls(request_id, now, now + float(countdown()) / 1000 - _MARGIN)
        began = loaded_at if loaded_at is not None and now - loaded_at < _LONGEST_START else now
        limit = getattr(getattr(context, "function", None), "timeout", None)
        if not isinstance(limit, (int, float)) or limit <= 0:
            return cls(request_id, began, float("inf"))
        return cls(request_id, began, began + limit - _MARGIN)
