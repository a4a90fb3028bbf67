"""Application Load Balancer with a Lambda target.

Shape: docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html.
"""

from __future__ import annotations

from urllib.parse import unquote_plus

from smscode.call import Call, Reply
from smscode.triggers import envelope
from smscode.triggers.envelope import Event, section, text


class Alb:
    """An HTTP request from a load balancer, with ``headers`` or with ``multiValueHeaders``."""

    def __init__(self, event: Event) -> None:
        self._event = event

    @staticmethod
    def matches(event: Event) -> bool:
        """Return whether *event* is a load balancer's."""
        context = event.get("requestContext")
        return isinstance(context, dict) and "elb" in context

    def read(self) -> Call:
        """Return the call; a load balancer does not say when it received it."""
        headers = envelope.multi_value_headers(self._event)
        return Call(
            method=text(self._event, "httpMethod"),
            path=text(self._event, "path"),
            headers=headers,
            query=_query(self._event),
            body=envelope.body_bytes(self._event),
            source_ip=_last_hop(headers.get("x-forwarded-for", "")),
        )

    def encode(self, reply: Reply) -> object:
        """Return the reply, with its headers in the same form as the request's."""
        encoded = envelope.encode(reply)
        if self._event.get("multiValueHeaders"):
            lists = {name: [value] for name, value in reply.headers.items()}
            encoded["multiValueHeaders"] = lists
            del encoded["headers"]
        return encoded


def _query(event: Event) -> dict[str, str]:
    """Return the decoded query; a load balancer passes it on without decoding it."""
    listed = section(event, "multiValueQueryStringParameters").items()
    written = envelope.query(event, "queryStringParameters")
    written |= {
        name: str(values[-1]) for name, values in listed if isinstance(values, list) and values
    }
    return {unquote_plus(name): unquote_plus(value) for name, value in written.items()}


def _last_hop(forwarded_for: str) -> str:
    """Return the entry that the load balancer appended; those before it, anybody may have written.

    It appends unless its attribute ``routing.http.xff_header_processing.mode`` says otherwise:
    docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html.
    """
    return forwarded_for.rpartition(",")[2].strip()
