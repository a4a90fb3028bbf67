"""From a document to its store: checked, shown, agreed to, written, read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ops.config_put import Writer
from ops.config_put.changes import changes
from ops.config_put.console import Console
from ops.config_put.errors import CannotCreateError, PutError
from smscode.clock import Clock
from smscode.config.errors import ConfigError
from smscode.config.model import read_document
from smscode.outcome import OutcomeError
from smscode.secret_stores import SecretStore

_LOOKS, _PAUSE = 3, 1.0  # a store may take a moment until it gives what it was given


@dataclass(frozen=True, slots=True)
class Place:
    """Where the document belongs."""

    uri: str
    store: SecretStore
    writer: Writer

    def current(self) -> str | None:
        """Return what the store has; None when it has no such document.

        Raises:
            PutError: It cannot be read.
        """
        try:
            return self.store.read()
        except OutcomeError as error:
            reason = error.outcome.reason
        if reason == self.writer.missing:
            return None
        raise PutError(f"{self.uri} cannot be read: {reason}")


def put(text: str, place: Place, console: Console, clock: Clock) -> None:
    """Put *text*, which is a config, where it belongs.

    Raises:
        PutError: Nothing was written, or what was written is not what is read back.
    """
    before = place.current()
    lines = list(_shown(before, text))
    if not lines:
        console.say(f"{place.uri} has this document already: nothing to write.")
        return
    what = "would be made" if before is None else "would change"
    console.say(f"{place.uri} {what}:")
    for line in lines:
        console.say(f"  {line}")
    if not console.agrees("Write it?"):
        raise PutError("Nothing was written.")
    if place.current() != before:
        raise PutError("Somebody else has changed it meanwhile: nothing was written. Look again.")
    version = _write(place, before, text)
    console.say(f"Written: {version}.")
    _read_back(place, text, clock)
    console.say("Read back: it is what was written.")


def _shown(before: str | None, after: str) -> Iterator[str]:
    document = read_document(after)
    if before is None:
        yield from map(str, changes({}, document))
        return
    try:
        current = read_document(before)
    except ConfigError:
        yield "~ /  (the current document is no JSON: all of it is replaced)"
        return
    yield from map(str, changes(current, document))


def _write(place: Place, before: str | None, text: str) -> str:
    """Return the name of the version that was written."""
    problem = ""
    try:
        return place.writer.create(text) if before is None else place.writer.replace(text)
    except CannotCreateError as error:
        problem = f"There is none yet, and making it takes more than this:\n  {error}"
    except OutcomeError as error:
        problem = f"The store does not take it: {error.outcome.reason}"
    raise PutError(problem)


def _read_back(place: Place, text: str, clock: Clock) -> None:
    for attempt in range(_LOOKS):
        clock.sleep(_PAUSE if attempt else 0)
        if place.current() == text:
            return
    raise PutError("But what is read back is another document: somebody else has written too.")
