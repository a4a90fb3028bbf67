"""One attempt, as a claim store holds it: its state and its receipt, but no number and no code."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from smscode.outcome import KINDS, Outcome

IN_FLIGHT_FOR = 10.0  # s, longer than any caller waits; afterwards its instance is presumed dead
ENDED_FOR = 10.0  # s for which waiting calls can read how it ended
#: The prefix of the keys of results.
RESULT = "ended:"
_VERSION = 1
_BY_CODE = {kind.code: kind for kind in KINDS}
_HEAD: dict[str, Any] = {"attempt": str, "fingerprint": str, "since": int}
_END: dict[str, Any] = {
    "outcome": str,
    "retryAfter": (int, type(None)),
    "bizId": (str, type(None)),
    "providerCode": (str, type(None)),
    "providerRequestId": (str, type(None)),
}


class Claim(NamedTuple):
    """One attempt to send one request.

    Attributes:
        attempt: A random name for the attempt.
        fingerprint: A keyed hash of the request's content.
        since: When it was claimed, in whole seconds since the epoch.
    """

    attempt: str
    fingerprint: str
    since: int

    @classmethod
    def parse(cls, text: str) -> Claim:
        """Return the claim in *text*; an unreadable one, or another version, has an empty name."""
        members = _members(text)
        if not members:
            return cls("", "", 0)
        return cls(members["attempt"], members["fingerprint"], members["since"])

    @property
    def result_key(self) -> str:
        """The key under which waiting calls find how the attempt ended, if it sent nothing."""
        return f"{RESULT}{self.attempt}"

    def in_flight(self) -> str:
        """Return the text of a claim that is not settled yet."""
        return _json({"v": _VERSION, **self._asdict()})

    def ended(self, outcome: Outcome) -> str:
        """Return the text of a claim that has ended with *outcome*."""
        return _json(
            {
                "v": _VERSION,
                **self._asdict(),
                "outcome": outcome.kind.code,
                "retryAfter": outcome.retry_after,
                "bizId": outcome.biz_id,
                "providerCode": outcome.provider_code,
                "providerRequestId": outcome.provider_request_id,
            }
        )

    @staticmethod
    def outcome(text: str) -> Outcome | None:
        """Return the outcome with which the claim in *text* ended, if it has ended."""
        members = _members(text)
        if members.get("outcome") not in _BY_CODE:
            return None
        return Outcome(
            _BY_CODE[members["outcome"]],
            reason="as the same request before",
            retry_after=members.get("retryAfter"),
            biz_id=members.get("bizId"),
            provider_code=members.get("providerCode"),
            provider_request_id=members.get("providerRequestId"),
        )


def _members(text: str) -> dict[str, Any]:
    """Return the members of a claim of this version; empty for anything else."""
    try:
        claim = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(claim, dict) or claim.get("v") != _VERSION:
        return {}
    form = _HEAD if "outcome" not in claim else {**_HEAD, **_END}
    return claim if all(isinstance(claim.get(name), kind) for name, kind in form.items()) else {}


_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
