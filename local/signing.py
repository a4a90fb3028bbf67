"""Signs events: a stored signature would be too old, so a file only notes how to make one.

An event file with a top-level `sign` becomes a signed one when it is used:
`{"sign": {"scheme": "standard-webhooks", "secrets": ["v1,whsec_…"], "age": 0}, …envelope…}`.
`age` is how many seconds ago it was signed.
"""

import base64
import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

Sign = Callable[[Sequence[str], int, bytes], dict[str, str]]


def standard_webhooks(secrets: Sequence[str], moment: int, body: bytes) -> dict[str, str]:
    """Return the headers that Supabase Auth would send: one signature for each of its secrets.

    `moment` is in seconds since the epoch.
    """
    message_id = str(uuid4())
    content = f"{message_id}.{moment}.".encode() + body
    keys = [base64.b64decode(secret.rpartition("whsec_")[2]) for secret in secrets]
    signatures = [base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": ", ".join(f"v1,{signature}" for signature in signatures),
    }


def authgear(secrets: Sequence[str], _moment: int, body: bytes) -> dict[str, str]:
    """Return the header that Authgear would send: of the first secret, for it has only one."""
    return {"x-authgear-body-signature": hmac.digest(secrets[0].encode(), body, "sha256").hex()}


def zitadel(keys: Sequence[str], moment: int, body: bytes) -> dict[str, str]:
    """Return the header that ZITADEL would send: one signature for each of its signing keys.

    `moment` is in seconds since the epoch.
    """
    content = f"{moment}.".encode() + body
    signatures = [hmac.digest(key.encode(), content, "sha256").hex() for key in keys]
    return {"ZITADEL-Signature": ",".join([f"t={moment}", *(f"v1={s}" for s in signatures)])}


SCHEMES: Final[Mapping[str, Sign]] = {
    "standard-webhooks": standard_webhooks,
    "authgear": authgear,
    "zitadel": zitadel,
}


def signed(event: Any) -> Any:  # noqa: ANN401 - an event may be any JSON value
    """Return an event as its sender would sign it now; one without a note as it is.

    Raises:
        KeyError: The note lacks a member, or its scheme is not known.
    """
    if not isinstance(event, dict) or "sign" not in event:
        return event
    note = event["sign"]
    text = event["body"]
    body = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
    moment = int(time.time()) - note.get("age", 0)
    headers = SCHEMES[note["scheme"]](note["secrets"], moment, body)
    envelope = {name: value for name, value in event.items() if name != "sign"}
    return envelope | {"headers": event["headers"] | headers}
