"""The request that every dialect comes down to: what is taken, and how a bad one is told."""

import json
from typing import Any, Final

import pytest

from smscode.outcome import OutcomeError
from smscode.request import USAGE_TYPES, Code, Rules, SendRequest, read_request
from support.documents import MINIMAL, load, with_templates

PHONE: Final = "+8613800138000"
FIELDS: Final[dict[str, Any]] = {"phone": PHONE, "usageType": "SignIn", "code": "735184"}
CONFIG: Final = with_templates(("Generic", "SMS_1"), ("贺卡", "SMS_2"))


def read(**changes: object) -> SendRequest:
    """Read a good request with some fields changed; None takes one out."""
    fields = {name: value for name, value in {**FIELDS, **changes}.items() if value is not None}
    return read_request(fields, Rules(CONFIG.usage_types, strict=False))


def refusal(fields: dict[str, object]) -> OutcomeError:
    """Return how the fields are refused; no detail repeats a value."""
    with pytest.raises(OutcomeError) as caught:
        read_request(fields, Rules(CONFIG.usage_types, strict=False))
    assert caught.value.__context__ is None
    details = " ".join(error.detail for error in caught.value.outcome.errors)
    assert "735184" not in details
    assert "3900139" not in details
    return caught.value


def pointers(error: OutcomeError) -> list[str]:
    """Return what is named as wrong, sorted."""
    return sorted(found.pointer for found in error.outcome.errors)


def test_request() -> None:
    """A good request is its number, usage, code, language, reference and address."""
    request = read(locale="zh-CN", outId="o" * 255, ip="203.0.113.7")
    assert (request.phone.e164, request.usage_type, request.code) == (
        PHONE,
        "SignIn",
        Code("735184"),
    )
    assert (request.locale, request.out_id, request.ip) == ("zh-CN", "o" * 255, "203.0.113.7")
    assert (read().locale, read().out_id, read().ip) == (None, None, None)


@pytest.mark.parametrize("usage_type", [*USAGE_TYPES, "贺卡"])
def test_usage_type(usage_type: str) -> None:
    """Logto's usage types are known, and any other that the config has a template for."""
    assert read(usageType=usage_type).usage_type == usage_type


def test_usage_types_of_logto() -> None:
    """The list is the connector's own."""
    assert set(USAGE_TYPES) == {
        *("Register", "SignIn", "ForgotPassword", "Generic", "OrganizationInvitation", "Test"),
        *("UserPermissionValidation", "BindNewIdentifier", "MfaVerification", "BindMfa"),
    }


@pytest.mark.parametrize(
    "code", ["1234", "000000", "abcd", "ABCDEF", "a1B2c", "1234567", "0123456789"]
)
def test_code(code: str) -> None:
    """A code is four to ten ASCII letters or digits, and keeps its zeros and its case."""
    assert read(code=code).code.value == code


WRONG: Final[dict[str, list[object]]] = {
    "code": [
        *("", "123", "12345678901", "12 34", "12-34", "1234\n", " 1234", "12\x0034", "\ud83d234"),
        *("１２３４", "١٢٣٤", "é1234", "验证码码"),
        *(123456, 1234.5, True, ["735184"], {"value": "735184"}),
    ],
    "usageType": ["", "signin", "SignIn ", "Payment", "\ud83d", 1, ["SignIn"]],
    "phone": [13900139000, True, ["13900139000"], {}],
    "locale": [1, ["zh"], "z" * 101, "\ud83d"],
    "outId": [1, "o" * 256, [], "\ud83d"],
    "ip": [2130706433, True, [], {}, "", "x", "203.0.113.7:443", "13900139000", "735184", "\ud83d"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_bad_field(name: str, value: object) -> None:
    """A field of the wrong form is an invalid request, named by its JSON Pointer."""
    error = refusal({**FIELDS, name: value})
    assert error.outcome.kind.code == "invalid_request"
    assert pointers(error) == [f"/{name}"]


@pytest.mark.parametrize("phone", ["", "13900139000,13900139001", "+442071838750", "phone"])
def test_bad_number(phone: str) -> None:
    """A number that no SMS can be sent to is an invalid phone, when it is all that is wrong."""
    error = refusal({**FIELDS, "phone": phone})
    assert error.outcome.kind.code == "invalid_phone"
    assert pointers(error) == ["/phone"]
    also = refusal({**FIELDS, "phone": phone, "code": "1"})
    assert also.outcome.kind.code == "invalid_request"
    assert pointers(also) == ["/code", "/phone"]


def test_address_in_our_own_json() -> None:
    """The address is kept in its own form, without a scope id; null is none."""
    assert read(ip="2001:DB8::1%735184").ip == "2001:db8::1"
    assert read_request({**FIELDS, "ip": None}, Rules(CONFIG.usage_types, strict=False)).ip is None


def test_every_error_at_once() -> None:
    """All that is missing, unknown or wrong is named in one answer."""
    assert pointers(refusal({})) == ["/code", "/phone", "/usageType"]
    error = refusal({"phone": "-", "code": 1, "text": "Hi", "locale": 5})
    assert pointers(error) == ["/code", "/locale", "/phone", "/text", "/usageType"]


HONEST: Final = (
    *("text", "Phone", "PHONE", "phoneNumber", "phone_number", "mobile", "to", "tel", "otp", "pin"),
    *("usage_type", "usage", "type", "smsCode", "sms_code", "code_value", "OutId", "lang"),
    *("locale_", "templateCode", "comment", "_x.y-z", "X-Request-Id", "user.name"),
)
#: Names that could be a number, a code or anything else.
TELLING: Final = (
    *("735184", PHONE, "138.0013-8000", "", "a b", "a/b", "x" * 65, "é", "\ud83d", "\n"),
    *("abcd", "QRTZXW", "hunter", "otpxyz", "codes", "WXYZ", "a1B2c"),
    *("my_QRTZXW", "QRTZXW-code", "code.wxyz", "otp_hunter"),
)


@pytest.mark.parametrize("name", HONEST)
def test_unknown_field(name: str) -> None:
    """A field that has no meaning is refused by its name, whatever else the request says."""
    for fields in ({name: "x"}, {name: 1, "locale": "en"}):
        error = refusal({**FIELDS, **fields})
        assert error.outcome.kind.code == "invalid_request"
        assert pointers(error) == [f"/{name}"]


@pytest.mark.parametrize("name", TELLING)
def test_unknown_field_with_a_telling_name(name: str) -> None:
    """A name in the form of a code or a number is not repeated, though no value is like it."""
    error = refusal({**FIELDS, name: "x"})
    assert error.outcome.kind.code == "invalid_request"
    assert pointers(error) == [""]
    assert "not repeated" in error.outcome.errors[0].detail


@pytest.mark.parametrize("name", ["hunter", "x-hunter", "hunter.y", "phoneHunter", "theHuNtEr"])
def test_unknown_field_with_the_code_in_its_name(name: str) -> None:
    """A name that holds the request's own code is not repeated either."""
    error = refusal({**FIELDS, "code": name[-6:] if name[0] == "p" else "hunter", name: "x"})
    assert pointers(error) == [""]


def test_endless_errors() -> None:
    """A request with thousands of unknown fields gets a short answer."""
    assert len(pointers(refusal({f"f{i}": i for i in range(5000)}))) <= 20


@pytest.mark.parametrize(
    ("locale", "kept"), [("zh-CN", "zh-CN"), ("", ""), (5, None), (None, None)]
)
def test_refusal_keeps_the_language(locale: object, kept: str | None) -> None:
    """A person whose request is wrong is told so in their language."""
    assert refusal({**FIELDS, "code": "1", "locale": locale}).locale == kept


@pytest.mark.parametrize(("strict", "region"), [(True, "US"), (False, "CN")])
def test_reading_of_bare_digits(region: str, *, strict: bool) -> None:
    """How bare digits are read is the caller's contract."""
    request = read_request(
        {**FIELDS, "phone": "18624017194"}, Rules(CONFIG.usage_types, strict=strict)
    )
    assert request.phone.region == region


def test_number_and_code_never_show_themselves() -> None:
    """No usual way to print a request or a code prints either."""
    request = read()
    things = (request, request.code, request.phone)
    shown = [text for thing in things for text in (str(thing), repr(thing), f"{thing!s:>30}")]
    shown += [json.dumps({"it": thing}, default=str) for thing in things]
    assert not [text for text in shown if "735184" in text or "13800138000" in text]


def test_request_is_frozen() -> None:
    """A request that has been checked cannot be changed."""
    with pytest.raises(AttributeError):
        read().usage_type = "Other"  # type: ignore[misc]


def test_template_makes_a_usage_type() -> None:
    """A name is a usage type only under a config that has a template for it."""
    with pytest.raises(OutcomeError):
        read_request(
            {**FIELDS, "usageType": "贺卡"}, Rules(load(MINIMAL).usage_types, strict=False)
        )


@pytest.mark.parametrize(
    ("address", "label"),
    [("203.0.113.7", "203.0.113.7"), ("::1%735184", "::1"), ("x", None), (5, None), (None, None)],
)
def test_address_is_a_label(address: object, label: str | None) -> None:
    """The device's address is kept where it is one; in a dialect what is none stops no SMS."""
    request = read()
    assert request.seen_from(address).ip == label
    assert request.ip is None
