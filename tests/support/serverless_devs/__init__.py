"""Serverless Devs with our s.yaml: what it renders, and what it asks of its component."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from support.paths import ROOT

S: Final = ROOT / ".tools/s/node_modules/.bin/s"
#: Stands in for fc3, which `s` gets from a registry of its own.
RECORDER: Final = Path(__file__).with_name("component")
_NODE: Final = shutil.which("node")
_PACKAGE: Final = "make package TARGET=fc"
#: The variables of CI. `s` replaces them in all that it prints: they must be no part of a word.
CREDENTIALS: Final = {
    "AccountID": "1234567890123456",
    "AccessKeyID": "LTAI-of-nobody",
    "AccessKeySecret": "secret-of-nobody",
}

needs_s = pytest.mark.skipif(
    _NODE is None or not S.exists(),
    reason=f"{'Serverless Devs (make test installs it by npm)' if _NODE else 'node'} is missing",
)


class Asked(NamedTuple):
    """What a command of `s` came to."""

    status: int
    output: str
    calls: list[dict[str, Any]]  # of the component, each with its command, properties and arguments


def example() -> dict[str, str]:
    """Return the lines of .env.example, with what it leaves to fill in."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    yours = {"SMSCODE_CONFIG_URI": "aliyun-oss:mine/smscode.json", "SMSCODE_LOG_PROJECT": "mine"}
    assert {name for name, value in given.items() if not value} == set(yours)
    return {**given, **yours}


def project(folder: Path) -> None:
    """Put s.yaml and the Makefile into *folder*: the recorder is its fc3, and nothing is built."""
    text = (ROOT / "s.yaml").read_text(encoding="utf-8")
    assert text.count("component: fc3\n") == text.count(_PACKAGE) == 1
    text = text.replace("component: fc3\n", f"component: {RECORDER}\n")
    (folder / "s.yaml").write_text(text.replace(_PACKAGE, "echo built"), encoding="utf-8")
    shutil.copy(ROOT / "Makefile", folder)


def write_dotenv(folder: Path, lines: Mapping[str, str]) -> None:
    """Write the file that `s` and make read in *folder*."""
    text = "".join(f"{name}={value}\n" for name, value in lines.items())
    (folder / ".env").write_text(text, encoding="utf-8")


def render(folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the properties for fc3 of our s.yaml in *folder*, or of the one that is there."""
    if not (folder / "s.yaml").exists():
        shutil.copy(ROOT / "s.yaml", folder)
    preview = _run(folder, ["preview", "--silent", "--output-format", "json"], environment)
    assert preview.returncode == 0, preview.stdout + preview.stderr
    document: dict[str, Any] = json.loads(preview.stdout)
    (resource,) = document["resources"].values()
    assert document["edition"] == "3.0.0"
    assert resource["component"] == "fc3"
    properties: dict[str, Any] = resource["props"]
    return properties


def ask(folder: Path, words: Sequence[str], environment: Mapping[str, str]) -> Asked:
    """Return what `s` makes of *words* in *folder*, with the credentials of the environment."""
    return _ask(folder, words, {**CREDENTIALS, **environment})


def ask_with_profile(folder: Path, words: Sequence[str], sts: str) -> Asked:
    """Return the same with what `aliyun configure` wrote in the home; STS is at *sts*."""
    hook = Path(__file__).with_name("sts.js")
    return _ask(folder, words, {"NODE_OPTIONS": f"--require {hook}", "STS": sts})


def _ask(folder: Path, words: Sequence[str], environment: Mapping[str, str]) -> Asked:
    record = folder / "record.jsonl"
    done = _run(folder, words, {"RECORD": str(record), **environment})
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    return Asked(done.returncode, done.stdout + done.stderr, [json.loads(line) for line in lines])


def _run(
    folder: Path, words: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the tool that make installed
        [S, *words],
        cwd=folder,
        env={"HOME": str(folder / "home"), "PATH": os.environ["PATH"], **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
