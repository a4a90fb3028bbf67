"""The document itself: whether it can be read, parses, and has no unknown members."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

from ops.check.finding import Finding, Kind, Level, joined
from ops.check.places import CHINA, places
from ops.chinese import both
from ops.language import counted
from smscode.config.errors import NOT_JSON, ConfigError
from smscode.config.model import Config
from smscode.config.parts import ConfigModel
from smscode.config.templates import GlobeMessage, Reference
from smscode.outcome import FieldError, Text

SETTING_WRONG = Kind(
    "setting.wrong",
    Level.ERROR,
    Text("{problem}.", "{problem}。"),
    Text(
        "Set it as described in the README's table of variables.", "请按 README 的环境变量表设置。"
    ),
)
PARSED = Kind(
    "document.parsed",
    Level.OK,
    Text("It parses, with {count}.", "格式正确，含 {count}。"),
)
NO_JSON = Kind(
    "document.not_json",
    Level.ERROR,
    Text("It is not JSON: {problem}.", "不是合法的 JSON：{problem}。"),
    Text("Correct it at that place.", "请在该处修正。"),
)
FIELD_WRONG = Kind(
    "document.field",
    Level.ERROR,
    Text("{problem}.", "{problem}。"),
    Text("Write it as the README's section on configuration says.", "请按 README 的配置章节填写。"),
)
PLACEHOLDER = Kind(
    "document.placeholder",
    Level.WARNING,
    Text("It looks like a placeholder that was not replaced.", "疑似未替换的占位符。"),
    Text("Replace it with your own value.", "请换成你自己的值。"),
)
BRACKETS = Kind(
    "document.brackets",
    Level.WARNING,
    Text(
        "It is in 【】, which Aliyun adds around a sign name by itself.",
        "两侧带有【】，阿里云会自行添加。",
    ),
    Text("Write the sign name without them.", "请填写不带【】的签名。"),
)
UNKNOWN_MEMBER = Kind(
    "document.unknown_member",
    Level.WARNING,
    Text("This member is unknown and is ignored.", "该成员没有意义，会被忽略。"),
    Text("Remove it, or correct its name{nearest}.", "请删除或更正名称{nearest}。"),
)


_PLACEHOLDER = re.compile(
    r"your[-_ ]|^<.*>$|^\[.*\]$|^\{.*\}$|x{4}|\.\.\.|…|example", re.IGNORECASE
)
# A sentence may say "your code", trail off, and begin with "[Acme]" or, for Android, with "<#>".
_PLACEHOLDER_IN_WORDS = re.compile(
    r"your[-_]|\byour ?(app|brand|company|product)\b|<[^<>]*\w[^<>]*>|x{4}|example", re.IGNORECASE
)
_NOTHING = Text("", "")


def faults(error: ConfigError) -> Iterator[Finding]:
    """Return a finding for each problem that makes the document invalid."""
    return joined(map(_fault, error.problems))


def _fault(problem: FieldError) -> Finding:
    if problem.pointer == NOT_JSON:
        return NO_JSON.at("config", problem=both(problem.detail))
    return FIELD_WRONG.at(problem.pointer, problem=both(problem.detail))


def look(config: Config) -> Iterator[Finding]:
    """Yield the findings on a document that parses."""
    yield PARSED.at("config", count=counted(len(config.templates), "template", "个模板"))
    yield from _unlikely(config)
    known = sorted(_member_names(config))
    for pointer in config.unknown_members():
        yield UNKNOWN_MEMBER.at(pointer, nearest=_nearest(pointer, known))


def _unlikely(config: Config) -> Iterator[Finding]:
    """Yield what is unlikely to be meant; Logto's sample has many placeholders, and loads."""
    for pointer, text in _worded(config):
        if _PLACEHOLDER_IN_WORDS.search(text):
            yield PLACEHOLDER.at(pointer)
    for pointer, text in _named(config):
        if _PLACEHOLDER.search(text):
            yield PLACEHOLDER.at(pointer)
        elif text.startswith("【") or text.endswith("】"):
            yield BRACKETS.at(pointer)


def _named(config: Config) -> Iterator[tuple[str, str]]:
    """Yield each name that Aliyun knows, with its place: key, sign names, templates, sender ids."""
    for name, secret in (
        ("accessKeyId", config.access_key_id),
        ("accessKeySecret", config.access_key_secret),
    ):
        if secret is not None:
            yield name, secret.get_secret_value()
    for sign in config.sign_name or ():
        yield "signName", sign
    for name, ref in _refs(config):
        if isinstance(ref, GlobeMessage):
            if ref.sender_id is not None:
                yield f"{name}/senderId", ref.sender_id
        else:
            yield name, ref.template_code
            for sign in ref.sign_name or ():
                yield name, sign


def _worded(config: Config) -> Iterator[tuple[str, str]]:
    """Yield each text that people read in an SMS, with its place: messages and constants."""
    for name, ref in _refs(config):
        if isinstance(ref, GlobeMessage):
            yield f"{name}/message", ref.message
        else:
            for variable, constant in ref.variables.items():
                yield f"{name}/variables/{variable}", constant


def _refs(config: Config) -> Iterator[tuple[str, Reference]]:
    """Yield each reference with its place, once where it is for both destinations."""
    for place in places(config):
        if place.destination == CHINA or not place.is_shared:
            yield place.name, place.ref


def _member_names(value: object) -> set[str]:
    """Return the names of all known members, in *value* and below."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple):
        return {name for item in value for name in _member_names(item)}
    if not isinstance(value, ConfigModel):
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
