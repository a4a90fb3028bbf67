"""Logto's HTTP SMS connector: each type, each failure, and the sentence that the person reads.

packages/connectors/connector-http-sms/src/index.ts of github.com/logto-io/logto: any 2xx is a
success; otherwise the raw body is the error, which the API writes into JSON as a string
(packages/core/src/middleware/koa-connector-error-handler.ts) for the person to read.
"""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import pytest

from local.clouds.trigger import Trigger
from smscode.call import ReplyContext
from smscode.callers.logto import Logto
from smscode.outcome import (
    INVALID_PHONE,
    INVALID_REQUEST,
    KINDS,
    RATE_LIMITED,
    TEMPLATE_NOT_FOUND,
    UNAUTHORIZED,
    Kind,
    Outcome,
)
from smscode.request import USAGE_TYPES
from support.callers.front import REFUSALS, Answer, Front, fronting, sandbox_config
from support.stand_ins import log_lines

TOKEN: Final[str] = sandbox_config()["callers"]["logto"]["tokens"][0]
TEMPLATES: Final = {
    template["usageType"]: template["templateCode"] for template in sandbox_config()["templates"]
}


def message(code: str | None, **changes: object) -> dict[str, Any]:
    """Return what the connector sends, with members changed; None takes one away."""
    payload = {"code": code, "locale": "zh-CN", "uiLocales": "zh-CN en"}
    document = {
        "to": "8613800138000",
        "type": "SignIn",
        "payload": {name: value for name, value in payload.items() if value is not None},
        "ip": "203.0.113.7",
        **changes,
    }
    return {name: value for name, value in document.items() if value is not None}


def call_connector(front: Front, document: object, authorization: str = TOKEN) -> Answer:
    """Send a message as the connector does: the authorization as it was configured."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    return front.post("/logto", body, headers)


def seen(answer: Answer) -> tuple[int, str]:
    """Return what Logto looks at."""
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return answer.status, answer.body.decode()


@pytest.mark.parametrize("usage", USAGE_TYPES)
def test_types(front: Front, usage: str) -> None:
    """Each of Logto's types is our usage type, with its own template."""
    code = front.new_code()
    assert seen(call_connector(front, message(code, type=usage))) == (200, "验证码已发送")
    (sms,) = front.sandbox.messages
    template = TEMPLATES[usage]
    mainland = template if isinstance(template, str) else template["china"]
    assert (sms.phone, sms.template, sms.params) == ("13800138000", mainland, {"code": code})


def front_with(templates: Mapping[str, str], folder: Path) -> AbstractContextManager[Front]:
    """Return a function whose config has these templates and no others."""
    document = sandbox_config()
    document["templates"] = [
        {"usageType": usage, "templateCode": code} for usage, code in templates.items()
    ]
    config = folder / "config.json"
    config.write_text(json.dumps(document), encoding="utf-8")
    return fronting(Trigger.FC, config)


def line_of(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the line of the one call since the last time."""
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    return line


def test_type_that_nobody_knows(front: Front, capsys: pytest.CaptureFixture[str]) -> None:
    """A type of a newer Logto is sent as Generic, and the log has it beside the usage type."""
    code = front.new_code()
    answer = call_connector(front, message(code, type="SomethingNew"))
    assert seen(answer) == (200, "验证码已发送")
    assert [sms.template for sms in front.sandbox.messages] == [TEMPLATES["Generic"]["china"]]
    line = line_of(capsys)
    assert (line["usageType"], line["unknownType"]) == ("Generic", "SomethingNew")


@pytest.mark.parametrize("usage", ["SignIn", "Generic"])
def test_type_that_is_known(front: Front, capsys: pytest.CaptureFixture[str], usage: str) -> None:
    """Of a type that has a meaning the log says nothing more."""
    assert call_connector(front, message(front.new_code(), type=usage)).status == 200
    line = line_of(capsys)
    assert line["usageType"] == usage
    assert "unknownType" not in line


def test_type_with_a_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A type that only the config knows has its own template, whatever Generic has."""
    with front_with({"SomethingNew": "SMS_1000002", "Generic": "SMS_1000004"}, tmp_path) as front:
        answer = call_connector(front, message(front.new_code(), type="SomethingNew"))
        assert answer.status == 200
        assert [sms.template for sms in front.sandbox.messages] == ["SMS_1000002"]
    line = line_of(capsys)
    assert line["usageType"] == "SomethingNew"
    assert "unknownType" not in line


@pytest.mark.parametrize("usage", ["SomethingNew", "Register"])
def test_type_without_a_template(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], usage: str
) -> None:
    """Where no template is Generic, a type that has none of its own has none."""
    with front_with({"SignIn": "SMS_1000001"}, tmp_path) as front:
        answer = call_connector(front, message(front.new_code(), type=usage))
        assert seen(answer) == (422, TEMPLATE_NOT_FOUND.text.chinese)
        assert not front.sandbox.requests
    assert line_of(capsys).get("unknownType") == (usage if usage == "SomethingNew" else None)


@pytest.mark.parametrize(
    "usage",
    [
        *("", " ", "a b", "新的", "\n", "\ud83d", '"}{"', "x" * 65),  # no name
        *("SignUp", "Qrtzxw", "my_WXYZ", "OTP_350002", "8613800138000"),  # a code or a number
        *("hunterx", "TheHunterType", "XHUNTERX"),  # with this code in it
    ],
    ids=ascii,
)
def test_type_that_tells_too_much(
    front: Front, capsys: pytest.CaptureFixture[str], usage: str
) -> None:
    """A type that could be a code, a number or anything else is sent and not repeated."""
    body = json.dumps(message("Hunter", type=usage)).encode()
    headers = {"Authorization": TOKEN, "Content-Type": "application/json"}
    assert front.post("/logto", body, headers).status == 200
    line = line_of(capsys)
    assert (line["usageType"], line["unknownType"]) == ("Generic", "(withheld)")


@pytest.mark.parametrize("authorization", [TOKEN, f"Bearer {TOKEN}", f"bearer {TOKEN}"])
def test_authorization_as_it_is_configured(front: Front, authorization: str) -> None:
    """The setting may be the token alone, or with its scheme."""
    answer = call_connector(front, message(front.new_code()), authorization)
    assert answer.status == 200


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x", f"{TOKEN}x", TOKEN[:-1]])
def test_strangers(front: Front, authorization: str) -> None:
    """Any other token is refused in a sentence that tells nothing."""
    answer = call_connector(front, message(front.new_code()), authorization)
    assert seen(answer) == (401, UNAUTHORIZED.text.english)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert not front.sandbox.requests


@pytest.mark.parametrize(("code", "kind"), REFUSALS.items())
def test_refusals_of_the_vendor(front: Front, code: str, kind: Kind) -> None:
    """Each is one sentence in the sign-in page's language, doubt too: the code stays good."""
    front.refuse(code)
    told = seen(call_connector(front, message(front.new_code())))
    assert told == (kind.status, kind.text.chinese)


@pytest.mark.parametrize("locale", ["zh-CN", "zh-HK", "en", "fr", None])
def test_language_of_a_refusal(front: Front, locale: str | None) -> None:
    """Chinese is for pages in any Chinese, English for all others and for those that do not say."""
    front.refuse("isv.MOBILE_NUMBER_ILLEGAL")
    document = message(front.new_code())
    document["payload"]["locale"] = locale
    if locale is None:
        del document["payload"]["locale"]
    chinese = locale is not None and locale.startswith("zh")
    text = INVALID_PHONE.text.chinese if chinese else INVALID_PHONE.text.english
    assert seen(call_connector(front, document)) == (INVALID_PHONE.status, text)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))
def test_sentences_survive_json(kind: Kind) -> None:
    """Logto shows the body as JSON writes a string: nothing in it is escaped, and it is short."""
    for locale in ("zh-CN", "en", None):
        reply = Logto().reply(Outcome(kind, allow="POST"), ReplyContext("r", locale))
        assert isinstance(reply.body, str)
        assert json.dumps(reply.body, ensure_ascii=False) == f'"{reply.body}"'
        assert 0 < len(reply.body) <= 70
        assert reply.status == kind.status


def test_retry_after(front: Front) -> None:
    """A window that is known is in the header, for whoever looks."""
    front.refuse("isv.BUSINESS_LIMIT_CONTROL")
    answer = call_connector(front, message(front.new_code()))
    assert (answer.status, answer.headers["retry-after"]) == (RATE_LIMITED.status, "60")


def test_invitation_with_a_link(front: Front, capsys: pytest.CaptureFixture[str]) -> None:
    """An invitation without a code is refused, and the log says why."""
    document = message(None, type="OrganizationInvitation")
    document["payload"]["link"] = "https://auth.example.com/invitation/1"
    assert seen(call_connector(front, document)) == (400, INVALID_REQUEST.text.chinese)
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    assert line["errors"] == [
        "/payload/code is missing: an invitation that carries a link alone cannot be sent as a code"
    ]
    assert not front.sandbox.requests


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("13800138000", INVALID_PHONE),
        ("8613800138000,8613900139000", INVALID_PHONE),
        ("", INVALID_PHONE),
        (8613800138000, INVALID_REQUEST),
        (["8613800138000"], INVALID_REQUEST),
        (None, INVALID_REQUEST),
    ],
)
def test_numbers_that_are_none(front: Front, number: object, kind: Kind) -> None:
    """Bare digits are E.164 and nothing is guessed: a local number is not one."""
    answer = call_connector(front, message(front.new_code(), to=number))
    assert seen(answer) == (kind.status, kind.text.chinese)
    assert not front.sandbox.requests


@pytest.mark.parametrize(
    ("number", "sent_to"),
    [("+8613800138000", "13800138000"), ("85251234567", "85251234567")],
)
def test_numbers(front: Front, number: str, sent_to: str) -> None:
    """A plus is welcome too, and abroad is where the digits say."""
    assert call_connector(front, message(front.new_code(), to=number)).status == 200
    assert [sms.phone for sms in front.sandbox.messages] == [sent_to]


@pytest.mark.parametrize(
    "document",
    [
        *(None, [], "text", 5, {}, {"to": "8613800138000"}),
        message("400000", type=None),
        message("400000", type=["SignIn"]),
        message("12345678"),
        message("400000", payload="400000"),
        message("400000", payload={"code": 400000}),
        message("400000", payload={"code": "400000", "locale": 5}),
        message(None, type="OrganizationInvitation", payload={"locale": 5}),
    ],
)
def test_messages_that_are_none(front: Front, document: object) -> None:
    """Whatever else comes is refused and sends nothing."""
    status, text = seen(call_connector(front, document))
    assert status == 400
    assert text in (INVALID_REQUEST.text.english, INVALID_REQUEST.text.chinese)
    assert not front.sandbox.requests
