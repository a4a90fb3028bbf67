"""A run of the benchmark with made-up figures."""

import pytest

from benchmarks.figures import Figure, Results

_MEASURES = {"wall": 100.0, "cpu": 80.0, "peak": 40.0}
_CASES = (
    *(
        "fc/ours",
        "fc/naive",
        "fc/floor",
        "fc/SDK=full",
        "fc/no bytecode",
        "fc/collections",
        "fc/plug-ins",
    ),
    *("fc/healthz", "fc/no credential", "fc/wrong credential"),
    *("fc tls/ours", "fc tls/naive"),
    *("aws/ours", "aws/naive", "aws/floor", "aws/claims"),
)
_OTHERS = {
    **{f"warm/{who}/{part}": 700.0 for who in ("ours", "naive") for part in ("p50", "p95", "p99")},
    "warm/ours/SDK": 500.0,
    "warm/ours/own share": 200.0,
    **{f"refused/{what}": 90.0 for what in ("no credential", "wrong credential", "not JSON")},
    "refused/bad field": 120.0,
    "load/sends per second": 700.0,
    "load/resident": 85.0,
    "load/growth": 0.0,
    "load/descriptors": 20.0,
    "load/more descriptors": 0.0,
    **{f"size/{what}": 5.5 for what in ("fc", "aws arm64", "aws x86_64", "fc, SDK=full")},
}
_FACTS = ("date", "processor", "cores", "system", "python", "load")


@pytest.fixture
def results() -> Results:
    """Return a whole run in which the naive function takes no longer than ours."""
    cold = {f"cold/{case}/{m}": value for case in _CASES for m, value in _MEASURES.items()}
    figures = {name: Figure.of([value], "") for name, value in {**cold, **_OTHERS}.items()}
    return Results(dict.fromkeys(_FACTS, "2"), figures)
