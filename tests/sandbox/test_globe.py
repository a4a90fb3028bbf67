"""What `SendMessageToGlobe` accepts, what it refuses, and what the official SDK reads of it."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import phonenumbers
import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.models import OpenApiRequest
from darabonba.runtime import RuntimeOptions

from aliyun_sms_sandbox.aliyun import catalogue, globe
from aliyun_sms_sandbox.aliyun.delivery import DeliveryState
from aliyun_sms_sandbox.aliyun.magic import MAGIC_NUMBERS_ABROAD, MagicNumber
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Answer
from support.generic_call import rpc

MakeClient = Callable[..., Client]
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
ACCOUNT = catalogue.load()
VALID = {"To": "85251234567", "From": "Acme", "Message": "Your code is 471147.", "Type": "OTP"}
SEND = rpc("SendMessageToGlobe", "2018-05-01")
HOSTILE_TEXT = "速通 a+b&c=d~e*f'g(h)i%20 \t/?#\"\\é😀"
#: What the SDK says where no answer comes.
TROUBLES = {"no answer comes": "timed out", "the connection is reset": "reset"}
each_row = pytest.mark.parametrize(
    "row", MAGIC_NUMBERS_ABROAD, ids=[row.number for row in MAGIC_NUMBERS_ABROAD]
)


def call(client: Client, read_timeout: int = 60_000, **changes: str) -> Any:  # noqa: ANN401 - JSON
    """Return the body of the answer to a send with these parameters changed."""
    options = RuntimeOptions(connect_timeout=60_000, read_timeout=read_timeout, autoretry=False)
    return client.call_api(SEND, OpenApiRequest(query={**VALID, **changes}), options)["body"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, "MissingTo"),
        ({"Message": ""}, "MissingMessage"),
        ({"To": "+85251234567"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "0085251234567"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "852 51234567"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "85251234567\n"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "８５２５１２３４５６７"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "85251234567,85251234568"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "852512"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "8525123456789012"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "13800138000"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "80012345678"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "999999999999999"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "8613800138000"}, "NOT_SUPPORTED_COUNTRY"),
        ({"To": "862112345678"}, "NOT_SUPPORTED_COUNTRY"),
        ({"From": "Acme Inc"}, "INVALID_SENDERID"),
        ({"From": "Acme-1"}, "INVALID_SENDERID"),
        ({"From": "AcmeAcmeAcme"}, "INVALID_SENDERID"),
        ({"From": "1" * 16}, "INVALID_SENDERID"),
        ({"From": "1" * 11 + "a"}, "INVALID_SENDERID"),
        ({"From": "速通"}, "INVALID_SENDERID"),
        ({"From": "１２３"}, "INVALID_SENDERID"),
        ({"From": "Acme\n"}, "INVALID_SENDERID"),
        ({"Type": "SMS"}, "INVALID_PARAMETERS"),
        ({"Type": "otp"}, "INVALID_PARAMETERS"),
        ({"ValidityPeriod": "0"}, "INVALID_PARAMETERS"),
        ({"ValidityPeriod": "-1"}, "INVALID_PARAMETERS"),
        ({"ValidityPeriod": "5m"}, "INVALID_PARAMETERS"),
        ({"ValidityPeriod": ""}, "INVALID_PARAMETERS"),
        ({"TaskId": ""}, "PARAM_LENGTH_LIMIT"),
        ({"TaskId": "t" * 256}, "PARAM_LENGTH_LIMIT"),
    ],
)
def test_a_fault_is_refused_with_the_vendors_code(changes: dict[str, str], code: str) -> None:
    """Each fault has its own code, and nothing is accepted."""
    with pytest.raises(VendorError) as caught:
        globe.send_message_to_globe({**VALID, **changes}, ACCOUNT, NOW)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "changes",
    [
        {"To": "85366123456"},
        {"To": "886912345678"},
        {"To": "43664123456"},
        {"From": "AcmeAcmeAcm"},
        {"From": "1" * 15},
        {"From": "1" * 10 + "a"},
        {"From": ""},
        {"Type": "NOTIFY"},
        {"Type": "MKT"},
        {"ValidityPeriod": "300"},
        {"TaskId": "t"},
        {"TaskId": "t" * 255},
        {"Message": "m" * 2000},
    ],
)
def test_what_is_in_order_is_accepted(changes: dict[str, str]) -> None:
    """Every region but the mainland, and each parameter to its last character."""
    query = {**VALID, **changes}
    message = globe.send_message_to_globe(query, ACCOUNT, NOW)
    assert (message.phone, message.sign, message.text) == (
        query["To"],
        query["From"],
        query["Message"],
    )
    assert (message.out_id, message.at_home, message.by_globe) == (
        query.get("TaskId"),
        False,
        True,
    )


def test_number_and_text_are_enough() -> None:
    """Where no sender id has to be registered, everything else may be left out."""
    query = {"To": VALID["To"], "Message": VALID["Message"]}
    message = globe.send_message_to_globe(query, ACCOUNT, NOW)
    assert (message.sign, message.out_id) == ("", None)


@pytest.mark.parametrize(
    ("to", "taken", "refused"),
    [
        ("14155552671", {"Acme", "18885550123"}, {"acme", "AcmeCA", "Other", ""}),
        ("14165550123", {"AcmeCA", "18885550123"}, {"Acme", "Other", ""}),
        ("6591234567", {"Acme"}, {"AcmeCA", "Other", ""}),
        ("18765550123", {"Acme", "AcmeCA", "Other", ""}, set()),
        ("85251234567", {"Acme", "AcmeCA", "Other", ""}, set()),
    ],
    ids=["US", "CA", "SG", "JM", "HK"],
)
def test_some_regions_take_registered_sender_ids_only(
    to: str, taken: set[str], refused: set[str]
) -> None:
    """The United States, Canada and Singapore, each its own; Jamaica shares only their 1."""
    query = {**VALID, "To": to}
    for sender in taken:
        message = globe.send_message_to_globe({**query, "From": sender}, ACCOUNT, NOW)
        assert message.sign == sender
    for sender in refused:
        with pytest.raises(VendorError, match="INVALID_SENDERID"):
            globe.send_message_to_globe({**query, "From": sender}, ACCOUNT, NOW)


def test_the_sdk_reads_a_receipt(sandbox: Sandbox, make_client: MakeClient) -> None:
    """All that the service tells of an accepted message, and the message as it was sent."""
    body = call(make_client(), Message=HOSTILE_TEXT, TaskId="task-7", ValidityPeriod="300")
    (message,) = sandbox.messages
    assert re.fullmatch(r"[0-9]{18}", message.biz_id)
    assert body.pop("RequestId")
    assert body == {
        "ResponseCode": "OK",
        "ResponseDescription": "The SMS Send Request was accepted",
        "MessageId": message.biz_id,
        "Segments": "1",
        "From": "Acme",
        "To": "85251234567",
        "NumberDetail": {"Country": "HK", "Region": "HK", "Carrier": "Sandbox"},
    }
    assert (message.text, message.out_id) == (HOSTILE_TEXT, "task-7")


def test_a_long_text_is_several_sms(make_client: MakeClient) -> None:
    """The receipt says how many are billed."""
    assert call(make_client(), Message="码" * 71)["Segments"] == "2"


def test_without_a_sender_id_the_receipt_has_none(make_client: MakeClient) -> None:
    """The vendor gives back what it was given."""
    assert "From" not in call(make_client(), From="")


def test_the_asynchronous_sdk_is_accepted(sandbox: Sandbox, make_client: MakeClient) -> None:
    """The SDK's other HTTP client signs alike."""
    request = OpenApiRequest(query={**VALID, "Message": HOSTILE_TEXT})
    answer = asyncio.run(make_client().call_api_async(SEND, request, RuntimeOptions()))
    assert answer["body"]["ResponseCode"] == "OK"
    assert sandbox.messages[0].text == HOSTILE_TEXT


def test_an_sts_key_is_accepted(sandbox: Sandbox, make_client: MakeClient) -> None:
    """Key, secret and token of the function's role send as a long-lived key does."""
    client = make_client("sandbox-sts-key-id", "sandbox-sts-key-secret", "sandbox-sts-token")
    assert call(client)["ResponseCode"] == "OK"
    assert "x-acs-security-token" in sandbox.requests[0].headers


def test_a_refusal_of_the_service_is_in_its_own_members(
    sandbox: Sandbox, make_client: MakeClient
) -> None:
    """With HTTP 200, by a fault or laid down, and nothing is sent."""
    client = make_client()
    refused = call(client, To="8613800138000")
    assert refused.keys() == {"ResponseCode", "ResponseDescription", "RequestId"}
    assert refused["ResponseCode"] == "NOT_SUPPORTED_COUNTRY"
    sandbox.answer_next("SENDERID_ERROR", "why")
    scripted = call(client)
    assert (scripted["ResponseCode"], scripted["ResponseDescription"]) == ("SENDERID_ERROR", "why")
    assert sandbox.messages == ()


def test_a_refusal_of_the_gateway_is_in_the_gateways_members(
    sandbox: Sandbox, make_client: MakeClient
) -> None:
    """With an error status: a wrong secret, a parameter that is missing, a throttle."""
    sandbox.answer_next("Throttling.User", "later", to="SendMessageToGlobe")
    for client, to, code in (
        (make_client("sandbox-access-key-id", "wrong"), VALID["To"], "SignatureDoesNotMatch"),
        (make_client(), VALID["To"], "Throttling.User"),
        (make_client(), "", "MissingTo"),
    ):
        with pytest.raises(ClientException) as caught:
            call(client, To=to)
        assert (caught.value.code, caught.value.status_code) == (code, 400)
    assert sandbox.messages == ()


@pytest.mark.parametrize("action", ["SendMessageToGlobe", "QueryMessage"])
def test_the_other_version_of_the_api_does_not_have_it(
    make_client: MakeClient, action: str
) -> None:
    """Who asks 2017-05-25 is told so by the gateway."""
    request = OpenApiRequest(query=VALID)
    with pytest.raises(ClientException) as caught:
        make_client().call_api(rpc(action, "2017-05-25"), request, RuntimeOptions())
    assert caught.value.code == "InvalidVersion"


def test_a_body_of_any_shape_can_be_laid_down(sandbox: Sandbox, make_client: MakeClient) -> None:
    """Such as the China site's page has it: a receipt without a code."""
    body = b'{"MessageId": "1008030003003"}'
    sandbox.script(Answer(200, {"content-type": "application/json"}, body), to="SendMessageToGlobe")
    assert call(make_client()) == {"MessageId": "1008030003003"}
    assert sandbox.messages == ()


def test_nothing_is_limited_abroad(make_client: MakeClient) -> None:
    """Flow control is of mainland numbers, and the catalogue's limits count none of these."""
    sandbox = Sandbox.start(catalogue=ACCOUNT)
    client = make_client(endpoint=sandbox.endpoint)
    assert {call(client)["ResponseCode"] for _ in range(12)} == {"OK"}
    sandbox.stop()


def test_a_magic_number_abroad_is_a_phones_and_is_there_once() -> None:
    """Whoever reads numbers takes each for one of the United States, and sends it."""
    numbers = [row.number for row in MAGIC_NUMBERS_ABROAD]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        parsed = phonenumbers.parse(f"+{number}")
        assert phonenumbers.is_valid_number(parsed)
        assert phonenumbers.region_code_for_number(parsed) == "US"


@each_row
def test_a_magic_number_does_what_its_row_says(
    row: MagicNumber, sandbox: Sandbox, make_client: MakeClient
) -> None:
    """The code in the row is the answer's, or none comes; so many SMS are accepted."""
    named = re.match(r"`(\w+)`", row.happens)
    trouble = next((why for said, why in TROUBLES.items() if said in row.happens), None)
    if trouble is None:
        answer = call(make_client(), To=row.number)
        assert answer["ResponseCode"] == (named[1] if named else "OK")
    else:
        with pytest.raises(Exception, match=trouble):
            call(make_client(), 500, To=row.number)
    assert [message.phone for message in sandbox.messages] == [row.number] * row.accepted
    for message in sandbox.messages:
        has_arrived = message.delivery.state is DeliveryState.DELIVERED
        assert has_arrived is ("never delivered" not in row.happens)


def test_a_magic_number_abroad_is_checked_like_any_other(make_client: MakeClient) -> None:
    """Nothing happens to a request that is not in order."""
    accepted = MAGIC_NUMBERS_ABROAD[0].number
    assert call(make_client(), To=accepted, From="Other")["ResponseCode"] == "INVALID_SENDERID"


def test_a_magic_number_abroad_is_an_ordinary_one_of_send_sms(
    sandbox: Sandbox, make_client: MakeClient
) -> None:
    """A template takes no sender id that could be refused."""
    query = {
        "PhoneNumbers": "12025550140",
        "SignName": "速通科技",
        "TemplateCode": "SMS_2000001",
        "TemplateParam": '{"code": "123456"}',
    }
    request = OpenApiRequest(query=query)
    answer = make_client().call_api(rpc("SendSms", "2017-05-25"), request, RuntimeOptions())
    assert answer["body"]["Code"] == "OK"
    assert len(sandbox.messages) == 1
