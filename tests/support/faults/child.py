"""The function in a process of its own, where something under it can be wrong from the start."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from support.faults.function import CONFIG, Reply
from support.paths import ROOT

_LONGEST_LIFE: Final = 300.0  # s
_PROXIES: Final = ("http_proxy", "https_proxy", "all_proxy")


def report(reply: Reply) -> None:
    """Write what a call has come to, for the parent."""
    line = {"reply": dict(reply.document), "seconds": reply.seconds}
    sys.stdout.write(json.dumps(line) + "\n")


@dataclass(frozen=True, slots=True)
class Ended:
    """What the calls of a process came to, and what it logged."""

    replies: tuple[Reply, ...]
    log: tuple[Mapping[str, Any], ...]
    output: str

    @property
    def codes(self) -> list[str]:
        """The outcomes."""
        return [reply.code for reply in self.replies]

    @property
    def reasons(self) -> list[str]:
        """The reasons that were logged."""
        return [line["reason"] for line in self.log if "reason" in line]


def run(situation: str, endpoint: str, **environment: str) -> Ended:
    """Run *situation* with the vendor at *endpoint*, and wait until the process has ended."""
    own = {name: value for name, value in os.environ.items() if name.lower() not in _PROXIES}
    process = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "support.faults", situation],
        env=own
        | {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}",
            "CONFIG_URI": "env:CONFIG",
            "CONFIG": json.dumps(CONFIG),
            "DYSMSAPI_ENDPOINT": endpoint,
            **environment,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_LONGEST_LIFE,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    lines = [json.loads(line) for line in process.stdout.splitlines()]
    return Ended(
        tuple(Reply(line["reply"], line["seconds"]) for line in lines if "reply" in line),
        tuple(line for line in lines if "reply" not in line),
        process.stdout + process.stderr,
    )
