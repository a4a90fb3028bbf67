"""One look at the store: the current document, or what goes on where it cannot be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from smscode.outcome import UNAVAILABLE, Outcome, OutcomeError, failure
from smscode.secret_stores import SecretStore

if TYPE_CHECKING:
    from smscode.config import Config


class Held:
    """A config in hand, and the document that it was parsed from.

    Attributes:
        is_previous: Whether the store holds a newer document, which did not parse when there was
            nothing else in hand.
    """

    __slots__ = ("config", "is_previous", "text")

    def __init__(self, text: str, config: Config, *, is_previous: bool = False) -> None:
        self.text = text
        self.config = config
        self.is_previous = is_previous


class Found(NamedTuple):
    """What is in hand after a look, and why it is not the store's current document, if so."""

    held: Held | None
    problem: Outcome | None = None


class ConfigSource:
    """A store, and how the documents in it are read."""

    def __init__(self, store: SecretStore, parse: Callable[[str], Config]) -> None:
        self._store = store
        self._parse = parse

    def look(self, held: Held | None) -> Found:
        """Read the current document; with *held*, the last good one, in hand that goes on.

        A cold start has none: there the version before stands in for a document that does not
        parse, so that a mistake of the evening does not stop sign-in at night.
        """
        try:
            text = self._store.read()
        except BaseException as error:  # noqa: BLE001 - a store's own exceptions hold secrets
            return Found(held, _told(error))
        if held is not None and text == held.text and not held.is_previous:
            return Found(held)
        try:
            return Found(Held(text, self._parse(text)))
        except BaseException as error:  # noqa: BLE001 - likewise
            problem = _told(error)
        return Found(held, problem) if held is not None else self._before(problem)

    def _before(self, problem: Outcome) -> Found:
        try:
            text = self._store.read_previous()
            if text is None:
                return Found(None, problem)
            return Found(Held(text, self._parse(text), is_previous=True), problem)
        except BaseException as error:  # noqa: BLE001 - likewise
            why = _told(error).reason
        return Found(None, problem._replace(reason=f"{problem.reason}; previous version: {why}"))


def _told(error: BaseException) -> Outcome:
    if isinstance(error, OutcomeError):
        return error.outcome
    return failure(UNAVAILABLE, f"config: {type(error).__name__}").outcome
