"""Who may call Authgear's path: signatures by others, malformed ones, rotation of the secrets."""

import json
from pathlib import Path
from typing import Final

import pytest

from local.clouds.trigger import Trigger
from smscode.call import Call
from smscode.callers.authgear import Authgear
from smscode.outcome import OutcomeError
from support.callers.authgear_gateway import SECRET, call_gateway, encoded, message
from support.callers.front import Front, fronting, sandbox_config
from support.callers.openssl import hmac_sha256, needs_openssl
from support.documents import MINIMAL, load
from support.letting_in import let_in

SIGNATURE: Final = "x-authgear-body-signature"


@needs_openssl
def test_signature_of_another_implementation(front: Front) -> None:
    """What openssl signs is let in; the same with one byte more is not."""
    body = encoded(message(front.new_code()))
    headers = {"Content-Type": "application/json", SIGNATURE: hmac_sha256(SECRET, body)}
    assert front.post("/authgear", body + b" ", headers).status == 401
    assert front.post("/authgear", body, headers).status == 200


# printf '{"to":"+85298765432","body":"123456 is your Myapp verification code"}' |
#   openssl dgst -sha256 -hmac aG9vay1zZWNyZXQtMTY
BODY: Final = b'{"to":"+85298765432","body":"123456 is your Myapp verification code"}'
GOOD: Final = "c03a71453d37bfd3b6bdae4c1883d0ba833495f7d859ca5c7bbc43a06286d18d"


def refused_for(signature: str | None, *secrets: str, body: bytes = BODY) -> str | None:
    """Return why a call is not let in; None when it is."""
    entry = {"webhookSecrets": secrets or ("aG9vay1zZWNyZXQtMTY",)}
    config = load({**MINIMAL, "callers": {"authgear": entry}})
    call = Call(headers={} if signature is None else {SIGNATURE: signature}, body=body)
    try:
        let_in(Authgear(), call, config)
    except OutcomeError as error:
        return error.outcome.reason
    return None


def test_known_answer() -> None:
    """The vector is good, beside other secrets too, and of no other body."""
    assert refused_for(GOOD) is None
    assert refused_for(GOOD, "the-next-of-its-secrets", "aG9vay1zZWNyZXQtMTY") is None
    assert refused_for(GOOD, "the-next-of-its-secrets") == "bad_signature"
    assert refused_for(GOOD, body=BODY.replace(b"123456", b"123457")) == "bad_signature"
    assert refused_for(None) == refused_for("") == "no_credential"


@pytest.mark.parametrize(
    "signature",
    [
        *(" ", ",", "=", "0", "null", "\x00", "é", "\ud83d", "签名", "' or 1=1", "9" * 5000),
        *(GOOD.upper(), GOOD[:-1], GOOD[1:], GOOD[:32], f"{GOOD}0", GOOD * 2, GOOD[::-1]),
        *(f" {GOOD}", f"{GOOD} ", f"{GOOD}\n", f"0x{GOOD}", f"sha256={GOOD}", f"v1={GOOD}"),
        *(f"v1,{GOOD}", f"t=0,v1={GOOD}", f'"{GOOD}"', f"{GOOD},{GOOD}", f"Bearer {GOOD}"),
        *("wDpxRT03v9O2va5MGIPQuoM0lffYWcpce7xDoGKG0Y0=", "aG9vay1zZWNyZXQtMTY"),
        GOOD.replace("0", "０"),
    ],
)
def test_malformed_signature(signature: str) -> None:
    """Whatever is not exactly the signature is refused, and raises nothing else."""
    assert refused_for(signature) == "bad_signature"


def test_rotation_without_a_gap(tmp_path: Path) -> None:
    """A secret that was added a moment ago is found at once; one that went is refused."""
    config = tmp_path / "config.json"

    def configure(*secrets: str) -> None:
        document = sandbox_config(authgear={"webhookSecrets": secrets})
        config.write_text(json.dumps(document), encoding="utf-8")

    configure(SECRET)
    with fronting(Trigger.LAMBDA, config) as front:
        assert call_gateway(front, message(front.new_code())).status == 200
        configure(SECRET, "the-next-of-the-secrets")
        assert (
            call_gateway(front, message(front.new_code()), "the-next-of-the-secrets").status == 200
        )
        assert call_gateway(front, message(front.new_code())).status == 200
        assert call_gateway(front, message(front.new_code()), "a-secret-that-went").status == 401
