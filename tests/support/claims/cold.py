"""``python -m support.claims.cold``: a fresh instance on a part of a CPU, for one call.

Its first line in is the call, ``{"event", "quota"}``; each line out is what it does: it is ready,
or it has answered. On Lambda the code loads at full speed before there is a call; on Function
Compute the first call loads it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, NamedTuple

from support.claims.quota import cpu_quota
from support.paths import ROOT

_LAMBDA: Final = "AWS_LAMBDA_FUNCTION_NAME"
_LIMIT: Final = 15_000  # ms, template.yml's


class _Context(NamedTuple):
    """What Lambda tells about a call."""

    aws_request_id: str

    def get_remaining_time_in_millis(self) -> int:
        """Return how long it may take."""
        return _LIMIT


def burst(
    variables: Mapping[str, str], events: Sequence[object], cpu: float
) -> list[dict[str, Any]]:
    """Return what as many instances as there are *events* answer, all called at the same time.

    Each has *cpu* of one CPU.
    """
    path = os.pathsep.join(str(ROOT / name) for name in ("src", "tests"))
    with ExitStack() as stack:
        quotas = [stack.enter_context(cpu_quota(cpu)) for _ in events]
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "support.claims.cold"],
                    env={**os.environ, **variables, "PYTHONPATH": path},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in events
        ]
        for process in processes:
            _read(process)
        for process, quota, event in zip(processes, quotas, events, strict=True):
            assert process.stdin is not None
            process.stdin.write(json.dumps({"event": event, "quota": str(quota)}) + "\n")
            process.stdin.flush()
        answers: list[dict[str, Any]] = [json.loads(_read(process)) for process in processes]
        for process in processes:
            process.communicate()
        return answers


def _read(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "it has ended"
    return line


def main() -> None:
    """Serve one call; the function's own lines go to stderr."""
    out, sys.stdout = sys.stdout, sys.stderr
    if _LAMBDA in os.environ:
        import index  # noqa: F401, PLC0415 - the start-up
    out.write("ready\n")
    out.flush()
    call = json.loads(sys.stdin.readline())
    Path(call["quota"]).write_text(str(os.getpid()), encoding="utf-8")
    from index import handler  # noqa: PLC0415 - on Function Compute here

    on_lambda = _LAMBDA in os.environ
    context = _Context("11111111-2222-4333-8444-555555555555") if on_lambda else None
    out.write(json.dumps(handler(call["event"], context)) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
