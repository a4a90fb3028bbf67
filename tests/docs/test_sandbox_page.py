"""docs/sandbox.md, in both languages: every example is run, in its order."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from aliyun_sms_sandbox import wire
from aliyun_sms_sandbox.aliyun import oss
from aliyun_sms_sandbox.aliyun.actions import ACTIONS
from aliyun_sms_sandbox.aliyun.magic import MAGIC_NUMBERS_ABROAD
from aliyun_sms_sandbox.inbox import box as boxes
from local.clouds import trigger
from support.inbox.program import Program
from support.paths import ROOT

NODE_SDK: Final = ROOT / ".tools/dysmsapi/node_modules"
PAGES: Final = [ROOT / "docs" / "sandbox.md", ROOT / "docs" / "sandbox.zh-CN.md"]
_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
_ANYTHING: Final = "…"
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))


def blocks(page: Path) -> list[tuple[str, str]]:
    """Return language and text of each code block."""
    return _BLOCK.findall(page.read_text(encoding="utf-8"))


def here(text: str, program: Program) -> str:
    """Return an example with the addresses that the program has here."""
    for usual, actual in (
        ("http://127.0.0.1:9025", program.inbox),
        ("http://127.0.0.1:9000", program.function),
        ("127.0.0.1:9100", program.aliyun.removeprefix("http://")),
    ):
        text = text.replace(usual, actual)
    return text


def run(command: list[str]) -> str:
    """Run a program without a proxy, and return what it prints."""
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    done = subprocess.run(  # noqa: S603 - the page's own examples
        command, env=environment, capture_output=True, check=True, timeout=120, encoding="utf-8"
    )
    return done.stdout


def fits(shown: Any, actual: Any) -> bool:  # noqa: ANN401 - JSON
    """Compare JSON, in which an ellipsis stands for anything."""
    if shown == _ANYTHING:
        return True
    if isinstance(shown, dict) and isinstance(actual, dict):
        return shown.keys() == actual.keys() and all(fits(shown[k], actual[k]) for k in shown)
    if isinstance(shown, list) and isinstance(actual, list):
        return len(shown) == len(actual) and all(map(fits, shown, actual))
    return bool(shown == actual)


def run_node(text: str, program: Program, folder: Path) -> str:
    """Return what a module prints, beside what the page has named before it; such a one is kept."""
    named = re.match(r"// (\S+\.mjs)\n", text)
    module = folder / (named[1] if named else "example.mjs")
    module.write_text(here(text, program), encoding="utf-8")
    return "" if named else run(["node", str(module)])


@pytest.fixture
def node_folder(tmp_path: Path) -> Path:
    """Return a folder in which Node.js finds the vendor's SDK."""
    (tmp_path / "node_modules").symlink_to(NODE_SDK)
    return tmp_path


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
@pytest.mark.skipif(not NODE_SDK.exists(), reason="the SDK for Node.js (make test) is missing")
def test_each_example_does_what_the_page_shows(program: Program, node_folder: Path) -> None:
    """Pasted one after another: a reply below a command is the one that it gets."""
    output = ""
    examples = [block for block in blocks(PAGES[0]) if block[0] in ("python", "js", "sh", "json")]
    assert len(examples) > 10
    for language, text in examples:
        if language == "python":
            assert run([sys.executable, "-c", here(text, program)]) == "OK\n"
        elif language == "js":
            assert run_node(text, program, node_folder) in ("", "OK\n", "471147\n")
        elif language == "sh":
            output = run(["bash", "-ec", here(text, program)])
        else:
            assert fits(json.loads(text), json.loads(output)), output


def test_each_example_that_sends_has_a_number_of_its_own() -> None:
    """Two to one number within a minute would be one too many for flow control."""
    sends = re.compile(r'(?:"phone"|phoneNumbers|phone_numbers)[:=] ?"[+]?(?:86)?(1\d{10})"')
    numbers = [
        number
        for language, text in blocks(PAGES[0])
        if language != "json"
        for number in sends.findall(text)
    ]
    assert len(numbers) > 3
    assert len(numbers) == len(set(numbers))


def test_both_languages_have_the_same_examples() -> None:
    """Block for block, so that those of one language stand for both."""
    english, chinese = (blocks(page) for page in PAGES)
    assert english == chinese


@each_page
def test_the_figures_are_the_codes(page: Path) -> None:
    """The bounds that the page names."""
    text = re.sub(r"\s+", " ", page.read_text(encoding="utf-8"))
    for figure in (
        f"{boxes.CAPACITY:,} ",
        f"{boxes.MAX_WAITING:,} ",
        f" {boxes.MAX_WAIT_SECONDS:.0f}",
        f"{wire.MAX_BODY // 1024} KiB",
        f"{trigger.MAX_BODY // 1024} KiB",
    ):
        assert figure in text


@each_page
def test_the_actions_are_the_codes(page: Path) -> None:
    """Each that is answered is named, and no other."""
    items = page.read_text(encoding="utf-8").split("\n- ")
    (item,) = (item for item in items if "`QuerySendDetails`" in item)
    assert set(re.findall(r"`(\w+)`", item)) == {*ACTIONS, *oss.ACTIONS}


def magic_numbers(page: Path) -> list[tuple[str, str, str, str]]:
    """Return number, what happens, what is accepted and the outcome of each row."""
    row = re.compile(r"^\| `(1202\d{7})` \| (.+?) \| ([01]) \| `(\w+)` \|$", re.MULTILINE)
    return row.findall(page.read_text(encoding="utf-8"))


def test_the_magic_numbers_abroad_are_the_codes() -> None:
    """Each is there, in order, in its own words."""
    assert magic_numbers(PAGES[0]) == [
        (row.number, row.happens, str(row.accepted), row.outcome) for row in MAGIC_NUMBERS_ABROAD
    ]


def test_the_magic_numbers_abroad_are_the_same_in_both_languages() -> None:
    """But for the words, and not for the codes in them."""
    english, chinese = (
        [
            (number, re.findall("`.+?`", happens), *rest)
            for number, happens, *rest in magic_numbers(page)
        ]
        for page in PAGES
    )
    assert english == chinese


@each_page
def test_what_the_page_names_is_there(page: Path) -> None:
    """Links and pictures lead somewhere, and the keys are those of the page."""
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"(?:\]\(|src=\")([^)#\"]+)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []
    script = (ROOT / "sandbox/aliyun_sms_sandbox/inbox/static/keys.js").read_text(encoding="utf-8")
    keys = set(re.findall(r'^  "?(.)"?: ', script, re.MULTILINE))
    rows = " ".join(re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE))
    named = {name for name in re.findall(r"`([^`]+)`", rows) if len(name) == 1}
    assert named == keys
