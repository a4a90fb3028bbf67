"""Lambda Function URL and API Gateway HTTP API, payload format 2.0.

Shape: docs.aws.amazon.com/apigateway/latest/developerguide/, http-api-develop-integrations-lambda.
"""

from __future__ import annotations

from smscode.call import Call, Reply
from smscode.triggers import envelope
from smscode.triggers.envelope import EnvelopeError, Event, section, text


class LambdaHttp:
    """An HTTP request in payload format 2.0."""

    def __init__(self, event: Event) -> None:
        self._event = event

    @staticmethod
    def matches(event: Event) -> bool:
        """Return whether *event* is in format 2.0 (VPC Lattice says 2.0 too, without ``http``)."""
        context = event.get("requestContext")
        return event.get("version") == "2.0" and isinstance(context, dict) and "http" in context

    def read(self) -> Call:
        """Return the call, with the stage removed from its path."""
        context = section(self._event, "requestContext")
        http = section(context, "http")
        path, stage = text(self._event, "rawPath"), context.get("stage")
        if isinstance(stage, str) and (path + "/").startswith(f"/{stage}/"):
            path = path[len(stage) + 1 :]
        return Call(
            method=text(http, "method"),
            path=path,
            headers={
                **envelope.lower_names(section(self._event, "headers").items()),
                **_cookie_header(self._event),
            },
            query=envelope.query(self._event, "queryStringParameters"),
            body=envelope.body_bytes(self._event),
            received_at=envelope.epoch_seconds(context.get("timeEpoch")),
            source_ip=http.get("sourceIp"),
        )

    def encode(self, reply: Reply) -> object:
        """Return the reply as an object with ``statusCode``, ``headers`` and ``body``."""
        return envelope.encode(reply)


def _cookie_header(event: Event) -> dict[str, str]:
    """Return the ``Cookie`` header, which this format splits into a list, ``cookies``."""
    cookies = event.get("cookies") or []
    if not isinstance(cookies, list) or not all(isinstance(cookie, str) for cookie in cookies):
        raise EnvelopeError("cookies")
    return {"cookie": "; ".join(cookies)} if cookies else {}
