"""The operator's own limits, counted before the vendor is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from smscode.claims.stores import ClaimStore
from smscode.outcome import Kind, Outcome

_CHINA = 8 * 3600  # s; days begin at midnight in China, as in Aliyun's own limits
_MARGIN = 60  # s for which a count outlives its window, so that giving back finds it


class Counter(NamedTuple):
    """One window of one limit.

    Attributes:
        key: Names limit and window; a keyed hash.
        most: How many sends the window has.
        seconds_left: Until the window ends.
        kind: What a breach is.
        name: The limit's name, for the log.
    """

    key: str
    most: int
    seconds_left: int
    kind: Kind
    name: str


def window(now: float, seconds: int) -> tuple[int, int]:
    """Return the number of the fixed window that *now* is in, and the seconds to its end.

    Aliyun's own minutes and hours are fixed windows of the clock too
    (help.aliyun.com/document_detail/44335.html).
    """
    number, gone = divmod(int(now) + _CHINA, seconds)
    return number, seconds - gone


def take(store: ClaimStore, counters: Iterable[Counter]) -> Outcome | None:
    """Count one send; return the breach, with nothing counted, when a window is full.

    Counted first and looked at second: two at a time cannot both be the last one.
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
    """Take back what a send counted that certainly did not happen."""
    for counter in counters:
        store.add(counter.key, -1, counter.seconds_left + _MARGIN)
