"""The request that every dialect is read into: one number, one usage type, one code.

A bad request is refused with all its errors at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from smscode.call import address_of
from smscode.outcome import INVALID_PHONE, INVALID_REQUEST, FieldError, Outcome, OutcomeError
from smscode.phone import Phone, PhoneError

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


#: The lengths of a code that can be read; a template takes fewer characters than a globe message.
CODE_LENGTHS = range(4, 11)


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """A verification code of ASCII letters or digits, that never shows itself."""

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
        ip: The address of the person's device, as the caller tells it.
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


_NAME = re.compile(r"[A-Za-z_][A-Za-z_.-]{0,63}")  # without digits: no number, and few codes
_SEPARATORS = re.compile(r"[_.-]")
_LIKE_CODES = range(4, 7)  # a longer one is not of letters alone
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

    A word as long as a code may be one, unless fields are named with it.
    """
    letters = name.lower()
    if not _NAME.fullmatch(name) or any(value.lower() in letters for value in values):
        return False
    words = _SEPARATORS.split(name)
    return not any(len(word) in _LIKE_CODES and word.lower() not in _PLAIN_WORDS for word in words)


_CODE = re.compile(r"[0-9A-Za-z]+")  # by Aliyun's rule, as their number is
_UNTOLD = "has an unknown field, whose name is not repeated: it could be a code"
_MOST_ERRORS = 16
#: Our words for what pydantic finds by itself
#: (docs.pydantic.dev/latest/errors/validation_errors).
_WORDS = {
    "missing": "is missing",
    "string_type": "must be a string",
    "string_unicode": "has half a character in it",
    "string_too_long": "must have at most {max_length} characters",
    "extra_forbidden": "is not a known field",
}


class Rules(NamedTuple):
    """Rules for a request, from its caller and the config.

    Attributes:
        usage_types: Those that have a template of their own, beside :data:`USAGE_TYPES`.
        strict: How bare digits are read, see :meth:`Phone.parse`.
        code_lengths: How many characters a code may have.
    """

    usage_types: Collection[str]
    strict: bool
    code_lengths: range = CODE_LENGTHS

    def know(self, usage_type: str) -> bool:
        """Return whether *usage_type* is one that can be requested."""
        return usage_type in USAGE_TYPES or usage_type in self.usage_types


def _phone(text: str, info: ValidationInfo[Rules]) -> Phone:
    try:
        return Phone.parse(text, strict=info.context.strict)
    except PhoneError as error:
        problem = str(error)
    raise PydanticCustomError(INVALID_PHONE.code, "{problem}", {"problem": problem})


def _usage_type(text: str, info: ValidationInfo[Rules]) -> str:
    if not info.context.know(text):
        raise ValueError("is not a usage type, and no template is named so")
    return text


def _code(text: str, info: ValidationInfo[Rules]) -> Code:
    lengths = info.context.code_lengths
    if len(text) not in lengths or not _CODE.fullmatch(text):
        raise ValueError(f"must be {lengths[0]} to {lengths[-1]} ASCII letters or digits")
    return Code(text)


def _address(text: str) -> str:
    address = address_of(text)
    if address is None:
        raise ValueError("must be an IP address")
    return address


class _Fields(BaseModel):
    """The fields of our own JSON, which every dialect is translated into."""

    model_config = ConfigDict(extra="forbid")

    phone: Annotated[str, AfterValidator(_phone)]
    usage_type: Annotated[str, AfterValidator(_usage_type), Field(alias="usageType")]
    code: Annotated[str, AfterValidator(_code)]
    locale: Annotated[str, Field(max_length=100)] | None = None
    out_id: Annotated[str, Field(max_length=255)] | None = Field(default=None, alias="outId")
    ip: Annotated[str, AfterValidator(_address)] | None = None


#: The fields of the generic JSON request.
FIELDS = tuple(field.alias or name for name, field in _Fields.model_fields.items())


def read_request(fields: Mapping[str, object], rules: Rules) -> SendRequest:
    """Validate *fields*, named as in the generic JSON request, by the *rules*.

    Raises:
        OutcomeError: ``invalid_phone`` when only the number is wrong, else ``invalid_request``;
            with every error there is, and no value.
    """
    try:
        read = _Fields.model_validate(fields, context=rules)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
    else:
        return SendRequest(**dict(read))
    raise _refusal(found, fields)  # outside: pydantic's error holds number and code


def read_request_of_any_type(fields: Mapping[str, object], rules: Rules) -> SendRequest:
    """Validate *fields* of a dialect that may bring types of its own: one unknown is ``Generic``.

    A new version of the caller must not end sign-in. The log keeps the type, unless it could be
    the code.

    Raises:
        OutcomeError: As :func:`read_request`.
    """
    named = fields.get("usageType")
    if not isinstance(named, str) or rules.know(named):
        return read_request(fields, rules)
    request = read_request({**fields, "usageType": "Generic"}, rules)
    told = named if is_safe_to_echo(named, [request.code.value]) else "(withheld)"
    return request._replace(unknown_type=told)


def _refusal(found: Sequence[ErrorDetails], fields: Mapping[str, object]) -> OutcomeError:
    """Return the error, in the person's language if the request told it."""
    texts = [text for text in fields.values() if isinstance(text, str)]
    secrets = [text for text in texts if len(text) >= CODE_LENGTHS[0]]
    errors = tuple(_told(error, secrets) for error in found[:_MOST_ERRORS])
    is_phone = all(error["type"] == INVALID_PHONE.code for error in found)
    locale = fields.get("locale")
    return OutcomeError(
        Outcome(INVALID_PHONE if is_phone else INVALID_REQUEST, errors=errors),
        locale if isinstance(locale, str) else None,
    )


def _told(error: ErrorDetails, secrets: Sequence[str]) -> FieldError:
    """Return one of pydantic's errors by its JSON Pointer and in our words."""
    name = "".join(map(str, error["loc"]))  # none, where a name has half a character in it
    context = error.get("ctx", {})
    if name not in FIELDS and not is_safe_to_echo(name, secrets):
        return FieldError("", _UNTOLD)
    if error["type"] == "value_error":  # one of those above
        return FieldError(f"/{name}", str(context["error"]))
    return FieldError(f"/{name}", _WORDS.get(error["type"], error["msg"]).format_map(context))
