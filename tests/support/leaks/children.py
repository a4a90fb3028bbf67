"""Processes of the function, one for each plan, by way of :mod:`support.leaks.child`."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from support.faults import certificates
from support.leaks.child import Plan
from support.paths import ROOT

_USUAL = {
    "PATH": os.environ["PATH"],
    "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
    "PYTHONUTF8": "1",
}


class Children:
    """Has plans carried out; *folder* is where the output goes."""

    def __init__(
        self, server: "subprocess.Popen[str]", folder: Path, environment: Mapping[str, str]
    ) -> None:
        self._server = server
        self._folder = folder
        self._environment = environment
        self._count = 0

    def output_of(self, plan: Plan, environment: Mapping[str, str]) -> str:
        """Return all that a process with *environment* writes, replies and exceptions included."""
        self._count += 1
        output = self._folder / f"output-{self._count}"
        order = {"plan": asdict(plan), "environment": {**self._environment, **environment}}
        status = self._told({**order, "output": str(output)})
        written = output.read_text(encoding="utf-8", errors="surrogateescape")
        assert status == 0, written[-2000:]
        return written

    def _told(self, order: Mapping[str, object]) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


@contextmanager
def children(environment: Mapping[str, str], folder: Path) -> Iterator[Children]:
    """Give children; what their libraries write as they are imported is in ``folder/imports``."""
    # Nobody speaks TLS, and to parse all of certifi's authorities takes each child 0.1 s.
    usual = {**_USUAL, "SSL_CERT_FILE": certificates.write_authority(folder)}
    with (
        (folder / "imports").open("w") as imports,
        subprocess.Popen(
            [sys.executable, "-W", "always", "-m", "support.leaks.child"],
            env={**usual, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=imports,
            encoding="utf-8",
        ) as server,
    ):
        yield Children(server, folder, usual)
