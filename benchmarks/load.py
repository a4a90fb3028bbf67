"""Under load: sends per second from 16 threads of one instance, and what it holds afterwards.

In the memory of an instance what it sent is remembered for duplicates, up to a bound of 20,000
keys (`smscode.claims.stores.memory`). The first 25,000 sends fill that and let its table settle;
over the next 20,000 nothing may grow.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from benchmarks import calls, surroundings
from benchmarks.clouds import Clouds
from benchmarks.errors import CannotMeasureError
from benchmarks.figures import Figure
from benchmarks.packs import Packs
from benchmarks.worker import Worker

FILLING: Final = 25_000
SENDS: Final = 20_000
THREADS: Final = 16
_PARTS: Final = 10  # of the sends, with a look at the process after each
_LONGEST_PART: Final = 60.0  # s

Step = Callable[[str], None]


def measure(
    packs: Packs, clouds: Clouds, step: Step, *, filling: int = FILLING, sends: int = SENDS
) -> Mapping[str, Figure]:
    """Return the figures under load; *step* is told what is going on."""
    with Worker(packs.python, packs.code("slim/fc"), surroundings.ours_on_fc(clouds)) as worker:
        first = list(_flood(worker, filling, "filling the claims", step))
        held = worker.resident_kib(), worker.descriptors()
        lasting = list(_flood(worker, sends, "watching for growth", step))
        grown = worker.resident_kib() - held[0], worker.descriptors() - held[1]
    return {
        "load/sends per second": Figure.of([*first, *lasting], "/s"),
        "load/resident": Figure.of([held[0] / 1024], "MiB"),
        "load/growth": Figure.of([grown[0] / 1024], "MiB"),
        "load/descriptors": Figure.of([held[1]], ""),
        "load/more descriptors": Figure.of([grown[1]], ""),
    }


def _flood(worker: Worker, sends: int, what: str, step: Step) -> Iterator[float]:
    """Send in parts, and yield the rate of each."""
    part = sends // _PARTS
    for number in range(_PARTS):
        step(f"{THREADS} threads, {what}: {part * number} of {sends} sends")
        done = worker.ask(
            "flood",
            event=json.dumps(calls.on_fc()),
            times=part,
            threads=THREADS,
            seconds=_LONGEST_PART,
        )
        if done["sent"] != part:
            sent, refused = done["sent"], done["refused"]
            raise CannotMeasureError(f"{sent} of {part} were sent, {refused} refused")
        yield part / done["seconds"]
