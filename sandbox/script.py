"""Answers laid down in advance, for trying what the real service does only on a bad day."""

from collections import deque
from threading import Lock

from sandbox.wire import Answer


class Script:
    """A thread-safe queue: each well-signed request takes one answer, while there are any."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: deque[Answer] = deque()

    def append(self, answer: Answer) -> None:
        """Add an answer at the end."""
        with self._lock:
            self._answers.append(answer)

    def take(self) -> Answer | None:
        """Remove and return the next answer, if there is one."""
        with self._lock:
            return self._answers.popleft() if self._answers else None

    def clear(self) -> None:
        """Drop the answers that nobody took."""
        with self._lock:
            self._answers.clear()
