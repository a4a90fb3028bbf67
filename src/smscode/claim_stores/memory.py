"""``memory:``: this instance's own memory. Honest about one thing only: this instance."""

from __future__ import annotations

import threading
from collections import OrderedDict

from smscode.clock import Clock

_MOST_KEYS = 20_000  # 12 MB when each holds a receipt (measured)


class Memory:
    """A table of so many keys at *most*; when it is full, what was put first goes first."""

    def __init__(self, clock: Clock, most: int = _MOST_KEYS) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def put_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Put *value* where there is none; else return what is there."""
        with self._lock:
            there = self._live(key)
            if there is None:
                self._keep(key, value, self._clock.monotonic() + seconds)
            return there

    def add(self, key: str, amount: int, seconds: float) -> int:
        """Add to a count, and return the sum."""
        with self._lock:
            total = int(self._live(key) or "0") + amount
            self._keep(key, str(total), self._clock.monotonic() + seconds)
            return total

    def put(self, key: str, value: str, seconds: float) -> None:
        """Put *value*, whatever was there."""
        with self._lock:
            self._keep(key, value, self._clock.monotonic() + seconds)

    def get(self, key: str) -> str | None:
        """Return the value at *key*."""
        with self._lock:
            return self._live(key)

    def remove(self, key: str, value: str) -> None:
        """Remove *key* where it still has *value*."""
        with self._lock:
            if self._live(key) == value:
                del self._entries[key]

    def __len__(self) -> int:
        """Return how many keys are held, the expired among them."""
        return len(self._entries)

    def _live(self, key: str) -> str | None:
        ends, value = self._entries.get(key, (0.0, ""))
        return value if key in self._entries and self._clock.monotonic() < ends else None

    def _keep(self, key: str, value: str, ends: float) -> None:
        self._entries[key] = (ends, value)
        self._entries.move_to_end(key)
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)
