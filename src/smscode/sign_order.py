"""Which of several signatures is tried first: one that was not refused."""

from __future__ import annotations

import threading
from itertools import count

from smscode.logs import Log
from smscode.senders import Attempt, Remedy


class SignOrder:
    """Remembers, in this instance, which signatures were refused, and which of them last.

    Lent signatures die on a day that Aliyun picks (logto-io/logto#9228), own ones lapse.
    """

    def __init__(self, log: Log) -> None:
        self._lock = threading.Lock()
        self._refusals = count(1)
        self._refused: dict[str, int] = {}
        self._log = log

    def in_order(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return *names*: first those that were never refused, last the one refused last."""
        if not self._refused:
            return names
        return tuple(sorted(names, key=lambda name: self._refused.get(name, 0)))

    def note(self, name: str, attempt: Attempt) -> None:
        """Take in how an attempt with the signature *name* went."""
        if attempt.remedy is not Remedy.NEXT_SIGN:
            return
        with self._lock:
            news = name not in self._refused
            self._refused[name] = next(self._refusals)
        if news:
            code = attempt.outcome.provider_code
            self._log.warning("sign_refused", signName=name, providerCode=code)
