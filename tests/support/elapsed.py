"""How long something takes, on a machine that may be busy with something else."""

import time
from collections.abc import Callable
from typing import Final

#: A busy machine adds to a measured time and never takes away from it; what is too slow by its own
#: doing is too slow each time.
_TIMES: Final = 3


def at_most(seconds: float, measure: Callable[[], float]) -> bool:
    """Tell whether *measure* finds that it takes at most *seconds*, in one of three times."""
    return any(measure() <= seconds for _ in range(_TIMES))


def seconds_of(check: Callable[[], bool]) -> float:
    """Return the seconds that *check* takes, which must hold."""
    began = time.monotonic()
    assert check()
    return time.monotonic() - began
