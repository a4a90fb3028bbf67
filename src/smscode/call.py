"""A call and its reply, as they are between a trigger and a caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the function, whichever cloud handed it over.

    Attributes:
        method: The HTTP method, upper case.
        path: The path without the stage, still percent-encoded.
        headers: Header values by lower-case name; repeated headers are joined with a comma.
        body: The bytes that the sender sent, base64 undone.
        is_direct: True for a call without an HTTP envelope, which the cloud's own access control
            (RAM, IAM) has let through. No content of an HTTP call can make it true.
        received_at: When the gateway received the call, in seconds since the epoch, if it told.
    """

    method: str = "POST"
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_direct: bool = False
    received_at: float | None = None

    @property
    def last_segment(self) -> str:
        """The last segment of the path, without one trailing slash; empty for the root."""
        return self.path.removesuffix("/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a caller answers, before a trigger encodes it.

    Attributes:
        status: The HTTP status.
        body: A JSON document, or text that is sent as it is.
        headers: HTTP headers, the content type among them.
    """

    status: int
    body: Mapping[str, object] | str
    headers: Mapping[str, str]
