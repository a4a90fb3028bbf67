"""Signatures in hex: an HMAC-SHA256 under one of the operator's keys (Authgear, ZITADEL)."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from smscode.outcome import UNAUTHORIZED, failure

if TYPE_CHECKING:
    from pydantic import SecretStr


def verify(
    content: bytes, presented: Sequence[str], keys: Callable[[], Iterable[SecretStr]]
) -> None:
    """Make sure that one of *presented* is a signature of *content* under one of *keys*.

    *keys* is asked only when there is a signature to look at.

    Raises:
        OutcomeError: ``unauthorized``.
    """
    if not presented:
        raise failure(UNAUTHORIZED, "no_credential")
    if not _is_signed(content, presented, keys()):
        raise failure(UNAUTHORIZED, "bad_signature")


def _is_signed(content: bytes, presented: Sequence[str], keys: Iterable[SecretStr]) -> bool:
    """Return whether any is good, in constant time over all of them.

    How long it takes says nothing of how near a guess was.
    """
    signatures = [signature.encode(errors="surrogatepass") for signature in presented]
    found = False
    for key in keys:
        secret = key.get_secret_value().encode()
        expected = hmac.digest(secret, content, "sha256").hex().encode()
        for signature in signatures:
            found |= hmac.compare_digest(signature, expected)
    return found
