"""The events of callers with a dialect of their own: what is sent, and each reply's exact bytes."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pytest

from smscode.callers import CALLERS, GENERIC
from smscode.outcome import (
    INVALID_PHONE,
    INVALID_REQUEST,
    METHOD_NOT_ALLOWED,
    REGION_NOT_ALLOWED,
    SENT,
    UNAUTHORIZED,
    Kind,
)
from support.harness.deliveries import FC, LAMBDA, Deliveries, Delivery, Sms, delivering, platforms
from support.paths import ROOT

EVENTS: Final = ROOT / "events"
CHALLENGES: Final = {
    "supabase": "Standard-Webhooks",
    "authgear": "Authgear-Body-Signature",
    "zitadel": "ZITADEL-Signature",
}
SECRETS: Final = re.compile(r"13800138000|sandbox-\w+-(?:token|secret|key)|c2FuZGJveC")
CODES: Final = re.compile(r'"(?:otp|code|Body|oTP|\w+_code)\\*": ?\\*"([^"\\]+)')


@dataclass(frozen=True, slots=True)
class Expected:
    """An outcome and what the caller is told: status and whole body; the body None if it is ours.

    And the usage's template and the code, when an SMS is sent to the mainland number.
    """

    kind: Kind
    status: int
    body: str | None = None
    sms: tuple[str, str] | None = None


def sent(template: str, code: str, body: str | None) -> Expected:
    """Return the row of an event that sends one SMS."""
    return Expected(SENT, 200, body, (template, code))


def told(kind: Kind, text: str) -> Expected:
    """Return the row of a failure whose body is one sentence."""
    return Expected(kind, kind.status, text)


def error(kind: Kind, status: int) -> Expected:
    """Return the row of a failure as Supabase is told it."""
    document = {"error": {"http_code": kind.status, "message": kind.text.english}}
    return Expected(kind, status, json.dumps(document))


def ours(kind: Kind) -> Expected:
    """Return the row of a failure that is told by the status, with our own document."""
    return Expected(kind, kind.status)


def authgear(kind: Kind, code: str, text: str) -> Expected:
    """Return the row of a failure as Authgear is told it."""
    document = {"code": code, "description": text, "info": {"provider_name": "aliyun"}}
    return Expected(kind, kind.status, json.dumps(document, ensure_ascii=False))


def queued(kind: Kind, template: str | None = None, code: str = "") -> Expected:
    """Return the row of what a queue is told: nothing brings a message back but `unavailable`."""
    status = kind.status if kind is UNAUTHORIZED else 200
    return Expected(kind, status, None, (template, code) if template else None)


EXPECTED: Final[Mapping[str, Expected]] = {
    "supabase-before-2-180": sent("SMS_1000001", "310005", "{}"),
    "supabase-long-code": error(INVALID_REQUEST, 200),
    "supabase-long-code-before-2-187": error(INVALID_REQUEST, 400),
    "supabase-mfa": sent("SMS_1000008", "310004", "{}"),
    "supabase-mfa-before-2-180": error(INVALID_REQUEST, 400),
    "supabase-new-number": sent("SMS_1000007", "310003", "{}"),
    "supabase-new-number-before-2-180": error(INVALID_REQUEST, 400),
    "supabase-no-signature": error(UNAUTHORIZED, 401),
    "supabase-old-secret": error(UNAUTHORIZED, 401),
    "supabase-region-not-allowed": error(REGION_NOT_ALLOWED, 200),
    "supabase-register": sent("SMS_1000002", "310002", "{}"),
    "supabase-replayed": error(UNAUTHORIZED, 401),
    "supabase-sign-in": sent("SMS_1000001", "310001", "{}"),
    "supabase-two-secrets": sent("SMS_1000001", "310006", "{}"),
    "logto-console-test": sent("SMS_1000004", "000000", "The code is on its way."),
    "logto-forgot-password": sent("SMS_1000003", "320003", "验证码已发送"),
    "logto-invitation-with-link": told(INVALID_REQUEST, "验证码发送失败，请联系客服"),
    "logto-local-number": told(INVALID_PHONE, "手机号有误，请检查后重试"),
    "logto-region-not-allowed": told(REGION_NOT_ALLOWED, REGION_NOT_ALLOWED.text.chinese),
    "logto-region-not-allowed-en": told(REGION_NOT_ALLOWED, REGION_NOT_ALLOWED.text.english),
    "logto-register": sent("SMS_1000002", "320002", "验证码已发送"),
    "logto-sign-in": sent("SMS_1000001", "320001", "验证码已发送"),
    "logto-unknown-type": sent("SMS_1000004", "320004", "验证码已发送"),
    "logto-wrong-token": told(UNAUTHORIZED, UNAUTHORIZED.text.english),
    "casdoor-form": sent("SMS_1000004", "330001", None),
    "casdoor-get": ours(METHOD_NOT_ALLOWED),
    "casdoor-json-register": sent("SMS_1000002", "330002", None),
    "casdoor-region-not-allowed": ours(REGION_NOT_ALLOWED),
    "casdoor-renamed-fields": sent("SMS_1000003", "330003", None),
    "casdoor-whole-text": ours(INVALID_REQUEST),
    "casdoor-wrong-token": ours(UNAUTHORIZED),
    "authentik-basic": sent("SMS_1000008", "340001", "验证码已发送"),
    "authentik-bearer": sent("SMS_1000008", "340002", "验证码已发送"),
    "authentik-enrol": sent("SMS_1000009", "340004", "验证码已发送"),
    "authentik-no-number": told(INVALID_PHONE, "手机号有误，请检查后重试"),
    "authentik-number-as-typed": sent("SMS_1000008", "340003", "验证码已发送"),
    "authentik-wrong-password": told(UNAUTHORIZED, UNAUTHORIZED.text.english),
    "authgear-enrol-mfa": sent("SMS_1000009", "360004", '{"code": "ok"}'),
    "authgear-forgot-password": sent("SMS_1000003", "360006", '{"code": "ok"}'),
    "authgear-forgot-password-link": authgear(
        INVALID_REQUEST, "unsupported_request", INVALID_REQUEST.text.chinese
    ),
    "authgear-mfa": sent("SMS_1000008", "360003", '{"code": "ok"}'),
    "authgear-no-signature": told(UNAUTHORIZED, UNAUTHORIZED.text.english),
    "authgear-portal-test": sent("SMS_1000004", "000000", '{"code": "ok"}'),
    "authgear-region-not-allowed": authgear(
        REGION_NOT_ALLOWED, "invalid_phone_number", REGION_NOT_ALLOWED.text.chinese
    ),
    "authgear-register": sent("SMS_1000002", "360001", '{"code": "ok"}'),
    "authgear-sign-in": sent("SMS_1000001", "360002", '{"code": "ok"}'),
    "authgear-verification": sent("SMS_1000007", "360005", '{"code": "ok"}'),
    "authgear-wrong-number": authgear(
        INVALID_PHONE, "invalid_phone_number", INVALID_PHONE.text.english
    ),
    "authgear-wrong-secret": told(UNAUTHORIZED, UNAUTHORIZED.text.english),
    "zitadel-forgot-password": queued(SENT, "SMS_1000003", "Q70005"),
    "zitadel-login-otp": queued(SENT, "SMS_1000008", "370003"),
    "zitadel-long-code": queued(INVALID_REQUEST),
    "zitadel-no-signature": queued(UNAUTHORIZED),
    "zitadel-region-not-allowed": queued(REGION_NOT_ALLOWED),
    "zitadel-replayed": queued(UNAUTHORIZED),
    "zitadel-session-otp": queued(SENT, "SMS_1000008", "370002"),
    "zitadel-session-otp-legacy": queued(SENT, "SMS_1000008", "370001"),
    "zitadel-two-keys": queued(SENT, "SMS_1000008", "370008"),
    "zitadel-verify-phone": queued(SENT, "SMS_1000007", "Q70004"),
    "zitadel-wrong-key": queued(UNAUTHORIZED),
    "kratos-address-changed": queued(INVALID_REQUEST),
    "kratos-api-key-cookie": queued(SENT, "SMS_1000001", "380009"),
    "kratos-api-key-header": queued(SENT, "SMS_1000001", "380008"),
    "kratos-login": queued(SENT, "SMS_1000001", "380001"),
    "kratos-login-whole-context": queued(SENT, "SMS_1000001", "380002"),
    "kratos-recovery": queued(SENT, "SMS_1000003", "380005"),
    "kratos-recovery-whole-context": queued(SENT, "SMS_1000003", "380006"),
    "kratos-region-not-allowed": queued(REGION_NOT_ALLOWED),
    "kratos-registration": queued(SENT, "SMS_1000002", "380003"),
    "kratos-registration-whole-context": queued(SENT, "SMS_1000002", "380004"),
    "kratos-verification": queued(SENT, "SMS_1000007", "380007"),
    "kratos-wrong-password": queued(UNAUTHORIZED),
}
each_event = pytest.mark.parametrize("name", EXPECTED)


@pytest.fixture(scope="module")
def deliveries() -> Iterator[Deliveries]:
    """Run one sandbox and one instance of the function on each cloud, for all events.

    Their first calls come from somebody patient: on a busy machine it takes an instance longer to
    start than Supabase waits.
    """
    with delivering(ROOT) as made:
        made(FC, "fc-http-sign-in")
        made(LAMBDA, "lambda-url-sign-in")
        yield made


def delivered(deliveries: Deliveries, name: str) -> Delivery:
    """Deliver an event on the cloud whose envelope it has."""
    (platform,) = platforms(name)
    return deliveries(platform, name)


def test_table_and_folder_agree() -> None:
    """Every event of a caller has a row, every row an event, and every caller has both."""
    dialects = tuple(f"{caller.name}-" for caller in CALLERS)
    assert {path.stem for path in EVENTS.glob("*") if path.stem.startswith(dialects)} == set(
        EXPECTED
    )
    others = {caller.name for caller in CALLERS if caller is not GENERIC}
    assert others == {name.partition("-")[0] for name in EXPECTED}


@each_event
def test_reply(deliveries: Deliveries, name: str) -> None:
    """The caller is told what its source code looks for, to the byte."""
    delivery, expected = delivered(deliveries, name), EXPECTED[name]
    reply = delivery.http_reply()
    assert reply.status == expected.status
    if expected.body is None:
        document = json.loads(reply.body)
        assert document.get("code", document.get("outcome")) == expected.kind.code
    else:
        assert reply.body.decode() == expected.body
    assert "retry-after" not in reply.headers
    unknown = CHALLENGES.get(name.partition("-")[0], "Bearer")
    assert reply.headers.get("www-authenticate") == (
        unknown if expected.kind is UNAUTHORIZED else None
    )


@each_event
def test_message(deliveries: Deliveries, name: str) -> None:
    """An event sends exactly its SMS, by its usage; one line tells of it, without its secrets."""
    expected = EXPECTED[name].sms
    messages: tuple[Sms, ...] = ()
    if expected is not None:
        template, code = expected
        messages = (Sms(template, {"code": code}, "13800138000", "速通科技"),)
    assert delivered(deliveries, name).messages == messages
    log = delivered(deliveries, name).log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    (call,) = (line for line in lines if line["event"] == "call")
    assert call["outcome"] == EXPECTED[name].kind.code
    assert call.get("caller") == (
        name.partition("-")[0] if EXPECTED[name].kind is not METHOD_NOT_ALLOWED else None
    )
    assert not SECRETS.search(log)
    raw = (EVENTS / f"{name}.json").read_text(encoding="utf-8")
    sms = EXPECTED[name].sms
    codes = [*CODES.findall(raw), *(sms[1:] if sms else ())]
    assert not [code for code in codes if code in log]
