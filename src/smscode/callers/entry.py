"""A caller's own entry in the config: its secrets, its options, and that it is open at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smscode.outcome import UNAUTHORIZED, failure

if TYPE_CHECKING:
    from smscode.config import Config


def entry_of(config: Config, name: str) -> Any:  # noqa: ANN401 - whichever ENTRIES has for it
    """Return the entry of the caller *name*.

    Raises:
        OutcomeError: ``unauthorized``: there is none, so the caller is closed.
    """
    entry = config.caller(name)
    if entry is None:
        raise failure(UNAUTHORIZED, "not_configured")
    return entry
