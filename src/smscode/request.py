"""The request that every dialect comes down to: one number, one usage, one code."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import NamedTuple

from smscode.phone import Phone

#: The usage types of Logto's connectors; a config may have templates for others.
USAGE_TYPES = (
    "Register",
    "SignIn",
    "ForgotPassword",
    "Generic",
    "OrganizationInvitation",
    "UserPermissionValidation",
    "BindNewIdentifier",
    "MfaVerification",
    "BindMfa",
    "Test",
)


#: How long a code is: Aliyun's rule for verification templates
#: (help.aliyun.com/document_detail/463237.html).
CODE_LENGTHS = range(4, 7)


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """A verification code, 4 to 6 ASCII letters or digits, that never shows itself."""

    value: str

    def __repr__(self) -> str:
        return "Code(***)"

    __str__ = __repr__


class SendRequest(NamedTuple):
    """What an auth flow asks for. Build it with :func:`smscode.request_fields.read_request`.

    Attributes:
        phone: To whom.
        usage_type: What for.
        code: What is sent.
        locale: The language of the reply's message, a BCP 47 tag.
        out_id: Passed to Aliyun and given back in its delivery report.
        ip: The address of the person's device, as the caller tells it: a label for the log.
    """

    phone: Phone
    usage_type: str
    code: Code
    locale: str | None = None
    out_id: str | None = None
    ip: str | None = None

    def seen_from(self, address: object) -> SendRequest:
        """Return the same request with *address*; what is no IP address is dropped."""
        try:
            return self._replace(ip=str(ip_address(str(address))))
        except ValueError:
            return self
