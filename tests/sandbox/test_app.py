"""What the gateway refuses, as the official SDK and as whoever recorded a request see it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.models import OpenApiRequest
from darabonba.runtime import RuntimeOptions

from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.wire import Request, utc_now
from support.generic_call import rpc

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]
Replay = Callable[[Request], tuple[int, dict[str, Any]]]


def _send(client: Client, sms: SendSmsRequest) -> object:
    return client.send_sms(sms)


def _send_asynchronously(client: Client, sms: SendSmsRequest) -> object:
    return asyncio.run(client.send_sms_async(sms))


@pytest.mark.parametrize("send", [_send, _send_asynchronously])
@pytest.mark.parametrize(
    ("key", "secret", "token", "code"),
    [
        ("sandbox-access-key-id", "wrong", None, "SignatureDoesNotMatch"),
        ("nobody", "wrong", None, "InvalidAccessKeyId.NotFound"),
        ("sandbox-sts-key-id", "sandbox-sts-key-secret", None, "MissingSecurityToken"),
        (
            "sandbox-sts-key-id",
            "sandbox-sts-key-secret",
            "stale",
            "InvalidSecurityToken.MismatchWithAccessKey",
        ),
        (
            "sandbox-expired-key-id",
            "sandbox-expired-key-secret",
            "sandbox-expired-token",
            "InvalidSecurityToken.Expired",
        ),
    ],
)
def test_wrong_credentials_are_a_gateway_error_in_the_sdk(
    sandbox: Sandbox,
    make_client: MakeClient,
    make_sms: MakeSms,
    key: str,
    secret: str,
    token: str | None,
    code: str,
    send: Callable[[Client, SendSmsRequest], object],
) -> None:
    """The SDK raises with the vendor's code, and nothing is sent."""
    with pytest.raises(ClientException) as caught:
        send(make_client(key, secret, token), make_sms())
    assert caught.value.code == code
    assert sandbox.messages == ()
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize("send", [_send, _send_asynchronously])
@pytest.mark.parametrize("minutes", [16, -16])
def test_a_clock_that_is_off_is_refused(
    make_client: MakeClient,
    make_sms: MakeSms,
    send: Callable[[Client, SendSmsRequest], object],
    minutes: int,
) -> None:
    """A date 16 minutes old, or to come, is InvalidTimeStamp.Expired."""
    late = Sandbox.start(clock=lambda: utc_now() + timedelta(minutes=minutes))
    with pytest.raises(ClientException) as caught:
        send(make_client(endpoint=late.endpoint), make_sms())
    late.stop()
    assert caught.value.code == "InvalidTimeStamp.Expired"
    assert late.messages == ()


def _headers(request: Request, **changes: str) -> Request:
    changed = {name.replace("_", "-"): value for name, value in changes.items()}
    return replace(request, headers={**request.headers, **changed})


@pytest.mark.parametrize(
    ("tamper", "status", "code"),
    [
        (lambda r: r, 400, "SignatureNonceUsed"),
        (
            lambda r: replace(r, query=r.query.replace("13800138000", "13900139000")),
            400,
            "SignatureDoesNotMatch",
        ),
        (lambda r: replace(r, query=r.query + "&OutId=1"), 400, "SignatureDoesNotMatch"),
        (
            lambda r: _headers(replace(r, body=b"OutId=1"), content_length="7"),
            400,
            "SignatureDoesNotMatch",
        ),
        (lambda r: _headers(r, host="127.0.0.1:1"), 400, "SignatureDoesNotMatch"),
        (lambda r: _headers(r, x_acs_action="QuerySendDetails"), 400, "SignatureDoesNotMatch"),
        (lambda r: _headers(r, x_acs_extra="1"), 400, "IncompleteSignature"),
        (
            lambda r: _headers(r, authorization=r.headers["authorization"].replace("host;", "")),
            400,
            "IncompleteSignature",
        ),
        (lambda r: _headers(r, authorization=""), 400, "IncompleteSignature"),
    ],
    ids=[
        "replay",
        "phone",
        "parameter",
        "body",
        "host",
        "action",
        "unsigned header",
        "signed header left out",
        "no authorization",
    ],
)
def test_a_tampered_copy_of_a_real_request_is_refused(
    sandbox: Sandbox,
    make_client: MakeClient,
    make_sms: MakeSms,
    replay: Replay,
    tamper: Callable[[Request], Request],
    status: int,
    code: str,
) -> None:
    """Whoever records one send can make no second one of it."""
    make_client().send_sms(make_sms())
    recorded = sandbox.requests[0]
    answered, document = replay(tamper(recorded))
    assert (answered, document["Code"]) == (status, code)
    assert {"HostId", "Recommend", "RequestId", "Message"} <= document.keys()
    assert len(sandbox.messages) == 1
    assert len(sandbox.requests) == 2


def test_what_the_asynchronous_sdk_sent_is_of_no_use_either(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms, replay: Replay
) -> None:
    """Its requests differ on the wire (aiohttp adds a header), and are as well protected."""
    _send_asynchronously(make_client(), make_sms())
    recorded = sandbox.requests[0]
    _, again = replay(recorded)
    _, altered = replay(
        replace(recorded, query=recorded.query.replace("13800138000", "13900139000"))
    )
    assert (again["Code"], altered["Code"]) == ("SignatureNonceUsed", "SignatureDoesNotMatch")
    assert len(sandbox.messages) == 1


def test_form_bodies_are_parameters_too(sandbox: Sandbox, make_client: MakeClient) -> None:
    """Parameters in a form body are verified and read like those of the query."""
    params = rpc("SendSms", "2017-05-25")
    query = {"PhoneNumbers": "13800138000", "SignName": "速通科技"}
    form = {"TemplateCode": "SMS_1000001", "TemplateParam": '{"code": "123456"}'}
    request = OpenApiRequest(query=query, body=form)
    reply = make_client().call_api(params, request, RuntimeOptions())
    assert reply["body"]["Code"] == "OK"
    assert len(sandbox.messages) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sign_name": "无此签名"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"template_code": "SMS_1"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"phone_numbers": "85251234567"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"template_code": "SMS_2000001"}, "isv.DOMESTIC_NUMBER_NOT_SUPPORTED"),
        ({"template_param": '{"code":123456}'}, "isv.INVALID_JSON_PARAM"),
    ],
)
def test_a_refusal_by_the_product_returns_normally(
    sandbox: Sandbox,
    make_client: MakeClient,
    make_sms: MakeSms,
    changes: dict[str, str],
    code: str,
) -> None:
    """The SDK does not raise: the code is in the body of a 200."""
    body = make_client().send_sms(make_sms(**changes)).body
    assert body.code == code
    assert sandbox.messages == ()


def test_a_missing_parameter_is_a_gateway_error(make_client: MakeClient, make_sms: MakeSms) -> None:
    """A mandatory parameter is missed before the product is asked."""
    with pytest.raises(ClientException) as caught:
        make_client().send_sms(make_sms(template_code=""))
    assert caught.value.code == "MissingTemplateCode"


@pytest.mark.parametrize(
    ("action", "version", "status", "code"),
    [
        ("SendCardSms", "2017-05-25", 404, "InvalidAction.NotFound"),
        ("SendSms", "2018-05-01", 400, "InvalidVersion"),
    ],
)
def test_another_action_or_version_is_refused(
    make_client: MakeClient, action: str, version: str, status: int, code: str
) -> None:
    """Not every action is stood in for, and each in its version."""
    with pytest.raises(ClientException) as caught:
        make_client().call_api(rpc(action, version), OpenApiRequest(), RuntimeOptions())
    assert (caught.value.code, caught.value.status_code) == (code, status)
