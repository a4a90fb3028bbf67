"""Authgear's custom SMS gateway: each template, each failure, and the code that it reads.

pkg/lib/infra/sms/custom/client.go of github.com/authgear/authgear-server parses the reply's body
whatever the status: ``{"code": "ok"}`` is a success, another code the error that it stands for; of
a body that is no such JSON the status decides. `judged` below does the same.
"""

import json
from collections.abc import Mapping
from typing import Final

import pytest

from smscode.call import Call, ReplyContext
from smscode.callers.authgear import Authgear
from smscode.outcome import KINDS, UNAUTHORIZED, Kind, Outcome
from support.callers.authgear_gateway import SECRET, call_gateway, encoded, message
from support.callers.front import REFUSALS, Answer, Front
from support.documents import MINIMAL, load
from support.stand_ins import log_lines

# docs/specs/sms_gateway.md: the vocabulary, and what each of our outcomes is in it.
CODES: Final = {
    "sent": "ok",
    "duplicate": "ok",
    "invalid_request": "unsupported_request",
    "template_not_found": "unsupported_request",
    "invalid_phone": "invalid_phone_number",
    "region_not_allowed": "invalid_phone_number",
    "rejected": "delivery_rejected",
    "quota_exhausted": "delivery_rejected",
    "rate_limited": "rate_limited",
    "misconfigured": "authentication_failed",
    "unavailable": "timeout",
    "uncertain": "timeout",
    "not_found": "unknown_error",
    "method_not_allowed": "unknown_error",
    "content_too_large": "unknown_error",
}
TEMPLATES: Final = {
    "setup_primary_oob_sms.txt": "SMS_1000002",
    "setup_secondary_oob_sms.txt": "SMS_1000009",
    "authenticate_primary_oob_sms.txt": "SMS_1000001",
    "authenticate_secondary_oob_sms.txt": "SMS_1000008",
    "forgot_password_oob_sms.txt": "SMS_1000003",
    "verification_sms.txt": "SMS_1000007",
    "a_template_of_tomorrow.txt": "SMS_1000004",
}


def judged(answer: Answer) -> tuple[str, Mapping[str, object]]:
    """Return the code that Authgear finds, and what else it takes from the body."""
    try:
        document = json.loads(answer.body)
    except ValueError:
        return ("ok" if 200 <= answer.status < 300 else "no code"), {}
    assert set(document) <= {"code", "description", "info"}
    return document.pop("code"), document


@pytest.mark.parametrize(("template", "ours"), TEMPLATES.items())
def test_templates(front: Front, template: str, ours: str) -> None:
    """Each of its templates has a usage type of its own; the answer is just what it looks for."""
    code = front.new_code()
    answer = call_gateway(front, message(code, template_name=template))
    assert (answer.status, answer.body) == (200, b'{"code": "ok"}')
    (sms,) = front.sandbox.messages
    assert (sms.phone, sms.template, sms.params) == ("13800138000", ours, {"code": code})


def test_link(front: Front, capsys: pytest.CaptureFixture[str]) -> None:
    """A link to reset a password is told to be unsupported, whatever code is beside it."""
    variables = {"code": front.new_code(), "link": "https://myapp.example/reset"}
    document = message("", template_name="forgot_password_sms.txt", template_variables=variables)
    code, rest = judged(call_gateway(front, document))
    assert (code, rest["description"]) == ("unsupported_request", "验证码发送失败，请联系客服")
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    assert line["errors"] == ["/template_name is of a link, which cannot be sent as a code"]
    assert not front.sandbox.requests


@pytest.mark.parametrize(("code", "kind"), REFUSALS.items())
def test_refusals_of_the_vendor(front: Front, code: str, kind: Kind) -> None:
    """Each is a word of its vocabulary, a sentence in the person's language, and Aliyun's code."""
    front.refuse(code)
    answer = call_gateway(front, message(front.new_code()))
    assert answer.status == kind.status
    info = {"provider_name": "aliyun", "provider_error_code": code}
    told = {"description": kind.text.chinese, "info": info}
    assert judged(answer) == (CODES[kind.code], told)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))
def test_reply_of_every_kind(kind: Kind) -> None:
    """Every outcome is a code; but 401, which is no JSON, so that no code hides the status."""
    reply = Authgear().reply(Outcome(kind), ReplyContext("r", "en"))
    assert reply.status == kind.status
    if kind is UNAUTHORIZED:
        assert reply.body == kind.text.english
        assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert reply.headers["WWW-Authenticate"] == "Authgear-Body-Signature"
        return
    assert reply.headers["Content-Type"] == "application/json"
    told = {"description": kind.text.english, "info": {"provider_name": "aliyun"}}
    code = CODES[kind.code]
    assert reply.body == {"code": code, **({} if code == "ok" else told)}


@pytest.mark.parametrize(
    "document",
    [
        *(None, [], {}, "text", {"to": "+8613800138000"}, message("12"), message("1234567")),
        *(message("400000", **{name: 5}) for name in ("to", "language_tag", "template_variables")),
        *(message("400000", template_variables=value) for value in (None, "code")),
        message("400000", template_variables={"code": 400000}),
        message("400000", to=""),
        message("400000", template_name=["x"], template_variables=None),
    ],
)
def test_payloads_that_are_none(
    front: Front, capsys: pytest.CaptureFixture[str], document: object
) -> None:
    """Whatever is signed and is no message is told so, never a fault, and sends nothing."""
    code, _ = judged(call_gateway(front, document))
    assert code in ("unsupported_request", "invalid_phone_number")
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    assert line["outcome"] in ("invalid_request", "invalid_phone")
    assert not front.sandbox.requests


@pytest.mark.parametrize(("strict", "region"), [(True, "US"), (False, "CN")])
def test_number_without_a_plus(region: str, *, strict: bool) -> None:
    """A number is E.164 with its plus; bare digits are read as the config says."""
    entry = {"webhookSecrets": [SECRET]}
    document = {**MINIMAL, "strictPhoneRegionNumberCheck": strict, "callers": {"authgear": entry}}
    call = Call(body=encoded(message("400000", to="18624017194")))
    assert Authgear().read(call, load(document)).phone.region == region
