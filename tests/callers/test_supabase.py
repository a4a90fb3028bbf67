"""Supabase's Send SMS hook: each payload and each failure, answered as its source reads it.

internal/hooks/hookshttp/hookshttp.go of github.com/supabase/auth takes 200 with the media type
``application/json``; hookserrors.go finds an error in it by a message that is not empty.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from local.clouds.trigger import Trigger
from smscode.call import Call, ReplyContext
from smscode.callers.supabase import Supabase
from smscode.outcome import (
    DUPLICATE,
    INVALID_PHONE,
    INVALID_REQUEST,
    KINDS,
    SENT,
    UNCERTAIN,
    Kind,
    Outcome,
    OutcomeError,
)
from support.callers.front import REFUSALS, Front, fronting, sandbox_config
from support.callers.supabase_hook import (
    DONE,
    METADATA,
    SECRET,
    USER,
    call_hook,
    error_of,
    payload,
    seen,
    signed,
)
from support.documents import MINIMAL, load
from support.stand_ins import log_lines


def read(document: object, **entry: object) -> Any:  # noqa: ANN401 - a request
    """Read a payload with an entry's options."""
    options = {"webhookSecrets": [SECRET], **entry}
    config = load({**MINIMAL, "callers": {"supabase": options}})
    return Supabase().read(Call(body=json.dumps(document).encode()), config)


def test_sent(front: Front) -> None:
    """A signed payload sends its code, and `{}` says so."""
    code = front.new_code()
    assert seen(call_hook(front, payload(code))) == DONE
    (message,) = front.sandbox.messages
    assert (message.phone, message.params) == ("13800138000", {"code": code})


def test_every_attempt_has_a_new_id(front: Front) -> None:
    """The same code again is a success without a second SMS, though id and signature differ."""
    document = payload(front.new_code())
    assert [seen(call_hook(front, document)) for _ in range(3)] == [DONE] * 3
    assert len(front.sandbox.messages) == 1


@pytest.mark.parametrize(("code", "kind"), REFUSALS.items())
@pytest.mark.parametrize("has_metadata", [True, False], ids=["since-2.187", "before"])
def test_refusals_of_the_vendor(
    front: Front,
    capsys: pytest.CaptureFixture[str],
    code: str,
    kind: Kind,
    *,
    has_metadata: bool,
) -> None:
    """Each is an error in a 200, or a status for versions that do not look; doubt is a success."""
    front.refuse(code)
    document = payload(front.new_code(), metadata=METADATA if has_metadata else None)
    answer = seen(call_hook(front, document))
    status = 200 if has_metadata else kind.status
    expected = DONE if kind is UNCERTAIN else (status, "application/json", error_of(kind))
    assert answer == expected
    assert [line["outcome"] for line in log_lines(capsys) if line["event"] == "call"] == [kind.code]


@pytest.mark.parametrize(
    ("style", "has_metadata", "status"),
    [("body", False, 200), ("status", True, 422), (None, True, 200), (None, False, 422)],
)
def test_error_style(tmp_path: Path, style: str | None, status: int, *, has_metadata: bool) -> None:
    """The entry may say where failures are told, whatever the payload shows."""
    entry = {"webhookSecrets": [SECRET], **({"errorStyle": style} if style else {})}
    config = tmp_path / "config.json"
    config.write_text(json.dumps(sandbox_config(supabase=entry)), encoding="utf-8")
    document = payload("400000", metadata=METADATA if has_metadata else None)
    document["sms"]["phone"] = "13800138000"
    with fronting(Trigger.FC, config) as front:
        answer = seen(call_hook(front, document))
    assert answer == (status, "application/json", error_of(INVALID_PHONE))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))
def test_reply_of_every_kind(kind: Kind) -> None:
    """Success is `{}`, all else an error with a message; none makes Supabase call again."""
    config = load({**MINIMAL, "callers": {"supabase": {"webhookSecrets": [SECRET]}}})
    call = Call(body=json.dumps(payload("400000")).encode())
    outcome = Outcome(kind, retry_after=60, allow="POST")
    reply = Supabase().reply(outcome, ReplyContext("r", "zh-CN", call, config.caller("supabase")))
    assert reply.status == 200
    assert "Retry-After" not in reply.headers
    wanted = {"error": {"http_code": kind.status, "message": kind.text.chinese}}
    assert reply.body == ({} if kind in (SENT, DUPLICATE) else wanted)
    stranger = Supabase().reply(outcome, ReplyContext("r"))
    assert stranger.status == kind.status
    assert "Retry-After" not in stranger.headers


@pytest.mark.parametrize(
    ("user", "sms", "template"),
    [
        ({}, {}, "SMS_1000001"),
        ({"phone_confirmed_at": None}, {}, "SMS_1000002"),
        ({"new_phone": "8613800138000", "phone": "8613900139000"}, {}, "SMS_1000007"),
        ({"new_phone": "8613900139000"}, {}, "SMS_1000001"),
        ({"new_phone": ""}, {}, "SMS_1000001"),
        ({}, {"sms_type": "mfa"}, "SMS_1000008"),
        ({"new_phone": "8613800138000"}, {"sms_type": "mfa"}, "SMS_1000008"),
        # Before 2.180 there was no sms.phone.
        ({}, {"phone": None}, "SMS_1000001"),
        ({"new_phone": ""}, {"phone": ""}, "SMS_1000001"),
        ({"phone_confirmed_at": None}, {"phone": None}, "SMS_1000002"),
    ],
)
def test_usage(
    front: Front, user: Mapping[str, object], sms: Mapping[str, object], template: str
) -> None:
    """What a code is for follows from the payload; the number is the one that sms names."""
    document = payload(front.new_code(), user={**USER, **user})
    document["sms"] |= sms
    assert seen(call_hook(front, document)) == DONE
    (message,) = front.sandbox.messages
    assert (message.template, message.phone) == (template, "13800138000")


OLD: Final = "8613800138000"
NEW: Final = "8613900139000"


@pytest.mark.parametrize(
    ("user", "sms"),
    [
        ({"phone": OLD, "new_phone": NEW}, {}),
        ({"phone": OLD, "new_phone": NEW}, {"phone": ""}),
        ({"phone": OLD, "new_phone": NEW}, {"phone": None}),
        ({"phone": OLD, "new_phone": NEW, "phone_confirmed_at": "2026-08-20"}, {}),
        ({"phone": "", "new_phone": NEW}, {}),
        ({"new_phone": NEW}, {}),
        ({"phone": OLD, "new_phone": OLD}, {}),
        ({"phone": OLD, "new_phone": 5}, {}),
        ({"phone": OLD}, {"sms_type": "mfa"}),
        ({"phone": OLD, "new_phone": ""}, {"sms_type": "mfa"}),
        ({"phone": OLD, "new_phone": NEW}, {"sms_type": "mfa"}),
        ({"phone": ""}, {"sms_type": "mfa"}),
        ({}, {"sms_type": "mfa"}),
    ],
    ids=str,
)
@pytest.mark.parametrize("has_metadata", [True, False], ids=["since-2.187", "before"])
def test_number_that_is_not_named(
    front: Front,
    capsys: pytest.CaptureFixture[str],
    user: Mapping[str, object],
    sms: Mapping[str, object],
    *,
    has_metadata: bool,
) -> None:
    """Whose number an MFA's or a change's code is for is not guessed; the log names what mends it.

    A payload without `sms.phone` has the user's numbers, and a factor's is none of them.
    """
    document = {"user": user, "sms": {"otp": front.new_code(), **sms}}
    answer = seen(
        call_hook(front, {**document, **({"metadata": METADATA} if has_metadata else {})})
    )
    assert answer == (200 if has_metadata else 400, "application/json", error_of(INVALID_REQUEST))
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    assert line["outcome"] == "invalid_request"
    assert "2.180.0" in line["reason"]
    assert not front.sandbox.requests


@pytest.mark.parametrize(
    ("phone", "e164"),
    [
        ("8613800138000", "+8613800138000"),
        ("+8613800138000", "+8613800138000"),
        ("18624017194", "+18624017194"),
        ("13800138000", None),
    ],
)
def test_digits_are_e164(phone: str, e164: str | None) -> None:
    """Bare digits have a country code, whatever the config says: 1 862… is America."""
    document = payload("400000", sms={"otp": "400000", "phone": phone})
    if e164 is not None:
        assert read(document).phone.e164 == e164
        return
    with pytest.raises(OutcomeError) as caught:
        read(document)
    assert caught.value.outcome.kind is INVALID_PHONE


def test_long_code(front: Front, capsys: pytest.CaptureFixture[str]) -> None:
    """A template takes no code of eight digits; the log says so, the person reads no detail."""
    answer = seen(call_hook(front, payload("12345678")))
    assert answer == (200, "application/json", error_of(INVALID_REQUEST))
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    assert line["reason"] == "a code of 8 characters: set its length to 6"
    assert not front.sandbox.requests


@pytest.mark.parametrize(
    ("text", "http_code"),
    [
        *((text, 400) for text in ("", "null", "[]", "{}", "{", '{"a":1,"a":1}', '{"sms":[]}')),
        *(
            (text, 400)
            for text in ('{"user":null,"sms":null}', '{"user":{"phone":"8613800138000"}}')
        ),
        ('{"user":{"phone":5},"sms":{"otp":400000}}', 400),
        ('{"sms":{"otp":"12345é","phone":"8613800138000"}}', 400),
        ('{"sms":{"otp":"400000","phone":"8613800138000,8613900139000"}}', 422),
        ('{"sms":{"otp":"400000"},"user":{"phone":""}}', 400),
    ],
)
def test_payloads_that_are_none(front: Front, text: str, http_code: int) -> None:
    """Whatever is signed and is no payload is an error, never a fault, and sends nothing."""
    body = text.encode()
    answer = front.post("/supabase", body, signed(body))
    assert (answer.status, json.loads(answer.body)["error"]["http_code"]) == (http_code, http_code)
    assert not front.sandbox.requests


@pytest.mark.parametrize(
    ("size", "status"), [(200 * 1024, 200), (256 * 1024, 200), (256 * 1024 + 1, 413)]
)
def test_size(front: Front, size: int, status: int) -> None:
    """The user may bring 256 KiB; more is turned away unread."""
    document = payload(front.new_code(), user={**USER, "user_metadata": {"padding": ""}})
    body = json.dumps(document).encode()
    body = body.replace(b'"padding": ""', b'"padding": "%s"' % (b"x" * (size - len(body))))
    assert len(body) == size
    assert front.post("/supabase", body, signed(body)).status == status


def test_language_of_the_entry() -> None:
    """The payload tells no language, so the entry may."""
    assert read(payload("400000"), locale="zh-CN").locale == "zh-CN"
    unnamed = payload("400000", sms={"otp": "400000", "sms_type": "mfa"})
    for refused in (payload("12345678901"), payload("12"), unnamed):
        with pytest.raises(OutcomeError) as caught:
            read(refused, locale="zh-CN")
        assert caught.value.locale == "zh-CN"
