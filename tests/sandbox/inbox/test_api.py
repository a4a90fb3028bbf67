"""The API for other projects' tests."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendBatchSmsRequest, SendSmsRequest
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.models import Config, OpenApiRequest
from darabonba.runtime import RuntimeOptions

from aliyun_sms_sandbox.aliyun.flow_control import FlowLimits
from aliyun_sms_sandbox.inbox.box import Box
from support.generic_call import rpc
from support.inbox.desk import PHONE, Desk, desk

pytestmark = pytest.mark.usefixtures("plain_sdk")

Send = Callable[..., Any]

OTHER = "85251234567"


def client_of(desk: Desk, algorithm: str | None = None) -> Client:
    """Return the official SDK, pointed at the sandbox of a desk."""
    return Client(
        Config(
            access_key_id="sandbox-access-key-id",
            access_key_secret="sandbox-access-key-secret",
            endpoint=desk.sandbox.endpoint.removeprefix("http://"),
            protocol="HTTP",
            signature_algorithm=algorithm,
        )
    )


def sender(desk: Desk) -> Send:
    """Return a function that sends an SMS by the official SDK."""
    client = client_of(desk)

    def send(phone: str = PHONE, wait: int = 60_000) -> Any:  # noqa: ANN401 - the SDK has no types
        request = SendSmsRequest(
            phone_numbers=phone,
            sign_name="速通科技",
            template_code="SMS_1000001",
            template_param='{"code": "123456"}',
            out_id="of-the-test",
        )
        options = RuntimeOptions(connect_timeout=60_000, read_timeout=wait, autoretry=False)
        return client.send_sms_with_options(request, options).body

    return send


@pytest.fixture
def send(the_desk: Desk) -> Send:
    """Return what sends to the sandbox of the desk."""
    return sender(the_desk)


def test_a_message_is_listed_whole(the_desk: Desk, send: Send) -> None:
    """What the SDK sent is there, with the receipt that it got."""
    biz_id = send().biz_id
    (message,) = the_desk.ask("GET", "/api/messages").json["messages"]
    assert message.pop("time") == the_desk.sandbox.messages[0].time.isoformat()
    assert message == {
        "id": 1,
        "phone": PHONE,
        "sign": "速通科技",
        "template": "SMS_1000001",
        "params": {"code": "123456"},
        "code": "123456",
        "text": "【速通科技】您的登录验证码为123456，10分钟内有效，请勿告知他人。",
        "outId": "of-the-test",
        "bizId": biz_id,
        "delivery": {"state": "delivered", "code": "DELIVERED"},
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", [3, 2, 1]),
        (f"?phone={PHONE}", [3, 1]),
        (f"?phone=%2B86{PHONE}", [3, 1]),
        ("?phone=8000", [3, 1]),
        ("?phone=852", [2]),
        ("?phone=9999", []),
    ],
)
def test_messages_are_filtered_by_number(the_desk: Desk, query: str, ids: list[int]) -> None:
    """Newest first; by the whole number, however it is written, or a part of it."""
    for phone in (PHONE, OTHER, PHONE):
        the_desk.deliver(phone)
    messages = the_desk.ask("GET", f"/api/messages{query}").json["messages"]
    assert [message["id"] for message in messages] == ids


def test_the_newest_code_of_a_number_is_given_at_once(the_desk: Desk) -> None:
    """However the number is written, and whatever others got since."""
    the_desk.deliver(code="111111")
    the_desk.deliver(code="222222")
    the_desk.deliver(OTHER, code="333333")
    for phone in (PHONE, f"+86{PHONE}", f"0086{PHONE}"):
        assert the_desk.ask("GET", f"/api/codes/{phone}").json["code"] == "222222"


def test_a_code_that_has_not_come_is_waited_for(the_desk: Desk) -> None:
    """The reply comes with the SMS, and not with one to another number or an older one."""
    the_desk.deliver(code="111111")
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(the_desk.ask, "GET", f"/api/codes/{PHONE}?wait=30&after=1")
        the_desk.deliver(OTHER, code="222222")
        the_desk.deliver(code="333333")
        assert waiting.result().json["code"] == "333333"


def test_no_code_is_a_problem_that_says_so(the_desk: Desk) -> None:
    """After the wait, or at once without one."""
    for query in ("", "?wait=0.01", "?wait=0.01&after=0"):
        answer = the_desk.ask("GET", f"/api/codes/{PHONE}{query}")
        assert (answer.status, answer.json["code"]) == (404, "no_message")
        assert PHONE in answer.json["detail"]
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["wait", "after"])
@pytest.mark.parametrize("value", ["-1", "x", "", "nan", "inf", "1e400", "9" * 400, "+1x"])
def test_a_number_that_is_none_is_refused(the_desk: Desk, name: str, value: str) -> None:
    """And named."""
    answer = the_desk.ask("GET", f"/api/codes/{PHONE}?{name}={value}")
    assert (answer.status, answer.json["code"]) == (400, "invalid_request")
    assert name in answer.json["detail"]


@pytest.mark.parametrize("wait", ["30.001", "31", "100000"])
def test_a_wait_that_is_too_long_is_refused(the_desk: Desk, wait: str) -> None:
    """A test that reckons with a minute would else fail after half of it."""
    answer = the_desk.ask("GET", f"/api/codes/{PHONE}?wait={wait}")
    assert (answer.status, answer.json["code"]) == (400, "invalid_request")
    assert "wait" in answer.json["detail"]
    assert " 30" in answer.json["detail"]


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/api/messages"),
        ("DELETE", "/api/messages"),
        ("GET", f"/api/codes/{PHONE}"),
        ("GET", "/api/refusals"),
        ("POST", "/api/outcomes"),
        ("DELETE", "/api/outcomes"),
        ("GET", "/api/clock"),
        ("POST", "/api/clock"),
        ("DELETE", "/api/state"),
    ],
)
def test_a_query_that_is_not_known_is_refused_by_name(
    the_desk: Desk, method: str, target: str
) -> None:
    """Misspelt, it would clear everything or wait for nothing."""
    the_desk.deliver()
    answer = the_desk.ask(method, f"{target}?phnoe=1", "{}", Content_Type="application/json")
    assert (answer.status, answer.json["code"]) == (400, "invalid_request")
    assert "phnoe" in answer.json["detail"]
    assert len(the_desk.box.arrivals) == 1


@pytest.mark.parametrize("phone", ["", "nobody", "%2B86", "+"])
@pytest.mark.parametrize(
    ("method", "target"),
    [("GET", "/api/messages"), ("DELETE", "/api/messages"), ("GET", "/api/refusals")],
)
def test_a_number_without_digits_is_not_every_number(
    the_desk: Desk, method: str, target: str, phone: str
) -> None:
    """A variable that is empty clears nothing."""
    the_desk.deliver()
    answer = the_desk.ask(method, f"{target}?phone={phone}")
    assert (answer.status, answer.json["code"]) == (400, "invalid_request")
    assert "phone" in answer.json["detail"]
    assert len(the_desk.box.arrivals) == 1


def test_the_waiting_are_bounded() -> None:
    """One too many is told to come again, and nobody hangs."""
    with desk(box=Box(max_waiting=0)) as one:
        for target in (f"/api/codes/{PHONE}?wait=30", "/stream"):
            answer = one.ask("GET", target)
            assert (answer.status, answer.json["code"]) == (503, "too_many_waiting")
            assert answer.headers["retry-after"] == "1"


def test_the_end_of_the_inbox_sends_the_waiting_home(the_desk: Desk) -> None:
    """With the answer that nothing came."""
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(the_desk.ask, "GET", f"/api/codes/{PHONE}?wait=30")
        the_desk.box.close()
        assert waiting.result().status == 404


def test_clearing_removes_all_or_one_number(the_desk: Desk) -> None:
    """So that tests that run side by side need not disturb one another."""
    for phone in (PHONE, OTHER, PHONE):
        the_desk.deliver(phone)
    assert the_desk.ask("DELETE", f"/api/messages?phone=%2B86{PHONE}").status == 204
    assert [arrival.phone for arrival in the_desk.box.arrivals] == [OTHER]
    assert the_desk.ask("DELETE", "/api/messages").status == 204
    assert the_desk.box.arrivals == ()


def test_a_scripted_code_is_what_the_next_requests_get(the_desk: Desk, send: Send) -> None:
    """As often as was asked for; after that all is as before."""
    outcome = '{"code": "isv.BUSINESS_LIMIT_CONTROL", "message": "触发天级流控", "times": 2}'
    answer = the_desk.ask("POST", "/api/outcomes", outcome, Content_Type="application/json")
    assert (answer.status, answer.json["times"]) == (201, 2)
    bodies = [send() for _ in range(3)]
    assert [body.code for body in bodies] == ["isv.BUSINESS_LIMIT_CONTROL"] * 2 + ["OK"]
    assert bodies[0].message == "触发天级流控"
    assert len(the_desk.box.arrivals) == 1


def test_a_scripted_effect_is_what_the_client_sees(the_desk: Desk, send: Send) -> None:
    """A reset, or a bare status, once; what came to nothing is listed with its reason."""
    for outcome in ('{"effect": "reset"}', '{"status": 502}'):
        the_desk.ask("POST", "/api/outcomes", outcome, Content_Type="application/json")
        with pytest.raises(Exception, match=r"reset|json format"):
            send()
    assert send().code == "OK"
    refusals = the_desk.ask("GET", "/api/refusals").json["refusals"]
    assert [(r["phone"], r["code"], r["message"]) for r in refusals] == [
        (PHONE, "HTTP 502", ""),
        (PHONE, "reset", ""),
    ]
    assert the_desk.ask("GET", "/api/refusals?phone=139").json == {"refusals": []}


@pytest.mark.parametrize("algorithm", [None, "v2"])
def test_an_action_that_is_not_there_is_listed(the_desk: Desk, algorithm: str | None) -> None:
    """By its name, whichever signature carries it: who ported a program sees what is missing."""
    params, request = rpc("SendCardSms", "2017-05-25"), OpenApiRequest(query={"OutId": "a"})
    with pytest.raises(ClientException):
        client_of(the_desk, algorithm).call_api(params, request, RuntimeOptions())
    (refusal,) = the_desk.ask("GET", "/api/refusals").json["refusals"]
    assert (refusal["action"], refusal["code"], refusal["phone"]) == (
        *("SendCardSms", "InvalidAction.NotFound"),
        "",
    )
    assert "SendCardSms" in the_desk.ask("GET", "/").body


def test_a_batch_that_is_refused_is_listed_with_its_numbers(the_desk: Desk) -> None:
    """As the request has them, and found by any of them; a batch that is accepted is not."""
    for sign, code in (("无此签名", "isv.SMS_SIGNATURE_ILLEGAL"), ("速通科技", "OK")):
        batch = SendBatchSmsRequest(
            phone_number_json=json.dumps([PHONE, "13900139000"]),
            sign_name_json=json.dumps([sign] * 2),
            template_code="SMS_1000001",
            template_param_json=json.dumps([{"code": "111111"}, {"code": "222222"}]),
        )
        assert client_of(the_desk).send_batch_sms(batch).body.code == code
    for phone in (PHONE, "13900139000"):
        (refusal,) = the_desk.ask("GET", f"/api/refusals?phone={phone}").json["refusals"]
        assert (refusal["action"], refusal["phone"]) == (
            *("SendBatchSms", json.dumps([PHONE, "13900139000"])),
        )
    assert the_desk.ask("GET", "/api/codes/13900139000").json["code"] == "222222"


def test_a_scripted_body_is_what_the_client_reads(the_desk: Desk, send: Send) -> None:
    """Word for word, with its status; an answer for another action waits for that one."""
    for outcome in (
        '{"body": {"MessageId": "119"}, "action": "SendMessageToGlobe"}',
        '{"body": {"Code": "OK", "BizId": "短信^0"}}',
        '{"body": {"Code": "X", "Message": "no"}, "status": 409}',
    ):
        answer = the_desk.ask("POST", "/api/outcomes", outcome, Content_Type="application/json")
        assert answer.status == 201
    assert send().biz_id == "短信^0"
    with pytest.raises(ClientException) as caught:
        send()
    assert (caught.value.code, caught.value.status_code) == ("X", 409)
    assert send().code == "OK"
    assert len(the_desk.box.arrivals) == 1


def test_a_scripted_hang_lasts_as_long_as_the_client_waits(the_desk: Desk, send: Send) -> None:
    """Nothing comes within its read timeout, and the next request is answered."""
    outcome = '{"effect": "hang", "action": "SendSms"}'
    the_desk.ask("POST", "/api/outcomes", outcome, Content_Type="application/json")
    with pytest.raises(Exception, match="timed out"):
        send(wait=300)
    assert send().code == "OK"
    (refusal,) = the_desk.ask("GET", "/api/refusals").json["refusals"]
    assert refusal["code"] == "hang"


def test_what_was_laid_down_can_be_taken_back(the_desk: Desk, send: Send) -> None:
    """A test that ends early leaves nothing behind for the next one."""
    outcome = '{"code": "isv.AMOUNT_NOT_ENOUGH", "times": 9}'
    for target in ("/api/outcomes", "/api/state"):
        the_desk.ask("POST", "/api/outcomes", outcome, Content_Type="application/json")
        assert the_desk.ask("DELETE", target).status == 204
        assert send().code == "OK"


def test_starting_afresh_forgets_messages_and_flow_control() -> None:
    """So that every test may send to the same number."""
    with desk(flow=FlowLimits(day=1)) as limited:
        send = sender(limited)
        assert [send().code for _ in range(2)] == ["OK", "isv.BUSINESS_LIMIT_CONTROL"]
        assert limited.ask("DELETE", "/api/messages").status == 204
        assert send().code == "isv.BUSINESS_LIMIT_CONTROL"
        assert limited.ask("DELETE", "/api/state").status == 204
        assert limited.box.entries == ()
        assert send().code == "OK"


def test_a_code_that_no_phone_shows_is_not_given(the_desk: Desk, send: Send) -> None:
    """An SMS that was accepted and not delivered is listed as such, but nobody can read it."""
    send("19900000201")
    send("19900000202")
    assert [m["delivery"] for m in the_desk.ask("GET", "/api/messages").json["messages"]] == [
        {"state": "pending", "code": ""},
        {"state": "failed", "code": "MOBILE_NOT_ON_SERVICE"},
    ]
    for phone in ("19900000201", "19900000202"):
        assert the_desk.ask("GET", f"/api/codes/{phone}").status == 404


@pytest.mark.parametrize(
    ("outcome", "pointer"),
    [
        ("", ""),
        ("[]", ""),
        ("{}", ""),
        ('{"times": 1}', ""),
        ('{"code": ""}', "/code"),
        ('{"code": "x", "times": 0}', "/times"),
        ('{"code": "x", "times": 101}', "/times"),
        ('{"effect": "explode"}', "/effect"),
        ('{"effect": "hang", "status": 502}', ""),
        ('{"effect": "hang", "body": {}}', ""),
        ('{"code": "x", "body": {}}', ""),
        ('{"body": []}', "/body"),
        ('{"status": 99}', "/status"),
        ('{"status": 600}', "/status"),
        ('{"code": "x", "action": "GetObject"}', "/action"),
        ('{"code": "x", "cdoe": "y"}', "/cdoe"),
    ],
)
def test_an_outcome_that_is_none_is_refused_by_name(
    the_desk: Desk, outcome: str, pointer: str
) -> None:
    """What is wrong is pointed at, and nothing is laid down."""
    answer = the_desk.ask("POST", "/api/outcomes", outcome, Content_Type="application/json")
    assert (answer.status, answer.json["code"]) == (400, "invalid_request")
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


def test_a_body_without_end_is_refused(the_desk: Desk) -> None:
    """What is sent is held in memory up to 64 KiB."""
    answer = the_desk.ask("POST", "/api/outcomes", " " * 65_537, Content_Type="application/json")
    assert (answer.status, answer.json["code"]) == (413, "content_too_large")


@pytest.mark.parametrize(
    ("method", "target", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/messages/1", 404, "not_found"),
        ("PUT", "/api/messages", 405, "method_not_allowed"),
        ("GET", "/api/outcomes", 405, "method_not_allowed"),
        ("GET", "/static/../app.py", 404, "not_found"),
        ("GET", "/static/%2e%2e/app.py", 404, "not_found"),
    ],
)
def test_what_is_not_there_is_a_problem(
    the_desk: Desk, method: str, target: str, status: int, code: str
) -> None:
    """The same kind of document for every refusal."""
    answer = the_desk.ask(method, target)
    assert (answer.status, answer.json["code"], answer.json["status"]) == (status, code, status)
