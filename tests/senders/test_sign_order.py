"""Several signatures: which is tried first, what is remembered, and what the log says of it."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event
from typing import Final
from urllib.parse import parse_qs

import pytest

from aliyun_sms_sandbox.aliyun import catalogue
from aliyun_sms_sandbox.aliyun.catalogue import Sign, Status
from aliyun_sms_sandbox.aliyun.flow_control import UNLIMITED
from aliyun_sms_sandbox.aliyun.journal import Message, ignore
from aliyun_sms_sandbox.aliyun.server import Sandbox
from smscode.delivery import SignOrder
from smscode.logs import Log
from smscode.outcome import MISCONFIGURED, RATE_LIMITED, SENT, Outcome
from smscode.senders import Attempt, Remedy
from support.instance import KEYED, Instance, environment_for
from support.stand_ins import PATIENCE, log_lines

REFUSED: Final = Attempt(
    Outcome(MISCONFIGURED, provider_code="isv.SMS_SIGNATURE_ILLEGAL"), Remedy.NEXT_SIGN
)
ACCEPTED: Final = Attempt(Outcome(SENT))
LIMITED: Final = Attempt(Outcome(RATE_LIMITED))
NAMES: Final = ("甲", "乙", "丙")


class Account:
    """An account whose signatures come and go, and a function that knows their names."""

    def __init__(self, on_message: Callable[[Message], None] = ignore) -> None:
        """Let all of them be good."""
        self._signs: dict[str, Sign] = {}
        self.revive(*NAMES)
        owned = replace(catalogue.load(), signs=self._signs, flow_limits=UNLIMITED)
        self.sandbox = Sandbox.start(catalogue=owned, on_message=on_message)
        config = {**KEYED, "signName": list(NAMES)}
        self.instance = Instance(environment_for(self.sandbox, config))
        self._calls = 0

    def revive(self, *names: str) -> None:
        """Let these be good again."""
        self._signs.update({name: Sign(name, Status.APPROVED) for name in names})

    def kill(self, *names: str) -> None:
        """Let these be refused from now on."""
        for name in names:
            del self._signs[name]

    def call(self) -> tuple[str, list[str]]:
        """Ask for one SMS; return the outcome, and the signatures that were tried."""
        self._calls += 1
        already = len(self.sandbox.requests)
        document = self.instance.call(code=f"{self._calls:06d}")
        tried = (parse_qs(request.query)["SignName"] for request in self.sandbox.requests[already:])
        return str(document["code"]), [name for (name,) in tried]


@pytest.fixture
def account() -> Iterator[Account]:
    """Give an account with three good signatures."""
    made = Account()
    yield made
    made.sandbox.stop()


def signs_in_log(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """Return what the log has said of signatures since the last time."""
    lines = (line for line in log_lines(capsys) if line["event"] == "sign_refused")
    return [(line["signName"], line["providerCode"]) for line in lines]


def test_while_all_is_well_the_first_one_serves(account: Account) -> None:
    """The order of the config is the order of preference."""
    assert [account.call() for _ in range(2)] == [("sent", ["甲"])] * 2


def test_the_next_one_is_tried_once_and_remembered(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dead signature costs one request, in one call; the log names it once."""
    account.kill("甲")
    assert account.call() == ("sent", ["甲", "乙"])
    assert account.call() == ("sent", ["乙"])
    assert signs_in_log(capsys) == [("甲", "isv.SMS_SIGNATURE_ILLEGAL")]


def test_never_a_third(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """A call makes two requests at most; the next call begins with what is left."""
    account.kill("甲", "乙")
    assert account.call() == ("misconfigured", ["甲", "乙"])
    assert account.call() == ("sent", ["丙"])
    assert [name for name, _ in signs_in_log(capsys)] == ["甲", "乙"]


def test_all_dead(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """With none left the operator must act, and each call still tries two."""
    account.kill(*NAMES)
    outcomes = [account.call() for _ in range(3)]
    assert [code for code, _ in outcomes] == ["misconfigured"] * 3
    assert all(len(tried) == 2 for _, tried in outcomes)
    assert [name for name, _ in signs_in_log(capsys)] == list(NAMES)


def test_one_that_comes_back(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """A revived signature is found again when the others die, and then it serves alone."""
    account.kill("甲")
    account.call()
    account.kill("乙", "丙")
    account.call()
    account.revive("甲")
    assert account.call()[0] == "sent"
    assert account.call() == ("sent", ["甲"])
    assert [name for name, _ in signs_in_log(capsys)] == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", "rate_limited"),
        ("isv.SMS_TEMPLATE_ILLEGAL", "misconfigured"),
        ("isv.SMS_SIGN_EMOJI_ILLEGAL", "misconfigured"),
        ("isv.MOBILE_NUMBER_ILLEGAL", "invalid_phone"),
        ("isp.SYSTEM_ERROR", "uncertain"),
        ("isv.NEW_SIGN_CODE", "rejected"),
    ],
)
def test_only_a_refused_signature_is_replaced(account: Account, code: str, told: str) -> None:
    """Whatever else goes wrong, the next signature would fail or send twice."""
    account.sandbox.answer_next(code)
    assert account.call() == (told, ["甲"])
    assert account.call() == ("sent", ["甲"])


def test_a_receipt_that_comes_late(capsys: pytest.CaptureFixture[str]) -> None:
    """What was accepted before a signature died says nothing of the time after."""
    accepted, answer = Event(), Event()

    def hold_the_first(_: Message) -> None:
        if not accepted.is_set():
            accepted.set()
            answer.wait(PATIENCE)

    account = Account(hold_the_first)
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(account.instance.call, code="A00001")
        assert accepted.wait(PATIENCE)
        account.kill("甲")
        assert account.call() == ("sent", ["甲", "乙"])
        answer.set()
        assert early.result()["code"] == "sent"
    assert account.call() == ("sent", ["乙"])
    assert [name for name, _ in signs_in_log(capsys)] == ["甲"]
    account.sandbox.stop()


def test_order() -> None:
    """Those that were refused stand behind those that were not, whatever list they are in."""
    order = SignOrder(Log())
    assert order.in_order(NAMES) == NAMES
    order.note("甲", REFUSED)
    order.note("丙", REFUSED)
    order.note("乙", LIMITED)
    order.note("乙", ACCEPTED)
    assert order.in_order(NAMES) == ("乙", "甲", "丙")
    assert order.in_order(("甲", "丁")) == ("丁", "甲")


def test_many_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Calls that are refused at the same moment leave one line in the log, not one each."""
    threads, rounds = 8, 200
    order, together = SignOrder(Log()), Barrier(threads)

    def refuse(_: int) -> None:
        for number in range(rounds):
            together.wait()
            order.note(f"sign {number}", REFUSED)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(refuse, range(threads)))
    sys.setswitchinterval(interval)
    assert len(signs_in_log(capsys)) == rounds
