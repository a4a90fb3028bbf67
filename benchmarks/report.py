"""Which tables there are, and what of a run stands in each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from benchmarks import capacity, costs
from benchmarks.figures import Results
from benchmarks.tables import Table, number, spread
from benchmarks.targets import judged

_MEASURES: Final = ("wall", "cpu", "peak")
_COLD: Final = ("wall, ms", "CPU, ms", "peak memory, MiB")
_STARTS: Final = (450, 700, 1000, 1400, 2000)
_CODES_PER_SECOND: Final = 5_000
_SECONDS: Final = (0.1, 0.2, 0.5, 1.0)


def machine(results: Results) -> Table:
    """Return where and when it was measured."""
    return Table(("machine", ""), list(results.machine.items()))


def targets(results: Results) -> Table:
    """Return each target, what was measured and whether it is met."""
    rows = [
        (
            f"{target.figure} / {target.base}" if target.base else target.figure,
            number(target.measured(results)),
            number(target.most),
            "yes" if target.is_met(results) else "NO",
        )
        for target in judged(results)
    ]
    return Table(("target", "measured", "at most", "met"), rows)


def cold(results: Results) -> Table:
    """Return the cold starts that send, and how they compare."""
    rows: list[Sequence[str]] = []
    for cloud in ("fc", "aws"):
        rows += [_cold(results, f"{cloud}/{who}") for who in ("ours", "naive", "floor")]
        base = f"cold/{cloud}/naive"
        ratios = [results.ratio(f"cold/{cloud}/ours/{m}", f"{base}/{m}") for m in _MEASURES]
        rows.append((f"{cloud}/ours to naive", *(f"{ratio:.2f}" for ratio in ratios)))
    return Table(("cold start, first SMS", *_COLD), rows)


def refused_cold(results: Results) -> Table:
    """Return the cold starts that send nothing."""
    names = ("fc/healthz", "fc/no credential", "fc/wrong credential")
    rows = [_cold(results, name) for name in names]
    return Table(("cold start, nothing sent", *_COLD), rows)


def techniques(results: Results) -> Table:
    """Return what a cold start would take without one of the techniques."""
    rows = [_cold(results, name) for name in ("fc/ours", "fc/SDK=full", "fc/no bytecode")]
    return Table(("cold start without a technique", *_COLD), rows)


def warm(results: Results) -> Table:
    """Return what a warm send takes."""
    parts = ("p50", "p95", "p99")
    rows: list[Sequence[str]] = [
        (who, *(spread(results.figures[f"warm/{who}/{part}"]) for part in parts))
        for who in ("ours", "naive")
    ]
    for part in ("SDK", "own share"):
        rows.append((part, spread(results.figures[f"warm/ours/{part}"]), "", ""))
    return Table(("warm send, µs", *parts), rows)


def refused(results: Results) -> Table:
    """Return what a refused call costs."""
    names = [name for name in results.figures if name.startswith("refused/")]
    rows = [
        (name, spread(results.figures[name]), number(1e6 / results.median(name))) for name in names
    ]
    return Table(("warm refusal", "µs", "per second"), rows)


def load(results: Results) -> Table:
    """Return what an instance does and holds under load."""
    names = [name for name in results.figures if name.startswith("load/")]
    rows = [(name, spread(results.figures[name]), results.figures[name].unit) for name in names]
    return Table(("under load", "", "unit"), rows)


def sizes(results: Results) -> Table:
    """Return how large the bundles are."""
    names = [name for name in results.figures if name.startswith("size/")]
    return Table(("bundle", "MB zipped"), [(n, number(results.median(n))) for n in names])


def cost(results: Results) -> Table:
    """Return what a million codes cost, and how long a cold and a warm call are billed."""
    rows = []
    for cloud, prices in costs.CLOUDS.items():
        cold_call, warm_call = costs.work_of(results, cloud)
        for memory in costs.MEMORY_MB:
            share = prices.processors(memory)
            rows.append(
                (
                    cloud,
                    f"{memory}",
                    f"{share:.2f}",
                    f"{cold_call.seconds(share) * 1e3:,.0f}",
                    f"{warm_call.seconds(share) * 1e3:,.0f}",
                    f"{costs.usd_per_million(prices, memory, cold_call, warm_call):.2f}",
                )
            )
    header = ("cloud", "MB", "processors", "cold, ms", "warm, ms", "USD per million codes")
    return Table(header, rows)


def instances(_results: Results) -> Table:
    """Return how many instances 5,000 codes a second take."""
    rows = [
        (f"{seconds:g}", f"{capacity.instances(_CODES_PER_SECOND, seconds):,}")
        for seconds in _SECONDS
    ]
    return Table(("seconds per call", "instances at 5,000 codes per second"), rows)


def stampede(_results: Results) -> Table:
    """Return what becomes of instances that start together."""
    rows = []
    for starts in _STARTS:
        at_once, spread_out = capacity.stampede(starts, (0.0,)), capacity.stampede(starts)
        rows.append(
            (f"{starts:,}", f"{at_once.served:,}", f"{spread_out.served:,}", f"{spread_out.last:.1f}")
        )
    header = ("start together", "read at once twice", "read with pauses", "last after, s")
    return Table(header, rows)


def _cold(results: Results, name: str) -> Sequence[str]:
    return (name, *(spread(results.figures[f"cold/{name}/{measure}"]) for measure in _MEASURES))


Make = Callable[[Results], Table]
#: By the name that a page calls them by; a terminal shows those that are measured.
MEASURED: Final[Mapping[str, Make]] = {
    "machine": machine,
    "cold": cold,
    "techniques": techniques,
    "refused-cold": refused_cold,
    "warm": warm,
    "refused": refused,
    "load": load,
    "sizes": sizes,
    "targets": targets,
}
DERIVED: Final[Mapping[str, Make]] = {"cost": cost, "instances": instances, "stampede": stampede}
