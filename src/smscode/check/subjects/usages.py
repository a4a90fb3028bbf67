"""Usages: which requests have a template, and which are paused."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from smscode.check.finding import Finding
from smscode.check.subjects.places import listed
from smscode.check.vocabulary import usages as say
from smscode.config import Config
from smscode.request import USAGE_TYPES

_GENERIC = "Generic"
_LIKE = 0.8  # of SequenceMatcher: Signin and sign_in are like SignIn, Login is not


def look(config: Config) -> Iterator[Finding]:
    """Yield what is to be said of the usages that have templates, or are paused."""
    yield from _templates(config)
    yield from _paused(config)


def _templates(config: Config) -> Iterator[Finding]:
    names = [template.usage_type for template in config.templates]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield say.TWICE.at(name)
        nearest = _known_name_like(name)
        if nearest:
            yield say.MISSPELT.at(name, nearest=nearest)
    missing = [name for name in USAGE_TYPES if name not in names]
    if _GENERIC in missing:
        yield say.NO_GENERIC.at("templates", missing=listed(missing))
    else:
        yield say.COVERED.at("templates")


def _known_name_like(name: str) -> str | None:
    if name in USAGE_TYPES:
        return None
    known = {each.lower(): each for each in USAGE_TYPES}
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=_LIKE)
    return known[near[0]] if near else None


def _paused(config: Config) -> Iterator[Finding]:
    if isinstance(config.paused, bool):
        if config.paused:
            yield say.PAUSED.at("paused")
        return
    for name in sorted(config.paused):
        known = name in USAGE_TYPES or name in config.usage_types
        yield (say.PAUSED if known else say.PAUSED_UNKNOWN).at(name)
