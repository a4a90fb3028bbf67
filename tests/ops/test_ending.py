"""How each command ends that somebody interrupts, or whose reader has had enough."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from support.config_putting import FIRST, NO_ALIYUN
from support.paths import ROOT
from support.starting import HEARING_CTRL_C

LONGEST: Final = 180.0  # s
PIPE, INTERRUPT = 128 + signal.SIGPIPE, 128 + signal.SIGINT
EVENT: Final = "events/direct-sign-in.json"
KEY: Final = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret"}
FREE: Final = {"PORT": "0", "INBOX_PORT": "0", "SANDBOX_PORT": "0"}


def surroundings(**variables: str) -> dict[str, str]:
    """Return the least environment: what is run from a checkout needs no PYTHONPATH."""
    return {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **NO_ALIYUN, **variables}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """Return a file with a config."""
    path = tmp_path / "config.json"
    path.write_text(FIRST, encoding="utf-8")
    return path


COMMANDS: Final = (
    ("ops.check",),
    ("ops.check", "--json"),
    ("ops.check", "--help"),
    ("ops.config_put", "file:stored.json", "DOCUMENT"),
    ("ops.config_put", "--help"),
    ("ops.config_new", "--help"),
    ("aliyun_sms_sandbox", "--help"),
    ("aliyun_sms_sandbox", "--port=0", "--inbox-port=0"),
    ("local.demo",),
    ("local.invoke", EVENT),
    ("local.serve",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_reader_who_has_had_enough(command: tuple[str, ...], document: Path) -> None:
    """Nobody reads: no traceback, and the status of a program that SIGPIPE ended."""
    ours, theirs = os.pipe()
    os.close(ours)
    arguments = [str(document) if each == "DOCUMENT" else each for each in command]
    is_package = command[0] == "aliyun_sms_sandbox"
    path = {"PYTHONPATH": str(ROOT / "sandbox")}
    variables = path if is_package else {"CONFIG_URI": f"file:{document}"}
    try:
        done = subprocess.run(  # noqa: S603 - our own modules
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=surroundings(**variables, **FREE),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
    finally:
        os.close(theirs)
    assert done.returncode == PIPE, done.stderr
    assert not re.search("Traceback|BrokenPipe|Exception", done.stderr)
    assert not (ROOT / "stored.json").exists()


@pytest.mark.parametrize(
    ("language", "module", "word"),
    [
        ("en_US.UTF-8", "ops.check", "Interrupted."),
        ("zh_CN.UTF-8", "ops.check", "已中断。"),
        ("zh_CN.UTF-8", "ops.config_put", "已中断。"),
    ],
)
def test_ctrl_c(language: str, module: str, word: str, document: Path) -> None:
    """A command that waits for Aliyun's answer ends at once, with a word in its language."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        uri = f"aliyun-kms:smscode?region=cn-hangzhou&endpoint={endpoint}"
        arguments = [uri, str(document)] if module == "ops.config_put" else []
        process = subprocess.Popen(  # noqa: S603 - our own modules
            [*HEARING_CTRL_C, sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=surroundings(CONFIG_URI=uri, LANG=language, **KEY),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        silent.settimeout(LONGEST)
        connection, _ = silent.accept()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=LONGEST)
        connection.close()
    assert (process.returncode, errors.splitlines()[0]) == (INTERRUPT, "")
    assert errors.splitlines()[1].startswith(word)
    assert len(errors.splitlines()) == 2


def test_without_pythonpath(document: Path) -> None:
    """A command of a checkout needs no PYTHONPATH."""
    done = subprocess.run(
        [sys.executable, "-m", "ops.check", "--help"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "CONFIG_URI": f"file:{document}"},
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
