"""What a million codes cost on each cloud, at each size of memory: a model with its inputs named.

Time that computes is stretched where an instance has a part of a processor; time that waits for
Aliyun is not. Both are billed. The SMS itself costs a hundred times as much and is not in here.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from benchmarks.figures import Results

MILLION: Final = 1_000_000
#: Assumptions, not measurements: nothing here ever talked to the real service.
WAIT_MS: Final = 100.0  # a request's way to Aliyun and back, its work there included
COLD_SHARE: Final = 0.05  # of all calls that start an instance
MEMORY_MB: Final = (128, 256, 512, 1024, 2048)


@dataclass(frozen=True, slots=True)
class Work:
    """What a kind of call does: milliseconds of a whole processor, and requests that it awaits."""

    cpu_ms: float
    requests: int

    def seconds(self, processors: float) -> float:
        """Return how long it takes on so much of a processor; more than one does not help."""
        return (self.cpu_ms / min(1.0, processors) + self.requests * WAIT_MS) / 1e3


class Cloud(Protocol):
    """A price list."""

    def processors(self, memory_mb: int) -> float:
        """Return how much of a processor an instance of that memory has."""

    def processors_at_start(self, memory_mb: int) -> float:
        """Return how much of one it has while the function is loaded."""

    def usd(self, memory_mb: int, seconds: float) -> float:
        """Return the price of one call that takes so long."""


@dataclass(frozen=True, slots=True)
class FunctionCompute:
    """Alibaba Cloud, international site, first tier, without the free quota.

    Prices and factors: alibabacloud.com/help, Function Compute, "pay-as-you-go billing method".
    Since December 2025 a function that is called in an hour pays CNY 0.01 for that hour at least,
    and an instance idles for a minute after its last call, in which its memory may be billed
    (help.aliyun.com, product-change-description-on-optimizing-function-billing-mode): neither is
    in here.
    """

    usd_per_cu: float = 0.000020
    cu_per_call: float = 75 / 10_000
    cu_per_processor_second: float = 1.0
    cu_per_gb_second: float = 0.15

    def processors(self, memory_mb: int) -> float:
        """Return how much of a processor is chosen for the memory, in steps of 0.05.

        0.35 is what the fc3 component chooses for 512 MB; the others are a choice like it.
        """
        return {128: 0.1, 256: 0.2, 512: 0.35, 1024: 0.5}.get(memory_mb, 1.0)

    def processors_at_start(self, memory_mb: int) -> float:
        """Return the same: the function is loaded inside its first call."""
        return self.processors(memory_mb)

    def usd(self, memory_mb: int, seconds: float) -> float:
        """Return the price of one call that takes so long."""
        per_second = (
            self.processors(memory_mb) * self.cu_per_processor_second
            + memory_mb / 1024 * self.cu_per_gb_second
        )
        return self.usd_per_cu * (self.cu_per_call + seconds * per_second)


@dataclass(frozen=True, slots=True)
class Lambda:
    """AWS, us-east-1, first tier, without the free tier, billed from the start of initialisation.

    Prices: aws.amazon.com/lambda/pricing. The processor's share: docs.aws.amazon.com, "Configure
    Lambda function memory": 1,769 MB have one vCPU.
    """

    usd_per_gb_second: float
    usd_per_call: float = 0.20 / MILLION

    def processors(self, memory_mb: int) -> float:
        """Return how much of a processor goes with the memory."""
        return memory_mb / 1769

    def processors_at_start(self, _memory_mb: int) -> float:
        """Return a whole one: published durations of initialisation do not depend on the memory."""
        return 1.0

    def usd(self, memory_mb: int, seconds: float) -> float:
        """Return the price of one call that takes so long."""
        return self.usd_per_call + memory_mb / 1024 * seconds * self.usd_per_gb_second


#: By what a table calls it: whose measurements belong to it, and its prices.
CLOUDS: Final[dict[str, tuple[str, Cloud]]] = {
    "Function Compute": ("fc", FunctionCompute()),
    "Lambda, arm64": ("aws", Lambda(0.0000133334)),
    "Lambda, x86_64": ("aws", Lambda(0.0000166667)),
}


@dataclass(frozen=True, slots=True)
class Bill:
    """What calls come to: the seconds billed of a cold and of a warm one, and a million codes."""

    cold_seconds: float
    warm_seconds: float
    usd_per_million: float


def bill(cloud: Cloud, memory_mb: int, cold: Work, warm: Work) -> Bill:
    """Return what calls come to when `COLD_SHARE` of them start an instance."""
    cold_seconds = cold.seconds(cloud.processors_at_start(memory_mb))
    warm_seconds = warm.seconds(cloud.processors(memory_mb))
    starting, others = (cloud.usd(memory_mb, each) for each in (cold_seconds, warm_seconds))
    mean = COLD_SHARE * starting + (1 - COLD_SHARE) * others
    return Bill(cold_seconds, warm_seconds, MILLION * mean)


def work_of(results: Results, cloud: str) -> tuple[Work, Work]:
    """Return a cold and a warm call as they were measured; cold, the config is read as well.

    A warm call's computing is taken to be all of its time over loopback, which is too much.
    """
    cold = Work(results.median(f"cold/{cloud}/ours/cpu"), requests=2)
    return cold, Work(results.median("warm/ours/p50") / 1e3, requests=1)
