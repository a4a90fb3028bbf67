"""Explains what is wrong with a config document to a JSON author: no values, no class names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smscode.config.parts import TAG
from smscode.outcome import FieldError

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

#: Stands in for a pointer when the text is not JSON and so has no fields.
NOT_JSON = "not JSON"
_LIST, _OBJECT = "must be a list", "must be an object"
#: Our messages for pydantic's error types; braces hold fields of the error's context.
WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": "must be a string",
    "too_short": "must have at least {min_length} characters",  # of a secret
    "string_too_long": "must have at most {max_length} characters",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "greater_than_equal": "must be {ge} or more",
    "literal_error": "must be {expected}",
    "extra_forbidden": "must be left out: byLocale stands alone",
    "too_long": "must have {max_length} in it and no more",
    **dict.fromkeys(("tuple_type", "list_type", "frozen_set_type"), _LIST),
    **dict.fromkeys(("model_type", "model_attributes_type", "mapping_type", "dict_type"), _OBJECT),
}
#: For all others.
OTHER = "cannot be used"
_OWN = re.compile(r"[a-z]+_shape")  # their messages are ours already
# Member names, regions, locales and list indexes; anything else could be a misplaced value.
_PART = re.compile(r"[A-Za-z]{1,32}|\*|[0-9]{1,6}|[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,4}){1,2}")
_NEAR = 0.8


class IncompleteError(ValueError):
    """Raised for an object whose members are valid by themselves, but not together.

    Attributes:
        problems: The problems, each with a pointer of its own.
    """

    def __init__(self, problems: Iterable[FieldError]) -> None:
        super().__init__("is not complete")
        self.problems = tuple(problems)


class ConfigError(ValueError):
    """Raised when a document is not a config.

    Attributes:
        problems: Every field that is wrong, or the line and column of a JSON error; never a value.
    """

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(f"{each.pointer}: {each.detail}" for each in problems))
        self.problems = problems


def problems_of(error: ValidationError, document: object) -> tuple[FieldError, ...]:
    """Return what *error* says about *document*, one problem for each mistake."""
    details = error.errors(include_url=False, include_input=False)
    told = [each for each in details if not _is_empty_for_others(each, details)]
    return tuple(problem for each in told for problem in _problems(each, document))


def _is_empty_for_others(details: ErrorDetails, all_details: Sequence[ErrorDetails]) -> bool:
    """Return whether a list is too short only because its items are wrong, as other errors say."""
    place = details["loc"]
    return details["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place
        for other in all_details
    )


def _problems(details: ErrorDetails, document: object) -> Iterator[FieldError]:
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, IncompleteError):
        for each in cause.problems:
            meant = _misspelt([each.pointer.removeprefix("/")], document)
            yield each._replace(detail=each.detail + meant)
        return
    places = [part for part in details["loc"] if not str(part).startswith(TAG)]
    detail = _detail(details)
    if places[-1:] == ["[key]"]:  # of an object whose names are regions
        places = places[:-2]
    if details["type"] == "missing":
        detail += _misspelt(places, document)
    yield FieldError(pointer(places), detail)


def pointer(places: Sequence[object]) -> str:
    """Return the JSON Pointer to *places*, in which ``…`` replaces whatever could be a value."""
    parts = (str(part) for part in places)
    return "".join(f"/{part if _PART.fullmatch(part) else '…'}" for part in parts) or "/"


def _detail(details: ErrorDetails) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if _OWN.fullmatch(kind):
        return details["msg"]
    if kind == "value_error":
        return str(context.get("error"))
    if context.get("min_length") == 1:
        return "must not be empty"
    return WORDS.get(kind, OTHER).format_map(context).replace("'", '"')


def _misspelt(places: Sequence[object], document: object) -> str:
    """Return a hint that names the misspelt member in place of the missing one; else nothing."""
    parent: Any = document
    for part in places[:-1]:  # pydantic looked for a member inside them, so each exists
        parent = parent[part]
    if not isinstance(parent, dict):  # a pair with one number
        return ""
    by_case = {name.lower(): name for name in parent if name != places[-1]}
    near = difflib.get_close_matches(str(places[-1]).lower(), by_case, n=1, cutoff=_NEAR)
    return f": {by_case[near[0]]} is written in its place" if near else ""
