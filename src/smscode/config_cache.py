"""The config as it was last read: when to look again, and what holds when the store is down."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from smscode import background
from smscode.clock import Clock, Deadline
from smscode.logs import Log
from smscode.outcome import UNAVAILABLE, Outcome, OutcomeError, failure
from smscode.secret_stores import SecretStore

if TYPE_CHECKING:
    from smscode.config import Config

_LOOK_WITH_ONE_IN_HAND = 1.0  # s that a routine look may cost a call that could go on without it
_LOOK_AGAIN_AFTER_FAILURE = 10.0  # s
_FAILURE_STANDS = 1.0  # s for which a failed first read is answered without another
_BARREN_REST = 10.0  # s without a forced look after one that brought nothing new
_STRANGERS_REST = 30.0  # s between two looks for a credential that nobody knows


@dataclass(frozen=True, slots=True)
class _Held:
    text: str = field(repr=False)
    config: Config


class _Reason(Enum):
    """Why the store is looked at."""

    ROUTINE = auto()
    REFUSED_KEY = auto()
    STRANGER = auto()


class _Look:
    """One reading of the store, shared by all who wait for it."""

    def __init__(self, reason: _Reason) -> None:
        self.reason = reason
        self.ended = threading.Event()


class ConfigCache:
    """Serves the config; reads the store once at a time, however many ask."""

    def __init__(
        self,
        store: SecretStore,
        parse: Callable[[str], Config],
        ttl: float,
        clock: Clock,
        log: Log,
    ) -> None:
        self._store = store
        self._parse = parse
        self._ttl = ttl
        self._clock = clock
        self._log = log
        self._lock = threading.Lock()
        self._look: _Look | None = None
        self._held: _Held | None = None
        self._failure: Outcome | None = None
        self._look_due = float("-inf")
        self._no_look_before = dict.fromkeys(_Reason, float("-inf"))

    def current(self, deadline: Deadline) -> Config:
        """Return the config, read again when its time is up.

        The last good one goes on when the store is down or what it holds does not parse.

        Raises:
            OutcomeError: There is none, and none could be read by *deadline*.
        """
        with self._lock:
            if self._clock.monotonic() < self._look_due:
                return self._in_hand()
            if self._held and self._look:
                return self._held.config
            look = self._join_or_start(_Reason.ROUTINE)
            limit = _LOOK_WITH_ONE_IN_HAND if self._held else deadline.remaining()
        look.ended.wait(min(limit, deadline.remaining()))
        with self._lock:
            return self._in_hand()

    def after_refused_key(self, stale: Config, deadline: Deadline) -> Config:
        """Return a config newer than *stale*, whose key Aliyun has refused; or else *stale*.

        One look at once; after one that brought nothing new, none for 10 s.
        """
        return self._look_past(stale, deadline, _Reason.REFUSED_KEY)

    def after_unknown_credential(self, stale: Config, deadline: Deadline) -> Config:
        """Return a config newer than *stale*, which does not know a caller; or else *stale*.

        At most one look in 30 s, so that strangers cannot make us read; who comes while it is
        under way waits for it, so that a rotation has no gap.
        """
        return self._look_past(stale, deadline, _Reason.STRANGER)

    def _look_past(self, stale: Config, deadline: Deadline, reason: _Reason) -> Config:
        for _ in range(2):  # a routine look that was under way may have read what is stale
            with self._lock:
                now = self._clock.monotonic()
                rests = self._look is None and now < self._no_look_before[reason]
                if rests or self._in_hand() is not stale:
                    return self._in_hand()
                if self._look is None and reason is _Reason.STRANGER:
                    self._no_look_before[reason] = now + _STRANGERS_REST
                look = self._join_or_start(reason)
            forced = look.reason is not _Reason.ROUTINE
            if not look.ended.wait(deadline.remaining()) or forced:
                break
        with self._lock:
            return self._in_hand()

    def _in_hand(self) -> Config:
        if self._held is not None:
            return self._held.config
        if self._failure is not None:
            raise OutcomeError(self._failure)
        raise failure(UNAVAILABLE, "config: the store has not answered in time")

    def _join_or_start(self, reason: _Reason) -> _Look:
        if self._look is None:
            self._look = _Look(reason)
            background.start(self._read)
        return self._look

    def _read(self) -> None:
        """Read the store and wake those who wait; its own limits bound how long it takes."""
        fresh, problem = self._held, None
        try:
            text = self._store.read()
            if fresh is None or text != fresh.text:
                fresh = _Held(text, self._parse(text))
        except OutcomeError as error:
            problem = error.outcome
        except BaseException as error:  # noqa: BLE001 - a store's own exceptions hold secrets
            problem = failure(UNAVAILABLE, f"config: {type(error).__name__}").outcome
        with self._lock:
            changed = fresh is not self._held
            self._held, self._failure = fresh, problem
            now = self._clock.monotonic()
            self._look_due = now + self._rest(problem)
            look, self._look = self._look, None
            if look is not None and look.reason is _Reason.REFUSED_KEY and not changed:
                self._no_look_before[_Reason.REFUSED_KEY] = now + _BARREN_REST
        self._tell(fresh if changed else None, problem)
        if look is not None:
            look.ended.set()

    def _rest(self, problem: Outcome | None) -> float:
        if problem is None:
            return self._ttl
        return _LOOK_AGAIN_AFTER_FAILURE if self._held else _FAILURE_STANDS

    def _tell(self, fresh: _Held | None, problem: Outcome | None) -> None:
        if problem is not None:
            self._log.error("config_not_read", reason=problem.reason, lastGood=bool(self._held))
        elif fresh is not None:
            unknown = list(fresh.config.unknown_members())
            self._log.info("config_read", **({"unknownMembers": unknown} if unknown else {}))
