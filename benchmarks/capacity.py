"""The arithmetic of many codes a second: instances, the account's quotas, a cold stampede.

The stampede is simulated: so many instances start within a tenth of a second, and each reads the
config from KMS as `smscode.secret_stores.aliyun` does, with its pauses.
"""

import heapq
import math
import random
from dataclasses import dataclass
from typing import Final

from smscode.callers import CALLERS
from smscode.clock import TIMEOUTS
from smscode.secret_stores.aliyun import LEAST_PAUSE, PAUSES

#: Dysmsapi: help.aliyun.com/document_detail/55284.html.
ACCOUNT_QPS: Final = 5_000
#: KMS, secrets on the shared gateway, for an account in a region: help.aliyun.com, KMS, limits.
KMS_READS_PER_SECOND: Final = 450
SHORTEST_PATIENCE: Final = min(caller.patience for caller in CALLERS)

_BURST: Final = 0.1  # s in which all of them start
_REFUSAL: Final = 0.02  # s that a throttled answer takes


def instances(codes_per_second: float, seconds_per_call: float) -> int:
    """Return how many instances it takes, each serving one call at a time (Little's law)."""
    return math.ceil(round(codes_per_second * seconds_per_call, 6))


@dataclass(frozen=True, slots=True)
class Stampede:
    """What became of instances that started together.

    Attributes:
        served: How many have read the config in time to send.
        last: When the last of those had it, in seconds after the first start.
    """

    served: int
    last: float


def stampede(starts: int, pauses: tuple[float, ...] = PAUSES, seed: int = 1) -> Stampede:
    """Let so many instances start together, against a quota that is counted anew each second."""
    draw = random.Random(seed)  # noqa: S311 - a simulation
    reads = [(draw.uniform(0, _BURST), 0) for _ in range(starts)]
    heapq.heapify(reads)
    used: dict[int, int] = {}
    times = []
    while reads:
        now, tried = heapq.heappop(reads)
        window = int(now)
        if used.get(window, 0) < KMS_READS_PER_SECOND:
            used[window] = used.get(window, 0) + 1
            times.append(now)
        elif tried < len(pauses):
            pause = draw.uniform(LEAST_PAUSE * pauses[tried], pauses[tried])
            heapq.heappush(reads, (now + _REFUSAL + pause, tried + 1))
    in_time = [time for time in times if time <= SHORTEST_PATIENCE - TIMEOUTS.send]
    return Stampede(len(in_time), max(in_time))
