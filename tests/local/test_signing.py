"""Events that are signed when they are used: by a note in the file, as their sender would."""

import base64
import json
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest
from standardwebhooks import Webhook

from local.signing import signed, zitadel

Start = Callable[..., "subprocess.Popen[str]"]
SECRETS = ("v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,whsec_plJ3nmyCDGBKInavdOK15jsl")


def note(*secrets: str, age: int | None = None) -> dict[str, object]:
    """Return what a file says about its signature."""
    rest = {} if age is None else {"age": age}
    return {"scheme": "standard-webhooks", "secrets": list(secrets), **rest}


@pytest.mark.parametrize("event", [None, 5, "sign", ["sign"], {}, {"headers": {"a": "b"}}])
def test_without_a_note(event: object) -> None:
    """Any other event is left as it is: the very same value."""
    assert signed(event) is event


@pytest.mark.parametrize("is_base64", [False, True])
def test_the_specs_library_verifies(*, is_base64: bool) -> None:
    """The headers are good by the specification's own library; the note is gone."""
    text = '{"name": "小明"}'
    body = base64.b64encode(text.encode()).decode() if is_base64 else text
    event = {"sign": note(SECRETS[0]), "body": body, "isBase64Encoded": is_base64, "headers": {}}
    made: dict[str, Any] = signed(event)
    assert Webhook(SECRETS[0].removeprefix("v1,")).verify(text, made["headers"]) == json.loads(text)
    assert {**made, "headers": {}} == {name: event[name] for name in event if name != "sign"}


def test_several_secrets_and_age() -> None:
    """There is one signature for each secret, joined as Supabase joins them, of the given age."""
    event = {"sign": note(*SECRETS, age=600), "body": "{}", "headers": {"Accept": "*/*"}}
    headers = signed(event)["headers"]
    assert len(headers["webhook-signature"].split(", ")) == 2
    assert abs(time.time() - 600 - int(headers["webhook-timestamp"])) <= 60
    assert headers["Accept"] == "*/*"


# Made by `openssl dgst -sha256 -hmac`, of the body and of the time, a dot and the body.
BODY = '{"contextInfo":{"eventType":"session.otp.sms.challenged"}}'
AUTHGEAR = "aG9vay1zZWNyZXQ"
ZITADEL = ("VNRUeuBQGyLDp5BPpuZEHhQLDLyWnbtkSXNq", "the-next-signing-key-of-36-characters")
BY_ZITADEL = (
    "a40732a06bd00ab987e8bece7081cb3233bc6f2d6d63cf59fd93b91f9f9710c7",
    "b122ccd25253c205508bf0d26d73e569c86cdb2409e417877a0dace86ed47186",
)


def test_authgear() -> None:
    """Its one header is the signature of the body."""
    body = '{"to":"+85298765432","body":"123456 is your Myapp verification code"}'
    sign = {"scheme": "authgear", "secrets": [AUTHGEAR]}
    assert signed({"sign": sign, "body": body, "headers": {}})["headers"] == {
        "x-authgear-body-signature": (
            "2224f286cd23a18b924892ff0309a09eabbfd43fd0c07f9db000c317642d6fd1"
        )
    }


def test_zitadel() -> None:
    """Its one header has the time, and a signature for each of its keys."""
    made = zitadel(ZITADEL, 1724140000, BODY.encode())
    assert made == {
        "ZITADEL-Signature": f"t=1724140000,v1={BY_ZITADEL[0]},v1={BY_ZITADEL[1]}",
    }
    sign = {"scheme": "zitadel", "secrets": ZITADEL[:1], "age": 600}
    header = signed({"sign": sign, "body": BODY, "headers": {}})["headers"]["ZITADEL-Signature"]
    assert abs(time.time() - 600 - int(header.partition(",")[0].removeprefix("t="))) <= 60


def test_every_time_anew() -> None:
    """Each use is a new message, as each attempt of the sender is."""
    event = {"sign": note(SECRETS[0]), "body": "{}", "headers": {}}
    assert len({signed(event)["headers"]["webhook-id"] for _ in range(3)}) == 3
    assert event["headers"] == {}


def test_invoke_signs(start: Start) -> None:
    """`make invoke` sends an event with a note as its sender would."""
    output, errors = (process := start("local.invoke", "events/supabase-sign-in.json")).communicate(
        timeout=120
    )
    assert process.returncode == 0
    assert json.loads(output)["statusCode"] == 200
    assert errors.count("SMS to 13800138000") == 1
