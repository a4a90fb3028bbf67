"""Reads the bodies of calls: a JSON object, or a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from smscode import strict_json
from smscode.outcome import INVALID_REQUEST, FieldError, Outcome, OutcomeError

if TYPE_CHECKING:
    from smscode.config.model import Config
    from smscode.request import SendRequest

_MOST_FIELDS = 100


def json_object(body: bytes) -> dict[str, object]:
    """Return the JSON object in *body*.

    Raises:
        OutcomeError: ``invalid_request``.
    """
    problem = "must be a JSON object"
    try:
        document = strict_json.parse(body)
    except strict_json.JsonError as error:
        document, problem = None, f"must be JSON: {error}"
    if isinstance(document, dict):
        return document
    raise refusal("", problem)


def has_member(body: bytes, name: str) -> bool:
    """Return whether *body* is a JSON object with the member *name*."""
    try:
        return name in json_object(body)
    except OutcomeError:
        return False


def form(body: bytes) -> dict[str, object]:
    """Return the fields of the URL-encoded form in *body*.

    A field that is given more than once stays a list, which no reader takes for a string.

    Raises:
        OutcomeError: ``invalid_request``.
    """
    try:
        lists = parse_qs(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:  # not UTF-8, or too many fields
        lists = {}
    if lists:
        return {name: values[0] if len(values) == 1 else values for name, values in lists.items()}
    raise refusal("", "must be a form")


def refusal(pointer: str, detail: str, locale: object = None) -> OutcomeError:
    """Return the error for a body that is wrong at *pointer*; *locale* is the body's own."""
    outcome = Outcome(INVALID_REQUEST, errors=(FieldError(pointer, detail),))
    return OutcomeError(outcome, locale if isinstance(locale, str) else None)


def section(fields: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return the object at *name*; empty if there is none."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def first(fields: Mapping[str, object], names: Iterable[str]) -> object:
    """Return the value of the first of *names* that is given; None if none is."""
    return next((fields[name] for name in names if name in fields), None)


def given(**fields: object) -> dict[str, object]:
    """Return the *fields* that have a value, so that a reader can name the missing ones."""
    return {name: value for name, value in fields.items() if value is not None}


def request(
    fields: Mapping[str, object], config: Config, *, strict_number: bool | None = None
) -> SendRequest:
    """Return the request in *fields*, see :mod:`smscode.request`."""
    from smscode.request import Rules, read_request  # noqa: PLC0415 - it loads pydantic

    strict = config.strict_phone_region_number_check if strict_number is None else strict_number
    return read_request(fields, Rules(config.usage_types, strict))
