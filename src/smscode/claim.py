"""What a claim store holds of one attempt: its state and its receipt, no number and no code."""

from __future__ import annotations

import json
from typing import NamedTuple

from smscode.outcome import KINDS, Outcome

IN_FLIGHT_FOR = 10.0  # s, longer than any caller waits; then its instance is taken for dead
ENDED_FOR = 10.0  # s for which those who waited can read how it ended
_BY_CODE = {kind.code: kind for kind in KINDS}


class Claim(NamedTuple):
    """One attempt to send one entry.

    Attributes:
        attempt: A random name of the attempt.
        fingerprint: An HMAC of what is asked for.
    """

    attempt: str
    fingerprint: str

    @classmethod
    def parse(cls, text: str) -> Claim:
        """Read what a store holds; nonsense is an attempt without a name."""
        members = _members(text)
        return cls(str(members.get("attempt", "")), str(members.get("fingerprint", "")))

    @property
    def result_key(self) -> str:
        """Where those who wait find how the attempt ended, if it sent nothing."""
        return f"ended:{self.attempt}"

    def in_flight(self) -> str:
        """Return the text of a claim that is not settled."""
        return json.dumps({"attempt": self.attempt, "fingerprint": self.fingerprint})

    def ended(self, outcome: Outcome) -> str:
        """Return the text of a claim that has ended with *outcome*."""
        members = {
            "attempt": self.attempt,
            "fingerprint": self.fingerprint,
            "code": outcome.kind.code,
            "retryAfter": outcome.retry_after,
            "bizId": outcome.biz_id,
            "providerCode": outcome.provider_code,
            "providerRequestId": outcome.provider_request_id,
        }
        return json.dumps(members)

    @staticmethod
    def outcome(text: str) -> Outcome | None:
        """Return the outcome with which the claim in *text* has ended, if it has."""
        members = _members(text)
        kind = _BY_CODE.get(str(members.get("code")))
        if kind is None:
            return None
        wait = members.get("retryAfter")
        words = {name: value for name, value in members.items() if isinstance(value, str)}
        return Outcome(
            kind,
            reason="as the same request before",
            retry_after=wait if isinstance(wait, int) else None,
            biz_id=words.get("bizId"),
            provider_code=words.get("providerCode"),
            provider_request_id=words.get("providerRequestId"),
        )


def _members(text: str) -> dict[str, object]:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return members if isinstance(members, dict) else {}
