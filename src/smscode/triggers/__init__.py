"""Triggers: how a cloud hands a call to the function, and how it wants the reply back.

A trigger is a class like :class:`Trigger`. A new one takes one file, one line in ``TRIGGERS``, one
sample in ``events/`` and one row in the README.
"""

from __future__ import annotations

import json
from typing import Protocol

from smscode.call import Call, Reply
from smscode.triggers.alb import Alb
from smscode.triggers.direct import Direct
from smscode.triggers.envelope import Event, UnknownEnvelope, is_envelope
from smscode.triggers.fc_http import FcHttp
from smscode.triggers.lambda_http import LambdaHttp
from smscode.triggers.rest_api import RestApi


class Trigger(Protocol):
    """One opened event."""

    def read(self) -> Call:
        """Return the call in the event.

        Raises:
            EnvelopeError: A part of the event has the wrong type, or its base64 is broken.
        """

    def encode(self, reply: Reply) -> object:
        """Return *reply* in the form that the platform expects for this event."""


class HttpTrigger(Trigger, Protocol):
    """One shape of HTTP envelope."""

    def __init__(self, event: Event) -> None:
        """Open *event*, for which :meth:`matches` is true."""

    @staticmethod
    def matches(event: Event) -> bool:
        """Return whether *event*, which is an envelope, has this shape."""


#: The first that matches an envelope opens it; an envelope that none matches is refused.
TRIGGERS: tuple[type[HttpTrigger], ...] = (FcHttp, LambdaHttp, Alb, RestApi)


def open_event(event: object) -> Trigger:
    """Return *event*, opened by the trigger that it matches.

    Function Compute hands over bytes: an HTTP envelope as JSON, or whatever InvokeFunction was
    given. Only the outermost value is inspected, so nothing inside a body can pass for a call that
    the cloud has authenticated.
    """
    opened = event
    if isinstance(event, (bytes, str)):
        try:
            opened = json.loads(event if isinstance(event, str) else event.decode())
        except (ValueError, RecursionError):
            return Direct(event)
    if isinstance(opened, dict) and is_envelope(opened):
        for trigger in TRIGGERS:
            if trigger.matches(opened):
                return trigger(opened)
        return UnknownEnvelope()
    return Direct(event)
