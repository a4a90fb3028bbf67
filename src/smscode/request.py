"""The request that every dialect comes down to: one number, one usage, one code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, NamedTuple

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from smscode.config import Config
from smscode.field_names import may_be_repeated
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
# Aliyun's rule for verification templates (help.aliyun.com/document_detail/463237.html).
_CODE = re.compile(r"[0-9A-Za-z]{4,6}")
_BAD_NUMBER = "phone"
_SHORTEST_CODE = 4
_MOST_ERRORS = 16


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """A verification code, 4 to 6 ASCII letters or digits, that never shows itself."""

    value: str

    def __repr__(self) -> str:
        return "Code(***)"

    __str__ = __repr__


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "must be a string")
    return value


def _phone(value: object, info: ValidationInfo) -> Phone:
    strict = bool((info.context or {})["strict"])
    problem = ""
    try:
        return Phone.parse(_text(value), strict=strict)
    except PhoneError as error:
        problem = str(error)
    raise PydanticCustomError(_BAD_NUMBER, problem)


def _code(value: object) -> Code:
    if not _CODE.fullmatch(_text(value)):
        raise PydanticCustomError("code", "must be 4 to 6 ASCII letters or digits")
    return Code(str(value))


def _usage_type(value: object, info: ValidationInfo) -> str:
    config: Config = (info.context or {})["config"]
    name = _text(value)
    if name not in USAGE_TYPES and name not in config.usage_types:
        raise PydanticCustomError("usage_type", "is not a usage type, and no template is named so")
    return name


class SendRequest(NamedTuple):
    """What an auth flow asks for. Build it with :func:`read_request`.

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


class Fields(BaseModel):
    """The generic JSON request, as it comes: all but the address."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True
    )

    phone: Annotated[Phone, PlainValidator(_phone)]
    usage_type: Annotated[str, PlainValidator(_usage_type)] = Field(alias="usageType")
    code: Annotated[Code, PlainValidator(_code)]
    locale: str | None = Field(default=None, max_length=100)
    out_id: str | None = Field(default=None, alias="outId", max_length=255)


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
    try:
        given = Fields.model_validate(fields, context={"config": config, "strict": strict})
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
    else:
        return SendRequest(given.phone, given.usage_type, given.code, given.locale, given.out_id)
    only_the_number = all(detail["type"] == _BAD_NUMBER for detail in details)
    values = [v for v in fields.values() if isinstance(v, str) and len(v) >= _SHORTEST_CODE]
    errors = tuple(_field_error(detail, values) for detail in details[:_MOST_ERRORS])
    locale = fields.get("locale")
    raise OutcomeError(
        Outcome(INVALID_PHONE if only_the_number else INVALID_REQUEST, errors=errors),
        locale if isinstance(locale, str) else None,
    )


def _field_error(detail: ErrorDetails, values: list[str]) -> FieldError:
    name = str(detail["loc"][0]) if detail["loc"] else ""
    if name in _NAMES or may_be_repeated(name, values):
        return FieldError(f"/{name}", _DETAILS.get(detail["type"], detail["msg"]))
    return FieldError("", "has an unknown field, whose name is not repeated: it could be a code")


_NAMES = frozenset(field.alias or name for name, field in Fields.model_fields.items())
_DETAILS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "string_type": "must be a string",
}
