"""What the interpreter does for a call, counted: the same for the same, on any machine."""

import gc
import hmac
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

from smscode.outcome import OutcomeError


@dataclass(frozen=True, slots=True)
class Work:
    """How often each instruction (file, line of the function, offset) and C function was run."""

    instructions: Counter[tuple[str, int, int]]
    functions: Counter[str]

    @property
    def comparisons(self) -> int:
        """How often `hmac.compare_digest` was called."""
        return self.functions[name_of(hmac.compare_digest)]


def name_of(function: Any) -> str:  # noqa: ANN401 - a C function, bound or not
    """Return the same name for the method of every object."""
    return f"{function.__module__} {function.__qualname__}"


def work_of(function: Callable[[], object]) -> Work:
    """Return what *function* makes the interpreter do, if it only fails with one of our errors.

    It is called twice: Python 3.13 misses some of what a function does when first traced.
    """
    _counted(function)
    return _counted(function)


def _counted(function: Callable[[], object]) -> Work:
    instructions: Counter[tuple[str, int, int]] = Counter()
    functions: Counter[str] = Counter()

    def trace(frame: FrameType, event: str, _: Any) -> Any:  # noqa: ANN401 - as sys has it
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        if event == "opcode":
            code = frame.f_code
            instructions[code.co_filename, code.co_firstlineno, frame.f_lasti] += 1
        return trace

    def profile(_: FrameType, event: str, argument: Any) -> None:  # noqa: ANN401
        if event == "c_call":
            functions[name_of(argument)] += 1

    before = sys.gettrace(), sys.getprofile()
    gc.disable()  # Hypothesis times each collection, and what it calls would be counted
    sys.setprofile(profile)
    sys.settrace(trace)
    try:
        function()
    except OutcomeError:
        pass
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
        gc.enable()
    return Work(instructions, functions)
