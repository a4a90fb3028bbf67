"""The document itself: does it parse, and has every member a meaning?"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from smscode.check.finding import Finding
from smscode.check.vocabulary import document as say
from smscode.config import NOT_JSON, Config, ConfigError
from smscode.member import Member
from smscode.outcome import Text

_NOTHING = Text("", "")


def faults(error: ConfigError) -> Iterator[Finding]:
    """Yield each thing that keeps the document from being a config."""
    for problem in error.problems:
        detail = problem.detail.removeprefix("Value error, ").rstrip(".")
        if problem.pointer == NOT_JSON:
            yield say.NOT_JSON.at("config", problem=detail)
        else:
            yield say.FIELD_WRONG.at(problem.pointer, problem=detail)


def look(config: Config) -> Iterator[Finding]:
    """Yield what is to be said of a document that parses."""
    yield say.PARSED.at("config", count=len(config.templates))
    known = sorted(_member_names(config))
    for pointer in config.unknown_members():
        yield say.UNKNOWN_MEMBER.at(pointer, nearest=_nearest(pointer, known))


def _member_names(value: object) -> set[str]:
    """Return the names of the members that mean something, in *value* and below."""
    if isinstance(value, tuple):
        return {name for item in value for name in _member_names(item)}
    if not isinstance(value, Member):
        return set()
    names = {str(field.alias or name) for name, field in type(value).model_fields.items()}
    below = (getattr(value, name) for name in type(value).model_fields)
    return names.union(*(_member_names(item) for item in below))


def _nearest(pointer: str, known: list[str]) -> Text:
    name = pointer.rpartition("/")[2]
    by_case = {each.lower(): each for each in known}
    near = difflib.get_close_matches(name.lower(), by_case, n=1, cutoff=0.8)
    if not near:
        return _NOTHING
    return Text(f" (is {by_case[near[0]]} meant?)", f"（是否为 {by_case[near[0]]}？）")
