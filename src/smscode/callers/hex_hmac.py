"""Signatures in hex: an HMAC-SHA256 under one of the operator's keys (Authgear, ZITADEL)."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from smscode.callers.time_stamp import is_recent
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


def verify_stamped(
    header: str, body: bytes, keys: Callable[[], Iterable[SecretStr]], now: float
) -> None:
    """Make sure that *header*, ``t=…,v1=…``, is a lately made signature of time and *body*.

    There is one ``v1`` for each key of the sender's; *now* is in seconds since the epoch.

    Raises:
        OutcomeError: ``unauthorized``.
    """
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1"]
    timestamp = times[0] if len(times) == 1 else ""
    if header and not is_recent(timestamp, now):
        raise failure(UNAUTHORIZED, "stale_timestamp")
    verify(f"{timestamp}.".encode() + body, signatures, keys)


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
