"""A call and its reply, as they are between a trigger and a caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One call of the function, whichever cloud handed it over. Shows nothing of itself.

    Attributes:
        method: The HTTP method; its case counts (RFC 9110, section 9.1).
        path: The path without the stage, still percent-encoded.
        headers: Header values by lower-case name; repeated headers are joined with a comma.
        query: Query parameters by name, decoded; of a repeated one the last value.
        body: The bytes that the sender sent, base64 undone.
        is_direct: True for a call without an HTTP envelope, which the cloud's own access control
            (RAM, IAM) has let through. No content of an HTTP call can make it true.
        received_at: When the gateway received the call, in seconds since the epoch, if it told.
    """

    method: str = "POST"
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_direct: bool = False
    received_at: float | None = None

    @property
    def last_segment(self) -> str:
        """The last segment of the path, without one trailing slash; empty for the root."""
        return self.path.removesuffix("/").rpartition("/")[2]


class IdempotencyKey(NamedTuple):
    """What a caller has named a request by, so that a repeat of it is known as one.

    Attributes:
        value: The name, which only its caller gives meaning.
        window: Seconds for which it stands for the one request.
        is_signed: Whether the caller's signature covers it: then it is the message's own, and a
            repeat is a replay. Else it is the header ``Idempotency-Key``.
    """

    value: str
    window: float
    is_signed: bool


class Reply(NamedTuple):
    """What a caller answers, before a trigger encodes it.

    Attributes:
        status: The HTTP status.
        body: A JSON document, or text that is sent as it is.
        headers: HTTP headers, the content type among them.
    """

    status: int
    body: Mapping[str, object] | str
    headers: Mapping[str, str]


class Asker(NamedTuple):
    """Who is answered, as far as that is known when the answer is made.

    Attributes:
        request_id: The call's id.
        locale: The language of the person at the sign-in page, if the request told.
        call: The call, once its caller has authenticated.
        entry: The caller's entry in the config, likewise.
    """

    request_id: str
    locale: str | None = None
    call: Call | None = None
    entry: object = None
