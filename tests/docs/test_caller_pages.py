"""The setup pages: the request that each shows is posted and sends; what it says is what is.

A page has one ``http`` block, with a code of six digits that begins with 35.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from local import signing
from local.function import ROOT
from smscode.call import ReplyContext
from smscode.callers import CALLERS, GENERIC
from smscode.outcome import KINDS, Outcome
from support.callers.front import Front, sandbox_config
from support.callers.pages import blocks, caller_of, in_chinese, named_in
from support.documents import load

NAMES: Final = {caller.name: caller for caller in CALLERS if caller is not GENERIC}
PAGES: Final = [
    page
    for page in sorted((ROOT / "docs" / "callers").glob("*.md"))
    if page.name.partition(".")[0] in NAMES
]
ENGLISH: Final = [page for page in PAGES if not page.name.endswith(".zh-CN.md")]
#: Which callers sign: by which scheme, and under which name their secrets are in the config.
SIGNERS: Final = {
    "supabase": ("standard-webhooks", "webhookSecrets"),
    "authgear": ("authgear", "webhookSecrets"),
    "zitadel": ("zitadel", "signingKeys"),
}
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.stem))
each_caller = pytest.mark.parametrize("page", ENGLISH, ids=lambda page: str(page.stem))


@dataclass(frozen=True, slots=True)
class Sample:
    """A request as a page shows it, but with a code of its own."""

    target: str
    headers: dict[str, str]
    body: bytes


def sample_of(page: Path, code: str) -> Sample:
    """Return the one request in a page, signed where its caller signs."""
    (block,) = blocks(page, "http")
    head, _, body = re.sub(r"\b35\d{4}\b", code, block).partition("\n\n")
    start, *lines = head.splitlines()
    method, target = start.split(" ")
    assert method == "POST"
    event: dict[str, Any] = {"headers": dict(line.split(": ", 1) for line in lines), "body": body}
    if caller_of(page) in SIGNERS:
        scheme, member = SIGNERS[caller_of(page)]
        secrets = sandbox_config()["callers"][caller_of(page)][member]
        event = signing.signed({**event, "sign": {"scheme": scheme, "secrets": secrets}})
    return Sample(target, event["headers"], body.encode())


def test_every_caller_has_its_pages() -> None:
    """Each caller with a dialect of its own has a page in English and in Chinese."""
    assert {caller_of(page) for page in ENGLISH} == set(NAMES)
    assert [page for page in ENGLISH if in_chinese(page) not in PAGES] == []


@each_page
def test_sample_sends(front: Front, page: Path) -> None:
    """The page's request, to the caller's path, sends the code that it shows."""
    code = front.new_code()
    sample = sample_of(page, code)
    assert re.match(r"/(\w+)", sample.target).group(1) == caller_of(page)  # type: ignore[union-attr]
    assert front.post(sample.target, sample.body, sample.headers).status == 200
    assert [list(sms.params.values()) for sms in front.sandbox.messages] == [[code]]


@each_page
def test_entry_loads(page: Path) -> None:
    """The page's entry is one that opens the caller, once a secret stands for the ellipsis."""
    for block in blocks(page, "json"):
        entry = json.loads(block.replace("whsec_…", "whsec_" + "QUFB" * 8))
        config = load({**sandbox_config(), **entry})
        assert config.caller(caller_of(page)) is not None
        assert list(config.unknown_members()) == []


@each_page
def test_outcomes(page: Path) -> None:
    """Each outcome in the page's table is answered so: its status, and its sentences or code."""
    rows = re.findall(
        r"^\| `(\w+)` \| (\d+) \|(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rows
    kinds = {kind.code: kind for kind in KINDS}
    for code, status, rest in rows:
        kind = kinds[code]
        cells = [cell.strip() for cell in rest.split("|") if cell.strip()]
        reply = NAMES[caller_of(page)].reply(Outcome(kind), ReplyContext("r"))
        told = reply.body.get("code") if isinstance(reply.body, Mapping) else None
        assert int(status) == reply.status
        assert cells in ([], [kind.text.english, kind.text.chinese], [f"`{told}`"])


@each_page
def test_events_exist(page: Path) -> None:
    """Each event that the page names is there, and is of its caller."""
    events = re.findall(r"events/([\w-]+)\.json", page.read_text(encoding="utf-8"))
    assert events
    for event in events:
        assert (ROOT / "events" / f"{event}.json").exists()
        assert event.startswith(caller_of(page))


@each_caller
def test_languages_agree(page: Path) -> None:
    """Both languages show the same requests, entries, settings, fields and values."""
    chinese = in_chinese(page)
    for language in ("json", "http", "yaml", "sh"):
        assert blocks(page, language) == blocks(chinese, language)
    assert named_in(page) == named_in(chinese)
