"""The samples of the page, run as they stand on it, in an environment without our variables."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from aliyun_sms_sandbox.aliyun import catalogue
from aliyun_sms_sandbox.inbox.front import EXAMPLE
from aliyun_sms_sandbox.inbox.samples import samples
from support.inbox.desk import Answer, Desk, ask, desk
from support.inbox.program import Program, forget_everything
from support.paths import ROOT

NODE = shutil.which("node")
SDK = ROOT / ".tools/dysmsapi/node_modules"
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")


@pytest.fixture
def the_desk() -> Iterator[Desk]:
    """Return an inbox without a function."""
    with desk(with_function=False) as one:
        yield one


def shown(page: Answer) -> dict[str, str]:
    """Return the samples of a page, by the title above each."""
    found = re.findall(r"<h3>([^<]+)</h3>.*?<pre[^>]*>(.*?)</pre>", page.body, re.DOTALL)
    return {title: unescape(text) for title, text in found}


def run(*command: str, folder: Path) -> str:
    """Run a program without a proxy or a variable of ours, and return what it prints."""
    done = subprocess.run(  # noqa: S603 - the page's own samples
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
        timeout=120,
        encoding="utf-8",
    )
    return done.stdout


def test_the_python_sample_sends_and_reads(the_desk: Desk, tmp_path: Path) -> None:
    """With the official SDK, and the standard library for the code."""
    (tmp_path / "send.py").write_text(shown(the_desk.ask("GET", "/"))["send.py"], "utf-8")
    assert run(sys.executable, "send.py", folder=tmp_path) == f"OK OK\n{EXAMPLE['code']}\n"


@pytest.mark.skipif(
    not (NODE and SDK.exists()), reason="node or .tools/dysmsapi is missing: see the Makefile"
)
def test_the_node_sample_sends_and_reads(the_desk: Desk, tmp_path: Path) -> None:
    """Likewise."""
    (tmp_path / "node_modules").symlink_to(SDK)
    (tmp_path / "send.mjs").write_text(shown(the_desk.ask("GET", "/"))["send.mjs"], "utf-8")
    assert run(str(NODE), "send.mjs", folder=tmp_path) == f"OK OK\n{EXAMPLE['code']}\n"


@needs_curl
def test_the_commands_read_what_came(the_desk: Desk, tmp_path: Path) -> None:
    """Without a function there is no command that sends."""
    the_desk.deliver(code="471147")
    commands = shown(the_desk.ask("GET", "/"))["In a shell"]
    assert '"code":"471147"' in run("bash", "-ec", commands, folder=tmp_path)


@needs_curl
def test_the_commands_send_where_a_function_runs(program: Program, tmp_path: Path) -> None:
    """The function's reply is first, the SMS second."""
    forget_everything(program)
    page = ask(program.inbox.removeprefix("http://"), "GET", "/")
    printed = run("bash", "-ec", shown(page)["In a shell"], folder=tmp_path)
    assert re.match(rf'\{{"code": ?"sent".*"code":"{EXAMPLE["code"]}"', printed, re.DOTALL)


def test_a_sample_is_of_the_account_and_of_the_name_that_the_reader_uses() -> None:
    """Quotes stay inside their strings; what the account has not is there to be replaced."""
    known = catalogue.load()
    key = replace(known.access_keys["sandbox-access-key-id"], secret="a\"'\\$key")
    bare = replace(known, signs={}, templates={})
    _, python, _ = samples("http://0.0.0.0:9100", key, bare, "http://sms:9025/", None)
    assert r"""access_key_secret="a\"'\\$key",""" in python.text
    assert 'endpoint="sms:9100"' in python.text
    assert 'sign_name="SIGN"' in python.text
    assert 'json.dumps({"code": "123456"})' in python.text
