"""Puts a document into its store: shows the changes, asks, writes and reads back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ops.check import stores
from ops.config_put import Writer
from ops.config_put.changes import changes
from ops.config_put.errors import CannotCreateError, PutError
from ops.config_put.review import told
from ops.console import Console
from smscode.clock import Clock
from smscode.config.errors import ConfigError
from smscode.config.model import read_document
from smscode.outcome import OutcomeError, Text
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
            outcome = error.outcome
        if outcome.reason == self.writer.missing:
            return None
        raise PutError(told(stores.trouble(self.uri, outcome, stores.PUT)))


def put(
    text: str, place: Place, console: Console, agrees: Callable[[], bool], clock: Clock
) -> None:
    """Put *text*, which is a valid config, into its store, if the operator *agrees*.

    Raises:
        PutError: Nothing was written, or the document does not read back as written.
    """
    uri, before = place.uri, place.current()
    lines = list(_shown(before, text))
    if not lines:
        console.say(
            Text(
                f"{uri} has this document already: nothing to write.",
                f"{uri} 已经是这份配置，无需写入。",
            )
        )
        return
    if before is None:
        console.say(Text(f"{uri} would be created:", f"将新建 {uri}："))
    else:
        console.say(Text(f"{uri} would change:", f"{uri} 将有以下变更："))
    for line in lines:
        console.say(Text(f"  {line.english}", f"  {line.chinese}"))
    if not agrees():
        raise PutError(Text("Nothing was written.", "未写入。"))
    if place.current() != before:
        raise PutError(_CHANGED_MEANWHILE)
    version = _write(place, before, text)
    console.say(Text(f"Written: {version.english}.", f"已写入：{version.chinese}。"))
    _read_back(place, text, clock)
    console.say(Text("Read back: it matches what was written.", "已读回核对：与写入的内容一致。"))


def _shown(before: str | None, after: str) -> Iterator[Text]:
    document = read_document(after)
    current: object = {}
    if before is not None:
        try:
            current = read_document(before)
        except ConfigError:
            yield _NOT_JSON
            return
    for change in changes(current, document):
        yield change.told()


def _write(place: Place, before: str | None, text: str) -> Text:
    """Return what is written: the version's name."""
    problem: Text
    try:
        return place.writer.create(text) if before is None else place.writer.replace(text)
    except CannotCreateError as error:
        problem = Text(
            f"There is none yet. Create it with this command, then try again:\n  {error}",
            f"还没有这个凭据。请用以下命令创建后重试：\n  {error}",
        )
    except OutcomeError as error:
        problem = told(stores.trouble(place.uri, error.outcome, stores.PUT))
    raise PutError(problem)


def _read_back(place: Place, text: str, clock: Clock) -> None:
    for attempt in range(_LOOKS):
        clock.sleep(_PAUSE if attempt else 0)
        if place.current() == text:
            return
    raise PutError(_CHANGED_AFTERWARDS)


_NOT_JSON = Text(
    "~ /  (the current document is not JSON: all of it is replaced)",
    "~ /  （当前配置不是 JSON，将整体替换）",
)
_CHANGED_MEANWHILE = Text(
    "Somebody else has changed it in the meantime: nothing was written. Try again.",
    "其间有人修改了配置，未写入。请重试。",
)
_CHANGED_AFTERWARDS = Text(
    "The store returns another document: somebody else has written too.",
    "读回的不是刚写入的配置：有人同时写入。",
)
