"""``python -m support.claims.racer``: an instance of the function in a process of its own.

Each line in is ``{"environment", "event", "milliseconds"}`` for a new instance of the function,
each line out what the instance does: it waits for another's claim, or it has answered.
"""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any, Final

# Libraries that are imported within the first call would take most of its time, and the store's.
import redis as _redis  # noqa: F401
from typing_extensions import Self

import smscode.aliyun.sdk
import smscode.aws  # noqa: F401
from smscode.clock import SystemClock, Waitable
from smscode.wiring import wire
from support.paths import ROOT
from support.stand_ins import PATIENCE

_WAITING: Final = "waiting"


@dataclass(frozen=True, slots=True)
class Context:
    """What Lambda tells about a call: how long it may still take."""

    milliseconds: int
    aws_request_id: str = "11111111-2222-4333-8444-555555555555"

    def get_remaining_time_in_millis(self) -> int:
        """Return it."""
        return self.milliseconds


@dataclass(frozen=True, slots=True)
class Answer:
    """What an instance replied, and what it wrote to its log."""

    reply: dict[str, Any]
    log: str


class TellingClock(SystemClock):
    """The machine's clock, which tells when somebody is about to wait."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell

    def sleep(self, seconds: float) -> None:
        """Tell, and wait."""
        self._tell()
        time.sleep(seconds)

    def wait(self, event: Waitable, seconds: float) -> bool:  # noqa: ARG002
        """Wait for *event*: for as long as a test does, so that a busy machine is no failure."""
        return event.wait(PATIENCE)


class Racer:
    """The process, from the test's end; it ends with the block, at the latest."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        path = os.pathsep.join(str(ROOT / name) for name in ("src", "tests"))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.claims.racer"],
            env={**os.environ, **variables, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._line = ""

    def __enter__(self) -> Self:
        return self

    def begin(
        self, environment: Mapping[str, str], event: object, milliseconds: int = 60_000
    ) -> None:
        """Let a new instance serve *event*."""
        assert self._process.stdin is not None
        call = {"environment": environment, "event": event, "milliseconds": milliseconds}
        self._process.stdin.write(json.dumps(call) + "\n")
        self._process.stdin.flush()

    def waits(self) -> bool:
        """Return whether it has met another's claim; False when it has answered without."""
        self._line = self._read()
        return self._line == _WAITING

    def answer(self) -> Answer:
        """Return what it answers."""
        while self._line in ("", _WAITING):
            self._line = self._read()
        answer, self._line = Answer(**json.loads(self._line)), ""
        return answer

    def die(self) -> None:
        """End it where it stands."""
        self._process.kill()

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def _read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "it has ended"
        return line.strip()


def main() -> None:
    """Serve lines."""
    out = sys.stdout

    def tell(text: str) -> None:
        out.write(f"{text}\n")
        out.flush()

    clock = TellingClock(lambda: tell(_WAITING))
    for line in sys.stdin:
        call = json.loads(line)
        with redirect_stdout(io.StringIO()) as log:
            handler = wire(call["environment"], clock, clock.monotonic())
            reply = handler(call["event"], Context(call["milliseconds"]))
        tell(json.dumps({"reply": reply, "log": log.getvalue()}))


if __name__ == "__main__":
    main()
