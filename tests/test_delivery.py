"""One delivery: which template, which signature, and when there is a second request."""

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from support.instance import (
    KEYED,
    KEYLESS,
    Instance,
    LeapingClock,
    actions,
    environment_for,
)
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


LENT_REF: Final = {"service": "pnvs", "templateCode": "100001", "signName": "速通互联验证码"}
LIST: Final = config_with({"Generic": {"china": ["SMS_1000004", LENT_REF]}})
ACTIONS: Final = ["SendSms", "SendSmsVerifyCode"]
#: What certainly sent nothing, and lies in the account, the sign name, the template or a service.
GO_ON: Final = (
    *(SIGN, "isv.SMS_TEMPLATE_ILLEGAL", "isv.DENY_IP_RANGE", "RAM_PERMISSION_DENY"),
    *("isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "Throttling.User", "isv.QPS_LIMIT_CONTROL"),
)
#: What lies in the request or the key, is the operator's own cap, or may have sent something.
STAY: Final = {
    "isv.BUSINESS_LIMIT_CONTROL": "rate_limited",
    "isv.MOBILE_NUMBER_ILLEGAL": "invalid_phone",
    "isv.BLACK_KEY_CONTROL_LIMIT": "rejected",
    "isv.NEVER_SEEN": "rejected",
    "isp.SYSTEM_ERROR": "uncertain",
    "ServiceUnavailable": "uncertain",
    "isv.DAY_LIMIT_CONTROL": "quota_exhausted",
    "isv.MONTH_LIMIT_CONTROL": "quota_exhausted",
    OLD_KEY: "misconfigured",
    "Never.Seen": "misconfigured",
}
SECOND: Final = {
    "isv.BUSINESS_LIMIT_CONTROL": "rate_limited",
    "isp.SYSTEM_ERROR": "uncertain",
    "Throttling.User": "unavailable",
    SIGN: "misconfigured",
    OLD_KEY: "misconfigured",
}


def called(sandbox: Sandbox, config: dict[str, Any], *answers: str) -> str:
    """Return what came of one call to a fresh instance, for which Aliyun has these codes."""
    sandbox.clear()
    for code in answers:
        sandbox.answer_next(code)
    return str(Instance(environment_for(sandbox, config)).call()["code"])


@pytest.mark.parametrize("first", GO_ON)
def test_second_reference_after_a_certain_failure(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], first: str
) -> None:
    """The second of a list sends, and the log says what the first one said."""
    assert called(sandbox, LIST, first) == "sent"
    assert actions(sandbox) == ACTIONS
    assert len(sandbox.messages) == 1
    line = log_lines(capsys)[-1]
    assert (line["firstProviderCode"], line["fallbacks"]) == (first, 1)
    assert "providerCode" not in line


@pytest.mark.parametrize(("first", "outcome"), STAY.items())
def test_no_second_reference(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], first: str, outcome: str
) -> None:
    """After any other failure the outcome is the first one's, and nothing more is asked."""
    assert called(sandbox, LIST, first) == outcome
    assert (actions(sandbox), sandbox.messages) == (ACTIONS[:1], ())
    assert {"firstProviderCode", "fallbacks"} & log_lines(capsys)[-1].keys() == set()


@pytest.mark.parametrize(("second", "outcome"), SECOND.items())
def test_outcome_of_the_second_reference(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], second: str, outcome: str
) -> None:
    """What the second one says is the outcome, and there is no third request."""
    assert called(sandbox, LIST, "isv.AMOUNT_NOT_ENOUGH", second) == outcome
    assert (actions(sandbox), sandbox.messages) == (ACTIONS, ())
    line = log_lines(capsys)[-1]
    assert line["firstProviderCode"] == "isv.AMOUNT_NOT_ENOUGH"
    assert line["providerCode"] == second


@pytest.mark.parametrize("first", ["Throttling.User", SIGN])
def test_why_there_was_a_second_request(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], first: str
) -> None:
    """Where it went the same way again, the log says why too, and calls it no fallback."""
    assert called(sandbox, {**KEYED, "signName": ["速通科技", "速通科技"]}, first) == "sent"
    line = log_lines(capsys)[-1]
    assert line["firstProviderCode"] == first
    assert {"providerCode", "fallbacks"} & line.keys() == set()


def test_sign_names_in_a_list(sandbox: Sandbox) -> None:
    """A refused one goes on to the second reference; the next call begins with another one."""
    instance = Instance(environment_for(sandbox, {**LIST, "signName": ["速通科技", "速通互联"]}))
    sandbox.answer_next(SIGN)
    assert instance.call(code="111111")["code"] == "sent"
    instance.call(code="222222")
    asked = [(one["SignName"], one["TemplateCode"]) for one in parameters(sandbox)]
    assert asked[:3] == [
        *[("速通科技", "SMS_1000004"), ("速通互联验证码", "100001")],
        ("速通互联", "SMS_1000004"),
    ]


BY_LOCALE: Final = config_with(
    {
        "Generic": {
            "overseas": {
                "byLocale": {
                    "zh": {"templateCode": "SMS_2000002", "codeVariable": "otp"},
                    "en_GB": {"service": "globe", "message": "Your code, please: {code}"},
                    "*": {"service": "globe", "message": "Your code: {code}"},
                }
            }
        }
    },
    allowedRegions=["HK"],
)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *[(tag, "SMS_2000002") for tag in ("zh-TW", "zh_tw", "ZH", "zh-Hans-CN", "zh-")],
        *[(tag, "Your code, please: 123456") for tag in ("en-GB", "en_gb", "EN-GB-oxendict")],
        *[(tag, "Your code: 123456") for tag in ("en", "en-US", "fr", "", "*", "zhx", "中文")],
        (None, "Your code: 123456"),
    ],
)
def test_locale(sandbox: Sandbox, locale: str | None, text: str) -> None:
    """A tag is compared without case, and cut from the right; who has none gets that of ``*``."""
    instance = Instance(environment_for(sandbox, BY_LOCALE))
    fields: dict[str, Any] = {} if locale is None else {"locale": locale}
    assert instance.call(phone=HONG_KONG, **fields)["code"] == "sent"
    (asked,) = parameters(sandbox)
    assert asked.get("TemplateCode", asked.get("Message")) == text


def test_constant_variables(sandbox: Sandbox) -> None:
    """They stand beside the code in the template's parameters."""
    template = {"templateCode": "SMS_2000002", "variables": {"product": "Acme"}}
    config = config_with({"Generic": {"overseas": template}}, allowedRegions=["HK"])
    Instance(environment_for(sandbox, config)).call(phone=HONG_KONG)
    (asked,) = parameters(sandbox)
    assert json.loads(asked["TemplateParam"]) == {"product": "Acme", "code": "123456"}


@pytest.mark.parametrize(
    ("phone", "outcome"),
    [
        *[(number, "rejected") for number in ("+8617012345678", "17012345678", HONG_KONG)],
        *[(number, "sent") for number in ("+8613800138000", "+85261234567")],
    ],
)
def test_blocked_prefixes(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], phone: str, outcome: str
) -> None:
    """A number that begins with one is rejected before anything is sent or counted."""
    config = config_with(
        {"Generic": {"china": "SMS_1000004", "overseas": "SMS_2000001"}},
        allowedRegions=["CN", "HK"],
        blockedPrefixes=["+86170", HONG_KONG],
    )
    instance = Instance(environment_for(sandbox, config))
    assert instance.call(phone=phone)["code"] == outcome
    assert len(sandbox.requests) == (outcome == "sent")
    assert "51234567" not in capsys.readouterr().out
