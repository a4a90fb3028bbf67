"""Delivery reports, pushed: when, together with which, and again after what."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from queue import Queue
from typing import Any

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendBatchSmsRequest, SendSmsRequest
from alibabacloud_tea_openapi.models import OpenApiRequest
from darabonba.runtime import RuntimeOptions

from aliyun_sms_sandbox.aliyun import catalogue, lent
from aliyun_sms_sandbox.aliyun.account import Account
from aliyun_sms_sandbox.aliyun.delivery import PENDING, failed
from aliyun_sms_sandbox.aliyun.journal import Journal, Message
from aliyun_sms_sandbox.aliyun.report_push import GATHERING, MOST_OF_A_BATCH, ReportPush
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.loopback import HOST
from aliyun_sms_sandbox.trouble import Hang, Reset
from aliyun_sms_sandbox.wire import Answer
from support.generic_call import rpc
from support.report_receiver import PATH, PATIENCE, Receiver, TurnedClock, receiving

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]
#: How long nothing is waited for, when nothing is to come.
A_WHILE = 3600.0
AT_HOME = [60.0, 300.0, 600.0]
ABROAD = [60.0, 300.0]
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
SMS = Message("13800138000", "签名", "SMS_1", {"code": "1234"}, "【签名】1234", "o", "1^0", NOW)


@dataclass
class Bench:
    """A push and what it pushes to, both at rest."""

    push: ReportPush
    clock: TurnedClock
    receiver: Receiver
    told: "Queue[str]"

    def take(self, *messages: Message) -> None:
        """Let it take these; it waits until the batch that they begin is due."""
        self.push.take(messages)
        assert self.clock.next_wait() == GATHERING


@pytest.fixture
def bench() -> Iterator[Bench]:
    """Return one that has taken nothing yet."""
    with receiving() as receiver:
        clock, told = TurnedClock(), Queue[str]()
        push = ReportPush(clock, PATIENCE, told.put)
        push.push_to(receiver.url)
        assert clock.next_wait() == A_WHILE
        yield Bench(push, clock, receiver, told)
        push.stop()


def test_a_report_is_pushed_a_little_later_and_once(bench: Bench) -> None:
    """To the whole URL, as JSON; what was taken is not pushed again."""
    bench.take(SMS)
    bench.clock.turn(GATHERING / 2)
    assert bench.clock.next_wait() == GATHERING / 2
    assert bench.receiver.is_quiet
    bench.clock.turn(GATHERING / 2)
    push = bench.receiver.next()
    assert push.target == PATH
    assert push.headers["content-type"] == "application/json;charset=UTF-8"
    assert [report["biz_id"] for report in push.reports] == ["1^0"]
    assert bench.clock.next_wait() == A_WHILE
    assert bench.told.empty()


def test_what_comes_meanwhile_goes_with_it_and_abroad_goes_by_itself(bench: Bench) -> None:
    """One array has one form; what comes later is another batch."""
    bench.take(SMS)
    bench.clock.turn(GATHERING / 2)
    assert bench.clock.next_wait() == GATHERING / 2
    there = replace(SMS, phone="85251234567", at_home=False)
    bench.push.take([replace(SMS, phone="13900139000"), there])
    assert bench.clock.next_wait() == GATHERING / 2
    bench.clock.turn(GATHERING / 2)
    reports = bench.receiver.next().reports
    assert [report["phone_number"] for report in reports] == ["13800138000", "13900139000"]
    assert bench.clock.next_wait() == GATHERING / 2
    bench.clock.turn(GATHERING / 2)
    assert [report["To"] for report in bench.receiver.next().reports] == ["85251234567"]


def test_a_batch_has_an_end(bench: Bench) -> None:
    """One more begins the next."""
    bench.take(*[SMS] * (2 * MOST_OF_A_BATCH + 1))
    bench.clock.turn(GATHERING)
    sizes = [len(bench.receiver.next().reports) for _ in range(3)]
    assert sizes == [MOST_OF_A_BATCH, MOST_OF_A_BATCH, 1]


def test_what_has_no_report_is_not_pushed(bench: Bench) -> None:
    """One that is on its way for ever begins no batch, and is in none."""
    bench.push.take([replace(SMS, delivery=PENDING)])
    assert bench.clock.next_wait() == A_WHILE
    bench.take(replace(SMS, delivery=PENDING), replace(SMS, delivery=failed("NO_ROUTE")))
    bench.clock.turn(GATHERING)
    assert [report["err_code"] for report in bench.receiver.next().reports] == ["NO_ROUTE"]


@pytest.mark.parametrize(
    ("message", "pauses"),
    [(SMS, AT_HOME), (replace(SMS, at_home=False), ABROAD)],
    ids=["at home", "abroad"],
)
def test_what_is_not_taken_comes_again_and_then_never(
    bench: Bench, message: Message, pauses: list[float]
) -> None:
    """The same array after each pause, not a second sooner; each failure is told."""
    for _ in range(9):
        bench.receiver.replies.put(Answer(503, {}, b'{"code": 503}'))
    bench.take(message)
    bench.clock.turn(GATHERING)
    first = bench.receiver.next()
    for pause in pauses:
        assert bench.clock.next_wait() == pause
        told = bench.told.get(timeout=PATIENCE)
        assert told == f"Delivery reports (1) to {HOST}: HTTP 503; again in {pause:.0f} s"
        bench.clock.turn(pause - 1)
        assert bench.clock.next_wait() == 1
        assert bench.receiver.is_quiet
        bench.clock.turn(1)
        assert bench.receiver.next() == first
    assert bench.clock.next_wait() == A_WHILE
    assert bench.told.get(timeout=PATIENCE).endswith("given up")


@pytest.mark.parametrize("body", ['{"code": 0}', '{"code": 400, "msg": "x"}', '{"code": -1.5}'])
def test_a_number_as_code_is_taken_whatever_it_is(bench: Bench, body: str) -> None:
    """Aliyun looks at no more: a receiver's own fault is to have another status."""
    bench.receiver.replies.put(Answer(200, {}, body.encode()))
    bench.take(SMS)
    bench.clock.turn(GATHERING)
    bench.receiver.next()
    assert bench.clock.next_wait() == A_WHILE


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Answer(200, {}, b""), "no number as code"),
        (Answer(200, {}, b"OK"), "no number as code"),
        (Answer(200, {}, b"[0]"), "no number as code"),
        (Answer(200, {}, b'{"Code": 0}'), "no number as code"),
        (Answer(200, {}, b'{"code": "0"}'), "no number as code"),
        (Answer(200, {}, b'{"code": true}'), "no number as code"),
        (Answer(200, {}, b"[" * 60_000), "no number as code"),
        (Answer(201, {}, b'{"code": 0}'), "HTTP 201"),
        (Answer(307, {"location": "/elsewhere"}, b'{"code": 0}'), "HTTP 307"),
        (Answer(404, {}, b'{"code": 0}'), "HTTP 404"),
        (Reset(), "ConnectionResetError"),
    ],
)
def test_anything_else_is_a_failure(bench: Bench, reply: Answer | Reset, why: str) -> None:
    """It is told why, without the secret in the path; nothing is followed, and it comes again."""
    bench.receiver.replies.put(reply)
    bench.take(SMS)
    bench.clock.turn(GATHERING)
    bench.receiver.next()
    assert bench.clock.next_wait() == AT_HOME[0]
    assert bench.told.get(timeout=PATIENCE) == (
        f"Delivery reports (1) to {HOST}: {why}; again in 60 s"
    )
    bench.clock.turn(AT_HOME[0])
    bench.receiver.next()
    assert bench.clock.next_wait() == A_WHILE


def test_an_answer_that_is_late_is_none() -> None:
    """Whoever answers after Aliyun's patience is pushed to again."""
    clock, told = TurnedClock(), Queue[str]()
    push = ReportPush(clock, patience=0.1, tell=told.put)
    with receiving() as receiver:
        receiver.replies.put(Hang(PATIENCE))
        push.push_to(receiver.url)
        assert clock.next_wait() == A_WHILE
        push.take([SMS])
        assert clock.next_wait() == GATHERING
        clock.turn(GATHERING)
        assert clock.next_wait() == AT_HOME[0]
        assert "TimeoutError" in told.get(timeout=PATIENCE)
        push.stop()


@pytest.mark.parametrize("path", ["/", "/ü", "/a b", "/\x00"])
def test_an_address_where_nobody_is_is_a_failure_like_any_other(path: str) -> None:
    """Nothing that a URL can hold ends the thread."""
    clock = TurnedClock()
    push = ReportPush(clock)
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    push.push_to(f"http://{HOST}:{port}{path}")
    assert clock.next_wait() == A_WHILE
    push.take([SMS])
    assert clock.next_wait() == GATHERING
    clock.turn(GATHERING)
    assert clock.next_wait() == AT_HOME[0]
    push.stop()


def test_it_goes_through_no_proxy(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the shell that started it has."""
    monkeypatch.setenv("http_proxy", f"http://{HOST}:9")
    bench.take(SMS)
    bench.clock.turn(GATHERING)
    assert bench.receiver.next().target == PATH


def test_what_was_cleared_is_not_pushed(bench: Bench) -> None:
    """Neither what was to come, nor what was to come again."""
    bench.receiver.replies.put(Answer(503, {}, b""))
    bench.take(SMS)
    bench.clock.turn(GATHERING)
    bench.receiver.next()
    assert bench.clock.next_wait() == AT_HOME[0]
    bench.push.take([SMS])
    assert bench.clock.next_wait() == GATHERING
    bench.push.clear()
    bench.clock.turn(AT_HOME[0])
    assert bench.clock.next_wait() == A_WHILE
    assert bench.receiver.is_quiet


@pytest.mark.parametrize("status", [200, 503])
def test_what_is_cleared_while_it_is_pushed_does_not_come_again(bench: Bench, status: int) -> None:
    """Whatever becomes of the push; the next report goes out as ever."""
    bench.receiver.meanwhile = bench.push.clear
    bench.receiver.replies.put(Answer(status, {}, b'{"code": 0}'))
    bench.take(SMS)
    bench.clock.turn(GATHERING)
    bench.receiver.next()
    assert bench.clock.next_wait() == A_WHILE
    bench.take(replace(SMS, biz_id="2^0"))
    bench.clock.turn(GATHERING)
    assert [report["biz_id"] for report in bench.receiver.next().reports] == ["2^0"]


def test_without_a_url_nothing_is_kept() -> None:
    """Nobody asked for reports: those of what came before are not pushed later."""
    clock = TurnedClock()
    push = ReportPush(clock)
    push.take([SMS])
    with receiving() as receiver:
        push.push_to(receiver.url)
        assert clock.next_wait() == A_WHILE
        push.stop()
        assert receiver.is_quiet


@pytest.fixture
def sandbox_with_reports(bench: Bench) -> Iterator[Sandbox]:
    """Return a sandbox that reports to the bench."""
    sandbox = Sandbox(Account.of(catalogue.load()), Journal(), reports=bench.push)
    yield sandbox
    sandbox.stop()


def test_every_service_is_reported_on(
    bench: Bench, sandbox_with_reports: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """What the official SDK sent has the receipts and the outcomes that it was told or can ask."""
    client = make_client(endpoint=sandbox_with_reports.endpoint)
    batch = SendBatchSmsRequest(
        phone_number_json='["13800138000", "13000130000"]',
        sign_name_json=json.dumps(["报备中签名"] * 2),
        template_code="SMS_1000001",
        template_param_json='[{"code": "111111"}, {"code": "222222"}]',
        out_id="order-7",
    )
    batch_id = client.send_batch_sms(batch).body.biz_id
    verification = {
        "PhoneNumber": "13900139000",
        "SignName": lent.SIGNS[0],
        "TemplateCode": "100001",
        "TemplateParam": '{"code":"123456","min":"5"}',
    }
    verified = _call(client, "SendSmsVerifyCode", "2017-05-25", verification)
    abroad_id = client.send_sms(
        make_sms(phone_numbers="85251234567", template_code="SMS_2000001", out_id="order-8")
    ).body.biz_id
    to_globe = {"To": "12025550101", "Message": "x" * 161, "From": "Acme", "TaskId": "order-9"}
    message_id = _call(client, "SendMessageToGlobe", "2018-05-01", to_globe)["MessageId"]
    bench.clock.turn(GATHERING)
    at_home, abroad = bench.receiver.next().reports, bench.receiver.next().reports
    assert [(r["biz_id"], r["success"], r["err_code"], r.get("out_id")) for r in at_home] == [
        (batch_id, True, "DELIVERED", "order-7"),
        (batch_id, False, "PORT_NOT_REGISTERED", "order-7"),
        (verified["Model"]["BizId"], True, "DELIVERED", None),
    ]
    assert [
        tuple(r[name] for name in ("MessageId", "Status", "ErrorCode", "TaskId", "SmsSize"))
        for r in abroad
    ] == [
        (abroad_id, "1", "success", "order-8", "1"),
        (message_id, "2", "EXPIRED", "order-9", "2"),
    ]


def test_a_refused_send_and_a_cleared_one_have_no_report(
    bench: Bench, sandbox_with_reports: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """A test that starts afresh is not told of what was before."""
    client = make_client(endpoint=sandbox_with_reports.endpoint)
    assert client.send_sms(make_sms()).body.code == "OK"
    assert bench.clock.next_wait() == GATHERING
    sandbox_with_reports.clear()
    assert client.send_sms(make_sms(sign_name="无此签名")).body.code != "OK"
    bench.clock.turn(GATHERING)
    assert bench.clock.next_wait() == A_WHILE
    assert bench.receiver.is_quiet


def _call(client: Client, action: str, version: str, query: dict[str, str]) -> Any:  # noqa: ANN401
    request = OpenApiRequest(query=query)
    return client.call_api(rpc(action, version), request, RuntimeOptions())["body"]
