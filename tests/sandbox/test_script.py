"""Answers laid down in advance: the queue, and what the official SDK makes of them."""

from collections.abc import Callable

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.exceptions import ClientException

from aliyun_sms_sandbox.aliyun.script import Script
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Answer

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]


def test_attempts_are_taken_once_and_in_order() -> None:
    """First in, first out, then nothing."""
    script = Script()
    script.append(Answer(200, {}, b"1"))
    script.append(Answer(200, {}, b"2"))
    taken = [script.take("SendSms"), script.take("GetObject")]
    assert taken == [Answer(200, {}, b"1"), Answer(200, {}, b"2")]
    assert script.take("SendSms") is None


def test_an_answer_to_one_action_waits_for_it() -> None:
    """Another action passes it by, and it keeps its place before what was added later."""
    script = Script()
    script.append(Answer(200, {}, b"1"), "GetObject")
    script.append(Answer(200, {}, b"2"))
    assert script.take("SendSms") == Answer(200, {}, b"2")
    assert script.take("SendSms") is None
    assert script.take("GetObject") == Answer(200, {}, b"1")


def test_a_refusal_is_raised_once() -> None:
    """Each service puts a refusal into its own form, so it comes as the error that it is."""
    script = Script()
    script.append(VendorError("Throttling", "later"))
    with pytest.raises(VendorError, match="Throttling"):
        script.take("SendSms")
    assert script.take("SendSms") is None


def test_clearing_drops_what_nobody_took() -> None:
    """An answer left by one test does not reach the next."""
    script = Script()
    script.append(Answer(200, {}, b"1"))
    script.clear()
    assert script.take("SendSms") is None


def test_scripted_answers_replace_the_send_in_order(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """Each scripted answer is given once, sends nothing, and then sending goes on."""
    sandbox.answer_next("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1")
    sandbox.script(Answer(200, {"content-type": "application/json"}, b"{}"))
    client = make_client()
    limited = client.send_sms(make_sms()).body
    assert (limited.code, limited.message) == (
        "isv.BUSINESS_LIMIT_CONTROL",
        "触发分钟级流控Permits:1",
    )
    assert client.send_sms(make_sms()).body.code is None
    assert sandbox.messages == ()
    assert client.send_sms(make_sms()).body.code == "OK"
    assert len(sandbox.messages) == 1


def test_a_scripted_gateway_error_raises_in_the_sdk(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """A code of the gateway comes with its HTTP status, or with the one asked for."""
    sandbox.answer_next("Throttling.User", "Request was denied due to user flow control.", 429)
    with pytest.raises(ClientException) as caught:
        make_client().send_sms(make_sms())
    assert (caught.value.code, caught.value.status_code) == ("Throttling.User", 429)


def test_a_badly_signed_request_takes_no_scripted_answer(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """The signature is checked first, so a script never hides a signing fault."""
    sandbox.answer_next("isv.AMOUNT_NOT_ENOUGH", "账户余额不足")
    with pytest.raises(ClientException):
        make_client("sandbox-access-key-id", "wrong").send_sms(make_sms())
    assert make_client().send_sms(make_sms()).body.code == "isv.AMOUNT_NOT_ENOUGH"
