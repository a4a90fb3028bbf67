"""Every sentence of the function that a command shows has its Chinese one."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from ops.chinese import both, of_document, of_setting
from ops.config_put import open_writer
from smscode.clock import SystemClock
from smscode.config import errors
from smscode.config.errors import ConfigError
from smscode.config.model import read_config
from smscode.secret_stores import Host
from smscode.settings import SettingsError
from support.paths import ROOT

SRC: Final = ROOT / "src/smscode"
#: What raises the sentences that the operator's commands show.
RAISED: Final = {"ValueError", "SettingsError", "JsonError", "PhoneError", "FieldError"}
FILES: Final = (
    *sorted((SRC / "config").glob("*.py")),
    *sorted((SRC / "secret_stores").glob("*.py")),
    *(SRC / f"{name}.py" for name in ("settings", "phone", "strict_json")),
    SRC / "claims/stores/__init__.py",
    ROOT / "ops/config_put/__init__.py",
)
#: In the place of whatever varies, which may be a number.
SAMPLE: Final = "1"
CHINESE: Final = re.compile("[\u4e00-\u9fff]")


def text_of(node: ast.expr) -> str | None:
    """Return the text that an expression makes, with SAMPLE for what varies; None if it is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [text_of(part) for part in node.values]
        return "".join(SAMPLE if part is None else part for part in parts)
    return None


def raised(path: Path) -> Iterator[str]:
    """Yield each sentence that a module of ours raises, or keeps for a problem."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in RAISED and node.args:
                yield from filter(None, map(text_of, node.args))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name in ("problem", "together", "detail", "_MAINLAND_ONLY", "_INTERNATIONAL_ONLY"):
                yield from filter(None, [text_of(node.value)])
        elif isinstance(node, ast.keyword) and node.arg == "custom_error_message":
            yield from filter(None, [text_of(node.value)])


def of_settings(sentence: str) -> str:
    """Return *sentence* without the name of its variable."""
    return re.sub(r"^(?:[A-Z_]+|1): ", "", sentence)


def test_every_sentence_of_the_function_is_in_the_table() -> None:
    """What a module raises, and what stands for pydantic's errors, has a Chinese sentence."""
    said = {of_settings(each) for path in FILES for each in raised(path)}
    said |= {re.sub(r"\{\w+\}", SAMPLE, each) for each in (*errors.WORDS.values(), errors.OTHER)}
    choices = {errors.WORDS["literal_error"].format(expected=SAMPLE)}  # each has a row of its own
    said -= choices | {each for each in said if each.startswith("/")} | {SAMPLE}
    said |= {'must be "send" or "refuse"', 'must be "body" or "status"'}
    unknown = [each for each in said if not CHINESE.search(both(each).chinese)]
    assert sorted(unknown) == []


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", '{"a"}', '{"a":}', '{"a": 1 "b": 2}', '{"a": 1,}', "[1,]", "[1", '{"a": 1} x'),
        *('{"a": "b', '{"a": "\n"}', r'{"a": "\q"}', r'{"a": "\u12"}', "{'a': 1}", "[NaN]"),
        *('{"a": 1, "a": 2}', "[" * 100_000, "[" + "1" * 5_000 + "]", "\ud800", "\udcff"),
    ],
)
def test_what_is_wrong_with_json(text: str) -> None:
    """Each complaint of Python's reader is a Chinese sentence, and keeps line and column."""
    with pytest.raises(ConfigError) as caught:
        read_config(text)
    says = of_document(caught.value)
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", says.chinese), says
    numbers = re.findall(r"(?:line|column|byte) (\d+)", says.english)
    assert numbers == re.findall(r"第 (\d+)", says.chinese)


def test_a_misspelt_member_is_named() -> None:
    """The Chinese sentence has the member that is missing, and the one in its place."""
    with pytest.raises(ConfigError) as caught:
        read_config(json.dumps({"template": []}))
    says = of_document(caught.value)
    assert "/templates" in says.chinese
    assert "template is written" in says.english
    assert "写成了 template" in says.chinese


def test_a_setting_keeps_its_name() -> None:
    """The variable's name stands in front in both languages."""
    with pytest.raises(SettingsError) as caught:
        open_writer("env:CONFIG", Host({}, lambda: None, SystemClock()))
    says = of_setting(caught.value)
    assert says.english.startswith("CONFIG_URI: ")
    assert says.chinese.startswith("CONFIG_URI：")
    assert "aws-ssm:" in says.chinese


def test_a_sentence_that_is_not_known_stays_as_it_is() -> None:
    """A new one is better in English than not told."""
    assert both("walks on water").chinese == "walks on water"
