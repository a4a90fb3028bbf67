"""Faults, each seeded into a scene in which nothing else is wrong, and what must be found."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from aliyun_sms_sandbox.aliyun import vendor
from aliyun_sms_sandbox.aliyun.catalogue import AccessKey, Scope, Status
from aliyun_sms_sandbox.aliyun.sms_sign import FilingStatus
from aliyun_sms_sandbox.aliyun.sms_template import Kind
from aliyun_sms_sandbox.wire import Answer, utc_now
from support.checking.scene import (
    GOOD,
    KEY_ID,
    KEY_SECRET,
    LOGTO_TOKEN,
    MESSAGE,
    OTHER_SIGN,
    ROLE_ID,
    SIGN,
    TOKEN,
    HurriedClock,
    Scene,
    filing,
    sign,
    template,
)
from support.cli_profiles import write_file

Seed = Callable[[Scene], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        name: For people; the test's id.
        seed: What makes a scene have it.
        found: The ids that must be found, and no others.
        subject: What stands in one finding's subject.
        status: The exit status.
    """

    name: str
    seed: Seed
    found: tuple[str, ...]
    subject: str
    status: int = 1


def member(name: str, value: object) -> Seed:
    """Return a seed that puts *value* into the document."""
    return lambda scene: scene.document.update({name: value})


def without(name: str) -> Seed:
    """Return a seed that takes a member out of the document."""
    return lambda scene: scene.document.pop(name)


def tokens(*values: str) -> Seed:
    """Return a seed of the generic caller's tokens."""
    return member("callers", {**GOOD["callers"], "generic": {"tokens": list(values)}})


def slot(index: int, destination: str, value: object) -> Seed:
    """Return a seed of one slot of the document."""
    return lambda scene: scene.document["templates"][index]["templateCode"].update(
        {destination: value}
    )


def more(usage_type: str, code: object) -> Seed:
    """Return a seed of another template in the document."""
    return lambda scene: scene.document["templates"].append(
        {"usageType": usage_type, "templateCode": code}
    )


def message(destination: str = "overseas", **members: object) -> Seed:
    """Return a seed of the generic usage's international message; None removes a member."""
    given = {**MESSAGE, **members}
    return slot(1, destination, {name: each for name, each in given.items() if each is not None})


def all_of(*seeds: Seed) -> Seed:
    """Return several seeds as one."""

    def seed(scene: Scene) -> None:
        for each in seeds:
            each(scene)

    return seed


def account(**changes: object) -> Seed:
    """Return a seed of the key that the account has."""
    key = AccessKey(KEY_ID, KEY_SECRET)
    return lambda scene: setattr(scene, "keys", [replace(key, **changes)])  # type: ignore[arg-type]


def first_sign(status: Status = Status.APPROVED, **filings: Any) -> Seed:  # noqa: ANN401
    """Return a seed of the only signature that the document names."""

    def seed(scene: Scene) -> None:
        scene.document["signName"] = SIGN
        scene.signs = [sign(SIGN, status, **filings)]

    return seed


def generic(**changes: Any) -> Seed:  # noqa: ANN401 - the members of Template
    """Return a seed of the generic template that the account has."""

    def seed(scene: Scene) -> None:
        others = [each for each in scene.templates if each.code != "SMS_12"]
        scene.templates = [*others, template("SMS_12", **changes)]

    return seed


def answers(action: str, *replies: Answer) -> Seed:
    """Return a seed of what Aliyun answers first to an action."""
    return lambda scene: scene.script.extend((reply, action) for reply in replies)


def environment(**variables: str) -> Seed:
    """Return a seed of the environment."""
    return lambda scene: scene.environment.update(variables)


def refusal(code: str) -> Answer:
    """Return the answer with which Aliyun refuses."""
    return vendor.answer(code, "message")


def lent(*names: str, **members: object) -> Seed:
    """Return a seed of a usage that is sent with what Aliyun lends."""
    given = {"service": "pnvs", "templateCode": "100001", "signName": list(names), **members}
    return more("Register", {"china": given})


def _template_of(text: str) -> Answer:
    return vendor.ok(TemplateStatus="1", TemplateType="0", TemplateContent=text)


def _sign_of_tests() -> Answer:
    details: list[dict[str, object]] = [
        {"OperatorCode": carrier, "RegisterStatus": 3, "RegisterStatusReasons": []}
        for carrier in ("mobile", "unicom", "telecom")
    ]
    return vendor.ok(SignStatus=1, SignTag="4", SignIspRegisterDetailList=details)


def _template_of_tests() -> Answer:
    text = "您的验证码为${code}。"
    return vendor.ok(TemplateStatus="1", TemplateTag=4, TemplateType="0", TemplateContent=text)


def _role(**changes: object) -> Seed:
    key = AccessKey(ROLE_ID, KEY_SECRET, "token-of-the-role")
    variables = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": ROLE_ID,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": KEY_SECRET,
        "ALIBABA_CLOUD_SECURITY_TOKEN": "token-of-the-role",
    }
    return all_of(
        without("accessKeyId"),
        without("accessKeySecret"),
        environment(**variables),
        lambda scene: setattr(scene, "keys", [replace(key, **changes)]),  # type: ignore[arg-type]
    )


def _broken_profile(scene: Scene) -> None:
    write_file(scene.path.parent, "{")
    scene.environment["HOME"] = str(scene.path.parent)


def _closed_port(scene: Scene) -> None:
    scene.environment["DYSMSAPI_ENDPOINT"] = "http://127.0.0.1:9"


def _clock(seconds: float) -> Seed:
    return lambda scene: setattr(scene, "clock", HurriedClock(seconds))


_OF_DOCUMENT = (
    Fault("unknown store", environment(CONFIG_URI="vault:x"), ("setting.wrong",), "CONFIG_URI"),
    Fault("wrong TTL", environment(CONFIG_TTL_SECONDS="0"), ("setting.wrong",), "CONFIG_TTL"),
    Fault(
        "a host with an empty label",
        environment(DYSMSAPI_ENDPOINT="https://.invalid"),
        ("setting.wrong",),
        "DYSMSAPI_ENDPOINT",
    ),
    Fault("wrong CLAIMS_URI", environment(CLAIMS_URI="sql:x"), ("setting.wrong",), "CLAIMS_URI"),
    Fault(
        "not JSON",
        lambda scene: setattr(scene, "document", '{"accessKeyId": }'),
        ("document.not_json",),
        "config",
    ),
    Fault("no templates", member("templates", []), ("document.field",), "/templates"),
    Fault("half a key", without("accessKeySecret"), ("document.field",), "/"),
    Fault(
        "misspelt member",
        member("allowedregions", ["CN"]),
        ("document.unknown_member",),
        "/allow",
        0,
    ),
)
_OF_SECRETS = (
    Fault("short token", tokens("k9Zr2Lq7k9Zr2Lq7"), ("secret.short",), "generic/tokens/0", 0),
    Fault("guessable token", tokens("k9Zr2Lq7"), ("document.field",), "generic/tokens/0"),
    Fault("no callers", without("callers"), ("caller.missing",), "callers", 0),
    Fault("uniform token", tokens("ab" * 16), ("secret.uniform",), "callers/generic/tokens/0"),
    Fault(
        "token of a document",
        tokens("sandbox-token-for-local-use-only-0000"),
        ("secret.sample",),
        "callers/generic/tokens/0",
    ),
    Fault("token with a line end", tokens(TOKEN + "\n"), ("document.field",), "tokens/0"),
    Fault(
        "key of a guide",
        member("accessKeyId", "<YOUR_ACCESS_KEY_ID>"),
        ("document.placeholder", "key.unknown"),
        "accessKeyId",
    ),
    Fault(
        "signature in brackets",
        lambda scene: scene.document.update(signName=["【启明科技】", *scene.document["signName"]]),
        ("document.brackets", "sign.not_found", "sign.wrong_order"),
        "signName",
    ),
    Fault(
        "template of a guide",
        slot(1, "china", "SMS_XXXX"),
        ("document.placeholder", "template.not_found"),
        "Generic/china",
    ),
    Fault(
        "signature of an example",
        slot(1, "china", {"templateCode": "SMS_12", "signName": ["Example", SIGN]}),
        ("document.placeholder", "sign.not_found", "sign.wrong_order"),
        "Generic/china",
    ),
    Fault(
        "message of a guide",
        message(message="Your app code is {code}."),
        ("document.placeholder",),
        "Generic/overseas/message",
        0,
    ),
    Fault(
        "sender id of an example",
        message(senderId="EXAMPLE"),
        ("document.placeholder",),
        "Generic/overseas/senderId",
        0,
    ),
    Fault(
        "constant of a guide",
        all_of(
            answers("GetSmsTemplate", _template_of("${product}：${code}")),
            slot(0, "china", {"templateCode": "SMS_11", "variables": {"product": "<product>"}}),
        ),
        ("document.placeholder",),
        "SignIn/china/variables/product",
        0,
    ),
    Fault("one token for two", tokens(LOGTO_TOKEN), ("secret.repeated",), "callers/logto"),
    Fault("a token twice", tokens(TOKEN, TOKEN), ("secret.twice",), "generic/tokens/1", 0),
    Fault("the account's secret as a token", tokens(KEY_SECRET), ("secret.repeated",), "tokens/0"),
    Fault(
        "sample claimsKey",
        member("claimsKey", "please-put-32-random-characters-here"),
        ("secret.sample",),
        "claimsKey",
    ),
)
_OF_USAGES = (
    Fault(
        "no Generic",
        lambda scene: scene.document["templates"].pop(1),
        ("usage.no_generic", "region.no_template"),
        "templates",
    ),
    Fault(
        "misspelt usage", more("sign_in", {"china": "SMS_11"}), ("usage.misspelt",), "sign_in", 0
    ),
    Fault("a usage twice", more("SignIn", {"china": "SMS_12"}), ("usage.twice",), "SignIn", 0),
    Fault("paused", member("paused", value=True), ("usage.paused",), "paused", 0),
    Fault("paused usage", member("paused", ["SignIn"]), ("usage.paused",), "SignIn", 0),
    Fault("paused nothing", member("paused", ["Signin"]), ("usage.paused_unknown",), "Signin", 0),
    Fault(
        "no region",
        all_of(member("allowedRegions", []), member("limits", {})),
        ("region.none",),
        "allowedRegions",
    ),
    Fault("UK", member("allowedRegions", ["CN", "HK", "UK"]), ("region.unknown",), "allowed"),
    Fault(
        "a region without a template",
        all_of(
            lambda scene: scene.document["templates"][0]["templateCode"].pop("overseas"),
            lambda scene: scene.document["templates"][1]["templateCode"].pop("overseas"),
        ),
        ("region.no_template",),
        "allowedRegions",
    ),
    Fault(
        "templates that no region uses",
        all_of(member("allowedRegions", ["CN"]), member("limits", {"perHour": 500})),
        ("region.unused_template",),
        "SMS_21 (SignIn/overseas)",
        0,
    ),
    Fault(
        "a message that no region uses",
        all_of(
            *(member("allowedRegions", ["CN"]), member("limits", {"perHour": 500})),
            lambda scene: scene.document["templates"][0]["templateCode"].pop("overseas"),
            message(),
        ),
        ("region.unused_template",),
        "Generic/overseas",
        0,
    ),
    Fault(
        "a prefix of nowhere that is allowed",
        member("blockedPrefixes", ["+86170", "+4477"]),
        ("region.prefix_of_none",),
        "blockedPrefixes/1",
        0,
    ),
    Fault("no limit abroad", member("limits", {}), ("limit.none_abroad",), "limits", 0),
    Fault(
        "a limit for nobody",
        member("limits", {"perHour": 9, "perRegionDay": {"US": 9}}),
        ("limit.not_allowed",),
        "perRegionDay",
        0,
    ),
    Fault(
        "a limit of nothing",
        member("limits", {"perRegionDay": {"*": 0}}),
        ("limit.zero",),
        "perRegionDay",
        0,
    ),
    Fault(
        "a limit behind another",
        member("limits", {"perHour": 9, "perNumber": [[5, 60], [3, 3600]]}),
        ("limit.never_reached",),
        "perNumber",
        0,
    ),
    Fault(
        "a pair the wrong way round",
        member("limits", {"perHour": 9, "perNumber": [[60, 1]]}),
        ("limit.swapped",),
        "perNumber",
        0,
    ),
    Fault(
        "addresses that nobody passes",
        all_of(
            member("limits", {"perHour": 9, "perIp": [[20, 3600]]}),
            member("callers", {"casdoor": {"tokens": [TOKEN]}}),
        ),
        ("limit.no_address",),
        "limits/perIp",
        0,
    ),
    Fault(
        "to refuse without a key",
        all_of(
            without("claimsKey"),
            member("claimsFailure", "refuse"),
            environment(CLAIMS_URI="dynamodb:claims"),
        ),
        ("document.field",),
        "/claimsKey",
    ),
    Fault(
        "claims without a key",
        all_of(without("claimsKey"), environment(CLAIMS_URI="dynamodb:claims")),
        ("claims.no_key",),
        "claimsKey",
    ),
)
_OF_ACCOUNT = (
    Fault("unknown key", account(id="LTAIother"), ("key.unknown",), "accessKeyId"),
    Fault("disabled key", account(enabled=False), ("key.disabled",), "accessKeyId"),
    Fault("wrong secret", account(secret="other"), ("key.secret_wrong",), "accessKeyId"),
    Fault(
        "temporary key",
        member("accessKeyId", ROLE_ID),
        ("key.temporary", "key.unknown"),
        "accessKeyId",
    ),
    Fault("expired role", _role(expires=utc_now()), ("key.token_wrong",), "accessKeyId"),
    Fault(
        "no key here",
        all_of(without("accessKeyId"), without("accessKeySecret")),
        ("key.none",),
        "accessKeyId",
        3,
    ),
    Fault(
        "a profile that is none",
        all_of(without("accessKeyId"), without("accessKeySecret"), _broken_profile),
        ("key.not_given",),
        "accessKeyId",
        3,
    ),
    Fault(
        "a key that may not read templates",
        account(actions=("dysms:SendSms", "dysms:GetSmsSign")),
        ("key.no_permission",),
        "SMS_11",
        3,
    ),
    Fault(
        "not subscribed",
        answers("GetSmsSign", refusal("isv.PRODUCT_UN_SUBSCRIPT")),
        ("account.refused",),
        "http://",
    ),
    Fault(
        "no money",
        answers("GetSmsSign", refusal("isv.OUT_OF_SERVICE")),
        ("account.refused",),
        "http://",
    ),
    Fault(
        "not subscribed abroad",
        answers("GetSmsSign", refusal("PRODUCT_NOT_SUBSCRIBED")),
        ("account.refused",),
        "http://",
    ),
    *(
        Fault(
            f"{name} that no header can have",
            all_of(_role(), environment(**{f"ALIBABA_CLOUD_{name}": value})),
            ("service.no_request",),
            "http://",
        )
        for name, value in (
            ("ACCESS_KEY_ID", f"{ROLE_ID}\r"),
            ("ACCESS_KEY_ID", "ＳＴＳ．ＮＵ"),
            ("SECURITY_TOKEN", "token-of-the-role\n"),
        )
    ),
    Fault("nobody there", _closed_port, ("service.silent",), "http://127.0.0.1:9", 3),
    Fault(
        "throttled",
        answers("GetSmsSign", *[refusal("Throttling.User")] * 2),
        ("service.busy",),
        "http://",
        3,
    ),
    Fault(
        "an answer in HTML",
        answers("GetSmsTemplate", Answer(502, {"content-type": "text/html"}, b"<h1>Bad</h1>")),
        ("service.unclear",),
        "SMS_11",
        3,
    ),
    Fault(
        "a service that fails",
        answers("GetSmsTemplate", refusal("ServiceUnavailable")),
        ("service.unclear",),
        "SMS_11",
        3,
    ),
    Fault("clock 6 min ahead", _clock(360), ("clock.off",), "clock", 0),
    Fault("clock 6 min behind", _clock(-360), ("clock.off",), "clock", 0),
    Fault("clock 16 min ahead", _clock(960), ("clock.wrong",), "clock"),
    Fault(
        "time refused",
        lambda scene: setattr(scene, "vendor_clock", lambda: utc_now() + timedelta(minutes=20)),
        ("clock.refused",),
        "http://",
    ),
)
_OF_SIGNS = (
    Fault(
        "no such signature",
        all_of(first_sign(), lambda scene: scene.signs.clear()),
        ("sign.not_found",),
        SIGN,
    ),
    Fault("signature in review", first_sign(Status.PENDING), ("sign.in_review",), SIGN),
    Fault("rejected signature", first_sign(Status.REJECTED), ("sign.rejected",), SIGN),
    Fault("withdrawn signature", first_sign(Status.CANCELLED), ("sign.withdrawn",), SIGN),
    Fault("test signature", answers("GetSmsSign", _sign_of_tests()), ("sign.for_tests",), SIGN, 0),
    Fault(
        "not filed",
        first_sign(unicom=filing(FilingStatus.ABSENT, None)),
        ("sign.not_filed",),
        SIGN,
    ),
    Fault(
        "filing pending",
        first_sign(mobile=filing(FilingStatus.PENDING, None)),
        ("sign.filing_pending",),
        SIGN,
        0,
    ),
    Fault(
        "filing failed",
        first_sign(telecom=filing(FilingStatus.FAILED)),
        ("sign.filing_failed",),
        SIGN,
    ),
    Fault(
        "filing lapsed",
        first_sign(mobile=filing(FilingStatus.EXPIRED)),
        ("sign.filing_lapsed",),
        SIGN,
    ),
    Fault(
        "filing about to lapse",
        first_sign(mobile=filing(FilingStatus.FILED, 160)),
        ("sign.lapses_soon",),
        SIGN,
        0,
    ),
    Fault(
        "old filing, use unknown",
        all_of(
            first_sign(mobile=filing(FilingStatus.FILED, 160)),
            account(actions=("dysms:Get*",)),
        ),
        ("sign.may_lapse",),
        SIGN,
        0,
    ),
    Fault(
        "nothing of filings",
        answers("GetSmsSign", vendor.ok(SignStatus=1, SignIspRegisterDetailList=None)),
        ("sign.filing_unknown",),
        SIGN,
        3,
    ),
    Fault("a signature twice", member("signName", [SIGN, SIGN]), ("sign.listed_twice",), SIGN, 0),
    Fault(
        "the bad one first",
        lambda scene: setattr(scene, "signs", [sign(OTHER_SIGN)]),
        ("sign.not_found", "sign.wrong_order"),
        SIGN,
    ),
    Fault("one lent signature", lent("速通互联验证码"), ("sign.one_lent",), "速通互联验证码", 0),
    Fault("own signature as lent", lent(SIGN, "速通互联验证码"), ("sign.own_and_lent",), SIGN),
)
_LENT_SIGNS = ("速通互联验证码", "云渚科技验证平台")
_OF_TEMPLATES = (
    Fault("no such template", slot(1, "china", "SMS_99"), ("template.not_found",), "SMS_99"),
    Fault("template in review", generic(status=Status.PENDING), ("template.in_review",), "SMS_12"),
    Fault("rejected template", generic(status=Status.REJECTED), ("template.rejected",), "SMS_12"),
    Fault("withdrawn", generic(status=Status.CANCELLED), ("template.withdrawn",), "SMS_12"),
    Fault(
        "notification", generic(kind=Kind.NOTIFICATION), ("template.not_verification",), "SMS_12"
    ),
    Fault(
        "promotion abroad",
        lambda scene: scene.templates.__setitem__(
            4, template("SMS_22", Scope.INTERNATIONAL, "otp", kind=Kind.PROMOTION)
        ),
        ("template.not_verification",),
        "SMS_22",
    ),
    Fault(
        "domestic abroad", slot(0, "overseas", "SMS_11"), ("template.domestic",), "SignIn/overseas"
    ),
    Fault(
        "one code for both", more("Register", "SMS_11"), ("template.domestic",), "Register/overseas"
    ),
    Fault("foreign at home", slot(0, "china", "SMS_21"), ("template.international",), "SMS_21"),
    Fault("another variable", generic(variable="captcha"), ("template.other_variable",), "SMS_12"),
    Fault(
        "no variable",
        generic(kind=Kind.NOTIFICATION, text="您的验证码见邮件。"),
        ("template.no_variable", "template.not_verification"),
        "SMS_12",
    ),
    Fault(
        "two variables",
        generic(kind=Kind.NOTIFICATION, text="${name}，您的验证码为${code}。"),
        ("template.more_variables", "template.not_verification"),
        "SMS_12",
    ),
    Fault(
        "a constant too many",
        slot(0, "china", {"templateCode": "SMS_11", "variables": {"product": "启明"}}),
        ("template.fewer_variables",),
        "SMS_11 (SignIn/china)",
    ),
    Fault(
        "other variables",
        all_of(
            answers("GetSmsTemplate", _template_of("${product}：${captcha}")),
            slot(0, "china", {"templateCode": "SMS_11", "variables": {"product": "启明"}}),
        ),
        ("template.fewer_variables", "template.more_variables"),
        "SMS_11 (SignIn/china)",
    ),
    Fault(
        "no such template to fall back to",
        slot(1, "china", ["SMS_12", "SMS_99"]),
        ("template.not_found",),
        "SMS_99 (Generic/china/1)",
    ),
    Fault(
        "no such template for a locale",
        slot(1, "overseas", {"byLocale": {"zh_TW": "SMS_21", "*": ["SMS_21", "SMS_99"]}}),
        ("template.not_found",),
        "SMS_99 (Generic/overseas/byLocale/*/1)",
    ),
    Fault(
        "test template",
        answers("GetSmsTemplate", _template_of_tests()),
        ("template.for_tests",),
        "SMS_11",
        0,
    ),
    Fault(
        "unknown lent template",
        lent(*_LENT_SIGNS, templateCode="100009"),
        ("template.lent_unknown",),
        "100009",
        0,
    ),
    Fault(
        "a variable for a lent template",
        lent(*_LENT_SIGNS, codeVariable="otp"),
        ("template.lent_variable",),
        "100001",
    ),
)
_OF_MESSAGES = (
    Fault(
        "161 characters",
        message(message="a" * 151 + "{code}"),
        ("message.several_sms",),
        "Generic/overseas",
        0,
    ),
    Fault(
        "71 characters of UCS-2",
        message(message="码" * 61 + "{code}"),
        ("message.several_sms",),
        "Generic/overseas",
        0,
    ),
    Fault(
        "no sender id where it must be registered",
        all_of(member("allowedRegions", ["CN", "HK", "US"]), message(senderId=None)),
        ("sender.not_registered",),
        "Generic/overseas",
        0,
    ),
    Fault("ill-formed sender id", message(senderId="Acme-1"), ("sender.ill_formed",), "Generic/"),
    Fault(
        "not subscribed to messages",
        all_of(
            message(),
            answers(
                "QueryMessage",
                vendor.answer("PRODUCT_NOT_SUBSCRIBED", "message", members=vendor.MEMBERS_ABROAD),
            ),
        ),
        ("account.refused",),
        "http://",
    ),
    Fault(
        "no service of messages there",
        all_of(message(), environment(GLOBE_ENDPOINT="http://127.0.0.1:9")),
        ("service.silent",),
        "http://127.0.0.1:9",
        3,
    ),
)

FAULTS: Final = (
    *(*_OF_DOCUMENT, *_OF_SECRETS, *_OF_USAGES, *_OF_ACCOUNT, *_OF_SIGNS, *_OF_TEMPLATES),
    *_OF_MESSAGES,
)
