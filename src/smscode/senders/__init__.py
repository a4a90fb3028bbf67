"""Which service sends the SMS.

A sender is an object like :class:`Sender`. One file, one line in ``SENDERS``, and one row in the
README make a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from smscode.credentials import Credentials
from smscode.senders.attempt import Ask, Attempt, Sms
from smscode.senders.dysms import Dysms
from smscode.senders.globe import Globe
from smscode.senders.pnvs import Pnvs
from smscode.senders.vendor_codes import Remedy
from smscode.settings import Settings
from smscode.timeouts import Timeouts

__all__ = ["SENDERS", "Ask", "Attempt", "Remedy", "Sender", "Sms"]


class Sender(Protocol):
    """One SMS service."""

    def prepare(self, sms: Sms, credentials: Credentials) -> Ask:
        """Return what asks the service to deliver *sms*; nothing is sent yet.

        Raises:
            OutcomeError: ``misconfigured``: there can be no such request.
        """


SENDERS: Mapping[str, Callable[[Settings, Timeouts], Sender]] = {
    "dysms": lambda settings, timeouts: Dysms(settings.dysmsapi, timeouts),
    "pnvs": lambda settings, timeouts: Pnvs(settings.dypnsapi, timeouts),
    "globe": lambda settings, timeouts: Globe(settings.globe, timeouts),
}
