"""Times at which nobody is to be woken, put together of lines that the function left."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Protocol, TypeAlias, TypeVar

Lines: TypeAlias = Mapping[str, list[dict[str, Any]]]
Row = TypeVar("Row")

MIDNIGHT: Final = 1_799_971_200.0
MINUTE: Final = 60


class Around(Protocol[Row]):
    """Puts around the lines of a call what a platform writes there."""

    def __call__(self, number: int, lines: list[str], *, is_cold: bool = False) -> list[Row]:
        """Return the entries of the call of that number."""


def ordinary_day(minute: int) -> Iterator[str]:
    """Yield what happens in a minute of a day: people, most of whom get their code.

    From eight to ten at night 84 SMS in an hour, so that the shares have enough to be shares of;
    in the other hours three, and as many wrong numbers.
    """
    if not 8 <= minute // 60 < 22:
        yield from _every(minute, {"ordinary": (20, 0), "wrong_number": (20, 5)})
        yield from _every(minute, {"stranger": (200, 30), "receipts": (240, 10)})
        return
    yield from _every(minute, {"ordinary": (1, 0), "twice": (20, 3), "arrived": (10, 0)})
    yield from _every(minute, {"ordinary": (3, 1), "wrong_number": (15, 5), "new_type": (120, 9)})
    yield from _every(minute, {"closed_region": (30, 7), "flow_control": (20, 11)})
    yield from _every(minute, {"doubtful": (180, 20), "out_of_reach": (90, 50)})
    yield from _every(minute, {"second_way": (60, 40), "stranger": (200, 30)})


def night_of_scanners(_minute: int) -> Iterator[str]:
    """Yield what happens in a minute of a night in which nobody calls but scanners."""
    yield "scanner"


def deploy(minute: int) -> Iterator[str]:
    """Yield what happens in a minute of an hour in which a deploy replaces every instance."""
    yield from _every(minute, {"ordinary": (2, 0), "wrong_number": (15, 5), "arrived": (10, 0)})


#: By name: what happens in each minute, for how many minutes, and from which on instances start.
QUIET: Final[Mapping[str, tuple[Callable[[int], Iterator[str]], int, range]]] = {
    "an ordinary day": (ordinary_day, 24 * 60, range(480, 490)),
    "a night of scanners": (night_of_scanners, 4 * 60, range(10)),
    "a deploy": (deploy, 60, range(20, 40)),
}


def _every(minute: int, plan: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    return (what for what, (times, since) in plan.items() if minute % times == since % times)


def timeline(name: str, lines: Lines, around: Around[Row]) -> list[tuple[float, Row]]:
    """Return what stands in the log after the quiet time *name*, each entry with its time.

    A line of a cold start keeps its `coldStarts`, and the read of the config before it, only in
    the minutes in which instances start.
    """
    happens, minutes, starting = QUIET[name]
    found = []
    for minute in range(minutes):
        is_cold = minute in starting
        for number, what in enumerate(happens(minute)):
            texts = [json.dumps(each) for each in _as_of(lines[what], is_cold=is_cold)]
            call = around(minute * 100 + number, texts, is_cold=is_cold)
            found += [(MIDNIGHT + minute * MINUTE + number, row) for row in call]
    return found


def _as_of(lines: list[dict[str, Any]], *, is_cold: bool) -> Iterator[dict[str, Any]]:
    for line in lines:
        if is_cold:
            yield line
        elif line["event"] != "config_read":
            yield {name: each for name, each in line.items() if name != "coldStarts"}


def moments(entries: list[tuple[float, Row]], seconds: float) -> Iterator[list[tuple[float, Row]]]:
    """Yield what an alert over the last so many *seconds* sees, once each five minutes."""
    times = [time for time, _ in entries]
    end = times[0]
    while end < times[-1] + seconds:
        end += 5 * MINUTE
        yield entries[bisect_right(times, end - seconds) : bisect_right(times, end)]
