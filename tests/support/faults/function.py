"""The function in front of the faulty vendor, and the end of everything that it has begun."""

import json
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import phonenumbers  # noqa: F401 - within a first call it would take much of its time

from smscode import background
from smscode.clock import TIMEOUTS, SystemClock, Timeouts
from smscode.wiring import wire
from support.faults import seam
from support.faults.vendor import FaultyVendor

#: A quarter of the real limits, so that what hangs is waited for a quarter of the time.
QUICK: Final = Timeouts(*(limit / 4 for limit in TIMEOUTS))
#: Seconds that a call is given that meets what hangs.
BUDGET: Final = 0.7
#: Seconds for one that meets nothing of the kind: as long as a direct caller waits.
AMPLE: Final = 8.0
_KEPT_BACK: Final = 0.3  # s that the handler leaves of what the platform gives it
_LONGEST_ABANDONED: Final = 60.0

CONFIG: Final[Mapping[str, Any]] = {
    "accessKeyId": "first-key",
    "accessKeySecret": "first-secret",
    "signName": ["速通科技", "速通互联"],
    "templates": [{"usageType": "Generic", "templateCode": "SMS_1"}],
}
#: The same account, sending with what Aliyun lends.
LENT: Final[Mapping[str, Any]] = {
    **CONFIG,
    "templates": [
        {
            "usageType": "Generic",
            "templateCode": {"china": {"service": "pnvs", "templateCode": "100001"}},
        }
    ],
}
#: An account that sends abroad; its numbers are `ABROAD`.
GLOBE: Final[Mapping[str, Any]] = {
    "accessKeyId": "first-key",
    "accessKeySecret": "first-secret",
    "templates": [
        {
            "usageType": "Generic",
            "templateCode": {
                "overseas": {"service": "globe", "message": "Your code is {code}.", "senderId": "A"}
            },
        }
    ],
    "allowedRegions": ["HK"],
}
MAINLAND: Final = "+8613800138000"
ABROAD: Final = "+85251234567"


@dataclass(frozen=True, slots=True)
class LambdaContext:
    """What Lambda tells about a call: how long it may still take."""

    ends_at: float
    aws_request_id: str = "11111111-2222-4333-8444-555555555555"

    def get_remaining_time_in_millis(self) -> int:
        """Return what is left of the platform's own limit."""
        return int((self.ends_at - time.monotonic()) * 1000)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a direct call came to, and how many seconds it took."""

    document: Mapping[str, Any]
    seconds: float

    @property
    def code(self) -> str:
        """The outcome."""
        return str(self.document["code"])


class Function:
    """The real handler, with a quarter of its patience; its environment can be changed."""

    def __init__(
        self,
        endpoint: str,
        config: Mapping[str, Any] = CONFIG,
        loaded_seconds_ago: float = 0.0,
        timeouts: Timeouts = QUICK,
    ) -> None:
        self.environment = {
            "CONFIG_URI": "env:CONFIG",
            "DYSMSAPI_ENDPOINT": endpoint,
            "DYPNSAPI_ENDPOINT": endpoint,
            "GLOBE_ENDPOINT": endpoint,
        }
        self.store(config)
        self._phone = ABROAD if config is GLOBE else MAINLAND
        self._codes = count(100_000)
        loaded_at = time.monotonic() - loaded_seconds_ago
        self.handler = wire(self.environment, SystemClock(), loaded_at, timeouts)

    def store(self, config: Mapping[str, Any]) -> None:
        """Put *config* where the function looks for it."""
        self.environment["CONFIG"] = json.dumps(config)

    def call(self, out_id: str = "only", seconds: float = AMPLE) -> Reply:
        """Ask directly for one SMS, within *seconds*."""
        event = {
            "phone": self._phone,
            "usageType": "SignIn",
            "code": str(next(self._codes)),  # the same one twice would be a duplicate
            "outId": out_id,
        }
        began = time.monotonic()
        document = self.handler(event, LambdaContext(began + seconds + _KEPT_BACK))
        assert isinstance(document, dict)
        return Reply(document, time.monotonic() - began)


def join_abandoned() -> None:
    """Wait until every call has ended that the function has handed to a thread."""
    for call in _under_way():
        assert call.ended.wait(_LONGEST_ABANDONED), "an abandoned call does not end"


def _under_way() -> Iterator["background.Task[object]"]:
    """Yield what the threads are in, of which nobody else knows any more.

    Looked up on their stacks, since a look through the whole heap takes 60 ms in the suite.
    """
    for frame in sys._current_frames().values():  # noqa: SLF001 - documented, for such a purpose
        for outer, _ in traceback.walk_stack(frame):
            if outer.f_code is background.Task.run.__code__:
                yield outer.f_locals["self"]


def settle(vendor: FaultyVendor) -> None:
    """Let *vendor* and function finish all that is under way: nothing can happen any more."""
    vendor.release()
    join_abandoned()
    seam.forget()
    vendor.close()


@contextmanager
def settled(vendor: FaultyVendor) -> Iterator[FaultyVendor]:
    """Settle *vendor* at the end of the block, unless it has been."""
    try:
        yield vendor
    finally:
        settle(vendor)
