"""The clock that a test turns forward, and all that goes by it."""

import http.client
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from threading import Event, Thread
from typing import Any

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import QuerySendDetailsRequest, SendSmsRequest
from alibabacloud_tea_openapi.exceptions import ClientException

from aliyun_sms_sandbox.aliyun import catalogue, oss4, vendor
from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.oss import REGION
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.clock import MAX_FORWARD, OutOfReachError, TurnableClock
from aliyun_sms_sandbox.wire import Request, utc_now
from support.inbox.desk import PHONE, Desk, desk

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]
HOUR = 3600
START = datetime(2026, 11, 23, 8, 0, 5, tzinfo=timezone.utc)
JSON = {"Content_Type": "application/json"}


@pytest.fixture
def the_desk() -> Iterator[Desk]:
    """Return a desk with the flow control of the catalogue's file."""
    with desk(flow=catalogue.load().flow_limits) as one:
        yield one


def turn(desk: Desk, body: str) -> Any:  # noqa: ANN401 - JSON
    """Turn its clock, and return what it shows."""
    answer = desk.ask("POST", "/api/clock", body, **JSON)
    assert answer.status == 200
    return answer.json


def test_it_goes_as_the_machine_and_ahead_of_it() -> None:
    """Turns add up, and can be taken back."""
    clock = TurnableClock(lambda: START)
    assert (clock.now(), clock.time(), clock.ahead) == (START, START.timestamp(), 0)
    clock.forward(90)
    clock.forward(0.5)
    assert clock.now() == START + timedelta(seconds=90.5)
    assert clock.machine() == START
    clock.turn_back()
    assert clock.now() == START


def test_it_turns_a_year_in_all() -> None:
    """Beyond that nothing is turned, and no date overflows."""
    clock = TurnableClock(lambda: START)
    clock.forward(MAX_FORWARD)
    with pytest.raises(OutOfReachError):
        clock.forward(1)
    assert clock.ahead == MAX_FORWARD


@pytest.mark.parametrize("act", [lambda clock: clock.forward(HOUR), TurnableClock.turn_back])
def test_a_turn_wakes_who_waits(act: Callable[[TurnableClock], None]) -> None:
    """Whoever waits for an hour to pass looks at the clock again, at once."""
    clock, woken = TurnableClock(), Event()
    waiting = Thread(target=clock.wait, args=(woken, HOUR), daemon=True)
    clock.wait(woken, 0)
    waiting.start()
    act(clock)
    waiting.join(60)
    assert not waiting.is_alive()


@pytest.mark.usefixtures("plain_sdk")
def test_flow_control_and_times_go_by_it(
    the_desk: Desk, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """A minute later the number may have another; a day later it is in that day's details."""
    client = make_client(endpoint=the_desk.sandbox.endpoint)

    def send() -> str:
        return str(client.send_sms(make_sms()).body.code)

    codes = {send(), send(), send()}  # a full minute may pass between two of them
    assert codes == {"OK", "isv.BUSINESS_LIMIT_CONTROL"}
    assert turn(the_desk, '{"forward": 60}')["forward"] == 60
    assert send() == "OK"
    shown = turn(the_desk, '{"forward": 86400}')
    assert send() == "OK"
    (newest, *_) = the_desk.ask("GET", "/api/messages").json["messages"]
    moment = datetime.fromisoformat(newest["time"])
    assert moment >= datetime.fromisoformat(shown["time"])
    day = vendor.date(moment).replace("-", "")[:8]
    query = QuerySendDetailsRequest(phone_number=PHONE, send_date=day, page_size=10, current_page=1)
    assert client.query_send_details(query).body.total_count == "1"


@pytest.mark.usefixtures("plain_sdk")
def test_a_refusal_has_its_time(the_desk: Desk, make_client: MakeClient, make_sms: MakeSms) -> None:
    """As a message has."""
    shown = turn(the_desk, '{"forward": 864000}')
    make_client(endpoint=the_desk.sandbox.endpoint).send_sms(make_sms(sign_name="无此签名"))
    (refusal,) = the_desk.ask("GET", "/api/refusals").json["refusals"]
    assert datetime.fromisoformat(refusal["time"]) >= datetime.fromisoformat(shown["time"])


@pytest.mark.usefixtures("plain_sdk")
def test_a_token_ends_by_it(make_client: MakeClient, make_sms: MakeSms) -> None:
    """At RPC and at OSS, however well a request is signed: SDKs sign with the machine's time."""
    key = AccessKey("sts", "secret", "token", utc_now() + timedelta(hours=2))
    sandbox = Sandbox.start(catalogue=replace(catalogue.load(), access_keys={key.id: key}))
    sandbox.objects["bucket", "key"] = b"value"
    client = make_client(key.id, key.secret, key.token, endpoint=sandbox.endpoint)
    sandbox.clock.forward(HOUR)
    assert client.send_sms(make_sms()).body.code == "OK"
    assert get_object(sandbox, key) == b"value"
    sandbox.clock.forward(HOUR)
    with pytest.raises(ClientException) as caught:
        client.send_sms(make_sms())
    assert caught.value.code == "InvalidSecurityToken.Expired"
    assert b"<Code>SecurityTokenExpired</Code>" in get_object(sandbox, key)
    sandbox.stop()


def get_object(sandbox: Sandbox, key: AccessKey) -> bytes:
    """Return what is answered to a request that was signed now."""
    now = utc_now()
    headers = {
        "x-oss-date": f"{now:%Y%m%dT%H%M%SZ}",
        "x-oss-content-sha256": "UNSIGNED-PAYLOAD",
        "x-oss-security-token": key.token or "",
    }
    scope = f"{now:%Y%m%d}/{REGION}/oss/aliyun_v4_request"
    signature = oss4.signature(Request("GET", "/bucket/key", "", headers), key.secret, scope, [""])
    credential = f"Credential={key.id}/{scope},Signature={signature}"
    headers["authorization"] = f"OSS4-HMAC-SHA256 {credential}"
    connection = http.client.HTTPConnection(sandbox.endpoint.removeprefix("http://"), timeout=60)
    connection.request("GET", "/bucket/key", headers=headers)
    content = connection.getresponse().read()
    connection.close()
    return content


def test_a_fresh_start_turns_it_back(the_desk: Desk) -> None:
    """Every test begins at present."""
    turn(the_desk, '{"forward": 3600}')
    assert the_desk.ask("GET", "/api/clock").json["forward"] == 3600
    assert the_desk.ask("DELETE", "/api/state").status == 204
    assert the_desk.ask("GET", "/api/clock").json["forward"] == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ("", ""),
        ("{}", "/forward"),
        ('{"forward": 0}', "/forward"),
        ('{"forward": -60}', "/forward"),
        ('{"forward": "60"}', "/forward"),
        ('{"forward": true}', "/forward"),
        ('{"forward": NaN}', "/forward"),
        ('{"forward": 1e999}', "/forward"),
        ('{"forward": 31622401}', "/forward"),
        ('{"forward": 60, "back": 1}', "/back"),
    ],
)
def test_a_turn_that_is_none_is_refused_by_name(the_desk: Desk, body: str, pointer: str) -> None:
    """What is wrong is pointed at, and the clock stays."""
    answer = the_desk.ask("POST", "/api/clock", body, **JSON)
    assert (answer.status, answer.json["code"]) == (400, "invalid_request")
    assert pointer in [error["pointer"] for error in answer.json["errors"]]
    assert the_desk.sandbox.clock.ahead == 0


def test_the_end_of_its_year_is_a_problem_of_its_own(the_desk: Desk) -> None:
    """A fresh start helps, and the answer says what the bound is."""
    turn(the_desk, '{"forward": 31622400}')
    answer = the_desk.ask("POST", "/api/clock", '{"forward": 1}', **JSON)
    assert (answer.status, answer.json["code"]) == (409, "clock_at_its_end")
