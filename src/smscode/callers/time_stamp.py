"""The time in a signature, which bounds for how long a call can be replayed."""

from __future__ import annotations

import re

#: Seconds either way; ZITADEL's own, and that of the Standard Webhooks libraries.
TOLERANCE = 300
#: Seconds for which a signed message is remembered: all its life, from the earliest moment at which
#: its time is believed to the last, and a minute.
REPLAYS = 2.0 * TOLERANCE + 60
_SECONDS = re.compile(r"[0-9]{1,12}")


def is_recent(text: str, now: float) -> bool:
    """Return whether *text* is a time near *now*; both are in seconds since the epoch."""
    return bool(_SECONDS.fullmatch(text)) and abs(now - int(text)) <= TOLERANCE
