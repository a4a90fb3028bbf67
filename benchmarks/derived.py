"""Tables of what is computed, and not measured: money, instances, a stampede."""

from typing import Final

from benchmarks import capacity, costs
from benchmarks.figures import Results
from benchmarks.tables import Table

_STARTS: Final = (450, 700, 1000, 1400, 2000)
_CODES_PER_SECOND: Final = capacity.ACCOUNT_QPS
_SECONDS: Final = (0.1, 0.2, 0.5, 1.0)


def cost(results: Results) -> Table:
    """Return what a million codes cost, and how long a cold and a warm call are billed."""
    rows = []
    for title, (cloud, prices) in costs.CLOUDS.items():
        cold_call, warm_call = costs.work_of(results, cloud)
        for memory in costs.MEMORY_MB:
            bill = costs.bill(prices, memory, cold_call, warm_call)
            rows.append(
                (
                    title,
                    str(memory),
                    f"{prices.processors(memory):.2f}",
                    f"{bill.cold_seconds * 1e3:,.0f}",
                    f"{bill.warm_seconds * 1e3:,.0f}",
                    f"{bill.usd_per_million:.2f}",
                )
            )
    header = ("cloud", "MB", "processors", "cold, ms", "warm, ms", "USD per million codes")
    return Table(header, rows)


def instances() -> Table:
    """Return how many instances 5,000 codes a second take."""
    rows = [
        (f"{seconds:g}", f"{capacity.instances(_CODES_PER_SECOND, seconds):,}")
        for seconds in _SECONDS
    ]
    return Table(("seconds per call", "instances at 5,000 codes per second"), rows)


def stampede() -> Table:
    """Return what becomes of instances that start together."""
    rows = []
    for starts in _STARTS:
        at_once, spread_out = capacity.stampede(starts, (0.0,)), capacity.stampede(starts)
        served = (f"{at_once.served:,}", f"{spread_out.served:,}")
        rows.append((f"{starts:,}", *served, f"{spread_out.last:.1f}"))
    header = (
        "start together",
        "served, read twice at once",
        "served, with pauses",
        "last after, s",
    )
    return Table(header, rows)
