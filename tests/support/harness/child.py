"""A child process that writes its output to a file and never outlives its owner."""

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_SECONDS_TO_END: Final = 2.0
#: With these in its environment a child measures itself too, where this process is measured, and
#: writes down what it found when it is asked to end.
COVERAGE: Final = {name: os.environ[name] for name in os.environ if name.startswith("COVERAGE_")}


class Child:
    """A running command with an environment of its own, and what it has printed so far."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        pass_fds: Sequence[int] = (),
    ) -> None:
        """Start the command; it inherits nothing but `env` and `pass_fds`."""
        # A file, not a pipe: a function that prints much can never block on its reader.
        self._output = tempfile.TemporaryFile(mode="ab+")  # noqa: SIM115 - closed in end()
        self._process = subprocess.Popen(  # noqa: S603 - the test names the command
            command,
            cwd=cwd,
            env=env,
            pass_fds=pass_fds,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        self._is_measured = bool(COVERAGE.keys() & env.keys())
        self._final_logs: str | None = None

    @property
    def pid(self) -> int:
        """The process's id, for who looks at it from outside."""
        return self._process.pid

    @property
    def logs(self) -> str:
        """Everything the process has written to stdout and stderr."""
        if self._final_logs is not None:
            return self._final_logs
        descriptor = self._output.fileno()
        # pread leaves the offset alone, which is shared with the child.
        text = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        return text.decode(errors="backslashreplace")

    def wait(self, seconds: float | None = None) -> int:
        """Block until the process ends and return its exit status.

        Raises:
            subprocess.TimeoutExpired: It is still running after that many seconds.
        """
        return self._process.wait(seconds)

    def end(self) -> None:
        """Kill the process, as a cloud ends an idle instance; `logs` stays readable."""
        if self._final_logs is not None:
            return
        if self._is_measured:
            self._ask_to_end()
        self._process.kill()
        self._process.wait()
        self._final_logs = self.logs
        self._output.close()

    def no_answer(self, seconds: float) -> TimeoutError:
        """End the process and return the error that says how long it was silent, with its log."""
        # SIGTERM first, because a runtime may log its stacks then.
        self._ask_to_end()
        self.end()
        return TimeoutError(f"the function gave no answer in {seconds:g} s; its log:\n{self.logs}")

    def _ask_to_end(self) -> None:
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_SECONDS_TO_END)
