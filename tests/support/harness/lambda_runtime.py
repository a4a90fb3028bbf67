"""AWS's own Lambda runtime client (awslambdaric) around a function, with no cloud and no Docker."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from queue import Empty
from threading import Thread
from types import MappingProxyType
from typing import Final

from typing_extensions import Self

from support.harness.child import Child
from support.harness.invocation import Invocation
from support.harness.runtime_api import PendingEvent, RuntimeApi

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class LambdaProcess:
    """One Lambda instance: a function imported once, invoked many times, in order."""

    def __init__(
        self,
        handler: str = "index.handler",
        *,
        code: Path,
        python: str = sys.executable,
        env: Mapping[str, str] = _NOTHING,
        grace_seconds: float = 90.0,
    ) -> None:
        """Start the runtime client in the folder `code`, with nothing of this environment.

        `python` must be able to import awslambdaric. `grace_seconds` is how long to wait for an
        answer beyond an invocation's own deadline, cold start included.
        """
        self._grace_seconds = grace_seconds
        self._api = RuntimeApi()
        self._child = Child(
            [python, "-m", "awslambdaric", handler],
            cwd=code,
            env=_environment(handler, code, self._api.address) | dict(env),
        )
        self._exit = Thread(target=self._report_exit, daemon=True)
        self._exit.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process's id, for who looks at it from outside."""
        return self._child.pid

    @property
    def logs(self) -> str:
        """What the function and its runtime have written to stdout and stderr."""
        return self._child.logs

    def invoke(self, event: object, *, deadline_ms: int = 10_000) -> Invocation:
        """Send an event, any JSON value, and return what became of it.

        `deadline_ms` is the time from delivery that the function is told it has.

        Raises:
            TimeoutError: No answer came; the process has been ended.
        """
        if self._api.answers.empty() and not self._exit.is_alive():
            return self._crash()
        self._api.events.put(PendingEvent(json.dumps(event).encode(), deadline_ms))
        seconds = deadline_ms / 1000 + self._grace_seconds
        try:
            answer = self._api.answers.get(timeout=seconds)
        except Empty:
            raise self._child.no_answer(seconds) from None
        if answer.kind == "crash":
            self._exit.join()
        return answer

    def close(self) -> None:
        """End the process and its Runtime API."""
        self._child.end()
        self._api.close()

    def _report_exit(self) -> None:
        self._api.answers.put(self._crash())

    def _crash(self) -> Invocation:
        return Invocation("crash", b"", f"exit status {self._child.wait()}")


def _environment(handler: str, code: Path, address: str) -> dict[str, str]:
    return {
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_NAME": "smscode",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_RUNTIME_API": address,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "LAMBDA_TASK_ROOT": str(code),
        "LANG": "en_US.UTF-8",
        "PATH": os.environ["PATH"],
        "TZ": ":UTC",
        "_HANDLER": handler,
    }
