"""Who may call ZITADEL's path: `ZITADEL-Signature: t=…,v1=…`, its age, and rotation of the keys.

pkg/actions/signing.go of github.com/zitadel/zitadel: an HMAC-SHA256 over "{t}.{raw body}" for each
key that has not expired, and a tolerance of 300 s.
"""

import json
import time
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.clouds.trigger import Trigger
from smscode.call import Call
from smscode.callers.zitadel import Zitadel
from smscode.outcome import UNAUTHORIZED, OutcomeError
from support.callers.front import Front, fronting, sandbox_config
from support.callers.openssl import hmac_sha256, needs_openssl
from support.callers.tampering import each_byte_changed
from support.callers.zitadel_provider import KEY, call_provider, message
from support.documents import MINIMAL, load
from support.letting_in import let_in

# printf '1724140000.{"contextInfo":{"eventType":"session.otp.sms.challenged"}}' |
#   openssl dgst -sha256 -hmac KEY
NOW: Final = 1724140000
BODY: Final = b'{"contextInfo":{"eventType":"session.otp.sms.challenged"}}'
OLD: Final = "VNRUeuBQGyLDp5BPpuZEHhQLDLyWnbtkSXNq"
BY_OLD: Final = "a40732a06bd00ab987e8bece7081cb3233bc6f2d6d63cf59fd93b91f9f9710c7"
NEXT: Final = "the-next-signing-key-of-36-characters"
BY_NEXT: Final = "b122ccd25253c205508bf0d26d73e569c86cdb2409e417877a0dace86ed47186"
GOOD: Final = f"t={NOW},v1={BY_OLD}"
BOTH: Final = f"t={NOW},v1={BY_NEXT},v1={BY_OLD}"


def refused_for(header: str | None, *keys: str, body: bytes = BODY, now: float = NOW) -> str | None:
    """Return why a call is not let in; None when it is."""
    config = load({**MINIMAL, "callers": {"zitadel": {"signingKeys": keys or [OLD]}}})
    call = Call(headers={} if header is None else {"zitadel-signature": header}, body=body)
    try:
        let_in(Zitadel(lambda: now), call, config)
    except OutcomeError as error:
        outcome = error.outcome
        return outcome.reason if outcome.kind is UNAUTHORIZED else outcome.kind.code
    return None


def test_known_answers() -> None:
    """Openssl's signatures are good, of exactly this time and body."""
    assert refused_for(GOOD) is None
    assert refused_for(f"t={NOW},v1={BY_NEXT}", NEXT) is None
    assert refused_for(f"t={NOW + 1},v1={BY_OLD}") == "bad_signature"
    assert refused_for(f"t=0{NOW},v1={BY_OLD}") == "bad_signature"
    assert refused_for(GOOD, body=BODY + b" ") == "bad_signature"
    assert refused_for(GOOD, body=b"." + BODY) == "bad_signature"
    assert refused_for(None) == refused_for("") == "no_credential"


def test_no_byte_can_be_changed() -> None:
    """One flipped bit anywhere in the body is noticed."""
    told = {changed: refused_for(GOOD, body=changed) for changed in each_byte_changed(BODY)}
    assert told == dict.fromkeys(told, "bad_signature")
    assert len(told) == len(BODY)


@pytest.mark.parametrize("distance", [-300, -299.5, 0, 299.5, 300])
def test_within_tolerance(distance: float) -> None:
    """Five minutes either way are tolerated."""
    assert refused_for(GOOD, now=NOW + distance) is None


@pytest.mark.parametrize("distance", [-(10**6), -301, -300.1, 300.1, 301, 10**9])
def test_replay(distance: float) -> None:
    """A genuine request is good for five minutes, and not before its time either."""
    assert refused_for(GOOD, now=NOW + distance) == "stale_timestamp"


@pytest.mark.parametrize("keys", [[OLD], [NEXT], [OLD, NEXT], [NEXT, OLD], ["x" * 16, "y" * 16]])
@pytest.mark.parametrize("header", [GOOD, BOTH, f"t={NOW},v1={BY_NEXT}"])
def test_rotation(header: str, keys: list[str]) -> None:
    """Any of its signatures under any of our keys is enough, and none is not."""
    signed = {key for key, signature in ((OLD, BY_OLD), (NEXT, BY_NEXT)) if signature in header}
    expected = None if signed & set(keys) else "bad_signature"
    assert refused_for(header, *keys) == expected


@pytest.mark.parametrize(
    "header",
    [
        f"v1={BY_OLD},t={NOW}",
        f"t={NOW}, v1={BY_OLD}",
        f"t={NOW},v0=x,v1={BY_OLD},v2={BY_NEXT}",
        f"t={NOW},v1=not hex,v1={BY_OLD}",
        ",".join([f"t={NOW}", *[f"v1={BY_NEXT}"] * 500, f"v1={BY_OLD}"]),
    ],
)
def test_what_else_its_own_reader_takes(header: str) -> None:
    """The order, blanks, other versions and other signatures do not matter."""
    assert refused_for(header) is None


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        *((text, "stale_timestamp") for text in (" ", ",", "=", "t", "v1", "t=", "t=,v1=")),
        *((text, "stale_timestamp") for text in (BY_OLD, f"v1={BY_OLD}", f"T={NOW},v1={BY_OLD}")),
        *(
            (f"t={text},v1={BY_OLD}", "stale_timestamp")
            for text in ("", "hello", f"-{NOW}", f"+{NOW}", f"{NOW}.0", f" {NOW}", f"{NOW}a")
        ),
        *(
            (f"t={text},v1={BY_OLD}", "stale_timestamp")
            for text in ("0x66c44ea0", "1.72414e9", "nan", "inf", "1_724_140_000", "9" * 5000, "0")
        ),
        ("t=１７２４１４００００,v1=" + BY_OLD, "stale_timestamp"),
        (f"t={NOW},t={NOW},v1={BY_OLD}", "stale_timestamp"),
        (f"t={NOW};v1={BY_OLD}", "stale_timestamp"),
        (f"t={NOW}", "no_credential"),
        (f"t={NOW},{BY_OLD}", "no_credential"),
        *(
            (f"t={NOW},{name}={BY_OLD}", "no_credential")
            for name in ("v", "v0", "v2", "V1", "v 1", "v1a")
        ),
        *(
            (f"t={NOW},v1={text}", "bad_signature")
            for text in ("", "0", "\x00", "é", "\ud83d", BY_OLD.upper(), BY_OLD[:-1], BY_OLD[1:])
        ),
        *(
            (f"t={NOW},v1={text}", "bad_signature")
            for text in (f"{BY_OLD}0", f'"{BY_OLD}"', f"={BY_OLD}", f"v1={BY_OLD}", f"0x{BY_OLD}")
        ),
        (f"t={NOW},v1={BY_OLD} {BY_OLD}", "bad_signature"),
    ],
)
def test_malformed_header(header: str, reason: str) -> None:
    """Whatever is not exactly a time and a signature is refused, and raises nothing else."""
    assert refused_for(header) == reason


@given(st.text())
def test_any_header(header: str) -> None:
    """No header whatever lets a stranger in or raises anything but the refusal."""
    assert refused_for(header) is not None
    assert refused_for(f"t={NOW},v1={header}") in ("bad_signature", "stale_timestamp")


@needs_openssl
def test_signature_of_another_implementation(front: Front) -> None:
    """What openssl signs now is let in; the same of six minutes ago is not."""
    body = json.dumps(message(front.new_code())).encode()
    for age, status in ((0, 200), (360, 401)):
        moment = int(time.time()) - age
        signature = hmac_sha256(KEY, f"{moment}.".encode() + body)
        answer = front.post("/zitadel", body, {"ZITADEL-Signature": f"t={moment},v1={signature}"})
        assert answer.status == status


def test_strangers(front: Front) -> None:
    """A stranger, and a genuine request of long ago, get 401 and their scheme; nothing is sent."""
    document = message(front.new_code())
    replayed = call_provider(front, document, age=360)
    for answer in (replayed, call_provider(front, document, "guess")):
        assert (answer.status, answer.headers["www-authenticate"]) == (401, "ZITADEL-Signature")
    assert not front.sandbox.requests


def test_rotation_without_a_gap(tmp_path: Path) -> None:
    """Both keys are good on both sides; one that was added a moment ago is found at once."""
    config = tmp_path / "config.json"

    def configure(*keys: str) -> None:
        document = sandbox_config(zitadel={"signingKeys": keys})
        config.write_text(json.dumps(document), encoding="utf-8")

    configure(KEY)
    with fronting(Trigger.FC, config) as front:
        assert call_provider(front, message(front.new_code())).status == 200
        assert call_provider(front, message(front.new_code()), NEXT, KEY).status == 200
        configure(KEY, NEXT)
        assert call_provider(front, message(front.new_code()), NEXT).status == 200
        assert call_provider(front, message(front.new_code()), KEY).status == 200
        assert len(front.sandbox.messages) == 4
