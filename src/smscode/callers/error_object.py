"""An outcome as an error object, for callers that look for one in a reply's body."""

from __future__ import annotations

from smscode.call import Asker, Reply
from smscode.callers.headers import headers_of
from smscode.outcome import DUPLICATE, SENT, Outcome


def reply(outcome: Outcome, asker: Asker, failures: int, challenge: str) -> Reply:
    """Return ``{}``, or the object, in the status that such callers expect *failures* in.

    No ``Retry-After``: it would make them call again at once.
    """
    headers = headers_of(outcome._replace(retry_after=None), "application/json", challenge)
    if outcome.kind in (SENT, DUPLICATE):
        return Reply(200, {}, headers)
    error = {"http_code": outcome.kind.status, "message": outcome.kind.message(asker.locale)}
    return Reply(failures, {"error": error}, headers)
