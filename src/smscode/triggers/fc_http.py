"""HTTP trigger of Alibaba Function Compute 3.0.

Shape: alibabacloud.com/help/en/functioncompute/fc/http-trigger-invoking-function.
"""

from __future__ import annotations

from smscode.call import Call, Reply
from smscode.triggers import envelope
from smscode.triggers.envelope import Event, section, text


class FcHttp:
    """An HTTP request as Function Compute describes it, with ``version`` ``v1``."""

    def __init__(self, event: Event) -> None:
        self._event = event

    @staticmethod
    def matches(event: Event) -> bool:
        """Return whether *event* is Function Compute's."""
        context = event.get("requestContext")
        return event.get("version") == "v1" and isinstance(context, dict) and "http" in context

    def read(self) -> Call:
        """Return the call; header names come capitalized, and times come as strings."""
        context = section(self._event, "requestContext")
        http = section(context, "http")
        return Call(
            method=text(http, "method"),
            path=text(self._event, "rawPath"),
            headers=envelope.lower_names(section(self._event, "headers").items()),
            query=envelope.query(self._event, "queryParameters"),
            body=envelope.body_bytes(self._event),
            received_at=envelope.epoch_seconds(context.get("timeEpoch")),
            source_ip=http.get("sourceIp"),
        )

    def encode(self, reply: Reply) -> object:
        """Return the reply as an object with ``statusCode``, ``headers`` and ``body``."""
        return envelope.encode(reply)
