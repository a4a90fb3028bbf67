"""All that can be got at from an object: what an error tracker would send away."""

import traceback
from collections.abc import Iterator, Mapping
from types import FrameType, FunctionType, ModuleType, TracebackType

_OPAQUE = (type, ModuleType, FunctionType, FrameType, TracebackType)
_Seen = dict[int, object]  # holds what it has seen, so that no id is given twice


def anatomy(value: object, seen: _Seen | None = None) -> Iterator[str]:
    """Yield the texts of *value*, of what it holds, and of the exceptions behind an exception."""
    seen = {} if seen is None else seen
    if id(value) in seen or isinstance(value, _OPAQUE):
        return
    seen[id(value)] = value
    yield f"{type(value).__name__} {value!r} {value}"
    if isinstance(value, BaseException):
        yield "".join(traceback.format_exception(value))
    for part in _parts(value):
        yield from anatomy(part, seen)


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, BaseException):
        yield from (value.args, value.__cause__, value.__context__)
    if isinstance(value, Mapping):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from value
    yield from getattr(value, "__dict__", {}).values()
    for kind in type(value).__mro__:
        slots = getattr(kind, "__slots__", ())
        for name in [slots] if isinstance(slots, str) else slots:
            yield getattr(value, name, None)
