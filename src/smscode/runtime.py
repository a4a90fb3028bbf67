"""What the clouds' context objects tell about a call."""

from __future__ import annotations

import re
import secrets
from typing import NamedTuple

from smscode.clock import Clock

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")
_MARGIN = 0.3  # s kept back of the platform's own limit, so that the answer still gets out
_LONGEST_START = 15.0  # s


class Invocation(NamedTuple):
    """One call of the handler, as its platform knows it; times on the monotonic clock.

    Attributes:
        request_id: The platform's id of the call, in its own log lines too; else one of ours.
        began_at: When the platform began to wait for the handler.
        ends_at: When an answer is of no use to the platform any more.
    """

    request_id: str
    began_at: float
    ends_at: float

    @classmethod
    def of(cls, context: object, loaded_at: float | None, clock: Clock) -> Invocation:
        """Read *context*; *loaded_at* is when our code began to load, on a cold start.

        Lambda's context counts down. Function Compute's has the limit only, and loads the code
        inside the first call, so that the loading counts.
        """
        request_id = getattr(context, "aws_request_id", None) or getattr(
            context, "request_id", None
        )
        if not isinstance(request_id, str) or not _REQUEST_ID.fullmatch(request_id):
            request_id = secrets.token_hex(16)
        now = clock.monotonic()
        countdown = getattr(context, "get_remaining_time_in_millis", None)
        if callable(countdown):
            return cls(request_id, now, now + float(countdown()) / 1000 - _MARGIN)
        began = loaded_at if loaded_at is not None and now - loaded_at < _LONGEST_START else now
        limit = getattr(getattr(context, "function", None), "timeout", None)
        if not isinstance(limit, (int, float)) or limit <= 0:
            return cls(request_id, began, float("inf"))
        return cls(request_id, began, began + limit - _MARGIN)
