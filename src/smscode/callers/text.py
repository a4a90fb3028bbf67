"""An outcome as plain text, for callers that show a reply's body to the person as it is."""

from __future__ import annotations

from smscode.call import Asker, Reply
from smscode.callers.headers import headers_of
from smscode.outcome import Outcome

# The charset is not for ornament: without it HTTP clients such as Python's requests read text/*
# as Latin-1, and the person a jumble.
_PLAIN = "text/plain; charset=utf-8"


def reply(outcome: Outcome, asker: Asker, challenge: str = "Bearer") -> Reply:
    """Return the one sentence for the person, in their language."""
    message = outcome.kind.message(asker.locale)
    return Reply(outcome.kind.status, message, headers_of(outcome, _PLAIN, challenge))
