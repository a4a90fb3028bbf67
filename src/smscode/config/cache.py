"""Caches the config: when to read the store again, and what to use while the store is down."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from smscode import background
from smscode.clock import Clock, Deadline, Waitable
from smscode.logs import Log
from smscode.outcome import UNAVAILABLE, Outcome, OutcomeError, failure
from smscode.secret_stores import SecretStore

if TYPE_CHECKING:
    from smscode.config.model import Config


class LoadedConfig:
    """A parsed config, and the document that it was parsed from.

    Attributes:
        is_previous: Whether it is an earlier version, used because the store's document does not
            parse and no other config had been loaded.
    """

    __slots__ = ("config", "is_previous", "text")

    def __init__(self, text: str, config: Config, *, is_previous: bool = False) -> None:
        self.text = text
        self.config = config
        self.is_previous = is_previous


class LoadResult(NamedTuple):
    """The config after a refresh, and the reason if it is not the store's current document."""

    held: LoadedConfig | None
    problem: Outcome | None = None


class ConfigSource:
    """A secret store, and the parser for its documents."""

    def __init__(self, store: SecretStore, parse: Callable[[str], Config]) -> None:
        self._store = store
        self._parse = parse

    def refresh(self, held: LoadedConfig | None) -> LoadResult:
        """Read the current document; if that fails, *held*, the last good one, stays in use.

        A cold start has none. There, the previous version stands in for a document that does not
        parse, so that a mistake made in the evening does not stop sign-in overnight.
        """
        try:
            text = self._store.read()
        except BaseException as error:  # noqa: BLE001 - a store's own exceptions hold secrets
            return LoadResult(held, _told(error))
        if held is not None and text == held.text and not held.is_previous:
            return LoadResult(held)
        try:
            return LoadResult(LoadedConfig(text, self._parse(text)))
        except BaseException as error:  # noqa: BLE001 - likewise
            problem = _told(error)
        return LoadResult(held, problem) if held is not None else self._before(problem)

    def _before(self, problem: Outcome) -> LoadResult:
        try:
            text = self._store.read_previous()
            if text is None:
                return LoadResult(None, problem)
            return LoadResult(LoadedConfig(text, self._parse(text), is_previous=True), problem)
        except BaseException as error:  # noqa: BLE001 - likewise
            why = _told(error).reason
        return LoadResult(
            None, problem._replace(reason=f"{problem.reason}; previous version: {why}")
        )


def _told(error: BaseException) -> Outcome:
    if isinstance(error, OutcomeError):
        return error.outcome
    return failure(UNAVAILABLE, f"config: {type(error).__name__}").outcome


class ConfigState(NamedTuple):
    """How an instance stands to the document in the store.

    Attributes:
        is_current: Whether it serves with what the store held at the last read.
        age: Seconds since the store last returned what it serves with.
    """

    is_current: bool
    age: float


_LOOK_WITH_ONE_IN_HAND = 1.0  # s that a routine read may delay a call that has a config already
_LOOK_AGAIN_AFTER_FAILURE = 10.0  # s
_FAILURE_STANDS = 1.0  # s for which calls share the failure of a first read
_BARREN_REST = 10.0  # s without another forced read after one that found nothing new
_STRANGERS_REST = 30.0  # s between two reads because of an unknown credential


class _Reason(Enum):
    """Why the store is read."""

    ROUTINE = auto()
    REFUSED_KEY = auto()
    STRANGER = auto()


class _Look(NamedTuple):
    """One read of the store, shared by all calls that wait for it."""

    reason: _Reason
    ended: Waitable


class ConfigCache:
    """Serves the config, with one read of the store at a time, however many calls ask."""

    def __init__(self, source: ConfigSource, ttl: float, clock: Clock, log: Log) -> None:
        self._source = source
        self._ttl = ttl
        self._clock = clock
        self._log = log
        self._lock = threading.Lock()
        self._look: _Look | None = None
        self._held: LoadedConfig | None = None
        self._failure: Outcome | None = None
        self._returned_at = float("-inf")
        self._look_due = float("-inf")
        self._no_look_before = dict.fromkeys(_Reason, float("-inf"))

    @property
    def serves_previous(self) -> bool:
        """Whether an earlier version stands in for the store's document, which does not parse."""
        held = self._held
        return held is not None and held.is_previous

    def state(self) -> ConfigState:
        """Return how the config that :meth:`current` has returned stands to the store's."""
        with self._lock:
            is_current = self._failure is None and not self.serves_previous
            return ConfigState(is_current, self._clock.monotonic() - self._returned_at)

    def current(self, deadline: Deadline) -> Config:
        """Return the config, reading it again when its time is up.

        The last good one stays in use while the store is down or its document does not parse.

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
        """Return a config newer than *stale*, whose key Aliyun refused; *stale* if there is none.

        The store is read at once, but not for 10 s after a read that found nothing new.
        """
        return self._look_past(stale, deadline, _Reason.REFUSED_KEY)

    def after_unknown_credential(self, stale: Config, deadline: Deadline) -> Config:
        """Return a config newer than *stale*, which rejected a caller; *stale* if there is none.

        The store is read at most once in 30 s, so that unknown callers cannot make us read it over
        and over. A call that comes during the read waits for it, so that a rotation leaves no gap.
        """
        return self._look_past(stale, deadline, _Reason.STRANGER)

    def _look_past(self, stale: Config, deadline: Deadline, reason: _Reason) -> Config:
        for _ in range(2):  # a routine read already under way may have returned the stale document
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
            self._look = _Look(reason, background.start(self._read).ended)
        return self._look

    def _read(self) -> None:
        """Read the store and wake the waiting calls; the store's own timeouts bound the read."""
        found = self._source.refresh(self._held)
        with self._lock:
            before = LoadResult(self._held, self._failure)
            self._held, self._failure = found.held, found.problem
            now = self._clock.monotonic()
            self._look_due = now + self._rest(found.problem)
            look, self._look = self._look, None
            barren = found.held is before.held
            if found.problem is None or not barren:
                self._returned_at = now
            if look is not None and look.reason is _Reason.REFUSED_KEY and barren:
                self._no_look_before[_Reason.REFUSED_KEY] = now + _BARREN_REST
        self._tell(found, before)

    def _rest(self, problem: Outcome | None) -> float:
        if problem is None:
            return self._ttl
        return _LOOK_AGAIN_AFTER_FAILURE if self._held else _FAILURE_STANDS

    def _tell(self, found: LoadResult, before: LoadResult) -> None:
        """Log what has changed; a previous version that still stands in is not logged again."""
        held, problem = found.held, found.problem
        if problem is None:
            if held is not None and held is not before.held:
                unknown = list(held.config.unknown_members())
                self._log.info("config_read", **({"unknownMembers": unknown} if unknown else {}))
        elif held is None or not held.is_previous:
            self._log.error("config_not_read", reason=problem.reason, lastGood=held is not None)
        elif found != before:
            self._log.error("config_previous", reason=problem.reason)
