"""Senders, one for each service that sends SMS.

A sender is an object like :class:`Sender`. One file, its line in ``SENDERS``, and one row in the
README make a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from smscode.clock import Timeouts
from smscode.credentials import Credentials
from smscode.senders.attempt import Ask, Attempt, Sms
from smscode.senders.vendor_codes import Remedy
from smscode.settings import Settings

__all__ = ["SENDERS", "Ask", "Attempt", "Remedy", "Sender", "Sms"]


class Sender(Protocol):
    """One SMS service."""

    def prepare(self, sms: Sms, credentials: Credentials) -> Ask:
        """Return what asks the service to deliver *sms*; nothing is sent yet.

        Raises:
            OutcomeError: ``misconfigured``: there can be no such request.
        """


# ruff: noqa: PLC0415 - each is imported when the first SMS goes through it


def _dysms(settings: Settings, timeouts: Timeouts) -> Sender:
    from smscode.senders.dysms import Dysms

    return Dysms(settings.dysmsapi, timeouts)


def _pnvs(settings: Settings, timeouts: Timeouts) -> Sender:
    from smscode.senders.pnvs import Pnvs

    return Pnvs(settings.dypnsapi, timeouts)


def _globe(settings: Settings, timeouts: Timeouts) -> Sender:
    from smscode.senders.globe import Globe

    return Globe(settings.globe, timeouts)


SENDERS: Mapping[str, Callable[[Settings, Timeouts], Sender]] = {
    "dysms": _dysms,
    "pnvs": _pnvs,
    "globe": _globe,
}
