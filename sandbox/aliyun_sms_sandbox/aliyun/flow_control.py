"""How many verification codes the vendor sends to one number: help.aliyun.com 44335.

Counted for each sign and number of mainland China, on submission, whatever becomes of the message.
Minutes and hours are those of the clock in UTC+8, a day is the last 24 hours. Which limit is named
when several are reached is not documented: here that of the shortest window.

Number verification, which is all that a personal account has, lends everybody the same signs. It
counts by number alone, and in place of the minute it has the `Interval` of the request, with a
code and words of its own: biz.FREQUENCY, "check frequency failed", as users report them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from pydantic import ConfigDict, PositiveInt
from pydantic.dataclasses import dataclass

from aliyun_sms_sandbox.aliyun import numbers, vendor
from aliyun_sms_sandbox.aliyun.vendor import VendorError

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

    def submit(self, submissions: Iterable[tuple[str, str]], now: datetime) -> None:
        """Count one submission for each sign and number, which is of mainland China.

        Raises:
            VendorError: One of the numbers has had enough; nothing is counted.
        """
        counters = {(sign, numbers.canonical(phone)) for sign, phone in submissions}
        with self._lock:
            recent = {key: self._within_a_day(key, now) for key in counters}
            for times in recent.values():
                in_this_minute = sum(_minute(time) == _minute(now) for time in times)
                _check("分钟", self._limits.minute, in_this_minute)
                self._check_hour_and_day(times, now)
            for key, times in recent.items():
                self._add(key, times, now)

    def submit_verification(self, phone: str, now: datetime, interval: timedelta) -> None:
        """Count one code of number verification to a number of mainland China.

        The interval holds where the catalogue limits the minute.

        Raises:
            VendorError: The number has had enough; nothing is counted.
        """
        key = ("", phone)
        with self._lock:
            times = self._within_a_day(key, now)
            if self._limits.minute is not None and any(now - time < interval for time in times):
                raise VendorError("biz.FREQUENCY", "check frequency failed")
            self._check_hour_and_day(times, now)
            self._add(key, times, now)

    def clear(self) -> None:
        """Forget all submissions."""
        with self._lock:
            self._submissions.clear()

    def _within_a_day(self, key: tuple[str, str], now: datetime) -> list[datetime]:
        return [time for time in self._submissions.get(key, ()) if now - time < _DAY]

    def _check_hour_and_day(self, times: Sequence[datetime], now: datetime) -> None:
        _check("小时", self._limits.hour, sum(_hour(time) == _hour(now) for time in times))
        _check("天", self._limits.day, len(times))

    def _add(self, key: tuple[str, str], times: Sequence[datetime], now: datetime) -> None:
        self._submissions.pop(key, None)
        self._submissions[key] = [*times, now]
        while len(self._submissions) > _MAX_COUNTERS:
            del self._submissions[next(iter(self._submissions))]


def _check(window: str, limit: int | None, count: int) -> None:
    if limit is not None and count >= limit:
        raise VendorError("isv.BUSINESS_LIMIT_CONTROL", f"触发{window}级流控Permits:{limit}")


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(vendor.ZONE).replace(second=0, microsecond=0)


def _hour(moment: datetime) -> datetime:
    return _minute(moment).replace(minute=0)
