"""What a claim store holds of one attempt: its state and its receipt, no number and no code.

Lines, not JSON: no part has a line break in it, and to write JSON twice is 5 % of our share of a
call.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from smscode.outcome import KINDS, Outcome

IN_FLIGHT_FOR = 10.0  # s, longer than any caller waits; then its instance is taken for dead
ENDED_FOR = 10.0  # s for which those who waited can read how it ended
_BY_CODE = {kind.code: kind for kind in KINDS}
_BREAK = "\n"
_FORM = re.compile(r".*\n.*(\n[a-z_]+\n[0-9]{0,9}\n.*\n.*\n.*)?")


class Claim(NamedTuple):
    """One attempt to send one entry.

    Attributes:
        attempt: A random name of the attempt.
        fingerprint: A keyed hash of what is asked for.
    """

    attempt: str
    fingerprint: str

    @classmethod
    def parse(cls, text: str) -> Claim:
        """Read what a store holds; nonsense is an attempt without a name."""
        attempt, fingerprint, *_ = _lines(text)
        return cls(attempt, fingerprint)

    @property
    def result_key(self) -> str:
        """Where those who wait find how the attempt ended, if it sent nothing."""
        return f"ended:{self.attempt}"

    def in_flight(self) -> str:
        """Return the text of a claim that is not settled."""
        return _BREAK.join(self)

    def ended(self, outcome: Outcome) -> str:
        """Return the text of a claim that has ended with *outcome*."""
        result = (
            outcome.kind.code,
            "" if outcome.retry_after is None else str(outcome.retry_after),
            outcome.biz_id or "",
            outcome.provider_code or "",
            outcome.provider_request_id or "",
        )
        return _BREAK.join(self + result)

    @staticmethod
    def outcome(text: str) -> Outcome | None:
        """Return the outcome with which the claim in *text* has ended, if it has."""
        _, _, *result = _lines(text)
        if not result or result[0] not in _BY_CODE:
            return None
        code, wait, biz_id, provider_code, provider_request_id = result
        return Outcome(
            _BY_CODE[code],
            reason="as the same request before",
            retry_after=int(wait) if wait else None,
            biz_id=biz_id or None,
            provider_code=provider_code or None,
            provider_request_id=provider_request_id or None,
        )


def _lines(text: str) -> list[str]:
    """Return the lines of a claim: two while it is in flight, seven when it has ended."""
    return text.split(_BREAK) if _FORM.fullmatch(text) else ["", ""]
