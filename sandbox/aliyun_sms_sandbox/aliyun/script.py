"""Answers laid down in advance, for trying what the real service does only on a bad day."""

from threading import Lock
from typing import NamedTuple

from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.trouble import Reply


class _Line(NamedTuple):
    """What comes next: an answer, or a refusal in the form that its service gives it."""

    reaction: Reply | VendorError
    action: str | None


class Script:
    """A thread-safe queue: each well-signed request takes one answer, while there are any."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lines: list[_Line] = []

    def append(self, reaction: Reply | VendorError, action: str | None = None) -> None:
        """Add an answer at the end; with an action, only a request of that action takes it."""
        with self._lock:
            self._lines.append(_Line(reaction, action))

    def take(self, action: str) -> Reply | None:
        """Remove and return the next answer for this action, if there is one.

        Raises:
            VendorError: It is a refusal.
        """
        with self._lock:
            line = next((line for line in self._lines if line.action in (None, action)), None)
            if line is None:
                return None
            self._lines.remove(line)
        if isinstance(line.reaction, VendorError):
            raise line.reaction
        return line.reaction

    def clear(self) -> None:
        """Drop the answers that nobody took."""
        with self._lock:
            self._lines.clear()
