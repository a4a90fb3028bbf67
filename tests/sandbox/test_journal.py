"""The record of requests and messages."""

from datetime import datetime, timezone

from aliyun_sms_sandbox.aliyun import journal
from aliyun_sms_sandbox.aliyun.journal import Journal, Message
from aliyun_sms_sandbox.wire import Request


def _message(number: int) -> Message:
    now = datetime.now(timezone.utc)
    return Message(str(number), "s", "t", {"code": "1234"}, "text", None, "b", now)


def test_the_record_is_bounded_and_keeps_the_newest() -> None:
    """Past the capacity the oldest messages and requests go."""
    record = Journal()
    record.record_messages(_message(number) for number in range(journal.CAPACITY + 3))
    for number in range(journal.CAPACITY + 3):
        record.record_request(Request("GET", "/", str(number), {}))
    assert len(record.messages) == len(record.requests) == journal.CAPACITY
    assert record.messages[0].phone == record.requests[0].query == "3"


def test_what_was_read_does_not_change() -> None:
    """A snapshot stays as it is while more arrives, and after clearing."""
    record = Journal()
    record.record_messages([_message(1)])
    before = record.messages
    record.record_messages([_message(2)])
    record.clear()
    assert [message.phone for message in before] == ["1"]
    assert record.messages == ()


def test_the_listener_hears_every_message_once_and_may_read_the_record() -> None:
    """The listener runs outside the lock, when the message is already recorded."""
    heard: list[tuple[str, int]] = []
    record = Journal(lambda message: heard.append((message.phone, len(record.messages))))
    record.record_messages([_message(1), _message(2)])
    assert heard == [("1", 2), ("2", 2)]


def test_the_listener_hears_every_request_before_it_is_answered() -> None:
    """It is recorded by then, so that a listener can count."""
    heard: list[tuple[str, int]] = []
    record = Journal(on_request=lambda request: heard.append((request.path, len(record.requests))))
    record.record_request(Request("GET", "/1", "", {}))
    record.record_request(Request("GET", "/2", "", {}))
    assert heard == [("/1", 1), ("/2", 2)]
