"""``memory:``: this instance's own memory, which knows nothing of other instances."""

from __future__ import annotations

import threading
from collections import OrderedDict
from heapq import heapify, heappop, heappush

from smscode.claims.claim import RESULT
from smscode.clock import Clock

_MOST_KEYS = 20_000  # 13 MB when each holds a receipt (measured)
_MOST_ENDS = 1.2  # for each key that fits
_Table = OrderedDict[str, tuple[float, str]]


class Memory:
    """A table of at *most* so many keys.

    When it is full, it drops expired keys first, then the results of attempts, then claims with
    their receipts, and counters last: a flood of refused requests must not undo a limit. Within
    each kind, the oldest goes first.
    """

    def __init__(self, clock: Clock, most: int = _MOST_KEYS) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._results, self._claims, self._counters = _Table(), _Table(), _Table()
        self._ends: list[tuple[float, str]] = []  # a heap; some keys really end later

    def put_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Put *value* if *key* is absent; else return its value."""
        with self._lock:
            there = self._live(self._table(key), key)
            if there is None:
                self._keep(self._table(key), key, value, seconds)
            return there

    def add(self, key: str, amount: int, seconds: float) -> int:
        """Add to a count, and return the sum; a count of zero is not kept."""
        with self._lock:
            total = max(0, int(self._live(self._counters, key) or "0") + amount)
            if total:
                self._keep(self._counters, key, str(total), seconds)
            else:
                self._counters.pop(key, None)
            return total

    def put(self, key: str, value: str, seconds: float) -> None:
        """Put *value*, replacing any other."""
        with self._lock:
            self._keep(self._table(key), key, value, seconds)

    def get(self, key: str) -> str | None:
        """Return the value at *key*, which may be a count."""
        with self._lock:
            return self._live(self._table(key), key) or self._live(self._counters, key)

    def remove(self, key: str, value: str) -> None:
        """Remove *key* if it still has *value*."""
        with self._lock:
            table = self._table(key)
            if self._live(table, key) == value:
                del table[key]

    def __len__(self) -> int:
        """Return how many keys are held, including expired ones."""
        return len(self._results) + len(self._claims) + len(self._counters)

    def _table(self, key: str) -> _Table:
        return self._results if key.startswith(RESULT) else self._claims

    def _live(self, table: _Table, key: str) -> str | None:
        ends, value = table.get(key, (0.0, ""))
        return value if key in table and self._clock.monotonic() < ends else None

    def _keep(self, table: _Table, key: str, value: str, seconds: float) -> None:
        ends = self._clock.monotonic() + seconds
        before, _ = table.get(key, (float("inf"), ""))
        table[key] = (ends, value)
        table.move_to_end(key)
        if ends < before:  # a later end is noted once the earlier one has come
            heappush(self._ends, (ends, key))
        if len(self._ends) > _MOST_ENDS * self._most:  # drop the ends of removed keys
            self._ends = [(ends, key) for each in self._all for key, (ends, _) in each.items()]
            heapify(self._ends)
        if len(self) > self._most:
            self._make_room()

    @property
    def _all(self) -> tuple[_Table, ...]:
        return (self._results, self._claims, self._counters)

    def _make_room(self) -> None:
        now = self._clock.monotonic()
        while self._ends and self._ends[0][0] <= now:
            _, key = heappop(self._ends)
            for table in self._all:
                self._end(table, key, now)
        if len(self) > self._most:
            next(filter(None, self._all)).popitem(last=False)

    def _end(self, table: _Table, key: str, now: float) -> None:
        """Delete *key* if it has expired; else note its end."""
        if key not in table:
            return
        ends, _ = table[key]
        if ends <= now:
            del table[key]
        else:
            heappush(self._ends, (ends, key))
