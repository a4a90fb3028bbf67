"""docs/security.md: its numbers, and who they are about, are those of the code."""

from typing import Final

import yaml

from smscode.call import Call
from smscode.callers import CALLERS
from smscode.callers.authentication import TOLERANCE
from smscode.callers.supabase import Supabase
from smscode.config.model import Config
from support.pages.page import read, spans
from support.paths import ROOT
from support.sam_template import FUNCTION, TEMPLATE

PAGE: Final = read(ROOT / "docs/security.md")
TITLES: Final = {"supabase": "Supabase", "zitadel": "ZITADEL", "kratos": "Kratos"}


def row(title: str, first: str) -> list[str]:
    """Return the row that begins with *first* in the table under *title*."""
    (found,) = (cells for cells in PAGE.section(title).tables[0] if cells[0].startswith(first))
    return found


def test_every_threat_has_a_test() -> None:
    """Each row names files of tests, and nothing else, as what shows it."""
    for threat in PAGE.section("Threats").tables[0][1:]:
        assert spans(threat[2])
        assert all((ROOT / name).is_file() for name in spans(threat[2])), threat[0]


def test_how_long_claims_are_kept() -> None:
    """A minute, but for those that call again for longer."""
    told = row("What is known about people, and where it stays", "the claim store")[4]
    longer = {TITLES[caller.name] for caller in CALLERS if caller.window == 600.0}
    assert {caller.window for caller in CALLERS} == {60.0, 600.0}
    assert told.startswith(f"1 minute, or 10 for {' and '.join(sorted(longer, reverse=True))}")


def test_how_long_a_caught_request_sends_nothing() -> None:
    """For longer than its time can be believed, from the earliest moment to the last."""
    call = Call("POST", "/supabase", {"webhook-id": "m"}, {}, b"")
    remembered = Supabase().idempotency_key(call).window
    assert remembered > 2 * TOLERANCE
    told = row("What is known about people, and where it stays", "the claim store")[4]
    assert f"a signed message {remembered / 60:.0f}" in told


def test_who_sends_a_whole_user() -> None:
    """Those whose bodies may be longer than 16 KiB."""
    told = row("What is known about people, and where it stays", "your auth system")[3]
    whole = [TITLES[caller.name] for caller in CALLERS if caller.body_limit > 16 * 1024]
    assert all(name in told for name in whole)
    assert [name for name in TITLES.values() if name in told] == whole


def test_how_long_calls_and_logs_last() -> None:
    """As the templates of both clouds say."""
    title = "What is known about people, and where it stays"
    assert f"{FUNCTION['Timeout']} seconds at most" in row(title, "your auth system")[4]
    days = TEMPLATE["Parameters"]["LogRetentionDays"]["Default"]
    assert row(title, "the log")[4].startswith(f"{days} days")
    stack = yaml.safe_load((ROOT / "ros.yml").read_text(encoding="utf-8"))
    assert stack["Parameters"]["LogRetentionDays"]["Default"] == days


def test_the_mainland_alone_by_default() -> None:
    """Nobody pays for a region that was not asked for."""
    assert Config.model_fields["allowed_regions"].default == frozenset({"CN"})
    assert "mainland alone by default" in row("Threats", "pumping")[1]
