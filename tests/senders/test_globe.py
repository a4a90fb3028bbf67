"""An account of either site, sending abroad: from HTTP and direct calls to the message."""

import json
from typing import Any, Final
from urllib.parse import parse_qsl

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.wire import Answer
from local.clouds.fc import Credentials
from support.instance import KEYED, KEYLESS, Instance, environment_for, tokens
from support.stand_ins import log_lines

MESSAGE: Final = {
    "service": "globe",
    "message": "Your Acme code is {code}.",
    "senderId": "Acme",
    "validSeconds": 300,
}
ALONE: Final[dict[str, Any]] = {
    "templates": [{"usageType": "Generic", "templateCode": {"overseas": MESSAGE}}],
    "allowedRegions": ["HK", "GB", "SG"],
}
WITH_KEY: Final = {k: v for k, v in {**KEYED, **ALONE}.items() if k != "signName"}
WITHOUT_KEY: Final = {k: v for k, v in {**KEYLESS, **ALONE}.items() if k != "signName"}
NUMBERS: Final = ("+85251234567", "+447400123456", "+6581234567")
MAINLAND: Final = "+8613800138000"


def asked(sandbox: Sandbox) -> list[dict[str, str]]:
    """Return what each request asked for."""
    return [dict(parse_qsl(request.query)) for request in sandbox.requests]


def by_function_url(number: str) -> dict[str, Any]:
    """Return the event of a call with a token."""
    (token,) = KEYED["callers"]["generic"]["tokens"]
    return {
        "version": "2.0",
        "rawPath": "/",
        "headers": {"authorization": f"Bearer {token}"},
        "requestContext": {"http": {"method": "POST", "path": "/"}},
        "body": json.dumps({"phone": number, "usageType": "SignIn", "code": "654321"}),
    }


@pytest.mark.parametrize("number", NUMBERS)
def test_one_document_sends_everywhere_abroad(sandbox: Sandbox, number: str) -> None:
    """Directly and by Function URL, with globe alone: neither a sign name nor a template."""
    instance = Instance(environment_for(sandbox, WITH_KEY))
    receipt = instance.call(phone=number, outId="ours")
    assert receipt["code"] == "sent"
    by_url: Any = instance.handler(by_function_url(number), None)
    assert by_url["statusCode"] == 200
    first, second = asked(sandbox)
    assert first == {
        "To": number.removeprefix("+"),
        "Message": "Your Acme code is 123456.",
        "Type": "OTP",
        "From": "Acme",
        "ValidityPeriod": "300",
        "TaskId": "ours",
    }
    assert second["Message"] == "Your Acme code is 654321."
    assert receipt["bizId"] in {message.biz_id for message in sandbox.messages}


def test_mainland_number(sandbox: Sandbox) -> None:
    """It is refused by its region, or for want of a template: nothing is sent."""
    told = []
    for regions in (["HK"], ["CN", "HK"]):
        config = {**WITH_KEY, "allowedRegions": regions}
        told.append(Instance(environment_for(sandbox, config)).call(phone=MAINLAND)["code"])
    assert told == ["region_not_allowed", "template_not_found"]
    assert sandbox.requests == ()


def test_the_role_signs(sandbox: Sandbox, role: Credentials) -> None:
    """Without a key in the config, the function's role sends, as with the other services."""
    instance = Instance(environment_for(sandbox, WITHOUT_KEY, role))
    assert instance.call(phone=NUMBERS[0], role=role)["code"] == "sent"
    assert tokens(sandbox) == [role.security_token]


@pytest.mark.parametrize("code", ["1234567", "12345678", "0123456789"])
def test_a_long_code(sandbox: Sandbox, code: str) -> None:
    """A text of one's own takes it; a template does not, and the request says where it is wrong."""
    instance = Instance(environment_for(sandbox, WITH_KEY))
    assert instance.call(phone=NUMBERS[0], code=code)["code"] == "sent"
    assert code in asked(sandbox)[0]["Message"]
    with_template = {**KEYED, "allowedRegions": ["CN", "HK"]}
    refusal = Instance(environment_for(sandbox, with_template)).call(code=code)
    assert refusal["code"] == "invalid_request"
    assert [error["pointer"] for error in refusal["errors"]] == ["/code"]
    assert len(sandbox.requests) == 1


def test_a_long_code_in_a_list(sandbox: Sandbox) -> None:
    """What a template takes is the bound where either reference is one."""
    both = {"overseas": [MESSAGE, "SMS_2000001"]}
    config = {**KEYED, **ALONE, "templates": [{"usageType": "Generic", "templateCode": both}]}
    instance = Instance(environment_for(sandbox, config))
    assert instance.call(phone=NUMBERS[0], code="12345678")["code"] == "invalid_request"
    assert instance.call(phone=NUMBERS[0])["code"] == "sent"


def body(**members: object) -> Answer:
    """Return an answer with status 200."""
    return Answer(200, {"content-type": "application/json"}, json.dumps(members).encode())


ANSWERS: Final = {
    "neither, and a receipt": (body(MessageId="m1", RequestId="r"), "sent"),
    "neither, and none": (body(RequestId="r"), "uncertain"),
    "neither, in a failure": (Answer(500, {}, b'{"MessageId":"m1"}'), "uncertain"),
    "an empty code": (body(ResponseCode="", MessageId="m1"), "uncertain"),
    "a code of another type": (body(ResponseCode=0, MessageId="m1"), "uncertain"),
    "good news in other words": (body(ResponseCode="ACCEPTED", MessageId="m1"), "uncertain"),
    "an unknown refusal": (body(ResponseCode="NEVER_SEEN"), "misconfigured"),
    "its own code first": (body(ResponseCode="AMOUNT_NOT_ENOUGH", Code="OK"), "quota_exhausted"),
    "the gateway's": (Answer(400, {}, b'{"Code":"Forbidden.RAM","Message":"m"}'), "misconfigured"),
    "of one sender": (body(ResponseCode="SENDERID_BLXYZ"), "misconfigured"),
    "of one country": (body(ResponseCode="COUNTRY_RESTRICTED"), "rejected"),
}


@pytest.mark.parametrize(("answer", "outcome"), ANSWERS.values(), ids=ANSWERS)
def test_answers(sandbox: Sandbox, answer: Answer, outcome: str) -> None:
    """The service says ``ResponseCode``, the gateway ``Code``; a receipt alone is enough."""
    sandbox.script(answer)
    document = Instance(environment_for(sandbox, WITH_KEY)).call(phone=NUMBERS[0])
    assert document["code"] == outcome
    assert document.get("bizId") == ("m1" if outcome == "sent" else None)
    assert len(sandbox.requests) == 1


def test_the_vendors_words(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """They are in the log without number and code, and in no reply."""
    words = f"Sender Acme to {NUMBERS[0]} with 123456 is unknown"
    sandbox.script(body(ResponseCode="INVALID_SENDERID", ResponseDescription=words))
    document = Instance(environment_for(sandbox, WITH_KEY)).call(phone=NUMBERS[0])
    line = log_lines(capsys)[-1]
    assert line["providerMessage"] == "Sender Acme to +*********** with ****** is unknown"
    assert (line["providerCode"], document["providerCode"]) == ("INVALID_SENDERID",) * 2
    assert "Sender" not in json.dumps(document)
