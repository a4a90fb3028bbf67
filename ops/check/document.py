"""The document itself: does it parse, and has every member a meaning?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from ops.check.finding import Finding, Kind, Level
from ops.check.places import CHINA, places
from smscode.config.errors import NOT_JSON, ConfigError
from smscode.config.model import Config
from smscode.config.parts import ConfigModel
from smscode.outcome import Text

SETTING_WRONG = Kind(
    "setting.wrong",
    Level.ERROR,
    Text("It cannot be used: {problem}.", "无法使用：{problem}。"),
    Text("Set it as the README's table of variables says.", "请按 README 的环境变量表设置。"),
)
STORE_READ = Kind("store.read", Level.OK, Text("The config was read.", "已读取配置。"))
STORE_REFUSED = Kind(
    "store.refused",
    Level.ERROR,
    Text("The store does not give the config ({reason}).", "存储拒绝提供配置（{reason}）。"),
    Text(
        "See that the document is there, and that these credentials may read it: docs/policies.",
        "请确认文档存在，且当前凭证有读取权限，见 docs/policies。",
    ),
)
STORE_SILENT = Kind(
    "store.silent",
    Level.UNCHECKED,
    Text("The store could not be asked ({reason}).", "无法访问存储（{reason}）。"),
    Text("Check the network from here, and try again.", "请检查本机网络后重试。"),
)
PARSED = Kind(
    "document.parsed",
    Level.OK,
    Text("It parses, with {count} templates.", "格式正确，含 {count} 个模板。"),
)
NO_JSON = Kind(
    "document.not_json",
    Level.ERROR,
    Text("It is not JSON: {problem}.", "不是合法的 JSON：{problem}。"),
    Text("Correct it there.", "请在该处修正。"),
)
FIELD_WRONG = Kind(
    "document.field",
    Level.ERROR,
    Text("{problem}.", "{problem}。"),
    Text("Write it as the README's chapter on configuration says.", "请按 README 的配置章节填写。"),
)
PLACEHOLDER = Kind(
    "document.placeholder",
    Level.WARNING,
    Text("It looks like a placeholder that was to be replaced.", "疑似未替换的占位符。"),
    Text("Put your own value in its place.", "请换成你自己的值。"),
)
BRACKETS = Kind(
    "document.brackets",
    Level.WARNING,
    Text(
        "It stands in 【】, which Aliyun puts round a signature by itself.",
        "两侧带有【】，阿里云会自行添加。",
    ),
    Text("Write the signature without them.", "请填写不带【】的签名。"),
)
UNKNOWN_MEMBER = Kind(
    "document.unknown_member",
    Level.WARNING,
    Text("This member means nothing, and is ignored.", "该成员没有意义，会被忽略。"),
    Text("Remove it, or correct its name{nearest}.", "请删除或更正名称{nearest}。"),
)


_PLACEHOLDER = re.compile(r"your[-_ ]|^<.*>$|^\[.*\]$|^\{.*\}$|x{4}|\.\.\.|…", re.IGNORECASE)
_NOTHING = Text("", "")


def faults(error: ConfigError) -> Iterator[Finding]:
    """Yield each thing that keeps the document from being a config."""
    for problem in error.problems:
        if problem.pointer == NOT_JSON:
            yield NO_JSON.at("config", problem=problem.detail)
        else:
            yield FIELD_WRONG.at(problem.pointer, problem=problem.detail)


def look(config: Config) -> Iterator[Finding]:
    """Yield what is to be said of a document that parses."""
    yield PARSED.at("config", count=len(config.templates))
    yield from _unlikely(config)
    known = sorted(_member_names(config))
    for pointer in config.unknown_members():
        yield UNKNOWN_MEMBER.at(pointer, nearest=_nearest(pointer, known))


def _unlikely(config: Config) -> Iterator[Finding]:
    """Yield what Aliyun will hardly know; Logto's printed sample is full of it, and loads."""
    for pointer, text in _named(config):
        if _PLACEHOLDER.search(text):
            yield PLACEHOLDER.at(pointer)
        elif text.startswith("【") or text.endswith("】"):
            yield BRACKETS.at(pointer)


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
            continue  # the same template once more
        yield place.name, place.template.template_code
        for sign in place.template.sign_name or ():
            yield place.name, sign


def _member_names(value: object) -> set[str]:
    """Return the names of the members that mean something, in *value* and below."""
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
