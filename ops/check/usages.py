"""Usages: which requests have a template, and which are paused."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ops.check.finding import Finding, Kind, Level
from ops.check.places import listed
from smscode.config.model import Config
from smscode.outcome import Text
from smscode.request import USAGE_TYPES

NO_GENERIC = Kind(
    "usage.no_generic",
    Level.WARNING,
    Text(
        "There is no Generic template: the answer to {missing} is template_not_found.",
        "没有 Generic 模板：{missing} 会返回 template_not_found。",
    ),
    Text(
        "Add a Generic template. Logto's console test needs it, too.",
        "请添加 Generic 模板，Logto 控制台的测试也会用到。",
    ),
)
COVERED = Kind(
    "usage.covered",
    Level.OK,
    Text("Every usage has a template.", "每种用途都有模板。"),
)
MISSPELT = Kind(
    "usage.misspelt",
    Level.WARNING,
    Text(
        "No caller uses this name; it is close to {nearest}.",
        "没有调用方使用该用途，它与 {nearest} 相近。",
    ),
    Text("Correct the name.", "请更正名称。"),
)
TWICE = Kind(
    "usage.twice",
    Level.WARNING,
    Text(
        "It has several templates; if two are for one destination, the first is used.",
        "存在多个模板；同一目的地以第一个为准。",
    ),
    Text("Merge them.", "请合并为一个。"),
)
PAUSED = Kind(
    "usage.paused",
    Level.WARNING,
    Text(
        "It is paused: every request is answered with unavailable.",
        "已暂停：所有请求返回 unavailable。",
    ),
    Text("Remove it from paused when the reason is gone.", "原因消除后请从 paused 中移除。"),
)
PAUSED_UNKNOWN = Kind(
    "usage.paused_unknown",
    Level.WARNING,
    Text(
        "paused names it, but there is no such usage: nothing is stopped.",
        "paused 中的该用途不存在：不会停止任何发送。",
    ),
    Text("Correct the name.", "请更正名称。"),
)


_GENERIC = "Generic"
_LIKE = 0.8  # ratio of SequenceMatcher: Signin and sign_in are like SignIn, Login is not


def look(config: Config) -> Iterator[Finding]:
    """Yield the findings on the usages that have templates or are paused."""
    yield from _templates(config)
    yield from _paused(config)


def _templates(config: Config) -> Iterator[Finding]:
    names = [template.usage_type for template in config.templates]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield TWICE.at(name)
        nearest = _known_name_like(name)
        if nearest:
            yield MISSPELT.at(name, nearest=nearest)
    missing = [name for name in USAGE_TYPES if name not in names]
    if _GENERIC in missing:
        yield NO_GENERIC.at("templates", missing=listed(missing))
    else:
        yield COVERED.at("templates")


def _known_name_like(name: str) -> str | None:
    if name in USAGE_TYPES:
        return None
    known = {each.lower(): each for each in USAGE_TYPES}
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=_LIKE)
    return known[near[0]] if near else None


def _paused(config: Config) -> Iterator[Finding]:
    if isinstance(config.paused, bool):
        if config.paused:
            yield PAUSED.at("paused")
        return
    for name in sorted(config.paused):
        known = name in USAGE_TYPES or name in config.usage_types
        yield (PAUSED if known else PAUSED_UNKNOWN).at(name)
