"""API Gateway REST API, and HTTP API in payload format 1.0.

Shape: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html.
"""

from __future__ import annotations

from smscode.call import Call, Reply
from smscode.triggers import envelope
from smscode.triggers.envelope import Event, section, text


class RestApi:
    """An HTTP request from a Lambda proxy integration; its path has no stage."""

    def __init__(self, event: Event) -> None:
        self._event = event

    @staticmethod
    def matches(event: Event) -> bool:
        """Return whether *event* is a proxy integration's."""
        return "httpMethod" in event and "resource" in event

    def read(self) -> Call:
        """Return the call; an event's ``headers`` has only the last value of a repeated name."""
        context = section(self._event, "requestContext")
        return Call(
            method=text(self._event, "httpMethod"),
            path=text(self._event, "path"),
            headers=envelope.multi_value_headers(self._event),
            query=envelope.query(self._event, "queryStringParameters"),
            body=envelope.body_bytes(self._event),
            received_at=envelope.epoch_seconds(context.get("requestTimeEpoch")),
            source_ip=section(context, "identity").get("sourceIp"),
        )

    def encode(self, reply: Reply) -> object:
        """Return the reply as an object with ``statusCode``, ``headers`` and ``body``."""
        return envelope.encode(reply)
