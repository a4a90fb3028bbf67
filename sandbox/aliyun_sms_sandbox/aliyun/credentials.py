"""What both of the gateway's signatures have to be checked for besides the signature itself."""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from threading import Lock

from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.vendor import VendorError

MAX_CLOCK_SKEW = timedelta(minutes=15)
FindKey = Callable[[str], AccessKey | None]


class Nonces:
    """The last `capacity` nonces; the oldest is forgotten first."""

    def __init__(self, capacity: int = 100_000) -> None:
        self._capacity = capacity
        self._lock = Lock()
        self._seen: dict[str, None] = {}

    def claim(self, nonce: str) -> None:
        """Remember a nonce.

        Raises:
            VendorError: It was claimed before.
        """
        with self._lock:
            if nonce in self._seen:
                raise VendorError(
                    "SignatureNonceUsed", "Specified signature nonce was used already."
                )
            self._seen[nonce] = None
            if len(self._seen) > self._capacity:
                del self._seen[next(iter(self._seen))]


def known_key(key_id: str, find_key: FindKey) -> AccessKey:
    """Return the key of this id.

    Raises:
        VendorError: There is none, or it is switched off.
    """
    key = find_key(key_id)
    if key is None:
        raise VendorError("InvalidAccessKeyId.NotFound", "Specified access key is not found.")
    if not key.enabled:
        raise VendorError("InvalidAccessKeyId.Inactive", "Specified access key is disabled.")
    return key


def check_token(token: str | None, key: AccessKey) -> None:
    """Check the token that comes with an STS key.

    Raises:
        VendorError: It is missing, or another one.
    """
    if key.token is not None and token is None:
        raise VendorError("MissingSecurityToken", "SecurityToken is mandatory for this action.")
    if not hmac.compare_digest((token or "").encode(), (key.token or "").encode()):
        raise VendorError(
            "InvalidSecurityToken.MismatchWithAccessKey",
            "Specified SecurityToken mismatch with the AccessKey.",
        )


def check_end(key: AccessKey, now: datetime) -> None:
    """Check that an STS key still works.

    Raises:
        VendorError: It is past its time.
    """
    if key.has_expired(now):
        raise VendorError("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")


def check_date(text: str, now: datetime) -> None:
    """Check when a request says that it was signed.

    Raises:
        VendorError: That is no date, or too far from now.
    """
    try:
        signed_at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise VendorError(
            "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted."
        ) from None
    if abs(now - signed_at) > MAX_CLOCK_SKEW:
        raise VendorError(
            "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."
        )


def mismatch(to_sign: str, detail: str = "") -> VendorError:
    """Return the refusal of a signature.

    The vendor too repeats what it signed: who logs the message logs number and code.
    """
    return VendorError(
        "SignatureDoesNotMatch",
        "Specified signature does not match our calculation. "
        f"server StringToSign is [{to_sign}]{detail}",
    )
