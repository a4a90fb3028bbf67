"""Verification of the older request signature, `HMAC-SHA1` in the parameters of an RPC request.

Aliyun's SDKs of the generations before sign with it, and with them many auth systems. The rules:
help.aliyun.com/document_detail/315526.html; `tests/sandbox/test_rpc1.py` has its example.
"""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from aliyun_sms_sandbox.aliyun import credentials, parameters
from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.credentials import FindKey, Nonces
from aliyun_sms_sandbox.aliyun.vendor import VendorError

_METHOD = "HMAC-SHA1"


def verify(
    method: str, query: Mapping[str, str], find_key: FindKey, now: datetime, nonces: Nonces
) -> AccessKey:
    """Return the key that signed these parameters, for a request with this HTTP method.

    Raises:
        VendorError: None did; its code is the one that the gateway answers with.
    """
    key = credentials.known_key(parameters.required(query, "AccessKeyId"), find_key)
    credentials.check_token(query.get("SecurityToken"), key)
    credentials.check_date(parameters.required(query, "Timestamp"), now)
    if query.get("SignatureMethod") != _METHOD:
        raise VendorError("InvalidParameter", "The specified SignatureMethod is not supported.")
    nonce = parameters.required(query, "SignatureNonce")
    to_sign = string_to_sign(method, query)
    given = parameters.required(query, "Signature")
    if not hmac.compare_digest(signature(to_sign, key.secret).encode(), given.encode()):
        raise credentials.mismatch(to_sign)
    nonces.claim(nonce)
    return key


def string_to_sign(method: str, query: Mapping[str, str]) -> str:
    """Write parameters in the one form that both sides hash."""
    pairs = sorted((name, value) for name, value in query.items() if name != "Signature")
    canonical = "&".join(f"{_encode(name)}={_encode(value)}" for name, value in pairs)
    return f"{method}&{_encode('/')}&{_encode(canonical)}"


def signature(to_sign: str, secret: str) -> str:
    """Sign."""
    digest = hmac.digest(f"{secret}&".encode(), to_sign.encode(), "sha1")
    return base64.b64encode(digest).decode()


def _encode(text: str) -> str:
    return quote(text, safe="~")
