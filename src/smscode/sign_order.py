"""Which of several signatures is tried first: the one that worked last."""

from __future__ import annotations

from smscode.logs import Log
from smscode.outcome import SENT
from smscode.senders import Attempt, Remedy


class SignOrder:
    """Remembers, in this instance, which signatures were refused.

    Lent signatures die on a day that Aliyun picks (logto-io/logto#9228), own ones lapse.
    """

    def __init__(self, log: Log) -> None:
        self._refused: set[str] = set()
        self._log = log

    def in_order(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return *names*, those that were refused last."""
        return tuple(sorted(names, key=self._refused.__contains__))

    def note(self, name: str, attempt: Attempt) -> None:
        """Take in how an attempt with the signature *name* went."""
        if attempt.outcome.kind is SENT:
            self._refused.discard(name)
        if attempt.remedy is Remedy.NEXT_SIGN and name not in self._refused:
            self._refused.add(name)
            code = attempt.outcome.provider_code
            self._log.warning("sign_refused", signName=name, providerCode=code)
