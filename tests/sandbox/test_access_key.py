"""What an access key may do, as the official SDK and the stores' own requests meet it."""

from collections.abc import Callable

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import GetSmsSignRequest, SendSmsRequest
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.models import OpenApiRequest
from darabonba.runtime import RuntimeOptions

from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from support.generic_call import rpc

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]
SIGN = GetSmsSignRequest(sign_name="速通科技")


@pytest.mark.parametrize(
    ("actions", "allowed", "denied"),
    [
        (("*",), ("dysms:SendSms", "kms:GetSecretValue", "oss:GetObject"), ()),
        (("dysms:SendSms",), ("dysms:SendSms",), ("dysms:GetSmsSign", "dypns:SendSms")),
        (("dysms:*",), ("dysms:SendSms", "dysms:GetSmsSign"), ("dypns:SendSmsVerifyCode",)),
        (("dysms:Get*", "oss:*"), ("dysms:GetSmsSign", "oss:GetObject"), ("dysms:SendSms",)),
        ((), (), ("dysms:SendSms", "oss:GetObject")),
    ],
)
def test_a_pattern_allows_what_it_matches(
    actions: tuple[str, ...], allowed: tuple[str, ...], denied: tuple[str, ...]
) -> None:
    """A policy's action is matched as RAM matches it."""
    key = AccessKey("ak", "sk", actions=actions)
    for action in allowed:
        key.check_allows(action)
    for action in denied:
        with pytest.raises(VendorError):
            key.check_allows(action)


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("dysms:SendSms", "isp.RAM_PERMISSION_DENY"),
        ("dysms:QuerySendDetails", "isp.RAM_PERMISSION_DENY"),
        ("dysms:SendMessageToGlobe", "RAM_PERMISSION_DENY"),
        ("dysms:QueryMessage", "RAM_PERMISSION_DENY"),
        ("dypns:SendSmsVerifyCode", "isv.RAM_PERMISSION_DENY"),
        ("kms:GetSecretValue", "Forbidden.NoPermission"),
        ("oss:GetObject", "AccessDenied"),
    ],
)
def test_each_service_refuses_in_its_own_words(action: str, code: str) -> None:
    """The code is the one that the service documents."""
    with pytest.raises(VendorError) as caught:
        AccessKey("ak", "sk", actions=()).check_allows(action)
    assert caught.value.code == code


def test_a_key_that_may_only_send_is_told_nothing(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """Of two actions of one service, it may do one."""
    client = make_client("sandbox-send-only-key-id", "sandbox-send-only-key-secret")
    assert client.get_sms_sign(SIGN).body.code == "isp.RAM_PERMISSION_DENY"
    assert client.send_sms(make_sms()).body.code == "OK"
    assert len(sandbox.messages) == 1


def test_a_key_that_may_only_read_sends_nothing(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """And the other way round."""
    client = make_client("sandbox-read-only-key-id", "sandbox-read-only-key-secret")
    assert client.get_sms_sign(SIGN).body.code == "OK"
    assert client.send_sms(make_sms()).body.code == "isp.RAM_PERMISSION_DENY"
    assert sandbox.messages == ()


def test_messages_abroad_have_actions_of_their_own(
    sandbox: Sandbox, make_client: MakeClient
) -> None:
    """Who may send by template may not send whole texts, and who may read may not send either."""
    send, query = (rpc(name, "2018-05-01") for name in ("SendMessageToGlobe", "QueryMessage"))
    request = OpenApiRequest(query={"To": "85251234567", "Message": "471147", "MessageId": "1"})
    for key, asked, code in (
        ("send-only", send, "RAM_PERMISSION_DENY"),
        ("send-only", query, "RAM_PERMISSION_DENY"),
        ("read-only", send, "RAM_PERMISSION_DENY"),
        ("read-only", query, "DATA_NOT_EXIST"),
    ):
        client = make_client(f"sandbox-{key}-key-id", f"sandbox-{key}-key-secret")
        body = client.call_api(asked, request, RuntimeOptions())["body"]
        assert body["ResponseCode"] == code
    assert sandbox.messages == ()


def test_a_disabled_key_is_refused_by_the_gateway(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """Whatever it could do before."""
    client = make_client("sandbox-disabled-key-id", "sandbox-disabled-key-secret")
    with pytest.raises(ClientException) as caught:
        client.send_sms(make_sms())
    assert (caught.value.code, caught.value.status_code) == ("InvalidAccessKeyId.Inactive", 400)
    assert sandbox.messages == ()


def test_a_permission_can_be_taken_away_at_any_time(
    make_client: MakeClient, make_sms: MakeSms
) -> None:
    """KMS answers 403, and the other services go on."""
    params = rpc("GetSecretValue", "2016-01-20")
    request = OpenApiRequest(query={"SecretName": "name"})
    with running() as sandbox:
        sandbox.secrets["name"] = "text"
        sandbox.access_keys["ak"] = AccessKey("ak", "sk", actions=("kms:*", "dysms:*"))
        client = make_client("ak", "sk", endpoint=sandbox.endpoint)
        assert client.call_api(params, request, RuntimeOptions())["body"]["SecretData"] == "text"
        sandbox.access_keys["ak"] = AccessKey("ak", "sk", actions=("dysms:*",))
        with pytest.raises(ClientException) as caught:
            client.call_api(params, request, RuntimeOptions())
        assert (caught.value.code, caught.value.status_code) == ("Forbidden.NoPermission", 403)
        assert client.send_sms(make_sms()).body.code == "OK"
