"""How many codes one number gets: each limit where its window begins and ends."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.models import OpenApiRequest
from darabonba.runtime import RuntimeOptions

from aliyun_sms_sandbox.aliyun import catalogue, lent
from aliyun_sms_sandbox.aliyun.flow_control import UNLIMITED, FlowControl, FlowLimits
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import utc_now
from support.generic_call import rpc

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]
#: Half a minute to a full minute, and not where the vendor's day changes.
START = datetime(2026, 11, 23, 8, 0, 30, tzinfo=timezone.utc)
PHONE = "13800138000"
SEND = rpc("SendSmsVerifyCode", "2017-05-25")
DOCUMENTED = FlowLimits(minute=1, hour=5, day=10)


def _submit(flow: FlowControl, seconds: float, phone: str = PHONE, sign: str = "签名") -> str:
    """Return what a submission so long after START is answered with."""
    try:
        flow.submit([(sign, phone)], START + timedelta(seconds=seconds))
    except VendorError as error:
        return error.message
    return "OK"


def test_one_a_minute_of_the_clock() -> None:
    """The minute is that of the clock: 29 s may be too early, and 30 s is not."""
    flow = FlowControl(DOCUMENTED)
    assert _submit(flow, 0) == "OK"
    assert _submit(flow, 0) == "触发分钟级流控Permits:1"
    assert _submit(flow, 29.999) == "触发分钟级流控Permits:1"
    assert _submit(flow, 30) == "OK"


def test_five_an_hour_of_the_clock() -> None:
    """The sixth is refused until the full hour, by the clock and not by the first of them."""
    flow = FlowControl(DOCUMENTED)
    assert [_submit(flow, 60 * minute) for minute in range(55, 60)] == ["OK"] * 5
    assert _submit(flow, 3600) == "OK"
    assert [_submit(flow, 3600 + 60 * minute) for minute in range(1, 5)] == ["OK"] * 4
    assert _submit(flow, 3600 + 300) == "触发小时级流控Permits:5"


def test_ten_in_24_hours() -> None:
    """The day is a rolling one: each submission counts for 24 hours, past midnight too."""
    flow = FlowControl(DOCUMENTED)
    assert [_submit(flow, 1800 * turn) for turn in range(10)] == ["OK"] * 10
    assert _submit(flow, 5 * 3600) == "触发天级流控Permits:10"
    assert _submit(flow, 24 * 3600 - 0.001) == "触发天级流控Permits:10"
    assert _submit(flow, 24 * 3600) == "OK"
    assert _submit(flow, 24 * 3600 + 1799) == "触发天级流控Permits:10"
    assert _submit(flow, 24 * 3600 + 1800) == "OK"


@pytest.mark.parametrize("prefix", ["", "86", "+86", "0086"])
def test_a_number_is_one_however_it_is_written(prefix: str) -> None:
    """A prefix makes no other phone of it."""
    flow = FlowControl(DOCUMENTED)
    assert _submit(flow, 0) == "OK"
    assert _submit(flow, 0, prefix + PHONE) == "触发分钟级流控Permits:1"


def test_other_signs_and_numbers_count_for_themselves() -> None:
    """The limits are of one sign to one number."""
    flow = FlowControl(DOCUMENTED)
    assert _submit(flow, 0) == "OK"
    assert _submit(flow, 0, sign="别的签名") == "OK"
    assert _submit(flow, 0, "13900139000") == "OK"


def test_what_is_refused_does_not_count() -> None:
    """Who asks again and again is served as soon as who waits, and the list as a whole is not."""
    flow = FlowControl(DOCUMENTED)
    assert _submit(flow, 0) == "OK"
    with pytest.raises(VendorError) as caught:
        flow.submit([("签名", "13900139000"), ("签名", PHONE)], START)
    assert caught.value.code == "isv.BUSINESS_LIMIT_CONTROL"
    assert _submit(flow, 0, "13900139000") == "OK"
    assert [_submit(flow, 1) for _ in range(20)] == ["触发分钟级流控Permits:1"] * 20
    assert [_submit(flow, 60 * minute) for minute in range(1, 5)] == ["OK"] * 4


@pytest.mark.parametrize(
    ("limits", "answers"),
    [
        (UNLIMITED, ["OK"] * 4),
        (FlowLimits(minute=2), ["OK", "OK", "触发分钟级流控Permits:2", "触发分钟级流控Permits:2"]),
        (FlowLimits(hour=3), ["OK", "OK", "OK", "触发小时级流控Permits:3"]),
        (FlowLimits(day=1), ["OK", *["触发天级流控Permits:1"] * 3]),
    ],
)
def test_the_limits_are_those_of_the_catalogue(limits: FlowLimits, answers: list[str]) -> None:
    """Each can be another, or none, as in the vendor's console."""
    flow = FlowControl(limits)
    assert [_submit(flow, 0) for _ in range(4)] == answers


def test_threads_cannot_pass_a_limit_together() -> None:
    """To ask and to count is one step."""
    flow = FlowControl(DOCUMENTED)
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: _submit(flow, 0), range(200)))
    assert answers.count("OK") == 1


def test_the_count_can_start_afresh() -> None:
    """As it does when the sandbox is cleared."""
    flow = FlowControl(DOCUMENTED)
    assert _submit(flow, 0) == "OK"
    flow.clear()
    assert _submit(flow, 0) == "OK"


def test_the_sdk_is_answered_as_by_the_vendor(make_client: MakeClient, make_sms: MakeSms) -> None:
    """With the limits of the catalogue's file, by the sandbox's clock, until it is cleared."""
    moment = utc_now().replace(second=0)
    account = catalogue.load()
    assert account.flow_limits == DOCUMENTED
    sandbox = Sandbox.start(catalogue=account, clock=lambda: moment)
    client = make_client(endpoint=sandbox.endpoint)
    answers = [client.send_sms(make_sms()).body for _ in range(2)]
    assert [answer.code for answer in answers] == ["OK", "isv.BUSINESS_LIMIT_CONTROL"]
    assert (answers[1].message, answers[1].biz_id) == ("触发分钟级流控Permits:1", None)
    moment += timedelta(minutes=1)
    assert client.send_sms(make_sms()).body.code == "OK"
    assert len(sandbox.messages) == 2
    sandbox.clear()
    assert client.send_sms(make_sms()).body.code == "OK"
    sandbox.stop()


@pytest.mark.parametrize("phone", ["85251234567", "14155550100"])
def test_abroad_nothing_is_limited(make_client: MakeClient, make_sms: MakeSms, phone: str) -> None:
    """Not even a Californian number, which looks like one of the mainland without its prefix."""
    sandbox = Sandbox.start(catalogue=catalogue.load())
    client = make_client(endpoint=sandbox.endpoint)
    request = make_sms(phone_numbers=phone, template_code="SMS_2000001")
    assert {client.send_sms(request).body.code for _ in range(12)} == {"OK"}
    sandbox.stop()


def _verification(flow: FlowControl, seconds: float, interval: float = 60) -> str:
    """Return what a code of number verification so long after START is answered with."""
    try:
        moment = START + timedelta(seconds=seconds)
        flow.submit_verification(PHONE, moment, timedelta(seconds=interval))
    except VendorError as error:
        return error.code
    return "OK"


def test_number_verification_counts_its_interval_from_the_last_code() -> None:
    """Not by the minute of the clock, and with the code that users report; 0 is none."""
    flow = FlowControl(DOCUMENTED)
    assert _verification(flow, 0) == "OK"
    assert _verification(flow, 59.999) == "biz.FREQUENCY"
    assert _verification(flow, 60) == "OK"
    assert _verification(flow, 61, interval=0) == "OK"
    assert _verification(flow, 90, interval=30) == "biz.FREQUENCY"


def test_number_verification_has_the_hour_and_the_day_of_the_others() -> None:
    """The sixth within an hour is refused; with no limit of the minute there is no interval."""
    flow = FlowControl(FlowLimits(hour=5))
    assert [_verification(flow, 1) for _ in range(6)] == ["OK"] * 5 + ["isv.BUSINESS_LIMIT_CONTROL"]


def test_number_verification_is_limited_by_number_alone(make_client: MakeClient) -> None:
    """A second code within the minute is refused under another lent sign too; `Interval` counts."""
    moment = utc_now()
    sandbox = Sandbox.start(catalogue=catalogue.load(), clock=lambda: moment)
    client = make_client(endpoint=sandbox.endpoint)

    def send(sign: str, **more: str) -> tuple[str, str]:
        query = {
            "PhoneNumber": PHONE,
            "SignName": sign,
            "TemplateCode": "100001",
            "TemplateParam": '{"code":"123456","min":"5"}',
            **more,
        }
        answer = client.call_api(SEND, OpenApiRequest(query=query), RuntimeOptions())["body"]
        return answer["Code"], answer["Message"]

    assert send(lent.SIGNS[0]) == ("OK", "成功")
    for sign in lent.SIGNS[:2]:
        assert send(sign) == ("biz.FREQUENCY", "check frequency failed")
    moment += timedelta(seconds=30)
    assert send(lent.SIGNS[1], Interval="30") == ("OK", "成功")
    assert len(sandbox.messages) == 2
    sandbox.stop()


def test_a_sandbox_without_a_catalogue_of_its_own_limits_nothing(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """A test suite sends to one number as often as it likes."""
    client = make_client()
    assert {client.send_sms(make_sms()).body.code for _ in range(12)} == {"OK"}
    assert len(sandbox.messages) == 12
