"""Changes of the box as server-sent events, resumed without loss by `Last-Event-ID`.

The format: html.spec.whatwg.org/multipage/server-sent-events.html.
"""

from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from aliyun_sms_sandbox.inbox import texts
from aliyun_sms_sandbox.inbox.bell import Bell
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.change import Change, Clearing
from aliyun_sms_sandbox.inbox.entry import Entry
from aliyun_sms_sandbox.inbox.pages import Pages

#: A comment is sent after so many quiet seconds: it finds out who has gone without a word.
_QUIET_SECONDS = 15.0
_UNKNOWN = -1


def position(box: Box, last_event_id: str) -> int:
    """Return the number of a named change; one of another box is before everything."""
    box_id, _, number = last_event_id.partition("-")
    return int(number) if box_id == box.id and number.isdecimal() else _UNKNOWN


class Stream:
    """The endpoint, as an ASGI application: the bell hangs for as long as a client listens."""

    def __init__(self, box: Box, pages: Pages) -> None:
        self._box = box
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on after the last event that the client has seen."""
        request = Request(scope, receive)
        language = texts.language(request)
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")

        def render(entry: Entry) -> str:
            return self._pages.card(language, entry)

        with self._box.listening() as bell:
            lines = events(self._box, bell, position(self._box, seen), render)
            response = StreamingResponse(lines, media_type="text/event-stream")
            await response(scope, receive, send)


async def events(
    box: Box, bell: Bell, after: int, render: Callable[[Entry], str]
) -> AsyncIterator[str]:
    """Write each change after that one, and each new one until the box is closed."""
    yield "retry: 1000\n\n"
    while True:
        for change in box.changes_after(after):
            after = max(after, change.number)
            yield _event(box, change, render)
        if box.is_closed:
            return
        if not await bell.wait(_QUIET_SECONDS):
            yield ": still here\n\n"


def _event(box: Box, change: Change, render: Callable[[Entry], str]) -> str:
    if isinstance(change, Clearing):
        name, data = "clearing", change.phone
    else:
        name, data = "entry", render(change)
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\nid: {box.event_id(change.number)}\n{lines}\n"
