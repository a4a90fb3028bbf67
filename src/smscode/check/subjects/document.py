"""The document itself: does it parse, and has every member a meaning?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from smscode.check.finding import Finding
from smscode.check.subjects.places import CHINA, places
from smscode.check.vocabulary import document as say
from smscode.config import Config
from smscode.config_error import NOT_JSON, ConfigError
from smscode.member import Member
from smscode.outcome import Text

_PLACEHOLDER = re.compile(r"your[-_ ]|^<.*>$|^\[.*\]$|^\{.*\}$|x{4}|\.\.\.|…", re.IGNORECASE)
_NOTHING = Text("", "")


def faults(error: ConfigError) -> Iterator[Finding]:
    """Yield each thing that keeps the document from being a config."""
    for problem in error.problems:
        if problem.pointer == NOT_JSON:
            yield say.NOT_JSON.at("config", problem=problem.detail)
        else:
            yield say.FIELD_WRONG.at(problem.pointer, problem=problem.detail)


def look(config: Config) -> Iterator[Finding]:
    """Yield what is to be said of a document that parses."""
    yield say.PARSED.at("config", count=len(config.templates))
    yield from _unlikely(config)
    known = sorted(_member_names(config))
    for pointer in config.unknown_members():
        yield say.UNKNOWN_MEMBER.at(pointer, nearest=_nearest(pointer, known))


def _unlikely(config: Config) -> Iterator[Finding]:
    """Yield what Aliyun will hardly know; Logto's printed sample is full of it, and loads."""
    for pointer, text in _named(config):
        if _PLACEHOLDER.search(text):
            yield say.PLACEHOLDER.at(pointer)
        elif text.startswith("【") or text.endswith("】"):
            yield say.BRACKETS.at(pointer)


def _named(config: Config) -> Iterator[tuple[str, str]]:
    """Yield what names something of Aliyun's, with its place: key, signatures, templates."""
    for name, secret in (
        ("accessKeyId", config.access_key_id),
        ("accessKeySecret", config.access_key_secret),
    ):
        if secret is not None:
            yield name, secret.get_secret_value()
    for sign in config.sign_name or ():
        yield "signName", sign
    for place in places(config):
        if place.is_shared and place.destination != CHINA:
            continue  # the same slot once more
        yield place.name, place.slot.template_code
        for sign in place.slot.sign_name or ():
            yield place.name, sign


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
