"""Which tables there are, and what of a run stands in each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from benchmarks import derived
from benchmarks.figures import Results
from benchmarks.tables import Table, number, spread
from benchmarks.targets import judged

Make = Callable[[Results], Table]

_MEASURES: Final = ("wall", "cpu", "peak")
_PERCENTILES: Final = ("p50", "p95", "p99")
_COLD: Final = ("wall, ms", "CPU, ms", "peak memory, MiB")
_CLOUDS: Final = {
    "fc": "Function Compute",
    "fc tls": "Function Compute over TLS",
    "aws": "Lambda",
}
_HEADLINE: Final = {"Function Compute": "fc tls", "Lambda": "aws"}
_WHO: Final = {"ours": "this function", "naive": "naive function", "floor": "bare request"}


def machine(results: Results) -> Table:
    """Return where and when it was measured."""
    return Table(("machine", ""), list(results.machine.items()))


def targets(results: Results) -> Table:
    """Return each target, what was measured and whether it is met."""
    rows = [
        (
            f"{target.figure} : {target.base}" if target.base else target.figure,
            number(target.measured(results)),
            number(target.most),
            "yes" if target.is_met(results) else "NO",
        )
        for target in judged(results)
    ]
    return Table(("target", "measured", "at most", "met"), rows)


def headline(results: Results) -> Table:
    """Return the cold starts of ours as parts of the naive function's."""
    rows = [_ratios(results, title, cloud) for title, cloud in _HEADLINE.items()]
    return Table(("cold start, first SMS", "wall", "CPU", "peak memory"), rows)


def _ratios(results: Results, title: str, cloud: str) -> Sequence[str]:
    ours, naive = f"cold/{cloud}/ours", f"cold/{cloud}/naive"
    ratios = (results.ratio(f"{ours}/{each}", f"{naive}/{each}") for each in _MEASURES)
    return (title, *(f"{ratio:.2f}" for ratio in ratios))


def cold(results: Results) -> Table:
    """Return the cold starts that send, and how they compare."""
    return Table(("cold start, first SMS", *_COLD), list(_cold_rows(results)))


def _cold_rows(results: Results) -> Iterator[Sequence[str]]:
    for cloud, title in _CLOUDS.items():
        for who, name in _WHO.items():
            if f"cold/{cloud}/{who}/wall" in results.figures:
                yield _started(results, f"{title}, {name}", f"{cloud}/{who}")
        yield _ratios(results, f"{title}, this to naive", cloud)
    yield _started(results, "Lambda as shipped, with DynamoDB", "aws/claims")


def refused_cold(results: Results) -> Table:
    """Return the cold starts that send nothing."""
    names = {
        "GET /healthz": "fc/healthz",
        "401, no credential": "fc/no credential",
        "401, wrong credential": "fc/wrong credential",
    }
    rows = [_started(results, title, name) for title, name in names.items()]
    return Table(("cold start, nothing sent", *_COLD), rows)


def techniques(results: Results) -> Table:
    """Return what a cold start would take without one of the techniques."""
    names = {
        "as it is built": "fc/ours",
        "with all that the SDK imports (SDK=full)": "fc/SDK=full",
        "without bytecode": "fc/no bytecode",
        "with garbage collections": "fc/collections",
        "with pydantic's search for plug-ins": "fc/plug-ins",
    }
    rows = [_started(results, title, name) for title, name in names.items()]
    return Table(("cold start on Function Compute", *_COLD), rows)


def _started(results: Results, title: str, name: str) -> Sequence[str]:
    return (title, *(spread(results.figures[f"cold/{name}/{each}"]) for each in _MEASURES))


def warm(results: Results) -> Table:
    """Return what a warm send takes."""
    rows = [
        (_WHO[who], *(spread(results.figures[f"warm/{who}/{part}"]) for part in _PERCENTILES))
        for who in ("ours", "naive")
    ]
    return Table(("warm send, µs", *_PERCENTILES), rows)


def share(results: Results) -> Table:
    """Return how a warm send of ours divides."""
    names = {"the SDK's call": "warm/ours/SDK", "our own share": "warm/ours/own share"}
    rows = [(title, spread(results.figures[name])) for title, name in names.items()]
    return Table(("part of a warm send", "µs at the median"), rows)


def refused(results: Results) -> Table:
    """Return what a refused call costs."""
    names = {
        "401, no credential": "refused/no credential",
        "401, wrong credential": "refused/wrong credential",
        "400, not JSON": "refused/not JSON",
        "400, a bad field": "refused/bad field",
    }
    rows = [
        (title, spread(results.figures[name]), number(1e6 / results.median(name)))
        for title, name in names.items()
    ]
    return Table(("warm refusal", "µs", "per second"), rows)


def load(results: Results) -> Table:
    """Return what an instance does and holds under load."""
    names = {
        "sends per second": "load/sends per second",
        "memory after the first 25,000, MiB": "load/resident",
        "memory that the next 20,000 added, MiB": "load/growth",
        "open files and sockets": "load/descriptors",
        "open files and sockets that the next 20,000 added": "load/more descriptors",
    }
    rows = [(title, spread(results.figures[name])) for title, name in names.items()]
    return Table(("one instance, 16 threads", ""), rows)


def sizes(results: Results) -> Table:
    """Return how large the bundles are."""
    names = {
        "Function Compute": "size/fc",
        "Lambda, arm64": "size/aws arm64",
        "Lambda, x86_64": "size/aws x86_64",
        "Function Compute, SDK=full": "size/fc, SDK=full",
    }
    rows = [(title, f"{results.median(name):.2f}") for title, name in names.items()]
    return Table(("bundle", "MB zipped"), rows)


#: By the name that a page has for each: the part of the benchmark that it needs, and its maker.
_TABLES: Final[Mapping[str, tuple[str, Make]]] = {
    "machine": ("", machine),
    "cold": ("cold/", cold),
    "techniques": ("cold/", techniques),
    "refused-cold": ("cold/", refused_cold),
    "warm": ("warm/", warm),
    "share": ("warm/", share),
    "refused": ("refused/", refused),
    "load": ("load/", load),
    "sizes": ("size/", sizes),
    "targets": ("", targets),
}


def measured(results: Results) -> Iterator[Table]:
    """Yield the tables for which *results* have the figures."""
    for needs, make in _TABLES.values():
        if any(name.startswith(needs) for name in results.figures):
            yield make(results)


def tables(results: Results) -> Mapping[str, Table]:
    """Return all tables of a whole run, the derived ones too, by the names that pages use."""
    own = {name: make(results) for name, (_, make) in _TABLES.items()}
    return {
        **own,
        "headline": headline(results),
        "cost": derived.cost(results),
        "instances": derived.instances(),
        "stampede": derived.stampede(),
    }
