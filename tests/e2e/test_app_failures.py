"""Nothing escapes the handler, whatever it is given and whatever fails inside it."""

import json
import threading
from itertools import count
from typing import Any, Final

import pytest

from smscode.app import App
from smscode.claims.books import Bookkeeping
from smscode.clock import TIMEOUTS, Deadline
from smscode.config.cache import ConfigCache, ConfigSource
from smscode.credentials import FunctionRole
from smscode.delivery import Delivery, SignOrder, SmsService
from smscode.logs import Log
from smscode.secret_stores import SecretStore
from smscode.senders import Ask, Attempt, Sender
from support.app_bench import CODE, FIELDS, NUMBER, AppBench
from support.documents import KEY_SECRET, document, load
from support.stand_ins import HeldClock, MemoryStore, log_lines

Output = pytest.CaptureFixture[str]


class Unreadable:
    """A context that nobody can look at."""

    def __getattr__(self, _: str) -> object:
        """Fail as nothing should."""
        raise KeyboardInterrupt(NUMBER)


ENDLESS: Final[list[Any]] = []
ENDLESS.append(ENDLESS)
EVENTS: Final[list[Any]] = [
    *(None, object, {1: 2}, {"a": {1}}, ENDLESS, 10**400, float("nan"), "\ud800", NUMBER),
    *(b"\xff", b"[" * 10_000, b"1" * 5000, bytearray(b"{}"), FIELDS.keys()),
    *({"requestContext": NUMBER, "headers": NUMBER}, {"requestContext": {"elb": 1}, "http": 1}),
    {"requestContext": {"elb": {}}, "headers": {}, "multiValueHeaders": "x", "httpMethod": "POST"},
    {"version": "2.0", "rawPath": "/", "headers": {}, "requestContext": {"http": {"method": 5}}},
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: repr(event)[:40])
def test_any_event(bench: AppBench, event: object, capsys: Output) -> None:
    """What is no call is answered as an invalid request, and its content is in no log."""
    answer: Any = bench.app(event, None)
    document = json.loads(answer["body"]) if "body" in answer else answer
    assert document["code"] == "invalid_request"
    assert NUMBER not in capsys.readouterr().out
    assert not bench.sandbox.requests


def test_context_that_cannot_be_read(bench: AppBench, capsys: Output) -> None:
    """Even what fails before the event is opened ends in an answer, and shows nothing."""
    answer: Any = bench.app(FIELDS, Unreadable())
    assert answer["statusCode"] == 500
    (line,) = log_lines(capsys)
    assert (line["event"], line["type"]) == ("failed", "KeyboardInterrupt")
    assert line["requestId"] == json.loads(answer["body"])["requestId"]
    assert NUMBER not in str(line)


class FailingSender:
    """An SMS service whose library fails as nothing should."""

    def __init__(self, error: BaseException) -> None:
        """Raise *error*."""
        self._error = error

    def prepare(self, *_: object) -> Ask:
        """Return what raises."""

        def ask(_deadline: Deadline) -> Attempt:
            raise self._error

        return ask


def app_of(store: SecretStore, sender: Sender) -> App:
    """Put a function together from a store and a sender."""
    clock, log = HeldClock(), Log()
    role = FunctionRole({})
    configs = ConfigCache(ConfigSource(store, load), 300, clock, log)
    newer_config = configs.after_refused_key
    delivery = Delivery(lambda _: sender, role.credentials, newer_config, SignOrder(log), clock)
    return App(
        configs=configs,
        service=SmsService(Bookkeeping("memory:", clock, log), delivery),
        role=role,
        clock=clock,
        log=log,
        annotate=lambda line, _now: line,
        loaded_at=clock.now,
        send_takes=TIMEOUTS.send,
    )


FATAL: Final = [KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, RecursionError, OSError]


@pytest.mark.parametrize("error", FATAL)
def test_failing_sender(error: type[BaseException], capsys: Output) -> None:
    """Whatever a sender raises ends in an answer, which with the log shows nothing of it."""
    app = app_of(MemoryStore(document()), FailingSender(error(f"{NUMBER} {CODE}")))
    answer: Any = app(FIELDS, None)
    line = log_lines(capsys)[-1]
    assert answer["status"] >= 500
    assert (line["event"], line["requestId"]) == ("call", answer["requestId"])
    assert error.__name__ in line["reason"]
    assert not [text for text in (NUMBER, CODE) if text in f"{line} {answer}"]


@pytest.mark.parametrize("error", FATAL)
def test_failing_store(error: type[BaseException], capsys: Output) -> None:
    """Whatever a store raises ends in an answer that is safe to repeat, and shows nothing."""
    app = app_of(MemoryStore(error(KEY_SECRET)), FailingSender(AssertionError()))
    answer: Any = app(FIELDS, None)
    assert answer["code"] == "unavailable"
    lines = log_lines(capsys)
    assert [line["event"] for line in lines] == ["config_not_read", "call"]
    assert KEY_SECRET not in f"{lines} {answer}"


def test_health_touches_no_store() -> None:
    """A health check reads no secret."""
    store = MemoryStore(document())
    app = app_of(store, FailingSender(AssertionError()))
    context = {"http": {"method": "GET"}}
    event = {"version": "2.0", "rawPath": "/healthz", "headers": {}, "requestContext": context}
    answer: Any = app(event, None)
    assert answer["statusCode"] == 200
    assert store.reads == 0


class FatalClock(HeldClock):
    """A clock that fails once, in the handler's own thread, when it is asked the nth time."""

    def __init__(self, nth: int) -> None:
        """Fail at the nth time, counted from 0."""
        super().__init__()
        self.left = nth

    def monotonic(self) -> float:
        """Return the time, or raise."""
        if threading.current_thread() is threading.main_thread():
            self.left -= 1
            if self.left == -1:
                raise KeyboardInterrupt(NUMBER)
        return self.now


def test_failure_at_any_point(bench: AppBench, capsys: Output) -> None:
    """Wherever in a call something fails as nothing should, there is an answer and a line."""
    for nth in count():
        bench.clock = clock = FatalClock(nth)
        answer: Any = bench.wired()(FIELDS, None)
        lines = log_lines(capsys)
        assert {"call", "failed"} & {line["event"] for line in lines}
        assert NUMBER not in f"{lines} {answer}"
        if clock.left >= 0:
            break
        assert answer.get("statusCode") == 500 or answer["code"]
    assert nth > 5
    assert answer["code"] == "sent"
