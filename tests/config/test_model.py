"""The operator's document: which ones load, and what they mean."""

import json
from typing import Any, Final

import pytest

from smscode.config.callers import ENTRIES
from smscode.config.model import Config
from smscode.phone import Phone
from support.documents import MINIMAL, SECRETS, load, with_templates

# The shape that Logto documents for its connector (packages/connectors/connector-aliyun-sms).
LOGTO: Final[dict[str, Any]] = {
    "accessKeyId": "LTAI5t",
    "accessKeySecret": "secret",
    "signName": "阿里云",
    "templates": [
        {"type": 2, "usageType": "SignIn", "templateCode": "SMS_1"},
        {"type": 0, "usageType": "Register", "templateCode": "SMS_2"},
        {"usageType": "ForgotPassword", "templateCode": {"china": "SMS_3", "overseas": "SMS_4"}},
        {"usageType": "Generic", "templateCode": "SMS_5"},
    ],
    "strictPhoneRegionNumberCheck": True,
}
# The members that are ours, all of them.
OURS: Final[dict[str, Any]] = {
    **LOGTO,
    "templates": [
        {
            "usageType": "Generic",
            "templateCode": {
                "china": {
                    "service": "pnvs",
                    "templateCode": "100001",
                    "signName": ["速通互联验证码", "云渚科技验证平台"],
                    "minutes": 10,
                },
                "overseas": {"templateCode": "SMS_4", "codeVariable": "otp"},
            },
        }
    ],
    "allowedRegions": ["CN", "HK"],
    "limits": {
        "perNumber": [[1, 60], [5, 3600], [10, 86400]],
        "perRegionDay": {"HK": 200, "*": 50},
        "perHour": 500,
    },
    "paused": ["Register"],
    "claimsKey": "0123456789abcdef0123456789abcdef",
    "claimsPassword": "password",
    "callers": {
        "generic": {
            "tokens": ["current-token-of-32-characters-0", "next-token-of-32-characters-0000"]
        }
    },
}
CHINA: Final = Phone.parse("+8613800138000", strict=True)
OVERSEAS: Final = tuple(
    Phone.parse(number, strict=True)
    for number in ("+85251234567", "+85366123456", "+886912345678", "+14155552671")
)


def ref_of(config: Config, usage_type: str, phone: Phone) -> Any:  # noqa: ANN401 - a reference
    """Return the one reference that such a request is sent with; None when there is none."""
    refs = config.references_for(usage_type, phone, None)
    assert len(refs) < 2
    return refs[0] if refs else None


def chosen(config: Config, usage_type: str, phone: Phone) -> str | None:
    """Return the code of the template that is sent."""
    slot = ref_of(config, usage_type, phone)
    return slot.template_code if slot else None


def test_logto_connector_config() -> None:
    """The document of Logto's own connector loads as it is, and opens nothing over HTTP."""
    config = load(LOGTO)
    assert list(config.unknown_members()) == []
    assert config.strict_phone_region_number_check
    assert config.usage_types == {"SignIn", "Register", "ForgotPassword", "Generic"}
    assert [chosen(config, "SignIn", phone) for phone in (CHINA, *OVERSEAS)] == ["SMS_1"] * 5
    assert [chosen(config, "ForgotPassword", p) for p in (CHINA, OVERSEAS[0])] == ["SMS_3", "SMS_4"]
    assert not any(config.caller(name) for name in ENTRIES)


def test_config_with_all_members() -> None:
    """A document that uses everything loads, and nothing of it is unknown."""
    config = load(OURS)
    assert list(config.unknown_members()) == []
    slot = ref_of(config, "SignIn", CHINA)
    assert slot is not None
    assert (slot.service, slot.template_code, slot.minutes) == ("pnvs", "100001", 10)
    assert config.sign_names(slot) == ("速通互联验证码", "云渚科技验证平台")
    assert config.limits.per_number == ((1, 60), (5, 3600), (10, 86400))
    assert (dict(config.limits.per_region_day), config.limits.per_hour) == (
        {"HK": 200, "*": 50},
        500,
    )
    assert [config.is_paused(usage) for usage in ("Register", "SignIn")] == [True, False]
    assert config.caller("generic") is not None


def test_defaults() -> None:
    """What is left out is safe: mainland China only, no caller, the lenient reading of digits."""
    config = load({name: value for name, value in MINIMAL.items() if name != "callers"})
    assert config.allowed_regions == {"CN"}
    assert not config.strict_phone_region_number_check
    assert not config.is_paused("SignIn")
    assert (config.limits.per_number, config.limits.per_hour) == ((), None)
    assert not any(config.caller(name) for name in ENTRIES)


def test_key_may_be_left_to_the_role() -> None:
    """A document without a key is valid: the function's role has one."""
    config = load({name: v for name, v in MINIMAL.items() if not name.startswith("accessKey")})
    assert config.access_key_id is None
    assert config.access_key_secret is None


def test_exact_template_then_generic_then_none() -> None:
    """The template of exactly this usage type is taken, else the generic one, else none."""
    config = with_templates(("SignIn", "SMS_1"), ("Generic", "SMS_2"))
    assert [chosen(config, u, CHINA) for u in ("SignIn", "BindMfa")] == ["SMS_1", "SMS_2"]
    alone = with_templates(("SignIn", "SMS_1"))
    assert [chosen(alone, u, CHINA) for u in ("BindMfa", "signin", "")] == [None] * 3


@pytest.mark.parametrize("phone", OVERSEAS, ids=lambda phone: str(phone.region))
def test_destination(phone: Phone) -> None:
    """Hong Kong, Macao, Taiwan and abroad take the overseas slot, the mainland takes china."""
    config = with_templates(("SignIn", {"china": "SMS_1", "overseas": {"templateCode": "SMS_2"}}))
    assert chosen(config, "SignIn", CHINA) == "SMS_1"
    assert chosen(config, "SignIn", phone) == "SMS_2"


def test_destination_without_a_slot() -> None:
    """A usage without a slot for the destination falls back to the generic template's."""
    config = with_templates(("SignIn", {"china": "SMS_1"}), ("Generic", {"overseas": "SMS_2"}))
    assert chosen(config, "SignIn", OVERSEAS[0]) == "SMS_2"
    assert chosen(config, "BindMfa", CHINA) is None


def test_slot_members() -> None:
    """A slot may name its service, signatures and variable; a string means the defaults."""
    wide = {"service": "dysms", "templateCode": "SMS_2", "codeVariable": "otp", "signName": "B"}
    config = with_templates(("SignIn", {"china": "SMS_1", "overseas": wide}))
    plain, full = ref_of(config, "SignIn", CHINA), ref_of(config, "SignIn", OVERSEAS[0])
    assert plain is not None
    assert full is not None
    assert (plain.service, plain.code_variable, full.code_variable) == ("dysms", "code", "otp")
    assert config.sign_names(plain) == (MINIMAL["signName"],)
    assert config.sign_names(full) == ("B",)


def test_slot_object_serves_both_destinations() -> None:
    """An object with a template code stands for both destinations, as a string does."""
    config = with_templates(("Generic", {"templateCode": "SMS_1", "codeVariable": "otp"}))
    assert {chosen(config, "Generic", phone) for phone in (CHINA, *OVERSEAS)} == {"SMS_1"}


def test_list_of_signatures() -> None:
    """`signName` may be a list, in the order in which it is tried."""
    config = load({**MINIMAL, "signName": ["A", "B"]})
    slot = ref_of(config, "Generic", CHINA)
    assert slot is not None
    assert config.sign_names(slot) == ("A", "B")


def test_signature_of_each_template_is_enough() -> None:
    """The document needs no signature when each template has its own."""
    slot = {"templateCode": "SMS_1", "signName": "A"}
    templates = [{"usageType": "Generic", "templateCode": slot}]
    config = load({"templates": templates})
    found = ref_of(config, "Generic", CHINA)
    assert found is not None
    assert config.sign_names(found) == ("A",)


TWO_TEMPLATES: Final = [
    {"usageType": "A", "templateCode": "S"},
    {
        "usageType": "B",
        "templateCode": {"china": {"templateCode": "S", "inner": 1}, "outer": 1},
        "own": 1,
    },
]


@pytest.mark.parametrize(
    ("extra", "pointers"),
    [
        ({}, []),
        ({"acessKeyId": "x", "limitz": {}}, ["/acessKeyId", "/limitz"]),
        ({"access_key_id": "x"}, ["/access_key_id"]),
        (
            {"callers": {"generic": {"tokens": ["x" * 16], "token": "y"}}},
            ["/callers/generic/token"],
        ),
        ({"callers": {"nobody": {"secret": "x"}}}, ["/callers/nobody"]),
        (
            {"templates": TWO_TEMPLATES},
            [f"/templates/1/{name}" for name in ("own", "templateCode/outer")]
            + ["/templates/1/templateCode/china/inner"],
        ),
        (
            {
                "templates": [
                    {"usageType": "A", "templateCode": {"templateCode": "SMS_1", "inner": 1}}
                ]
            },
            ["/templates/0/templateCode/inner"],
        ),
        ({"a/b": 1, "c~d": 1}, ["/a~1b", "/c~0d"]),
    ],
)
def test_unknown_members(extra: dict[str, object], pointers: list[str]) -> None:
    """What has no meaning is ignored, and named by its JSON Pointer (RFC 6901)."""
    assert sorted(load({**MINIMAL, **extra}).unknown_members()) == sorted(pointers)


def test_nothing_secret_is_shown() -> None:
    """No usual way to print a config prints a key or a token, not even one with a wrong name."""
    own = {"claimsKey": SECRETS[2], "claimsPassword": SECRETS[1]}
    config = load({**MINIMAL, **own, "acessKeySecret": SECRETS[1], "tokens": [SECRETS[2]]})
    shown = [str(config), repr(config), f"{config}", f"{config.callers!r}", repr([config])]
    shown += [json.dumps({"config": config}, default=str), str(config.caller("generic"))]
    assert not [(text, secret) for text in shown for secret in SECRETS if secret in text]


def test_config_is_frozen() -> None:
    """A config that is in use by one call cannot be changed by another."""
    with pytest.raises(ValueError, match="frozen"):
        load(MINIMAL).sign_name = ("B",)  # type: ignore[misc]
