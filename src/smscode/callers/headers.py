"""The headers of a reply, whatever its body."""

from __future__ import annotations

from smscode.outcome import METHOD_NOT_ALLOWED, UNAUTHORIZED, Outcome


def headers_of(outcome: Outcome, content_type: str, challenge: str = "Bearer") -> dict[str, str]:
    """Return what RFC 9110 wants said of *outcome*; *challenge* names the way to authenticate."""
    headers = {"Content-Type": content_type, "Cache-Control": "no-store"}
    if outcome.kind is UNAUTHORIZED:
        headers["WWW-Authenticate"] = challenge
    if outcome.kind is METHOD_NOT_ALLOWED and outcome.allow:
        headers["Allow"] = outcome.allow
    if outcome.retry_after is not None:
        headers["Retry-After"] = str(outcome.retry_after)
    return headers
