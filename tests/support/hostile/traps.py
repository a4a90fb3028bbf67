"""Things that are passed in and raise when they are touched, whatever there is to raise."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from smscode.clock import Waitable


class StrangeError(BaseException):
    """No `Exception`, and its text cannot be had either."""

    def __str__(self) -> str:
        raise SystemExit(3)

    __repr__ = __str__


RAISED: Final[Mapping[str, BaseException]] = {
    "SystemExit": SystemExit(0),
    "KeyboardInterrupt": KeyboardInterrupt(),
    "GeneratorExit": GeneratorExit(),
    "MemoryError": MemoryError(),
    "RecursionError": RecursionError(),
    "StopIteration": StopIteration(),
    "UnicodeDecodeError": UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"),
    "OSError": OSError(5, "x"),
    "group": BaseException("x"),
    "strange": StrangeError(),
}


class TrapContext:
    """A context object; the property *name* raises, the others are not there."""

    def __init__(self, name: str, error: BaseException) -> None:
        self._name = name
        self._error = error

    def __getattr__(self, name: str) -> object:
        if name == self._name:
            raise self._error
        raise AttributeError(name)


class TrapEvent(dict[str, Any]):
    """An event that looks like an object until somebody looks into it."""

    def __init__(self, content: Mapping[str, Any], error: BaseException) -> None:
        super().__init__(content)
        self._error = error

    def get(self, *_: object) -> Any:  # noqa: ANN401 - as dict has it
        """Raise."""
        raise self._error


class TrapEnvironment(Mapping[str, str]):
    """An environment; the variable *name* cannot be read."""

    def __init__(self, content: Mapping[str, str], name: str, error: BaseException) -> None:
        self._content = content
        self._name = name
        self._error = error

    def __getitem__(self, name: str) -> str:
        if name == self._name:
            raise self._error
        return self._content[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)


class TrapClock:
    """A clock that stops telling the time as soon as the function is wired."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def time(self) -> float:
        """Raise."""
        raise self._error

    def monotonic(self) -> float:
        """Raise."""
        raise self._error

    def sleep(self, _seconds: float) -> None:
        """Raise."""
        raise self._error

    def wait(self, _event: Waitable, _seconds: float) -> bool:
        """Raise."""
        raise self._error
