"""Every file in events/, through the real handler under each cloud's runtime, to the sandbox.

Those of callers with a dialect of their own are in `test_events_of_callers.py`, receipts in
`test_events_of_receipts.py`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from smscode.callers import CALLERS
from support.harness.deliveries import FC, LAMBDA, Deliveries, Delivery, Sms, delivering, platforms
from support.paths import ROOT

EVENTS: Final = ROOT / "events"
ALLOW: Final = {"fc-http-method-not-allowed": "POST", "fc-http-healthz-post": "GET, HEAD"}
STATUSES: Final = {"invalid_request": 400, "region_not_allowed": 403, "invalid_phone": 422}
TOKEN: Final = "sandbox-token-for-local-use-only-0000"
SECRETS: Final = (TOKEN, "13800138000", "51234567", "612345678", "2025550199")


@dataclass(frozen=True, slots=True)
class Expected:
    """The HTTP status (None for a direct invocation), the outcome and the accepted messages."""

    status: int | None
    outcome: str
    messages: tuple[Sms, ...] = ()


def sent(status: int | None, template: str, code: str) -> Expected:
    """Return the row of an event that sends one SMS to the mainland number."""
    return Expected(status, "sent", (Sms(template, {"code": code}, "13800138000", "速通科技"),))


def abroad(template: str, variable: str, code: str) -> Expected:
    """Return the row of a direct event that sends one SMS to the Hong Kong number."""
    return Expected(None, "sent", (Sms(template, {variable: code}, "85251234567", "速通科技"),))


def by_globe(phone: str, text: str) -> Expected:
    """Return the row of a direct event that sends one whole text."""
    return Expected(None, "sent", (Sms("", {}, phone, "Acme", text),))


EXPECTED: Final[Mapping[str, Expected]] = {
    "alb-multi-value-no-credential": Expected(401, "unauthorized"),
    "alb-multi-value-sign-in": sent(200, "SMS_1000005", "270002"),
    "alb-no-credential": Expected(401, "unauthorized"),
    "alb-sign-in": sent(200, "SMS_1000007", "270001"),
    "direct-address": sent(None, "SMS_1000001", "230006"),
    "direct-bad-address": Expected(None, "invalid_request"),
    "direct-bad-code": Expected(None, "invalid_request"),
    "direct-bad-phone": Expected(None, "invalid_phone"),
    "direct-globe": by_globe("12025550199", "Your Acme code is 23000007."),
    "direct-globe-locale": abroad("SMS_2000002", "otp", "230008"),
    "direct-list": Expected(None, "invalid_request"),
    "direct-local-number": sent(None, "SMS_1000001", "A30004"),
    "direct-locale-zh": Expected(None, "region_not_allowed"),
    "direct-long-code": Expected(None, "invalid_request"),
    "direct-missing-fields": Expected(None, "invalid_request"),
    "direct-not-an-object": Expected(None, "invalid_request"),
    "direct-overseas": abroad("SMS_2000001", "code", "230002"),
    "direct-overseas-code-variable": abroad("SMS_2000002", "otp", "230003"),
    "direct-region-not-allowed": Expected(None, "region_not_allowed"),
    "direct-pasted-number": sent(None, "SMS_1000001", "230005"),
    "direct-register": sent(None, "SMS_1000002", "230001"),
    "direct-several-phones": Expected(None, "invalid_phone"),
    "direct-sign-in": sent(None, "SMS_1000001", "123456"),
    "direct-unknown-field": Expected(None, "invalid_request"),
    "direct-unknown-usage": Expected(None, "invalid_request"),
    "fc-http-bad-base64": Expected(400, "invalid_request"),
    "fc-http-bad-field": Expected(400, "invalid_request"),
    "fc-http-base64": sent(200, "SMS_1000001", "240003"),
    "fc-http-doubled-authorization": Expected(401, "unauthorized"),
    "fc-http-healthz": Expected(200, "ok"),
    "fc-http-healthz-post": Expected(405, "method_not_allowed"),
    "fc-http-method-not-allowed": Expected(405, "method_not_allowed"),
    "fc-http-no-credential": Expected(401, "unauthorized"),
    "fc-http-non-ascii-token": Expected(401, "unauthorized"),
    "fc-http-not-found": Expected(404, "not_found"),
    "fc-http-not-json": Expected(400, "invalid_request"),
    "fc-http-raw-token": sent(200, "SMS_1000003", "240002"),
    "fc-http-readyz": Expected(200, "ready"),
    "fc-http-sign-in": sent(200, "SMS_1000001", "240001"),
    "fc-http-token-in-body": Expected(401, "unauthorized"),
    "fc-http-too-large": Expected(413, "content_too_large"),
    "fc-http-wrong-token": Expected(401, "unauthorized"),
    "http-api-stage-sign-in": sent(200, "SMS_1000001", "250006"),
    "lambda-url-api-key": sent(200, "SMS_1000009", "250004"),
    "lambda-url-base64": sent(200, "SMS_1000001", "250002"),
    "lambda-url-basic-auth": sent(200, "SMS_1000008", "250003"),
    "lambda-url-healthz": Expected(200, "ok"),
    "lambda-url-readyz": Expected(200, "ready"),
    "lambda-url-sign-in": sent(200, "SMS_1000001", "250001"),
    "lambda-url-wrong-basic-auth": Expected(401, "unauthorized"),
    "rest-api-null-headers-body": Expected(401, "unauthorized"),
    "rest-api-sign-in": sent(200, "SMS_1000006", "260001"),
    "smuggle-body-direct-event": Expected(401, "unauthorized"),
    "smuggle-body-envelope": Expected(401, "unauthorized"),
    "smuggle-body-object": Expected(400, "invalid_request"),
    "smuggle-http-in-context": Expected(400, "invalid_request"),
    "smuggle-null-request-context": Expected(400, "invalid_request"),
    "smuggle-token-in-query": Expected(401, "unauthorized"),
    "smuggle-top-level-fields": Expected(401, "unauthorized"),
    "smuggle-unknown-envelope": Expected(400, "invalid_request"),
}

CASES: Final = [(platform, name) for name in EXPECTED for platform in platforms(name)]
HTTP_CASES: Final = [case for case in CASES if EXPECTED[case[1]].status is not None]
each_event = pytest.mark.parametrize(("platform", "name"), CASES)
each_http_event = pytest.mark.parametrize(("platform", "name"), HTTP_CASES)


@pytest.fixture(scope="module")
def deliveries() -> Iterator[Deliveries]:
    """Run one sandbox and one instance of the function on each cloud, for all events."""
    with delivering(ROOT) as made:
        yield made


def document_of(delivery: Delivery) -> dict[str, Any]:
    """Return the reply's JSON document: the answer itself, or the body of an HTTP reply."""
    direct = EXPECTED[delivery.name].status is None
    document = json.loads(delivery.invocation.payload if direct else delivery.http_reply().body)
    assert isinstance(document, dict)
    return document


def test_table_and_folder_agree() -> None:
    """Every event has a row, and every row an event."""
    dialects = tuple(f"{caller.name}-" for caller in CALLERS)
    ours = {path.stem for path in EVENTS.glob("*") if not path.stem.startswith(dialects)}
    assert {name for name in ours if "-receipts" not in name} == set(EXPECTED)


@each_event
def test_outcome(deliveries: Deliveries, platform: str, name: str) -> None:
    """An event sends exactly its SMS, or nothing, and is answered with that; nothing escapes."""
    delivery, expected = deliveries(platform, name), EXPECTED[name]
    assert delivery.messages == expected.messages
    assert delivery.invocation.kind == "response"
    document = document_of(delivery)
    assert document.get("code", document.get("status")) == expected.outcome
    if expected.status is not None:
        assert delivery.http_reply().status == expected.status


@each_event
def test_document(deliveries: Deliveries, platform: str, name: str) -> None:
    """A document has the members of its kind and no others, none of them empty."""
    delivery, expected = deliveries(platform, name), EXPECTED[name]
    document = document_of(delivery)
    assert all(document.values())
    if expected.outcome == "ok":
        assert document == {"status": "ok"}
    elif expected.outcome == "ready":
        assert document["config"]["isCurrent"] is True
    elif expected.outcome == "sent":
        assert set(document) == {"code", "requestId", "bizId", "providerRequestId"}
        assert (document["bizId"],) == delivery.biz_ids
    else:
        always = {"type", "title", "status", "code", "detail", "requestId"}
        assert set(document) - {"errors"} == always
        assert document["type"] == "about:blank"
        assert document["status"] == (expected.status or STATUSES[expected.outcome])


@each_http_event
def test_http_headers(deliveries: Deliveries, platform: str, name: str) -> None:
    """A reply names its media type; 401 names the scheme and 405 the methods, others neither."""
    reply = deliveries(platform, name).http_reply()
    wanted = "application/json" if reply.status == 200 else "application/problem+json"
    assert reply.headers["content-type"].partition(";")[0] == wanted
    challenge = "Bearer" if reply.status == 401 else None
    assert reply.headers.get("www-authenticate") == challenge
    assert reply.headers.get("allow") == ALLOW.get(name)


@each_event
def test_log_is_discreet(deliveries: Deliveries, platform: str, name: str) -> None:
    """No log line holds a number, a code or the token, and each of ours is a JSON object."""
    delivery = deliveries(platform, name)
    raw = (EVENTS / f"{name}.json").read_text(encoding="utf-8")
    codes = re.findall(r'"code\\*": ?\\*"([^"\\]+)', raw)
    codes += [value for sms in delivery.messages for value in sms.params.values()]
    assert not [secret for secret in (*SECRETS, *codes) if secret in delivery.log]
    ours = [line for line in delivery.log.splitlines() if not line.startswith("FC Invoke ")]
    assert all(isinstance(json.loads(line), dict) for line in ours)


@pytest.mark.parametrize("platform", [FC, LAMBDA])
def test_locale_chooses_the_language(deliveries: Deliveries, platform: str) -> None:
    """The same refusal is explained in Chinese to a zh-CN user, in English by default."""
    chinese = document_of(deliveries(platform, "direct-locale-zh"))
    english = document_of(deliveries(platform, "direct-region-not-allowed"))
    assert re.search(r"[\u4e00-\u9fff]", chinese["detail"])
    assert english["detail"].isascii()


@pytest.mark.parametrize(
    ("name", "pointers"),
    [
        ("direct-missing-fields", {"/phone", "/usageType", "/code"}),
        ("direct-unknown-field", {"/message"}),
        ("direct-bad-address", {"/ip"}),
        ("direct-bad-code", {"/code"}),
        ("direct-bad-phone", {"/phone"}),
        ("direct-long-code", {"/code"}),
        ("fc-http-bad-field", {"/code"}),
    ],
)
def test_errors_name_every_wrong_field(
    deliveries: Deliveries, name: str, pointers: set[str]
) -> None:
    """A refused request names all its wrong fields at once."""
    errors = document_of(deliveries(FC, name))["errors"]
    assert {error["pointer"] for error in errors} == pointers


@pytest.mark.parametrize(
    "event",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"null",
        b"NaN",
        b"123456",
        b"[" * 5000,
        b"1" * 5000,
        b'{"a":1,"a":1}',
    ],
)
def test_bytes_that_are_no_request(deliveries: Deliveries, event: bytes) -> None:
    """InvokeFunction with anything but a JSON object of the known fields is an invalid request."""
    invocation = deliveries.invoke(FC, event)
    assert invocation.kind == "response"
    assert invocation.json()["code"] == "invalid_request"
