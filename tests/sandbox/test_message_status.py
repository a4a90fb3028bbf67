"""What the official SDK reads of one message abroad."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.models import OpenApiRequest
from darabonba.runtime import RuntimeOptions

from aliyun_sms_sandbox.aliyun import message_status, send_details
from aliyun_sms_sandbox.aliyun.delivery import PENDING, failed
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from support.generic_call import rpc

MakeClient = Callable[..., Client]
#: Half past midnight where the vendor is.
NOW = datetime(2026, 11, 23, 16, 30, tzinfo=timezone.utc)
TEXT = "Your code is 471147."
SENT_ID = "119000000000000001"
MESSAGE = Message("85251234567", "Acme", "", {}, TEXT, "task-7", SENT_ID, NOW, at_home=False)
MIDNIGHT = "Tue, 24 Nov 2026 00:30:00 +0800"


def ask(client: Client, action: str, **query: str) -> Any:  # noqa: ANN401 - JSON
    """Return the body of an answer of this API."""
    request = OpenApiRequest(query=query)
    return client.call_api(rpc(action, "2018-05-01"), request, RuntimeOptions())["body"]


def test_a_sent_message_is_reported_to_the_sdk(sandbox: Sandbox, make_client: MakeClient) -> None:
    """Its id alone finds it; the text holds the code."""
    client = make_client()
    for to in ("85251234567", "6591234567"):
        sent = ask(client, "SendMessageToGlobe", To=to, Message=TEXT, From="Acme")
    body = ask(client, "QueryMessage", MessageId=sent["MessageId"])
    assert (body["ResponseCode"], body["To"], body["Message"]) == ("OK", "6591234567", TEXT)
    assert (body["Status"], body["ErrorCode"]) == ("1", "DELIVERED")
    assert body["NumberDetail"] == sent["NumberDetail"]
    assert len(sandbox.messages) == 2


@pytest.mark.parametrize(
    ("message", "members"),
    [
        (
            MESSAGE,
            {
                "Status": "1",
                "ErrorCode": "DELIVERED",
                "ErrorDescription": "success",
                "ReceiveDate": MIDNIGHT,
            },
        ),
        (
            replace(MESSAGE, delivery=failed("EXPIRED")),
            {
                "Status": "2",
                "ErrorCode": "EXPIRED",
                "ErrorDescription": "expired",
                "ReceiveDate": MIDNIGHT,
            },
        ),
        (replace(MESSAGE, delivery=PENDING), {"Status": "3"}),
    ],
    ids=["delivered", "failed", "pending"],
)
def test_it_tells_what_the_carrier_reported(message: Message, members: dict[str, str]) -> None:
    """A carrier that has not reported has neither code nor date."""
    document = json.loads(
        message_status.query_message({"MessageId": message.biz_id}, [message]).body
    )
    assert document.pop("RequestId")
    assert document == {
        "ResponseCode": "OK",
        "ResponseDescription": "The SMS Send Request was accepted",
        "MessageId": SENT_ID,
        "To": "85251234567",
        "NumberDetail": {"Country": "HK", "Region": "HK", "Carrier": "Sandbox"},
        "Message": TEXT,
        "SendDate": MIDNIGHT,
        **members,
    }


def test_an_unknown_id_is_refused_by_the_service(make_client: MakeClient) -> None:
    """In its own members, as the SDK reads them; without an id the gateway answers."""
    client = make_client()
    body = ask(client, "QueryMessage", MessageId="1")
    assert (body["ResponseCode"], "MessageId" in body) == ("DATA_NOT_EXIST", False)
    with pytest.raises(ClientException) as caught:
        ask(client, "QueryMessage", MessageId="")
    assert caught.value.code == "MissingMessageId"


def test_neither_api_tells_of_the_others_messages() -> None:
    """The receipt of `SendSms` is no message id, and its details are of SMS by template."""
    at_home = replace(MESSAGE, template="SMS_1")
    with pytest.raises(VendorError, match="DATA_NOT_EXIST"):
        message_status.query_message({"MessageId": MESSAGE.biz_id}, [at_home])
    query = {"PhoneNumber": MESSAGE.phone, "SendDate": "20261124"}
    pages = {"PageSize": "10", "CurrentPage": "1"}
    answer = send_details.query_send_details({**query, **pages}, [MESSAGE, at_home])
    assert json.loads(answer.body)["TotalCount"] == "1"
