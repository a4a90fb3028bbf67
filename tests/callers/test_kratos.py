"""Ory Kratos' courier: both shapes of its body, each template, each failure, and re-sends.

courier/http_channel.go of github.com/ory/kratos: any 2xx is a success; every other status puts the
message back into the queue (courier/courier_dispatcher.go: six times in all, and the messages
behind it in the batch too; before v26.2 each time with five attempts).
"""

import json
from typing import Any, Final

import pytest

from smscode.call import Call
from smscode.callers.kratos import Kratos
from smscode.outcome import UNAVAILABLE, Kind, OutcomeError
from support.callers.front import REFUSALS, Front
from support.callers.kratos_courier import (
    PHONE,
    TOKEN,
    call_channel,
    default_body,
    login,
    text_of,
    told,
    whole_context,
)
from support.documents import MINIMAL, load
from support.stand_ins import log_lines

# courier/template/sms: what the code is called in each template, and our template for it.
TEMPLATES: Final = {
    "login_code_valid": ("login_code", "SMS_1000001"),
    "registration_code_valid": ("registration_code", "SMS_1000002"),
    "recovery_code_valid": ("verification_code", "SMS_1000003"),
    "verification_code_valid": ("verification_code", "SMS_1000007"),
}
each_template = pytest.mark.parametrize("template", TEMPLATES)


def call_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the one line that a call has left."""
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    return line


def read(document: object, **changes: object) -> Any:  # noqa: ANN401 - a request
    """Read a body, with members of the config document changed."""
    config = load({**MINIMAL, "callers": {"kratos": {"tokens": [TOKEN]}}, **changes})
    return Kratos().read(Call(body=json.dumps(document).encode()), config)


def reason_of(document: object) -> object:
    """Return why a body is refused: the reason, or else where its errors are."""
    with pytest.raises(OutcomeError) as caught:
        read(document)
    outcome = caught.value.outcome
    return outcome.reason or [error.pointer for error in outcome.errors]


@each_template
@pytest.mark.parametrize("shape", ["default", "whole"])
def test_templates(front: Front, template: str, shape: str) -> None:
    """Each template has a usage type of its own, in both shapes of the body."""
    code = front.new_code()
    name, ours = TEMPLATES[template]
    text = text_of(template.partition("_")[0], code)
    document = whole_context(template, text, **{name: code})
    if shape == "default":
        shown = {name: code} if name == "verification_code" else {}
        document = default_body(template, text, **shown)
    assert told(call_channel(front, document)) == (200, "sent")
    (sms,) = front.sandbox.messages
    assert (sms.phone, sms.template, sms.params) == ("13800138000", ours, {"code": code})


@pytest.mark.parametrize("times", [3, 30])
def test_the_same_again(front: Front, times: int) -> None:
    """A message that is sent again is a success each time, and one SMS in all."""
    document = login(front.new_code())
    outcomes = [told(call_channel(front, document)) for _ in range(times)]
    assert outcomes == [(200, "sent")] + [(200, "duplicate")] * (times - 1)
    assert len(front.sandbox.messages) == 1


@pytest.mark.parametrize(("code", "kind"), REFUSALS.items())
def test_refusals_of_the_vendor(
    front: Front, capsys: pytest.CaptureFixture[str], code: str, kind: Kind
) -> None:
    """Only what is safe to repeat is asked for again; the log tells every failure as an error."""
    front.refuse(code)
    status = 503 if kind is UNAVAILABLE else 200
    assert told(call_channel(front, login(front.new_code()))) == (status, kind.code)
    line = call_line(capsys)
    assert (line["outcome"], line["level"]) == (kind.code, "error")


def test_unavailable_is_sent_again(front: Front) -> None:
    """After `unavailable` the same message comes back and goes out."""
    document = login(front.new_code())
    front.refuse("Throttling.User")
    assert told(call_channel(front, document)) == (503, "unavailable")
    assert told(call_channel(front, document)) == (200, "sent")
    assert len(front.sandbox.messages) == 1


@pytest.mark.parametrize("template", ["verifiable_address_changed", "authenticator_key_added"])
def test_messages_without_a_code(
    front: Front, capsys: pytest.CaptureFixture[str], template: str
) -> None:
    """They are taken from the queue; the log says as an error that nothing was sent, and why."""
    text = "An address on your account was changed. Call 400000."
    assert told(call_channel(front, whole_context(template, text))) == (200, "invalid_request")
    line = call_line(capsys)
    assert line["level"] == "error"
    assert line["reason"] == f"no code to send: template_type {template}"
    assert not front.sandbox.requests


@pytest.mark.parametrize(
    "template",
    [None, 5, ["login_code_valid"], "", "13800138000", "x" * 65, "Login\n", "recovery400000"],
)
def test_templates_that_are_none(template: object) -> None:
    """What could be a number or a code is not repeated in the log."""
    document = login("400000") | {"template_type": template}
    assert reason_of(document) == "no code to send: template_type unknown"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (text_of("login", "400000"), "400000"),
        ("Your login code is: 400000\n\nIt expires in 15 minutes.\n", "400000"),
        ("您的验证码是400000，请勿告诉他人。", "400000"),
        ("Acme 100000: your code is 400000\n\n@example.com #400000", "400000"),
        ("400000 (again: 400000)", "400000"),
        ("Your code: A4B5C6\n\n@example.com #A4B5C6\n", "A4B5C6"),
        ("Acme 100000: your code is 400000", None),
        ("@a.example #400000\n@b.example #400001", None),
        ("code 4000001", None),
        ("code 40000", None),
        ("code ４０００００", None),
        ("https://example.com/login?code=abc", None),
        ("", None),
    ],
)
def test_code_in_the_text(text: str, code: str | None) -> None:
    """The default body has some codes in the text alone; a doubtful one is none."""
    document = default_body("login_code_valid", text)
    if code is None:
        assert reason_of(document) == ["/code"]
    else:
        assert read(document).code.value == code


def test_a_field_comes_before_the_text() -> None:
    """Where the code has a field, the text does not count; nor does what a user may have given."""
    document = whole_context("login_code_valid", text_of("login", "400001"), login_code="400002")
    assert read(document).code.value == "400002"
    document = whole_context("recovery_code_valid", "", verification_code="400004")
    assert read(document).code.value == "400004"
    document = default_body("recovery_code_valid", "", recovery_code="400003", to="+8613900139000")
    assert (read(document).code.value, read(document).phone.e164) == ("400003", PHONE)


@pytest.mark.parametrize(
    "document",
    [
        *(None, [], {"template_type": "login_code_valid"}),
        *(login("400000") | {"body": value} for value in (None, 5, ["400000"])),
        login("12"),
        whole_context("login_code_valid", "", login_code=400000),
        whole_context("login_code_valid", "", login_code="400000", template_data=None)
        | {"template_data": []},
        login("400000") | {"recipient": 5},
    ],
)
def test_bodies_that_are_none(front: Front, document: object) -> None:
    """Whatever else comes is taken from the queue, never a fault, and sends nothing."""
    assert told(call_channel(front, document)) == (200, "invalid_request")
    assert not front.sandbox.requests


@pytest.mark.parametrize(("strict", "region"), [(True, "US"), (False, "CN")])
def test_number_without_a_plus(region: str, *, strict: bool) -> None:
    """A number is E.164 with its plus; bare digits are read as the config says."""
    document = login("400000") | {"recipient": "18624017194"}
    assert read(document, strictPhoneRegionNumberCheck=strict).phone.region == region
