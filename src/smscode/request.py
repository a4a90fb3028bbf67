"""The request that every dialect comes down to: one number, one usage, one code."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
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
        ip: The address of the person's device, as the caller tells it, see :func:`address_of`.
        unknown_type: The type of the caller's own that is sent as ``Generic``, for the log.
    """

    phone: Phone
    usage_type: str
    code: Code
    locale: str | None = None
    out_id: str | None = None
    ip: str | None = None
    unknown_type: str | None = None

    def seen_from(self, address: object) -> SendRequest:
        """Return the same request with *address*; what is no IP address is dropped."""
        return self._replace(ip=address_of(address))


def address_of(text: object) -> str | None:
    """Return the IP address that *text* is, in its own form; None where it is none.

    A scope id (``fe80::1%eth0``) is no part of an address, and can be any text: it is dropped.
    """
    if not isinstance(text, str):  # numbers and bytes are addresses, too, for the library
        return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return str(type(address)(int(address)))


_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052
# Beside what is_global knows: multicast, what is not yet anybody's (outside of 2000::/3), and the
# special ranges of which Pythons say different things (python/cpython#113171 came with 3.12.4, and
# RFC 9637's 3fff::/20 is in none yet).
_NOT_GLOBAL = tuple(
    ip_network(network)
    for network in (
        *("192.0.0.0/24", "224.0.0.0/4", "::/3", "4000::/2", "8000::/1"),
        *("2001::/23", "2002::/16", "3fff::/20"),
    )
)
_SUBSCRIBER = 64  # bits: whoever has one IPv6 address has all that begin with them


def network_of(ip: str) -> str | None:
    """Return what requests from the address *ip* are counted by; None where it is not global.

    An IPv4 address that IPv6 carries (mapped, or by NAT64) is itself, another IPv6 one its /64.
    """
    address = ip_address(ip)
    if isinstance(address, IPv6Address):
        address = _carried_by(address) or address
    if not address.is_global or any(address in network for network in _NOT_GLOBAL):
        return None
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address), _SUBSCRIBER), strict=False))


def _carried_by(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped
