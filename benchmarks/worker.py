"""A process that makes warm calls, seen from the one that measures."""

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from typing_extensions import Self

from benchmarks import machine
from benchmarks.errors import CannotMeasureError
from support.harness.child import Child
from support.harness.fc_surroundings import StsCredentials, Surroundings

_SCRIPT: Final = Path(__file__).with_name("inside.py")
_PATIENCE: Final = 300.0  # s for one command
_KIB: Final = 1024


class Worker:
    """A function on Function Compute that answers one call after another."""

    def __init__(
        self, python: str, code: Path, env: Mapping[str, str], handler: str = "index.handler"
    ) -> None:
        """Start it on the core that is kept free for what is measured."""
        surroundings = Surroundings(handler, "python3.12", StsCredentials())
        self._connection, theirs = socket.socketpair()
        self._connection.settimeout(_PATIENCE)
        self._lines = self._connection.makefile("rb")
        with theirs, machine.on_measured_core():
            self._child = Child(
                [python, "-u", str(_SCRIPT), str(theirs.fileno()), str(code), handler],
                cwd=code,
                env=surroundings.environment(code) | dict(env),
                pass_fds=[theirs.fileno()],
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.end()
        self._lines.close()
        self._connection.close()

    def ask(self, method: str, **arguments: object) -> Any:  # noqa: ANN401 - JSON
        """Have a method of `inside.Bench` called, and return what it returned.

        Raises:
            CannotMeasureError: The process ended instead; with all that it printed.
        """
        self._connection.sendall(json.dumps([method, arguments]).encode() + b"\n")
        line = self._lines.readline()
        if not line:
            self._child.wait()
            raise CannotMeasureError(f"{method} failed:\n{self._child.logs[-5000:]}")
        return json.loads(line)

    def resident_kib(self) -> int:
        """Return how much memory the process holds now."""
        statm = Path(f"/proc/{self._child.pid}/statm").read_text(encoding="ascii")
        return int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE") // _KIB

    def descriptors(self) -> int:
        """Return how many files and sockets the process has open now."""
        return sum(1 for _ in Path(f"/proc/{self._child.pid}/fd").iterdir())
