"""A caller's own entry in the config: its secrets, its options, and that it is open at all."""

from __future__ import annotations

from typing import TypeVar

from smscode.config import Config
from smscode.member import Member
from smscode.outcome import UNAUTHORIZED, failure

Entry = TypeVar("Entry", bound=Member)


def entry_of(config: Config, name: str, model: type[Entry]) -> Entry:
    """Return the entry of the caller *name*, which is a *model*.

    Raises:
        OutcomeError: ``unauthorized``: there is none, so the caller is closed.
    """
    entry = config.caller(name)
    if not isinstance(entry, model):
        raise failure(UNAUTHORIZED, "not_configured")
    return entry
