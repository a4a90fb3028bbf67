"""An outcome for a queue, which calls again until a status is 2xx: 3 to 30 times for one SMS.

So only what certainly was not sent, and can be a moment later, asks for another call. Of the rest
our log alone tells: no person waits for the reply.
"""

from __future__ import annotations

from smscode.call import Asker, Reply
from smscode.callers.headers import headers_of
from smscode.outcome import UNAUTHORIZED, UNAVAILABLE, Outcome

# A stranger is no queue of ours; and ours with a wrong secret costs nothing when it calls again.
_TOLD_BY_STATUS = (UNAUTHORIZED, UNAVAILABLE)


def reply(outcome: Outcome, asker: Asker, challenge: str = "Bearer") -> Reply:
    """Return 200, or the status that brings the message back; the body is for the queue's log."""
    status = outcome.kind.status if outcome.kind in _TOLD_BY_STATUS else 200
    document = {"outcome": outcome.kind.code, "requestId": asker.request_id}
    headers = headers_of(outcome._replace(retry_after=None), "application/json", challenge)
    return Reply(status, document, headers)
