"""Signatures in hex: published vectors, openssl's, tampering, rotation, and nothing else."""

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from smscode.callers.authentication import carried, hex_signatures, matches
from smscode.outcome import OutcomeError
from support.callers.openssl import hmac_sha256, needs_openssl
from support.callers.tampering import each_byte_changed
from support.work import Work, work_of

# RFC 4231, 4.2 to 4.5: those whose keys are a text.
VECTORS: Final = [
    (
        "\x0b" * 20,
        b"Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ),
    (
        "Jefe",
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (
        bytes(range(1, 26)).decode(),
        b"\xcd" * 50,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
]
KEY, CONTENT, SIGNATURE = VECTORS[1]
FOREIGN: Final = VECTORS[0][2]
KEYS: Final = (KEY, "the key that comes next", "one that went")


BAD: Final = "bad_signature"


def is_good(presented: Sequence[str], content: bytes, keys: Sequence[SecretStr]) -> bool:
    """Return whether any is a signature of the content under one of the keys."""
    signatures = (text.encode(errors="surrogatepass") for text in presented)
    credential = carried(signatures, content)
    return matches(credential.presented, hex_signatures(keys, credential))


def refused_for(
    presented: Sequence[str], content: bytes = CONTENT, keys: Sequence[str] = KEYS
) -> str | None:
    """Return why a signature is not good; None when it is."""
    return None if is_good(presented, content, [SecretStr(key) for key in keys]) else BAD


@pytest.mark.parametrize(("key", "content", "signature"), VECTORS)
def test_published_vectors(key: str, content: bytes, signature: str) -> None:
    """The RFC's signatures are good, and under another key or of other content they are not."""
    assert refused_for([signature], content, [key]) is None
    assert refused_for([signature], content, [f"{key}x"]) == "bad_signature"
    assert refused_for([signature], content[:-1], [key]) == "bad_signature"


@needs_openssl
@settings(max_examples=20, deadline=None)
@given(key=st.text(min_size=1, max_size=80), content=st.binary(max_size=300))
def test_openssl_signs(key: str, content: bytes) -> None:
    """Whatever openssl signs is good, with any key and content."""
    assert refused_for([hmac_sha256(key, content)], content, [key]) is None


def test_no_byte_can_be_changed() -> None:
    """One flipped bit anywhere in the content is noticed."""
    told = {changed: refused_for([SIGNATURE], changed) for changed in each_byte_changed(CONTENT)}
    assert told == dict.fromkeys(told, "bad_signature")
    assert len(told) == len(CONTENT)


def test_no_digit_can_be_changed() -> None:
    """Each digit of the signature counts."""
    changed = [word.decode() for word in each_byte_changed(SIGNATURE.encode())]
    told = {presented: refused_for([presented]) for presented in changed}
    assert told == dict.fromkeys(told, "bad_signature")
    assert len(told) == len(SIGNATURE)


@pytest.mark.parametrize("keys", [[KEY], [KEY, "next"], ["old", KEY], ["a", "b", KEY]])
@pytest.mark.parametrize("presented", [[SIGNATURE], [FOREIGN, SIGNATURE], [SIGNATURE, FOREIGN]])
def test_rotation(presented: list[str], keys: list[str]) -> None:
    """Any of their signatures under any of our keys is enough; under none of ours it is not."""
    assert refused_for(presented, keys=keys) is None
    others = [key for key in keys if key != KEY] or ["other"]
    assert refused_for(presented, keys=others) == "bad_signature"


def test_nothing_to_look_at() -> None:
    """Without a signature there is no credential; without a key nobody is let in."""
    with pytest.raises(OutcomeError) as caught:
        carried([], CONTENT)
    assert caught.value.outcome.reason == "no_credential"
    assert refused_for([SIGNATURE], keys=[]) == "bad_signature"


def comparing(presented: Sequence[str]) -> Work:
    """Return the work of looking at signatures."""
    keys = [SecretStr(key) for key in KEYS]
    return work_of(lambda: is_good(presented, CONTENT, keys))


@pytest.mark.parametrize("right", [1, 32, 63])
def test_constant_time(right: int) -> None:
    """A wrong signature takes the same work, however much of it is right; all are compared."""
    nothing_right = comparing(["~" * 64])
    assert comparing([SIGNATURE[:right] + "~" * (64 - right)]) == nothing_right
    assert nothing_right.comparisons == len(KEYS)
    assert comparing([SIGNATURE, FOREIGN, SIGNATURE]).comparisons == 3 * len(KEYS)
