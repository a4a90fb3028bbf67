"""How many verification codes the vendor sends to one number: help.aliyun.com 44335.

Counted for each sign and number of mainland China, on submission, whatever becomes of the message.
Minutes and hours are those of the clock in UTC+8, a day is the last 24 hours. Which limit is named
when several are reached is not documented: here that of the shortest window.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from pydantic import ConfigDict, PositiveInt
from pydantic.dataclasses import dataclass

from sandbox.aliyun import numbers, vendor
from sandbox.aliyun.vendor import VendorError

_DAY: Final = timedelta(days=1)
_MAX_COUNTERS: Final = 10_000


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class FlowLimits:
    """How many codes in each window; `None` is no limit."""

    minute: PositiveInt | None = None
    hour: PositiveInt | None = None
    day: PositiveInt | None = None


UNLIMITED: Final = FlowLimits()


class FlowControl:
    """Counts submissions; thread-safe, and bounded: the counters that rested longest go first."""

    def __init__(self, limits: FlowLimits) -> None:
        self._limits = limits
        self._lock = Lock()
        self._submissions: dict[tuple[str, str], list[datetime]] = {}

    def submit(self, sign: str, phones: Iterable[str], now: datetime) -> None:
        """Count one submission to each of these numbers, which are of mainland China.

        Raises:
            VendorError: One of them has had enough; nothing is counted.
        """
        counters = {(sign, numbers.canonical(phone)) for phone in phones}
        with self._lock:
            recent = {key: self._within_a_day(key, now) for key in counters}
            for times in recent.values():
                self._check(times, now)
            for key, times in recent.items():
                self._submissions.pop(key, None)
                self._submissions[key] = [*times, now]
            while len(self._submissions) > _MAX_COUNTERS:
                del self._submissions[next(iter(self._submissions))]

    def clear(self) -> None:
        """Forget all submissions."""
        with self._lock:
            self._submissions.clear()

    def _within_a_day(self, key: tuple[str, str], now: datetime) -> list[datetime]:
        return [time for time in self._submissions.get(key, ()) if now - time < _DAY]

    def _check(self, times: Sequence[datetime], now: datetime) -> None:
        windows = (
            ("分钟", self._limits.minute, sum(_minute(time) == _minute(now) for time in times)),
            ("小时", self._limits.hour, sum(_hour(time) == _hour(now) for time in times)),
            ("天", self._limits.day, len(times)),
        )
        for name, limit, count in windows:
            if limit is not None and count >= limit:
                raise reached(name, limit)


def reached(window: str, limit: int) -> VendorError:
    """Return the refusal of the limit of a window: 分钟, 小时 or 天."""
    return VendorError("isv.BUSINESS_LIMIT_CONTROL", f"触发{window}级流控Permits:{limit}")


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(vendor.ZONE).replace(second=0, microsecond=0)


def _hour(moment: datetime) -> datetime:
    return _minute(moment).replace(minute=0)
