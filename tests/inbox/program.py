"""`python -m sandbox.serve` as a user has it: a process of its own, known by what it prints."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

ROOT = Path(__file__).parents[2]
_FREE = {"PORT": "0", "INBOX_PORT": "0", "SANDBOX_PORT": "0"}


@dataclass(frozen=True, slots=True)
class Program:
    """What it prints: where its parts are, each without a trailing slash."""

    inbox: str
    function: str
    aliyun: str
    greeting: str


@contextmanager
def running_program(**environment: str) -> Iterator[Program]:
    """Run it on free ports, but for those that the environment names."""
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox.serve"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **_FREE, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        # It prints each SMS: a full pipe would hold it up.
        drain = Thread(target=process.stdout.read)
        try:
            program = _read(process.stdout)
            drain.start()
            yield program
        finally:
            process.kill()
            if drain.is_alive():
                drain.join()


def _read(output: IO[str]) -> Program:
    greeting = ""
    for line in output:
        greeting += line
        if "Ctrl-C stops." in line:
            break
    inbox, function, aliyun = re.findall(
        r"^(?:Inbox|Function|Aliyun) +(\S+?)/?(?: .*)?$", greeting, re.MULTILINE
    )
    return Program(inbox, function, aliyun, greeting)
