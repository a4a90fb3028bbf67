"""What Aliyun's codes say to one who only asks: of the key, the account, the clock, the service."""

from __future__ import annotations

from collections.abc import Mapping

from smscode.check.finding import Kind
from smscode.check.vocabulary import key, service
from smscode.outcome import QUOTA_EXHAUSTED, UNAVAILABLE, UNCERTAIN
from smscode.senders.vendor_codes import ACCEPTED, KINDS, word_of

_CODES: Mapping[str, Kind] = {
    "InvalidAccessKeyId.Inactive": key.DISABLED,
    "InvalidAccessKeyId.Disabled": key.DISABLED,
    "Forbidden.AccessKeyDisabled": key.DISABLED,
    "InvalidAccessKeyId": key.UNKNOWN,
    "SignatureDoesNotMatch": key.SECRET_WRONG,
    "IncompleteSignature": key.SECRET_WRONG,
    "InvalidSecurityToken": key.TOKEN_WRONG,
    "MissingSecurityToken": key.TOKEN_WRONG,
    "InvalidTimeStamp": service.CLOCK_REFUSED,
    "RAM_PERMISSION_DENY": key.NO_PERMISSION,
    "NoPermission": key.NO_PERMISSION,
    "Forbidden": key.NO_PERMISSION,
    "FORBIDDEN_ACTION": key.NO_PERMISSION,
    "PRODUCT_UN_SUBSCRIPT": service.ACCOUNT_REFUSED,
    "PRODUCT_UNSUBSCRIBE": service.ACCOUNT_REFUSED,
    "PRODUCT_NOT_SUBSCRIBED": service.ACCOUNT_REFUSED,
    "FUNCTION_NOT_OPENED": service.ACCOUNT_REFUSED,
    "ACCOUNT_NOT_EXISTS": service.ACCOUNT_REFUSED,
    "ACCOUNT_ABNORMAL": service.ACCOUNT_REFUSED,
    "ACCOUNT_ILLEGAL": service.ACCOUNT_REFUSED,
    "SECURITY_FROZEN_ACCOUNT": service.ACCOUNT_REFUSED,
}
_OUTCOMES: Mapping[object, Kind] = {
    UNAVAILABLE: service.BUSY,
    UNCERTAIN: service.UNCLEAR,
    QUOTA_EXHAUSTED: service.ACCOUNT_REFUSED,
}
# Beside ``isv.*``, what the service may say of a name that it does not know.
_NO_SUCH_THING = frozenset({"SignatureNotFound", "TemplateNotFound"})

#: These are about the key, whatever was asked.
OF_THE_KEY = frozenset({key.DISABLED, key.UNKNOWN, key.SECRET_WRONG, key.TOKEN_WRONG})
#: After these no other question will be answered either.
FINAL = OF_THE_KEY | {
    service.CLOCK_REFUSED,
    service.ACCOUNT_REFUSED,
    service.SILENT,
    service.NO_REQUEST,
    service.BUSY,
}
#: Who says these has found the signature of the request good.
OF_A_GOOD_KEY = frozenset({None, key.NO_PERMISSION, service.ACCOUNT_REFUSED})


def verdict(code: str, cause: str) -> Kind | None:
    """Return why an answer does not tell what was asked; None when it does.

    *code* is Aliyun's, or empty; *cause* is why there is no answer at all.
    """
    if code == ACCEPTED or code in _NO_SUCH_THING:
        return None
    if not code:
        return service.SILENT if cause else service.UNCLEAR
    word = word_of(code)
    if word not in KINDS and not code.startswith("isv."):
        return service.UNCLEAR
    return _CODES.get(code) or _CODES.get(word) or _OUTCOMES.get(KINDS.get(word))
