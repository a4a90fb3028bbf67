"""Time limits of one request to the SMS service, passed in: a test has no three seconds to wait."""

from __future__ import annotations

from typing import NamedTuple


class Timeouts(NamedTuple):
    """Seconds that the steps of one request are given; the caller's deadline is a limit above.

    Attributes:
        connect: For a connection to one address, and again for TLS on it.
        read: For each read of the answer, not for all of it.
        send: What a send needs to have a fair chance. With less, the caller would have hung up
            before the answer, and would then see a failure where an SMS went out.
    """

    connect: float
    read: float
    send: float


#: Those of every deployment.
TIMEOUTS = Timeouts(connect=1.0, read=3.0, send=1.5)
