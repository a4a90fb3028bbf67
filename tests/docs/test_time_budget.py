"""The time budget of docs/architecture.md: its table is the code's, and the parts fit together."""

from importlib import import_module
from operator import attrgetter
from typing import Any, Final

from smscode.callers import CALLERS, DIRECT
from support.pages.page import read, spans
from support.paths import ROOT

PAGE: Final = read(ROOT / "docs/architecture.md")
ROWS: Final = PAGE.section("The time budget").tables[0][1:]


def at(place: str) -> Any:  # noqa: ANN401 - whatever stands there
    """Return what stands at a place of the code, ``module:name``."""
    module, _, name = place.partition(":")
    return attrgetter(name)(import_module(f"smscode.{module}"))


def seconds(place: str) -> float:
    """Return the limit that stands at a place of the code."""
    value: float = at(place)
    return value


def test_the_table_is_the_codes() -> None:
    """Each limit is as long as the page says."""
    told = {spans(row[2])[0]: float(row[1]) for row in ROWS}
    assert told == {place: seconds(place) for place in told}


def test_every_caller_has_a_row() -> None:
    """Those who wait for another time than most are named."""
    usual = seconds("callers.generic:Generic.patience")
    named = {row[0].partition(" ")[0].lower() for row in ROWS}
    assert {c.name for c in (*CALLERS, DIRECT) if c.patience != usual} <= named


def test_a_claim_in_flight_outlives_who_waits_for_it() -> None:
    """So no instance is taken for dead while its caller still waits."""
    longest = max(caller.patience for caller in (*CALLERS, DIRECT))
    assert seconds("claims.claim:IN_FLIGHT_FOR") > longest + seconds("call:_MARGIN")


def test_a_send_fits_into_the_shortest_patience() -> None:
    """Claim, connection, answer and settlement together."""
    parts = ("claims.ledger:_TO_CLAIM", "clock:TIMEOUTS.connect", "clock:TIMEOUTS.read")
    whole = sum(map(seconds, parts)) + seconds("claims.ledger:_TO_SETTLE")
    assert whole <= min(caller.patience for caller in CALLERS)


def test_where_to_change_what() -> None:
    """Each file that the page names for a change is the home of what is to be changed."""
    for _, file, there in PAGE.section("Where do I change …").tables[0][1:]:
        module = spans(file)[0].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        assert spans(there)
        for name in spans(there):
            assert at(f"{module}:{name}") is not None
