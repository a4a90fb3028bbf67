"""How long something takes, on a machine that may be busy with something else."""

from collections.abc import Callable
from typing import Final

#: A busy machine adds to a measured time and never takes away from it; what is too slow by its own
#: doing is too slow each time.
_TIMES: Final = 3


def at_most(seconds: float, measure: Callable[[], float]) -> bool:
    """Tell whether *measure* finds that it takes at most *seconds*, in one of three times."""
    return any(measure() <= seconds for _ in range(_TIMES))
