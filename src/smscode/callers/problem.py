"""An outcome as a JSON document: a receipt, or a problem as RFC 9457 describes it."""

from __future__ import annotations

from smscode.call import Asker, Reply
from smscode.callers.headers import headers_of
from smscode.outcome import DUPLICATE, SENT, Outcome


def document(outcome: Outcome, asker: Asker) -> dict[str, object]:
    """Return the document; members without a value are left out."""
    kind = outcome.kind
    members: dict[str, object | None]
    if kind in (SENT, DUPLICATE):
        members = {"code": kind.code, "requestId": asker.request_id, "bizId": outcome.biz_id}
    else:
        members = {
            "type": "about:blank",
            "title": kind.title,
            "status": kind.status,
            "code": kind.code,
            "detail": kind.message(asker.locale),
            "requestId": asker.request_id,
            "providerCode": outcome.provider_code,
            "retryAfter": outcome.retry_after,
            "errors": [{"pointer": e.pointer, "detail": e.detail} for e in outcome.errors] or None,
        }
    members["providerRequestId"] = outcome.provider_request_id
    return {name: value for name, value in members.items() if value is not None}


def reply(outcome: Outcome, asker: Asker) -> Reply:
    """Return the document over HTTP."""
    done = outcome.kind in (SENT, DUPLICATE)
    content_type = "application/json" if done else "application/problem+json"
    headers = headers_of(outcome, content_type)
    return Reply(outcome.kind.status, document(outcome, asker), headers)
