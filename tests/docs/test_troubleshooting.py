"""docs/troubleshooting.md has a row for everything that can come of a call."""

from typing import Final

from smscode.callers.authentication import Refusal
from smscode.outcome import KINDS as OUTCOMES
from smscode.senders.vendor_codes import KINDS as CODES
from support.pages.page import read, spans
from support.paths import ROOT

PAGE: Final = read(ROOT / "docs/troubleshooting.md")


def table(title: str) -> list[list[str]]:
    """Return the rows of the table under *title*, its heading left out."""
    return PAGE.section(title).tables[0][1:]


def test_every_outcome_has_a_row() -> None:
    """In the order of the vocabulary; each but the two that went well says what to do."""
    rows = table("Outcomes")
    assert [spans(row[0]) for row in rows] == [[kind.code] for kind in OUTCOMES]
    assert all(row[3] for row in rows[1:])


def test_every_vendor_code_has_a_row() -> None:
    """Each stands once, with the outcome that it becomes, and has something to do about it."""
    told = {code: spans(row[1]) for row in table("Aliyun's codes") for code in spans(row[0])}
    assert told == {code: [kind.code] for code, kind in CODES.items()}
    assert sum(len(spans(row[0])) for row in table("Aliyun's codes")) == len(CODES)
    assert all(row[2] and row[3] for row in table("Aliyun's codes"))


def test_every_reason_of_a_401_has_a_row() -> None:
    """The table has the reasons that there are, and no other."""
    told = [name for row in table("Unauthorized, and why") for name in spans(row[0])]
    assert sorted(told) == sorted(refusal.value for refusal in Refusal)
