"""The request that every dialect comes down to: one number, one usage, one code.

Each field is right, or all that is wrong is told at once. Without pydantic, which reads the config:
a model of these six is 3 ms of a cold start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from smscode.outcome import INVALID_PHONE, INVALID_REQUEST, FieldError, Outcome, OutcomeError
from smscode.phone import Phone, PhoneError

if TYPE_CHECKING:
    pass

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
    """What an auth flow asks for. Build it with :func:`smscode.request.read_request`.

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


_NAME = re.compile(r"[A-Za-z_][A-Za-z_.-]{0,63}")  # without digits: no number, and few codes
_SEPARATORS = re.compile(r"[_.-]")
# Words of that length that honest senders name fields with.
_PLAIN_WORDS = frozenset(
    {
        *("body", "code", "data", "email", "from", "lang", "locale", "mobile", "name", "number"),
        *("outid", "params", "phone", "region", "sender", "sign", "text", "token", "type", "usage"),
        *("user", "value"),
    }
)


def is_safe_to_echo(name: str, values: Sequence[str]) -> bool:
    """Return whether *name* is neither like a number nor like a code, and holds none of *values*.

    A word of four to six letters may be a code, unless it is one that fields are named with.
    """
    letters = name.lower()
    if not _NAME.fullmatch(name) or any(value.lower() in letters for value in values):
        return False
    words = _SEPARATORS.split(name)
    return not any(len(word) in CODE_LENGTHS and word.lower() not in _PLAIN_WORDS for word in words)


T = TypeVar("T")
_CODE = re.compile(r"[0-9A-Za-z]+")  # by Aliyun's rule, as their number is
#: The fields of the generic JSON request.
FIELDS = ("phone", "usageType", "code", "locale", "outId", "ip")
_LONGEST_LOCALE, _LONGEST_OUT_ID = 100, 255
_UNTOLD = "has an unknown field, whose name is not repeated: it could be a code"
_MOST_ERRORS = 16


def read_request(
    fields: Mapping[str, object], usage_types: Collection[str], *, strict: bool
) -> SendRequest:
    """Validate *fields*, named as in the generic JSON request.

    *usage_types* are those that have a template of their own, beside :data:`USAGE_TYPES`; *strict*
    is the reading of bare digits, see :meth:`Phone.parse`.

    Raises:
        OutcomeError: ``invalid_phone`` when only the number is wrong, else ``invalid_request``;
            with every error there is, and no value.
    """
    reading = _Reading(fields)
    phone = reading.field("phone", partial(Phone.parse, strict=strict))
    usage_type = reading.field("usageType", partial(_usage_type, own=usage_types))
    code = reading.field("code", _code)
    locale = reading.optional("locale", partial(_short, most=_LONGEST_LOCALE))
    out_id = reading.optional("outId", partial(_short, most=_LONGEST_OUT_ID))
    ip = reading.optional("ip", _address)
    reading.end()
    if phone is None or usage_type is None or code is None or reading.errors:
        raise reading.refusal()
    return SendRequest(phone, usage_type, code, locale, out_id, ip)


def read_request_of_any_type(
    fields: Mapping[str, object], usage_types: Collection[str], *, strict: bool
) -> SendRequest:
    """Validate *fields* of a dialect that may bring types of its own: one unknown is ``Generic``.

    A new version of the caller must not end sign-in. The log keeps the type, unless it could be
    the code.

    Raises:
        OutcomeError: As :func:`read_request`.
    """
    named = fields.get("usageType")
    if not isinstance(named, str) or _is_known(named, usage_types):
        return read_request(fields, usage_types, strict=strict)
    generic = {**fields, "usageType": "Generic"}
    request = read_request(generic, usage_types, strict=strict)
    told = named if is_safe_to_echo(named, [request.code.value]) else "(withheld)"
    return request._replace(unknown_type=told)


class _FormError(ValueError):
    """Raised for a field of the wrong form; says what is wrong, and no value."""


def _is_known(usage_type: str, own: Collection[str]) -> bool:
    return usage_type in USAGE_TYPES or usage_type in own


def _usage_type(text: str, own: Collection[str]) -> str:
    if not _is_known(text, own):
        raise _FormError("is not a usage type, and no template is named so")
    return text


def _code(text: str) -> Code:
    if len(text) not in CODE_LENGTHS or not _CODE.fullmatch(text):
        raise _FormError("must be 4 to 6 ASCII letters or digits")
    return Code(text)


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise _FormError(f"must have at most {most} characters")
    text.encode()  # raises for half a character, which JSON can smuggle in
    return text


def _address(text: str) -> str:
    address = address_of(text)
    if address is None:
        raise _FormError("must be an IP address")
    return address


class _Reading:
    """Reads one field after another, and notes all that is wrong with them."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields
        self._kind = INVALID_PHONE
        self.errors: list[FieldError] = []

    def field(self, name: str, read: Callable[[str], T]) -> T | None:
        """Return what *read* makes of the text at *name*; None, and a note, where it cannot."""
        value = self._fields.get(name)
        if not isinstance(value, str):
            self._note(f"/{name}", "must be a string" if name in self._fields else "is missing")
            return None
        try:
            return read(value)
        except PhoneError as error:
            self.errors.append(FieldError(f"/{name}", str(error)))
        except UnicodeEncodeError:
            self._note(f"/{name}", "has half a character in it")
        except _FormError as error:
            self._note(f"/{name}", str(error))
        return None

    def optional(self, name: str, read: Callable[[str], T]) -> T | None:
        """Return the same; None where the field is absent or null."""
        return None if self._fields.get(name) is None else self.field(name, read)

    def end(self) -> None:
        """Note the fields that have no meaning."""
        unknown = [name for name in self._fields if name not in FIELDS]
        for name in unknown[:_MOST_ERRORS]:
            if is_safe_to_echo(name, self._values()):
                self._note(f"/{name}", "is not a known field")
            else:
                self._note("", _UNTOLD)

    def refusal(self) -> OutcomeError:
        """Return the error, in the person's language if the request told it."""
        locale = self._fields.get("locale")
        return OutcomeError(
            Outcome(self._kind, errors=tuple(self.errors[:_MOST_ERRORS])),
            locale if isinstance(locale, str) else None,
        )

    def _values(self) -> list[str]:
        """Return the texts that could be a code or a number."""
        texts = [value for value in self._fields.values() if isinstance(value, str)]
        return [text for text in texts if len(text) >= CODE_LENGTHS[0]]

    def _note(self, pointer: str, detail: str) -> None:
        self._kind = INVALID_REQUEST
        self.errors.append(FieldError(pointer, detail))
