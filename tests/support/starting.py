"""Commands of ours as processes, as a fixture for the folders whose conftest names it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from support.paths import ROOT

#: In front of a command: a shell lets what it runs in the background ignore Ctrl-C.
HEARING_CTRL_C = ("env", "--default-signal=INT")
Start = Callable[..., "subprocess.Popen[str]"]
#: What a process needs to find the package of the sandbox in a checkout.
PATH = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "sandbox"), "PYTHONUTF8": "1"}


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a module in a shell's place: `start("local.demo", PORT="9000")`."""
    processes: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
        module, *rest = arguments
        process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", module, *rest],
            cwd=ROOT,
            env={**PATH, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.communicate()
