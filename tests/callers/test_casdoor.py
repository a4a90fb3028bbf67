"""Casdoor's Custom HTTP SMS: forms and JSON, renamed fields, and the status as the whole answer.

object/sms_custom_http.go of github.com/casdoor/casdoor: exactly 200 is a success; otherwise the
person is shown the status line, and the body is never read.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from smscode.call import Call
from smscode.callers.casdoor import Casdoor
from smscode.outcome import (
    INVALID_PHONE,
    INVALID_REQUEST,
    UNCERTAIN,
    Kind,
    OutcomeError,
)
from support.callers.front import REFUSALS, Answer, Front, sandbox_config
from support.documents import MINIMAL, load
from support.stand_ins import log_lines

TOKEN: Final[str] = sandbox_config()["callers"]["casdoor"]["tokens"][0]
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
NUMBER: Final = "+8613800138000"


def call_provider(
    front: Front, fields: Mapping[str, object], content_type: str = FORM, query: str = ""
) -> Answer:
    """Send fields as Casdoor does."""
    body = json.dumps(fields) if content_type.startswith(JSON) else urlencode(fields)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": content_type}
    return front.post(f"/casdoor{query}", body.encode(), headers)


def read(body: bytes, content_type: str, **options: object) -> Any:  # noqa: ANN401 - a request
    """Read a body, with an entry's and the document's options."""
    strict = options.pop("strictPhoneRegionNumberCheck", False)
    entry = {"tokens": [TOKEN], **options}
    config = load(
        {**MINIMAL, "strictPhoneRegionNumberCheck": strict, "callers": {"casdoor": entry}}
    )
    return Casdoor().read(Call(headers={"content-type": content_type}, body=body), config)


@pytest.mark.parametrize("content_type", [FORM, JSON, f"{JSON}; charset=utf-8", "Application/JSON"])
def test_sent(front: Front, content_type: str) -> None:
    """Both content types send the code, and the answer is exactly 200."""
    code = front.new_code()
    fields = {"phoneNumber": NUMBER, "code": code}
    is_json = content_type.lower().startswith(JSON)
    body = json.dumps(fields) if is_json else urlencode(fields)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": content_type}
    answer = front.post("/casdoor", body.encode(), headers)
    assert (answer.status, json.loads(answer.body)["code"]) == (200, "sent")
    (sms,) = front.sandbox.messages
    assert (sms.phone, sms.template, sms.params) == ("13800138000", "SMS_1000004", {"code": code})


def test_token_in_the_endpoint(front: Front) -> None:
    """A version without headers has the token in its endpoint, of which Go's client makes Basic.

    net/http's `send` sets it from the URL's user and password, where no `Authorization` is set:
    go1.19.8 sends ``Basic eDpUT0tFTg==`` to ``http://x:TOKEN@127.0.0.1``.
    """
    headers = {
        "Authorization": f"Basic {b64encode(f'x:{TOKEN}'.encode()).decode()}",
        "Content-Type": FORM,
    }
    body = urlencode({"phoneNumber": NUMBER, "code": front.new_code()}).encode()
    assert front.post("/casdoor?usage=Register", body, headers).status == 200
    assert [sms.template for sms in front.sandbox.messages] == ["SMS_1000002"]
    headers["Authorization"] = f"Basic {b64encode(f'{TOKEN}:x'.encode()).decode()}"
    assert front.post("/casdoor", body, headers).status == 401


@pytest.mark.parametrize("phone", ["phoneNumber", "phone", "mobile", "to", "recipient"])
@pytest.mark.parametrize("code", ["code", "content", "message", "captcha"])
def test_names(front: Front, phone: str, code: str) -> None:
    """Number and code are found under each known name, and those of the entry."""
    fields = {phone: NUMBER, code: front.new_code()}
    assert call_provider(front, fields).status == 200
    assert len(front.sandbox.messages) == 1


def test_own_names_come_first() -> None:
    """Where the entry names a field, another of a known name does not count."""
    fields = {"text": "400001", "code": "400002", "tel": NUMBER, "phone": "+8613900139000"}
    request = read(urlencode(fields).encode(), FORM, phoneField="tel", codeField="text")
    assert (request.phone.e164, request.code.value) == (NUMBER, "400001")


@pytest.mark.parametrize(
    ("query", "template"),
    [
        ("", "SMS_1000004"),
        ("?usage=Register", "SMS_1000002"),
        ("?usage=ForgotPassword", "SMS_1000003"),
        ("?usage=MfaVerification&x=1", "SMS_1000008"),
    ],
)
def test_usage(front: Front, query: str, template: str) -> None:
    """The endpoint's own query says what the code is for."""
    fields = {"phoneNumber": NUMBER, "code": front.new_code()}
    assert call_provider(front, fields, query=query).status == 200
    assert [sms.template for sms in front.sandbox.messages] == [template]


@pytest.mark.parametrize(("code", "kind"), REFUSALS.items())
def test_refusals_of_the_vendor(
    front: Front, capsys: pytest.CaptureFixture[str], code: str, kind: Kind
) -> None:
    """Each has its status; doubt is told as success, for the code would be thrown away."""
    front.refuse(code)
    answer = call_provider(front, {"phoneNumber": NUMBER, "code": front.new_code()})
    assert answer.status == (200 if kind is UNCERTAIN else kind.status)
    assert [line["outcome"] for line in log_lines(capsys) if line["event"] == "call"] == [kind.code]


@pytest.mark.parametrize(
    ("number", "strict", "e164"),
    [
        ("+8613800138000", True, "+8613800138000"),
        ("13800138000", False, "+8613800138000"),
        ("18624017194", False, "+8618624017194"),
        ("18624017194", True, "+18624017194"),
    ],
)
def test_bare_digits(number: str, e164: str, *, strict: bool) -> None:
    """A number without a plus is read as the config says."""
    body = urlencode({"phoneNumber": number, "code": "400000"}).encode()
    assert read(body, FORM, strictPhoneRegionNumberCheck=strict).phone.e164 == e164


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        *((body, FORM) for body in (b"", b"&", b"code", b"\xff=\xff", b"code=%FF&phone=%FF")),
        (b"code=400000&code=400001&phone=%2B8613800138000", FORM),
        (b"code=400000&phone=%2B8613800138000&phone=%2B8613900139000", FORM),
        (b"&".join(b"f%d=1" % i for i in range(101)), FORM),
        (b'{"code": "400000", "phone": "+8613800138000"}', FORM),
        (b'{"code": "400000", "phone": "+8613800138000"}', ""),
        (b"code=400000&phone=%2B8613800138000", JSON),
        *((body, JSON) for body in (b"", b"[]", b"null", b'{"code":"400000"}', b'{"a":1,"a":1}')),
        (b'{"code": 400000, "phone": "+8613800138000"}', JSON),
        ("code=您的验证码是400000&phone=%2B8613800138000".encode(), FORM),
    ],
)
def test_bodies_that_are_none(body: bytes, content_type: str) -> None:
    """Whatever else comes is an invalid request, and no other error."""
    with pytest.raises(OutcomeError) as caught:
        read(body, content_type)
    assert caught.value.outcome.kind is INVALID_REQUEST
    assert caught.value.outcome.errors


@pytest.mark.parametrize("number", ["+861380013800", "+8613800138000,+8613900139000", " "])
def test_numbers_that_are_none(front: Front, number: str) -> None:
    """A number that is not exactly one mobile number is a 422."""
    answer = call_provider(front, {"phoneNumber": number, "code": front.new_code()})
    assert answer.status == INVALID_PHONE.status
    assert not front.sandbox.requests
