"""Application Load Balancer with a Lambda target.

Shape: docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html.
"""

from __future__ import annotations

from smscode.call import Call, Reply
from smscode.triggers import envelope
from smscode.triggers.envelope import Event, section, text


class Alb:
    """An HTTP request of a load balancer, with ``headers`` or with ``multiValueHeaders``."""

    def __init__(self, event: Event) -> None:
        self._event = event

    @staticmethod
    def matches(event: Event) -> bool:
        """Return whether *event* is a load balancer's."""
        context = event.get("requestContext")
        return isinstance(context, dict) and "elb" in context

    def read(self) -> Call:
        """Return the call; a load balancer does not say when it received it."""
        return Call(
            method=text(self._event, "httpMethod").upper(),
            path=text(self._event, "path"),
            headers=envelope.multi_value_headers(self._event),
            body=envelope.body_bytes(self._event),
        )

    def encode(self, reply: Reply) -> object:
        """Return the reply with its headers in the form in which the request had them."""
        encoded = envelope.encode(reply)
        if section(self._event, "multiValueHeaders"):
            lists = {name: [value] for name, value in reply.headers.items()}
            encoded["multiValueHeaders"] = lists
            del encoded["headers"]
        return encoded
