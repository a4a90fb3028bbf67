"""Replies in each form that callers expect: a document, a text, an error object."""

from __future__ import annotations

from smscode.call import Reply, ReplyContext
from smscode.outcome import (
    DUPLICATE,
    METHOD_NOT_ALLOWED,
    SENT,
    UNAUTHORIZED,
    UNAVAILABLE,
    Outcome,
)

# Without the charset, HTTP clients such as Python's requests decode text/* as Latin-1, and people
# see garbage.
_PLAIN = "text/plain; charset=utf-8"
# A 401 may be retried: it costs nothing, and a queue may still use an old secret.
_TOLD_BY_STATUS = (UNAUTHORIZED, UNAVAILABLE)


def headers_of(outcome: Outcome, content_type: str, challenge: str = "Bearer") -> dict[str, str]:
    """Return the headers that RFC 9110 requires for *outcome*; *challenge* is for a 401."""
    headers = {"Content-Type": content_type, "Cache-Control": "no-store"}
    if outcome.kind is UNAUTHORIZED:
        headers["WWW-Authenticate"] = challenge
    if outcome.kind is METHOD_NOT_ALLOWED and outcome.allow:
        headers["Allow"] = outcome.allow
    if outcome.retry_after is not None:
        headers["Retry-After"] = str(outcome.retry_after)
    return headers


def document(outcome: Outcome, context: ReplyContext) -> dict[str, object]:
    """Return a success, or a problem (RFC 9457); members without a value are left out."""
    kind = outcome.kind
    members: dict[str, object | None]
    if kind in (SENT, DUPLICATE):
        members = {"code": kind.code, "requestId": context.request_id, "bizId": outcome.biz_id}
    else:
        members = {
            "type": "about:blank",
            "title": kind.title,
            "status": kind.status,
            "code": kind.code,
            "detail": kind.message(context.locale),
            "requestId": context.request_id,
            "providerCode": outcome.provider_code,
            "retryAfter": outcome.retry_after,
            "errors": [{"pointer": e.pointer, "detail": e.detail} for e in outcome.errors] or None,
        }
    members["providerRequestId"] = outcome.provider_request_id
    return {name: value for name, value in members.items() if value is not None}


def problem(outcome: Outcome, context: ReplyContext) -> Reply:
    """Return the document as an HTTP reply."""
    done = outcome.kind in (SENT, DUPLICATE)
    content_type = "application/json" if done else "application/problem+json"
    headers = headers_of(outcome, content_type)
    return Reply(outcome.kind.status, document(outcome, context), headers)


def text(outcome: Outcome, context: ReplyContext, challenge: str = "Bearer") -> Reply:
    """Return one sentence in the person's language, for callers that show the body as is."""
    message = outcome.kind.message(context.locale)
    return Reply(outcome.kind.status, message, headers_of(outcome, _PLAIN, challenge))


def error_object(outcome: Outcome, context: ReplyContext, failures: int, challenge: str) -> Reply:
    """Return ``{}``, or an error object with *failures* as the HTTP status.

    There is no ``Retry-After``: it would make such callers retry at once.
    """
    headers = headers_of(outcome._replace(retry_after=None), "application/json", challenge)
    if outcome.kind in (SENT, DUPLICATE):
        return Reply(200, {}, headers)
    error = {"http_code": outcome.kind.status, "message": outcome.kind.message(context.locale)}
    return Reply(failures, {"error": error}, headers)


def for_queue(outcome: Outcome, context: ReplyContext, challenge: str = "Bearer") -> Reply:
    """Return 200, or a status that makes the queue retry; the body is for the queue's log.

    A queue retries until the status is 2xx, 3 to 30 times for one SMS. So we ask for a retry only
    if nothing was sent and a later attempt may succeed; all else is reported in our log only.
    """
    status = outcome.kind.status if outcome.kind in _TOLD_BY_STATUS else 200
    told = {"outcome": outcome.kind.code, "requestId": context.request_id}
    headers = headers_of(outcome._replace(retry_after=None), "application/json", challenge)
    return Reply(status, told, headers)
