"""Signatures by others are good, and nothing else is: vectors, the spec's library, tampering."""

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretBytes
from standardwebhooks import Webhook

from smscode.call import Call
from smscode.callers.authentication import matches, standard_webhook, webhook_signatures
from smscode.outcome import UNAUTHORIZED, OutcomeError
from support.callers.tampering import each_byte_changed

# libraries/python/tests/test_webhooks.py of github.com/standard-webhooks/standard-webhooks, and
# docs.svix.com/receiving/verifying-payloads/how-manual (the same scheme; the headers renamed).
VECTORS: Final = [
    (
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
    (
        "plJ3nmyCDGBKInavdOK15jsl",
        "msg_loFOjxBNrRLzqYUf",
        1731705121,
        b'{"event_type":"ping","data":{"success":true}}',
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
    ),
]
SECRET, ID, NOW, BODY, SIGNATURE = VECTORS[0]
WORD: Final = SIGNATURE.removeprefix("v1,")
GOOD: Final = {
    "webhook-id": ID,
    "webhook-timestamp": str(NOW),
    "webhook-signature": SIGNATURE,
}
OTHER: Final = base64.b64encode(b"another secret of 24 bytes").decode()
FOREIGN: Final = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="


def refused_for(
    headers: Mapping[str, str],
    body: bytes = BODY,
    *,
    secrets: Iterable[str] = (SECRET,),
    now: float = NOW,
) -> str | None:
    """Return why a call is not let in; None when it is."""
    keys = [SecretBytes(base64.b64decode(secret)) for secret in secrets]
    try:
        credential = standard_webhook(Call(headers=headers, body=body), now)
    except OutcomeError as error:
        outcome = error.outcome
        return outcome.reason if outcome.kind is UNAUTHORIZED else outcome.kind.code
    is_good = matches(credential.presented, webhook_signatures(keys, credential))
    return None if is_good else "bad_signature"


@pytest.mark.parametrize(("secret", "message_id", "moment", "body", "signature"), VECTORS)
def test_published_vectors(
    secret: str, message_id: str, moment: int, body: bytes, signature: str
) -> None:
    """What others have published as signed is good; with the other vector's secret it is not."""
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature,
    }
    assert refused_for(headers, body, secrets=[secret], now=moment) is None
    assert refused_for(headers, body, secrets=[OTHER], now=moment) == "bad_signature"


@given(key=st.binary(min_size=24, max_size=64), text=st.text(), moment=st.integers(1, 2**33))
def test_the_specs_library_signs(key: bytes, text: str, moment: int) -> None:
    """Whatever the specification's own library signs is good, for any key, text and time."""
    body = text.encode("utf-8", "replace")
    signed_at = datetime.fromtimestamp(moment, timezone.utc)
    headers = {
        "webhook-id": ID,
        "webhook-timestamp": str(moment),
        "webhook-signature": Webhook(key).sign(ID, signed_at, body.decode()),
    }
    secret = base64.b64encode(key).decode()
    assert refused_for(headers, body, secrets=[secret], now=moment) is None
    assert refused_for(headers, body + b" ", secrets=[secret], now=moment) == "bad_signature"


def test_no_byte_can_be_changed() -> None:
    """One flipped bit anywhere in the body is noticed."""
    told = {changed: refused_for(GOOD, changed) for changed in each_byte_changed(BODY)}
    assert told == dict.fromkeys(told, "bad_signature")
    assert len(told) == len(BODY)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (GOOD, b""),
        (GOOD, BODY[:-1]),
        (GOOD, BODY + b"\n"),
        (GOOD, b'{"test":2432232314}'),
        (GOOD | {"webhook-id": ID[:-1]}, BODY),
        (GOOD | {"webhook-id": ID.lower()}, BODY),
        (GOOD | {"webhook-timestamp": str(NOW + 1)}, BODY),
        (GOOD | {"webhook-timestamp": f"0{NOW}"}, BODY),
        (GOOD | {"webhook-id": f"{ID}.{NOW}", "webhook-timestamp": str(NOW)}, BODY),
    ],
)
def test_nothing_signed_can_be_changed(headers: Mapping[str, str], body: bytes) -> None:
    """Id, time and body are all under the signature."""
    assert refused_for(headers, body) == "bad_signature"


@pytest.mark.parametrize("distance", [-300, -299.5, 0, 299.5, 300])
def test_within_tolerance(distance: float) -> None:
    """Five minutes either way are the specification's tolerance."""
    assert refused_for(GOOD, now=NOW + distance) is None


@pytest.mark.parametrize("distance", [-(10**6), -301, -300.1, 300.1, 301, 10**9])
def test_replay(distance: float) -> None:
    """A genuine request is good for five minutes, and not before its time either."""
    assert refused_for(GOOD, now=NOW + distance) == "stale_timestamp"


@pytest.mark.parametrize("secrets", [[SECRET], [SECRET, OTHER], [OTHER, SECRET], [OTHER] * 5])
@pytest.mark.parametrize(
    "signatures",
    [
        SIGNATURE,
        f"{SIGNATURE} {FOREIGN}",  # the specification
        f"{FOREIGN} {SIGNATURE}",
        f"{FOREIGN}, {SIGNATURE}",  # Supabase
        f"{SIGNATURE}, {FOREIGN}",
        f"{FOREIGN},{SIGNATURE}",  # a gateway that joins repeated headers
        f"v1a,{WORD} v2,{WORD} {SIGNATURE}",
        f"  {SIGNATURE}\t",
        f"v1 {SIGNATURE}",
        " ".join([FOREIGN] * 500 + [SIGNATURE]),
    ],
)
def test_rotation(secrets: list[str], signatures: str) -> None:
    """Any of the sender's signatures by any of our secrets is enough, and none is not."""
    expected = None if SECRET in secrets else "bad_signature"
    assert refused_for(GOOD | {"webhook-signature": signatures}, secrets=secrets) == expected


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("value", [None, ""])
def test_no_credential(name: str, value: str | None) -> None:
    """Without one of the three headers there is nothing to look at."""
    headers = {key: text for key, text in GOOD.items() if key != name}
    if value is not None:
        headers[name] = value
    with pytest.raises(OutcomeError) as caught:
        standard_webhook(Call(headers=headers, body=BODY), NOW)
    assert caught.value.outcome.reason == "no_credential"


@pytest.mark.parametrize(
    "timestamp",
    [
        *("hello", "-1614265330", "+1614265330", "1614265330.0", "1614265330 ", " 1614265330"),
        *("1614265330\n", "0x60379dB2", "1.614265330e9", "nan", "inf", "-inf", "1_614_265_330"),
        *(
            "１６１４２６５３３０",
            "9" * 12,
            "9" * 13,
            "9" * 5000,
            "16142653301614265330",
            "0",
            "\x00",
        ),
        *("2021-02-25T15:02:10Z", f"{NOW},{NOW}", "\ud83d"),
    ],
)
def test_malformed_timestamp(timestamp: str) -> None:
    """What is not a number of seconds near the present is stale, whatever it is."""
    assert refused_for(GOOD | {"webhook-timestamp": timestamp}) == "stale_timestamp"


@pytest.mark.parametrize(
    "signature",
    [
        *("v1", "v1,", ",", " ", "v1,,", "v1, ", "a", "v1,a", "=", "v1,====", "v1,é", "v1,\ud83d"),
        *(WORD, f"v2,{WORD}", f"v1a,{WORD}", f"V1,{WORD}", f"v1={WORD}", f"v1:{WORD}"),
        *(f"v1.{WORD}", f"{WORD},v1", f"v1,v1{WORD}", f"v11,{WORD}", f'v1,"{WORD}"'),
        # A good signature's beginning, end and other spellings.
        *(f"v1,{WORD[:1]}", f"v1,{WORD[:8]}", f"v1,{WORD[:-1]}", f"v1,{WORD[1:]}", f"v1,{WORD}="),
        *(f"v1,{WORD}A", f"v1,{WORD.lower()}", f"v1,{WORD.replace('+', '-').replace('/', '_')}"),
        f"v1,{base64.b64decode(WORD).hex()}",
        f"v1,{WORD[:20]} {WORD[20:]}",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=",
        " ".join([FOREIGN] * 500),
    ],
)
def test_malformed_signature(signature: str) -> None:
    """Whatever is not exactly a signature of version 1 is refused, and raises nothing else."""
    assert refused_for(GOOD | {"webhook-signature": signature}) == "bad_signature"


@given(message_id=st.text(min_size=1), timestamp=st.text(min_size=1), signature=st.text(min_size=1))
def test_any_headers(message_id: str, timestamp: str, signature: str) -> None:
    """No header whatever lets a stranger in or raises anything but the refusal."""
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature,
    }
    assert refused_for(headers) is not None
    assert refused_for(headers | {"webhook-timestamp": str(NOW)}) == "bad_signature"


def test_no_key() -> None:
    """Without a key nobody is let in."""
    assert refused_for(GOOD, secrets=[]) == "bad_signature"
