"""Puts a document into its store: shows the changes, asks, writes and reads back."""

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

_LOOKS, _PAUSE = 3, 1.0  # s; a store may take a moment to return what was written


@dataclass(frozen=True, slots=True)
class Place:
    """The place of the document: its store, and the writer for it."""

    uri: str
    store: SecretStore
    writer: Writer

    def current(self) -> str | None:
        """Return the document in the store; None if there is none.

        Raises:
            PutError: The store cannot be read.
        """
        try:
            return self.store.read()
        except OutcomeError as error:
            reason = error.outcome.reason
        if reason == self.writer.missing:
            return None
        raise PutError(f"{self.uri} cannot be read: {reason}")


def put(text: str, place: Place, console: Console, clock: Clock) -> None:
    """Put *text*, which is a valid config, into its store.

    Raises:
        PutError: Nothing was written, or the document does not read back as written.
    """
    before = place.current()
    lines = list(_shown(before, text))
    if not lines:
        console.say(f"{place.uri} has this document already: nothing to write.")
        return
    what = "would be created" if before is None else "would change"
    console.say(f"{place.uri} {what}:")
    for line in lines:
        console.say(f"  {line}")
    if not console.agrees("Write it?"):
        raise PutError("Nothing was written.")
    if place.current() != before:
        raise PutError(
            "Somebody else has changed it in the meantime: nothing was written. Try again."
        )
    version = _write(place, before, text)
    console.say(f"Written: {version}.")
    _read_back(place, text, clock)
    console.say("Read back: it matches what was written.")


def _shown(before: str | None, after: str) -> Iterator[str]:
    document = read_document(after)
    if before is None:
        yield from map(str, changes({}, document))
        return
    try:
        current = read_document(before)
    except ConfigError:
        yield "~ /  (the current document is not JSON: all of it is replaced)"
        return
    yield from map(str, changes(current, document))


def _write(place: Place, before: str | None, text: str) -> str:
    """Return the name of the version that was written."""
    problem = ""
    try:
        return place.writer.create(text) if before is None else place.writer.replace(text)
    except CannotCreateError as error:
        problem = f"There is none yet. Create it with this command, then try again:\n  {error}"
    except OutcomeError as error:
        problem = f"The store refuses it: {error.outcome.reason}"
    raise PutError(problem)


def _read_back(place: Place, text: str, clock: Clock) -> None:
    for attempt in range(_LOOKS):
        clock.sleep(_PAUSE if attempt else 0)
        if place.current() == text:
            return
    raise PutError("The store returns another document: somebody else has written too.")
