"""The operator's own limits, counted before the vendor is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from smscode.claims.stores import ClaimStore
from smscode.outcome import Kind, Outcome

_CHINA = 8 * 3600  # s; days begin at midnight in China, as in Aliyun's own limits
_MARGIN = 60  # s for which a count outlives its window, so that it can be given back


class Counter(NamedTuple):
    """One window of one limit.

    Attributes:
        key: A keyed hash of limit and window.
        most: How many sends the window allows.
        seconds_left: Seconds until the window ends.
        kind: The outcome of a breach.
        name: The limit's name, for the log.
    """

    key: str
    most: int
    seconds_left: int
    kind: Kind
    name: str


def window(now: float, seconds: int) -> tuple[int, int]:
    """Return the number of the fixed window that *now* is in, and the seconds until it ends.

    Aliyun's own limits per minute and hour use fixed windows of the clock too
    (help.aliyun.com/document_detail/44335.html).
    """
    number, gone = divmod(int(now) + _CHINA, seconds)
    return number, seconds - gone


def take(store: ClaimStore, counters: Iterable[Counter]) -> Outcome | None:
    """Count one send; if a window is full, count nothing and return the breach.

    It counts first and compares second, so that two calls at once cannot both be the last one.
    """
    taken: list[Counter] = []
    for counter in counters:
        taken.append(counter)
        if store.add(counter.key, 1, counter.seconds_left + _MARGIN) > counter.most:
            give_back(store, taken)
            reason = f"limit {counter.name}"
            return Outcome(counter.kind, reason=reason, retry_after=counter.seconds_left)
    return None


def give_back(store: ClaimStore, counters: Iterable[Counter]) -> None:
    """Take back the counts of a send that certainly did not happen."""
    for counter in counters:
        store.add(counter.key, -1, counter.seconds_left + _MARGIN)
