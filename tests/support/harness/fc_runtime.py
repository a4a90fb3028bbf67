"""A stand-in for FC 3.0's built-in Python runtime, which Alibaba does not publish.

It does what https://www.alibabacloud.com/help/en/functioncompute/fc/python/ states, and what was
observed of the runtime where that is silent.
"""

import base64
import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from typing_extensions import Self

from support.harness.child import Child
from support.harness.fc_surroundings import Flavour, StsCredentials, Surroundings
from support.harness.invocation import Invocation

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_ROLE: Final = StsCredentials()
# Not a script and not `-m`: the one entry of sys.path that these modules need is the one that the
# runtime then replaces by the function's code.
_START: Final = (
    "import sys; sys.path[0] = sys.argv[1]; "
    "from support.harness.fc_bootstrap import main; main(int(sys.argv[2]))"
)
_SECONDS_TO_EXIT: Final = 5.0


class FcProcess:
    """One FC instance: a function imported at its first invocation, invoked in order."""

    def __init__(
        self,
        handler: str = "index.handler",
        *,
        code: Path,
        python: str = sys.executable,
        env: Mapping[str, str] = _NOTHING,
        flavour: Flavour = "python3.12",
        credentials: StsCredentials | None = _ROLE,
    ) -> None:
        """Start the runtime in the folder `code`, with nothing of this process's environment.

        `flavour` is what the runtime claims to be; `python` may be any from 3.10. A function
        without a role has no `credentials`.

        Raises:
            ValueError: `env` declares a name that FC reserves, which makes a deploy fail.
        """
        if reserved := [name for name in env if name.startswith("FC_")]:
            raise ValueError(f"reserved by Function Compute: {reserved}")
        self._surroundings = Surroundings(handler, flavour, credentials)
        self._connection, theirs = socket.socketpair()
        self._answers = self._connection.makefile("rb")
        packages = str(Path(__file__).parents[2])
        with theirs:
            self._child = Child(
                [python, "-u", "-W", "ignore", "-c", _START, packages, str(theirs.fileno())],
                cwd=code,
                env=self._surroundings.environment(code) | dict(env),
                pass_fds=[theirs.fileno()],
            )

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

    def invoke(
        self, event: bytes, *, timeout_seconds: float = 30.0, **context: object
    ) -> Invocation:
        """Send an event and return what became of it.

        `timeout_seconds` is the function's configured limit, which on FC includes its import.
        `context` replaces members of the handler's context, such as `request_id`.

        Raises:
            TimeoutError: No answer came within the limit; the process has been ended.
        """
        request = {
            "context": self._surroundings.context(timeout_seconds) | context,
            "event": base64.b64encode(event).decode(),
        }
        self._connection.settimeout(timeout_seconds)
        try:
            return self._outcome(self._exchange(json.dumps(request).encode()))
        except (TimeoutError, subprocess.TimeoutExpired):
            raise self._child.no_answer(timeout_seconds) from None

    def close(self) -> None:
        """End the process."""
        self._child.end()
        self._answers.close()
        self._connection.close()

    def _exchange(self, line: bytes) -> bytes:
        try:
            self._connection.sendall(line + b"\n")
            return self._answers.readline()
        except ConnectionError:
            return b""

    def _outcome(self, line: bytes) -> Invocation:
        if not line.endswith(b"\n"):
            status = self._child.wait(_SECONDS_TO_EXIT)
            return Invocation("crash", b"", f"exit status {status}")
        answer = json.loads(line)
        error_type = answer["error_type"]
        payload = base64.b64decode(answer["payload"])
        return Invocation("error" if error_type else "response", payload, error_type)
