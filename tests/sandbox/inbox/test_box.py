"""The record behind the page and the API."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from aliyun_sms_sandbox.inbox import box as boxes
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.change import Clearing
from aliyun_sms_sandbox.inbox.entry import Arrival, Refusal
from aliyun_sms_sandbox.inbox.problems import ProblemError
from aliyun_sms_sandbox.wire import Answer, Request
from support.inbox.desk import PHONE, sms


def filled(*phones: str) -> Box:
    """Return a box in which each of these got an SMS."""
    box = Box()
    for phone in phones:
        box.hear(Request("GET", f"/{phone}", "", {}))
        box.deliver(sms(phone))
    return box


def phones(box: Box) -> list[str]:
    """Return who got something, newest first."""
    return [arrival.phone for arrival in box.arrivals]


def test_each_sms_has_the_request_that_it_came_by() -> None:
    """Requests that are answered at the same time in other threads are not mixed up."""
    box = Box()

    def receive(number: int) -> None:
        box.hear(Request("GET", f"/{number}", "", {}))
        box.deliver(sms(str(number)))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(receive, range(10_000, 10_200)))
    assert len(box.arrivals) == 200
    assert all(a.request.path == f"/{a.message.phone}" for a in box.arrivals)
    assert [a.number for a in box.arrivals] == list(range(200, 0, -1))


def test_the_record_is_bounded_and_keeps_the_newest() -> None:
    """Past the capacity the oldest go."""
    box = filled(*(str(number) for number in range(boxes.CAPACITY + 5)))
    assert len(box.arrivals) == boxes.CAPACITY
    assert box.arrivals[-1].message.phone == "5"
    assert box.arrivals[0].message.phone == str(boxes.CAPACITY + 4)


def test_changes_go_on_after_any_position() -> None:
    """Whoever has seen the first two is told the third, and nothing after the last."""
    box = filled("1", "2", "3")
    assert [change.number for change in box.changes_after(2)] == [3]
    assert box.changes_after(3) == ()


@pytest.mark.parametrize("position", [-1, 4, boxes.CAPACITY])
def test_an_unknown_position_is_told_to_start_anew(position: int) -> None:
    """One of another run, too: a clearing comes first, then what is there."""
    box = filled("1", "2", "3")
    first, *rest = box.changes_after(position)
    assert first == Clearing(0)
    assert [change.number for change in rest] == [n for n in (1, 2, 3) if n > position]


def test_a_gap_is_told() -> None:
    """Whoever missed more than is kept starts anew, with all that is."""
    box = filled(*(str(number) for number in range(boxes.CAPACITY + 5)))
    first, *rest = box.changes_after(3)
    assert (first, len(rest)) == (Clearing(0), boxes.CAPACITY)
    assert isinstance(box.changes_after(5)[0], Arrival)


def test_a_send_that_no_sms_came_of_is_kept_with_its_reply() -> None:
    """Other requests are not: somebody who waits for an SMS does not wait for these."""
    box = Box()
    reply = Answer(200, {}, b'{"Code": "isv.X", "Message": "no"}')
    for action in (
        *("SendSms", "QuerySendDetails", "SendSmsVerifyCode", "GetSecretValue", ""),
        *("SendMessageToGlobe", "QueryMessage", "SendBatchSms"),
    ):
        headers = {"x-acs-action": action}
        box.hear(Request("GET", "/", f"PhoneNumbers=%2B86{PHONE}", headers))
        box.conclude(reply)
    box.hear(Request("GET", "/", "", {"x-acs-action": "SendSms"}))
    box.deliver(sms())
    box.conclude(reply)
    accepted, *refusals = box.entries
    assert isinstance(accepted, Arrival)
    for refusal in refusals:
        assert isinstance(refusal, Refusal)
        assert (refusal.phone, refusal.reason) == (PHONE, ("isv.X", "no"))
    assert {refusal.action for refusal in refusals if isinstance(refusal, Refusal)} == {
        *boxes.SENDING_ACTIONS
    }
    assert box.arrivals == (accepted,)


def test_clearing_removes_all_and_is_told() -> None:
    """Whoever had seen them hears that they are gone; numbers are not used again."""
    box = filled("1", "2")
    box.clear()
    assert box.arrivals == ()
    assert box.changes_after(2) == (Clearing(3),)
    box.deliver(sms("5"))
    assert [change.number for change in box.changes_after(2)] == [3, 4]


def test_clearing_one_number_leaves_the_others() -> None:
    """However the number is written."""
    box = filled(PHONE, "13900139000", PHONE)
    box.clear(f"+86{PHONE}")
    assert phones(box) == ["13900139000"]
    assert box.changes_after(3) == (Clearing(4, PHONE),)


def test_the_latest_is_of_that_number_and_after_that_change() -> None:
    """Newer SMS to others do not matter, and older ones are not taken for new."""
    box = filled(PHONE, PHONE, "13900139000")
    latest = box.latest(f"0086{PHONE}")
    assert latest is not None
    assert latest.number == 2
    assert box.latest(PHONE, after=2) is None
    assert box.latest("138") is None


def test_every_change_rings_for_everyone_who_listens() -> None:
    """An SMS, a clearing and the end, from another thread; nothing rings of itself."""
    box = Box()

    def receive() -> None:
        box.hear(Request("GET", "/", "", {}))
        box.deliver(sms())

    async def scene() -> None:
        changes: tuple[Callable[[], None], ...] = (receive, box.clear, box.close)
        with box.listening() as one, box.listening() as other:
            assert not await one.wait(0)
            for change in changes:
                await asyncio.to_thread(change)
                assert await one.wait(60)
                assert await other.wait(60)
            assert box.is_closed

    asyncio.run(scene())


def test_as_many_listen_as_may_and_no_more() -> None:
    """One more is a 503; when one goes, there is room again."""

    async def scene() -> None:
        box = Box()
        with ExitStack() as most:
            for _ in range(boxes.MAX_WAITING):
                most.enter_context(box.listening())
            with pytest.raises(ProblemError, match="too_many_waiting"), box.listening():
                pass
        with box.listening():
            pass

    asyncio.run(scene())


def test_a_listener_whose_loop_has_ended_does_no_harm() -> None:
    """A message still arrives after the inbox's own loop is gone."""
    box = filled(PHONE)

    with ExitStack() as never_closed:

        async def leave() -> None:
            never_closed.enter_context(box.listening())

        asyncio.run(leave())
        box.deliver(sms())
    assert len(box.arrivals) == 2
