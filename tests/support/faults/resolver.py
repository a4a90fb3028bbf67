"""A resolver in the place of the machine's, for a process of its own."""

import socket
from collections.abc import Callable
from threading import Event
from typing import Any

from typing_extensions import Self

from support.faults.certificates import NAME


def _at_once() -> None:
    """Keep nobody waiting."""


class Resolver:
    """Knows where the vendor is; *before_answering* may fail or hang."""

    def __init__(self) -> None:
        self._real = socket.getaddrinfo
        self._times = 1
        self._released = Event()
        self.before_answering: Callable[[], None] = _at_once
        socket.getaddrinfo = self._look_up

    def _look_up(self, host: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - getaddrinfo's
        if host != NAME:
            return self._real(host, *args, **kwargs)
        self.before_answering()
        return self._real("127.0.0.1", *args, **kwargs) * self._times

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Give the machine its own back."""
        self.release()
        socket.getaddrinfo = self._real

    def fail(self) -> None:
        """Have no such name."""
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def hang(self) -> None:
        """Answer only when the test lets go, and then truly."""
        self._released.wait()

    def repeat(self) -> None:
        """Answer with four addresses, which are all the same."""
        self._times = 4

    def release(self) -> None:
        """Let go."""
        self._released.set()
