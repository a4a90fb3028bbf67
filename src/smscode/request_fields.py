"""From the fields of a call to its request: each is right, or all that is wrong is told at once.

Without pydantic, which reads the config: a model of these six is 3 ms of a cold start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from smscode.field_names import may_be_repeated
from smscode.outcome import INVALID_PHONE, INVALID_REQUEST, FieldError, Outcome, OutcomeError
from smscode.phone import Phone, PhoneError
from smscode.request import CODE_LENGTHS, USAGE_TYPES, Code, SendRequest, address_of

if TYPE_CHECKING:
    from smscode.config import Config

T = TypeVar("T")
_CODE = re.compile(r"[0-9A-Za-z]+")  # by Aliyun's rule, as their number is
#: The fields of the generic JSON request.
FIELDS = ("phone", "usageType", "code", "locale", "outId", "ip")
_LONGEST_LOCALE, _LONGEST_OUT_ID = 100, 255
_UNTOLD = "has an unknown field, whose name is not repeated: it could be a code"
_MOST_ERRORS = 16


def read_request(
    fields: Mapping[str, object], config: Config, *, strict_number: bool | None = None
) -> SendRequest:
    """Validate *fields*, named as in the generic JSON request.

    *strict_number* is the reading of bare digits, see :meth:`Phone.parse`; the config's own, where
    the caller's contract does not say.

    Raises:
        OutcomeError: ``invalid_phone`` when only the number is wrong, else ``invalid_request``;
            with every error there is, and no value.
    """
    strict = config.strict_phone_region_number_check if strict_number is None else strict_number
    reading = _Reading(fields)
    phone = reading.field("phone", partial(Phone.parse, strict=strict))
    usage_type = reading.field("usageType", partial(_usage_type, config=config))
    code = reading.field("code", _code)
    locale = reading.optional("locale", partial(_short, most=_LONGEST_LOCALE))
    out_id = reading.optional("outId", partial(_short, most=_LONGEST_OUT_ID))
    ip = reading.optional("ip", _address)
    reading.end()
    if phone is None or usage_type is None or code is None or reading.errors:
        raise reading.refusal()
    return SendRequest(phone, usage_type, code, locale, out_id, ip)


def read_request_of_any_type(
    fields: Mapping[str, object], config: Config, *, strict_number: bool | None = None
) -> SendRequest:
    """Validate *fields* of a dialect that may bring types of its own: one unknown is ``Generic``.

    A new version of the caller must not end sign-in. The log keeps the type, unless it could be
    the code.

    Raises:
        OutcomeError: As :func:`read_request`.
    """
    named = fields.get("usageType")
    if not isinstance(named, str) or _is_known(named, config):
        return read_request(fields, config, strict_number=strict_number)
    generic = {**fields, "usageType": "Generic"}
    request = read_request(generic, config, strict_number=strict_number)
    told = named if may_be_repeated(named, [request.code.value]) else "(withheld)"
    return request._replace(unknown_type=told)


class _FormError(ValueError):
    """Raised for a field of the wrong form; says what is wrong, and no value."""


def _is_known(usage_type: str, config: Config) -> bool:
    return usage_type in USAGE_TYPES or usage_type in config.usage_types


def _usage_type(text: str, config: Config) -> str:
    if not _is_known(text, config):
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
            if may_be_repeated(name, self._values()):
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
