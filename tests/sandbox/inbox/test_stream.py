"""The stream of changes, as a browser reads it."""

import http.client
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest

from aliyun_sms_sandbox.inbox.box import Box
from support.inbox.desk import PHONE, Desk, desk


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream."""

    name: str
    id: str
    data: str


#: As many blocks without an event come in a minute and more.
_PATIENCE = 6


def _is_event(block: list[str]) -> bool:
    return block[0].startswith("event: ")


class Reader:
    """Reads a stream event by event."""

    def __init__(self, desk: Desk, target: str, **headers: str) -> None:
        self._connection = http.client.HTTPConnection(desk.address, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request("GET", target, headers=named)
        self.response = self._connection.getresponse()

    def next(self) -> Event:
        """Wait for the next event."""
        lines = next(filter(_is_event, (self._block() for _ in range(_PATIENCE))))
        data = [line.removeprefix("data: ") for line in lines[2:]]
        return Event(lines[0][len("event: ") :], lines[1][len("id: ") :], "\n".join(data))

    def _block(self) -> list[str]:
        lines: list[str] = []
        for raw in self.response:
            line = raw.decode().rstrip("\n")
            if not line:
                return lines
            lines.append(line)
        raise EOFError

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
        self.response.close()


Listen = Callable[..., Reader]


@pytest.fixture
def listen(the_desk: Desk) -> Iterator[Listen]:
    """Return a function that opens a stream, and hang up in the end."""
    with ExitStack() as readers:

        def open_stream(target: str = "/stream", **headers: str) -> Reader:
            return readers.enter_context(closing(Reader(the_desk, target, **headers)))

        yield open_stream


def codes(event: Event) -> list[str]:
    """Return the code of the SMS in an event."""
    return re.findall(r'data-copy="(\w+)"', event.data)


def test_each_sms_is_told_as_it_arrives(the_desk: Desk, listen: Listen) -> None:
    """As the markup of one message, in the language of the listener."""
    reader = listen(f"/stream?after={the_desk.box.event_id(0)}&lang=zh")
    assert reader.response.getheader("content-type") == "text/event-stream; charset=utf-8"
    for number, code in enumerate(("111111", "222222"), start=1):
        the_desk.deliver(code=code)
        event = reader.next()
        assert (event.name, event.id) == ("entry", the_desk.box.event_id(number))
        assert codes(event) == [code]
        assert "原始请求" in event.data


def test_a_clearing_is_told(the_desk: Desk, listen: Listen) -> None:
    """With the number that was cleared, or without one."""
    reader = listen(f"/stream?after={the_desk.box.event_id(0)}")
    for phone in (PHONE, ""):
        the_desk.box.clear(phone)
        event = reader.next()
        assert (event.name, event.data) == ("clearing", phone)


def test_a_broken_connection_is_resumed_without_loss(the_desk: Desk, listen: Listen) -> None:
    """The browser names the last event that it saw; that goes before the address of the stream."""
    target = f"/stream?after={the_desk.box.event_id(0)}"
    reader = listen(target)
    the_desk.deliver(code="111111")
    last = reader.next().id
    reader.close()
    for code in ("222222", "333333"):
        the_desk.deliver(code=code)
    reader = listen(target, Last_Event_ID=last)
    assert [codes(reader.next()) for _ in range(2)] == [["222222"], ["333333"]]


@pytest.mark.parametrize("last", ["0badcafe-1", "1", "-", "nonsense", "0badcafe-999999999999999"])
def test_a_page_of_another_run_starts_anew(the_desk: Desk, listen: Listen, last: str) -> None:
    """Its messages are not these: they go, and all that is there comes."""
    the_desk.deliver(code="111111")
    reader = listen(Last_Event_ID=last)
    first = reader.next()
    assert (first.name, first.data) == ("clearing", "")
    assert codes(reader.next()) == ["111111"]


def test_markup_in_a_message_is_text(the_desk: Desk, listen: Listen) -> None:
    """Whoever can send an SMS cannot run a script in the page."""
    hostile = "</li><script>alert(1)</script>\n\nevent: clearing\n\n"
    the_desk.deliver(sign='"><img src=x onerror=alert(1)>', text=hostile + "{}")
    reader = listen(f"/stream?after={the_desk.box.event_id(0)}")
    event = reader.next()
    assert event.name == "entry"
    assert not re.search(r"<(?:script|img)", event.data)
    assert "&lt;script&gt;alert(1)" in event.data
    the_desk.deliver(code="222222")
    assert codes(reader.next()) == ["222222"]


def test_a_listener_who_hangs_up_makes_room() -> None:
    """Nobody is counted as waiting who has gone."""
    with desk(box=Box(max_waiting=1)) as one:
        reader = Reader(one, "/stream")
        assert one.ask("GET", f"/api/codes/{PHONE}").status == 503
        reader.close()
        patience = time.monotonic() + 60
        while one.ask("GET", f"/api/codes/{PHONE}").status == 503:
            assert time.monotonic() < patience


def test_the_end_of_the_inbox_ends_the_stream(the_desk: Desk, listen: Listen) -> None:
    """Nobody is left waiting."""
    reader = listen(f"/stream?after={the_desk.box.event_id(0)}")
    the_desk.box.close()
    with pytest.raises(EOFError):
        reader.next()
