"""One delivery: which template, which signature, and when there is a second request."""

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

import pytest

from sandbox.aliyun.server import Sandbox
from support.instance import KEYED, KEYLESS, Instance, LeapingClock, environment_for
from support.stand_ins import log_lines

SIGN: Final = "isv.SMS_SIGNATURE_ILLEGAL"
HONG_KONG: Final = "+85251234567"
OLD_KEY: Final = "InvalidAccessKeyId.Inactive"


def parameters(sandbox: Sandbox) -> list[dict[str, str]]:
    """Return what each request asked for."""
    return [dict(parse_qsl(request.query)) for request in sandbox.requests]


def config_with(templates: object, **members: object) -> dict[str, Any]:
    """Return a document with these slots, by usage type."""
    assert isinstance(templates, dict)
    listed = [{"usageType": usage, "templateCode": slot} for usage, slot in templates.items()]
    return {**KEYED, "templates": listed, **members}


@pytest.mark.parametrize(
    ("answers", "told", "requests"),
    [
        ([], "sent", 1),
        (["Throttling"], "sent", 2),
        (["Throttling.User"], "sent", 2),
        (["Throttling.Api"], "sent", 2),
        (["isv.QPS_LIMIT_CONTROL"], "sent", 2),
        (["Throttling.User", "Throttling.User"], "unavailable", 2),
        (["Throttling.User", "isv.BUSINESS_LIMIT_CONTROL"], "rate_limited", 2),
        (["Throttling.User", "isp.SYSTEM_ERROR"], "uncertain", 2),
        (["Throttling.User", SIGN], "misconfigured", 2),
        (["Throttling.User", OLD_KEY], "misconfigured", 2),
        ([SIGN], "sent", 2),
        ([SIGN, SIGN], "misconfigured", 2),
        ([SIGN, "Throttling.User"], "unavailable", 2),
        ([SIGN, OLD_KEY], "misconfigured", 2),
        ([SIGN, "isp.GATEWAY_ERROR"], "uncertain", 2),
        ([OLD_KEY], "misconfigured", 1),
        (["SignatureDoesNotMatch"], "misconfigured", 1),
        (["isv.BUSINESS_LIMIT_CONTROL"], "rate_limited", 1),
        (["isv.MOBILE_NUMBER_ILLEGAL"], "invalid_phone", 1),
        (["isv.AMOUNT_NOT_ENOUGH"], "quota_exhausted", 1),
        (["isv.SMS_TEMPLATE_ILLEGAL"], "misconfigured", 1),
        (["isp.SYSTEM_ERROR"], "uncertain", 1),
        (["isp.GATEWAY_ERROR"], "uncertain", 1),
        (["ServiceUnavailable"], "uncertain", 1),
        (["InternalError"], "uncertain", 1),
        (["SignatureNonceUsed"], "uncertain", 1),
        (["biz.FREQUENCY"], "rate_limited", 1),
        (["FUNCTION_NOT_OPENED"], "misconfigured", 1),
        (["isv.NEVER_SEEN"], "rejected", 1),
        (["isp.NEVER_SEEN"], "uncertain", 1),
        (["biz.NEVER_SEEN"], "misconfigured", 1),
        (["Never.Seen"], "misconfigured", 1),
        (["Success.Somehow"], "uncertain", 1),
    ],
)
def test_at_most_two_requests(
    sandbox: Sandbox, answers: Sequence[str], told: str, requests: int
) -> None:
    """A second request follows only what certainly sent nothing, and a third follows nothing."""
    for code in answers:
        sandbox.answer_next(code)
    config = {**KEYED, "signName": ["速通科技", "速通科技"]}
    document = Instance(environment_for(sandbox, config)).call()
    assert document["code"] == told
    assert len(sandbox.requests) == requests
    assert len(sandbox.messages) == (told == "sent")
    assert document.get("providerCode") == (None if told == "sent" else answers[-1])


def test_a_signature_without_a_next_one(sandbox: Sandbox) -> None:
    """With one signature there is one request, and the refusal is answered as it is."""
    sandbox.answer_next(SIGN)
    document = Instance(environment_for(sandbox, KEYED)).call()
    assert (document["code"], document["providerCode"]) == ("misconfigured", SIGN)
    assert len(sandbox.requests) == 1


def test_the_same_again_is_the_same(sandbox: Sandbox) -> None:
    """A repeated request asks for exactly what the first did, under another nonce."""
    sandbox.answer_next("Throttling.User")
    assert Instance(environment_for(sandbox, KEYED)).call(outId="order-7")["code"] == "sent"
    first, second = parameters(sandbox)
    assert first == second
    assert first["OutId"] == "order-7"
    nonces = {request.headers["x-acs-signature-nonce"] for request in sandbox.requests}
    assert len(nonces) == 2


@pytest.mark.parametrize(
    ("code", "told"),
    [("Throttling.User", "unavailable"), (SIGN, "misconfigured"), (OLD_KEY, "misconfigured")],
)
def test_no_second_request_without_time(
    code: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second request begins only with the 1.5 s left that it may need; else the first counts."""
    clock = LeapingClock()
    config = {**KEYED, "signName": ["速通科技", "速通科技"]}
    environment: dict[str, str] = {}

    def take_time(_: object) -> None:
        clock.leap(7.0)
        environment["CONFIG"] = json.dumps({**config, "accessKeyId": "newer"})

    sandbox = Sandbox.start(on_request=take_time)
    sandbox.answer_next(code, "the first one's")
    environment |= environment_for(sandbox, config)
    document = Instance(environment, clock).call()
    assert (document["code"], document["providerCode"]) == (told, code)
    line = log_lines(capsys)[-1]
    assert "reason" not in line
    assert line["providerMessage"] == "the first one's"
    assert len(sandbox.requests) == 1
    sandbox.stop()


@pytest.mark.parametrize(
    ("usage", "phone", "template"),
    [
        ("SignIn", "+8613800138000", "SMS_1000001"),
        ("SignIn", HONG_KONG, "SMS_2000001"),
        ("Register", "+8613800138000", "SMS_1000002"),
        ("BindMfa", "+8613800138000", "SMS_1000004"),
        ("BindMfa", HONG_KONG, "SMS_2000001"),
        # A usage without a slot for the destination is served by the generic one.
        ("Register", HONG_KONG, "SMS_2000001"),
    ],
)
def test_template(sandbox: Sandbox, usage: str, phone: str, template: str) -> None:
    """The usage's own template goes before the generic one, and each destination has its own."""
    config = config_with(
        {
            "Generic": {"china": "SMS_1000004", "overseas": "SMS_2000001"},
            "SignIn": {"china": "SMS_1000001", "overseas": "SMS_2000001"},
            "Register": {"china": "SMS_1000002"},
        },
        allowedRegions=["CN", "HK"],
    )
    instance = Instance(environment_for(sandbox, config))
    assert instance.call(usageType=usage, phone=phone)["code"] == "sent"
    assert [message.template for message in sandbox.messages] == [template]


def test_a_slot_of_its_own(sandbox: Sandbox) -> None:
    """A slot's signature goes before the document's, and its variable has the name that it says."""
    slot = {"templateCode": "SMS_2000002", "codeVariable": "otp", "signName": "速通科技"}
    config = config_with(
        {"Generic": {"overseas": slot}}, signName="nobody's", allowedRegions=["HK"]
    )
    instance = Instance(environment_for(sandbox, config))
    assert instance.call(phone=HONG_KONG, code="a1B2")["code"] == "sent"
    assert parameters(sandbox) == [
        {
            "PhoneNumbers": "85251234567",
            "SignName": "速通科技",
            "TemplateCode": "SMS_2000002",
            "TemplateParam": '{"otp":"a1B2"}',
        }
    ]


@pytest.mark.parametrize(
    ("config", "fields", "told", "reason"),
    [
        (KEYED, {"phone": HONG_KONG}, "region_not_allowed", "region HK"),
        (
            config_with({"SignIn": "SMS_1000001"}),
            {"usageType": "Register"},
            "template_not_found",
            "no template for region CN",
        ),
        (
            config_with({"SignIn": {"china": "SMS_1000001"}}, allowedRegions=["HK"]),
            {"phone": HONG_KONG},
            "template_not_found",
            "no template for region HK",
        ),
        (
            KEYLESS,
            {},
            "misconfigured",
            "no access key in the config, and the function has no role",
        ),
        ({**KEYED, "paused": True}, {}, "unavailable", "paused"),
        ({**KEYED, "paused": ["SignIn"]}, {}, "unavailable", "paused"),
    ],
    ids=["region", "usage", "destination", "key", "paused", "usage paused"],
)
def test_refused_before_anything_is_sent(
    sandbox: Sandbox,
    config: dict[str, Any],
    fields: dict[str, Any],
    told: str,
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What cannot be sent is refused here: the service is not asked, and the log says why."""
    assert Instance(environment_for(sandbox, config)).call(**fields)["code"] == told
    assert log_lines(capsys)[-1]["reason"] == reason
    assert sandbox.requests == ()


def test_the_receipt(sandbox: Sandbox) -> None:
    """What is answered names the message and the request as Aliyun does."""
    document = Instance(environment_for(sandbox, KEYED)).call(outId="order-7")
    (message,) = sandbox.messages
    assert document.keys() == {"code", "requestId", "bizId", "providerRequestId"}
    assert document["bizId"] == message.biz_id
    assert message.out_id == "order-7"
