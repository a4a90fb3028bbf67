"""docs/receipts.md in both languages: what its tables and samples say is what the function does."""

import json
import re
from typing import Final

import pytest

from smscode.receipts.codes import Actor
from smscode.receipts.push import Receipts
from support.app_bench import AppBench
from support.documents import MINIMAL, load
from support.paths import ROOT
from support.receipt_pushes import Pusher, failed, receipt

PAGES: Final = ("docs/receipts.md", "docs/receipts.zh-CN.md")
each_page = pytest.mark.parametrize("page", PAGES)


def text_of(page: str) -> str:
    """Return a page."""
    return (ROOT / page).read_text(encoding="utf-8")


def rows(page: str, title: int) -> list[list[str]]:
    """Return the cells of the table in a section, by its number, without heading and rule."""
    part = text_of(page).split("\n## ")[title]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def blocks(page: str, language: str) -> list[str]:
    """Return the blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", text_of(page), re.DOTALL)


def test_both_languages_say_the_same() -> None:
    """The pages have the same sections, tables, commands and samples."""
    english, chinese = PAGES
    assert text_of(english).count("\n## ") == text_of(chinese).count("\n## ")
    for language in ("console", "json", "text"):
        assert blocks(english, language) == blocks(chinese, language)
    for section in range(text_of(english).count("\n## ") + 1):
        ours, theirs = rows(english, section), rows(chinese, section)
        assert len(ours) == len(theirs)
        for row, other in zip(ours, theirs, strict=True):
            for cell, same in zip(row, other, strict=True):
                assert re.findall(r"\d+", cell) == re.findall(r"\d+", same)
                assert re.findall(r"`[^`]+`", cell) == re.findall(r"`[^`]+`", same)


@each_page
def test_the_entry_is_a_config(page: str) -> None:
    """The sample of the config is one, and opens the path."""
    entry = json.loads(blocks(page, "json")[0])
    config = load({**MINIMAL, **entry})
    assert config.caller("receipts") is not None
    assert list(config.unknown_members()) == []


@each_page
def test_the_answers(page: str, bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """Each row of the table of answers that can be tried is what is answered."""
    push = Pusher(bench, capsys)
    body = json.dumps([receipt(), 5])
    answers = [
        push.raw(body).answer,
        push.raw("{}").answer,
        push.raw(body, path="/receipts/other").answer,
        push.raw(body, method="GET").answer,
        push.raw(" " * (Receipts.body_limit + 1)).answer,
    ]
    table = [row[1:3] for row in rows(page, 4)]
    for answer, (status, code) in zip(answers, table[:5], strict=True):
        assert str(answer.status) == status
        assert not code or str(answer.document["code"]) == code
    bench.path.unlink()
    bench.app = bench.wired()
    assert str(push.raw(body).answer.status) == table[5][0] == table[5][1]


@each_page
def test_the_sample_lines(page: str, bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """The members of the sample lines are those that the log has, and the table explains them."""
    push = Pusher(bench, capsys)
    line, call = (json.loads(text) for text in blocks(page, "json")[1].splitlines())
    push()  # the cold start
    pushed = push(receipt(0), failed(1), receipt(2))
    assert set(pushed.receipts[1]) == {*line, "time"}
    assert set(pushed.call) == {*call, "time", "configMs", "totalMs"}
    assert {name: pushed.call[name] for name in call if name != "requestId"} == {
        name: value for name, value in call.items() if name != "requestId"
    }
    explained = {name for row in rows(page, 5) for name in re.findall(r"`(\w+)`", row[0])}
    counted = {"delivered", "undelivered", "repeated", "unreadable"}
    given = {"bizId", "providerCode", "receiptCode", "actor", "deliverySeconds"}
    assert explained == counted | given
    actors = " ".join(row[1] for row in rows(page, 5))
    assert all(f"`{actor.value}`" in actors for actor in Actor if actor is not Actor.NOBODY)


@each_page
def test_files_exist(page: str) -> None:
    """Every file that the page names is there."""
    named = re.findall(r"\]\(([\w./-]+)\)|((?:events|src)/[\w./-]+)", text_of(page))
    for link, path in named:
        assert (ROOT / "docs" / link if link else ROOT / path).exists()
