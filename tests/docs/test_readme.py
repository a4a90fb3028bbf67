"""The README's tables say what the code does."""

from __future__ import annotations

import json
import re

import pytest

from smscode.callers import CALLERS
from smscode.claims.stores import CLAIM_STORES
from smscode.config.model import Config
from smscode.outcome import KINDS, UNCERTAIN, Kind
from smscode.request import FIELDS, USAGE_TYPES
from smscode.secret_stores import STORES
from smscode.settings import Settings
from support.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Return the README's text under one heading."""
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of every row of the tables in *text*, headings left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    rules = {index for index, line in enumerate(lines) if re.fullmatch(r"[|\- ]+", line)}
    return [row for i, row in enumerate(cells) if i not in rules and i + 1 not in rules]


def names(text: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", text)


def _may_succeed_later(kind: Kind) -> bool:
    """Return whether nothing was sent, for a reason that passes."""
    return kind.status in {429, 500, 503} and kind is not UNCERTAIN


def test_outcomes_are_the_vocabulary() -> None:
    """The outcomes table has every outcome, in order, with its status and whether to repeat."""
    expected = [
        [f"`{kind.code}`", str(kind.status), "yes" if _may_succeed_later(kind) else "no"]
        for kind in KINDS
    ]

    assert expected == [row[:3] for row in rows(section("Outcomes").split("Aliyun's own code")[0])]


def test_variables_are_the_settings() -> None:
    """The variables table has the settings' defaults: the code agrees when they are left out."""
    table = {names(row[0])[0]: names(row[1]) for row in rows(section("Configuration"))}
    given = {name: cells[0] for name, cells in table.items() if name.isupper() and cells}

    plain = Settings.from_environment({"CONFIG_URI": "file:x"})

    assert plain == Settings.from_environment({"CONFIG_URI": "file:x", **given})
    assert {"DYSMSAPI_ENDPOINT", "DYPNSAPI_ENDPOINT", "CONFIG_TTL_SECONDS", "CLAIMS_URI"} < set(
        given
    )


@pytest.mark.parametrize(("known", "table"), [(STORES, "CONFIG_URI"), (CLAIM_STORES, "CLAIMS_URI")])
def test_stores_are_the_tables_of_the_code(known: dict[str, object], table: str) -> None:
    """Every store has a row under its variable, and every row a store."""
    part = section("Configuration").split(f"| `{table}` | store |", 1)[1].split("\n\n", 1)[0]

    cells = [line.split(" | ")[0] for line in part.splitlines()[2:]]

    assert set(known) == {name.partition(":")[0] for cell in cells for name in names(cell)}


def test_members_are_the_documents() -> None:
    """The members table names every member of the config document."""
    documented = [name for row in rows(section("Configuration")) for name in names(row[0])]

    members = {field.alias for field in Config.model_fields.values()}

    assert members <= set(documented)


def test_the_document_is_a_config() -> None:
    """The README's example document loads, with no member that means nothing."""
    text = re.findall(r"```json\n(.*?)```", section("Configuration"), re.DOTALL)[0]

    config = Config.model_validate(json.loads(text))

    assert [name for name in config.unknown_members() if not name.startswith("/callers")] == []


def test_fields_are_the_requests() -> None:
    """The request table names every field and every usage type."""
    table = {names(row[0])[0]: row[1] for row in rows(section("Request"))}

    assert set(FIELDS) == set(table)
    assert set(USAGE_TYPES) <= set(names(table["usageType"]))


def test_every_caller_has_a_row() -> None:
    """The callers table has the path of every caller."""
    paths = [path for row in rows(section("Callers and triggers")) for path in names(row[0])]

    assert {f"/{caller.name}" for caller in CALLERS} <= set(paths)


def test_samples_exist() -> None:
    """Every file that the README names is there."""
    files = [name for name in names(README) if re.fullmatch(r"(events|src|sandbox|docs)/\S+", name)]

    assert [name for name in files if not (ROOT / name).exists()] == []


def test_commands_are_the_makefiles() -> None:
    """Every make command in the README is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))

    assert set(re.findall(r"(?:`|\$ )make ([a-z-]+)", README)) <= targets
