"""Every sample in the key pages is executed or compared, or stands here with why it is not."""

import json
import re
import shlex
from typing import Any, Final

import pytest

from support.app_bench import DOCUMENT, AppBench
from support.documents import TOKEN, load
from support.pages.page import english_pages, read
from support.paths import ROOT

#: By language: which test runs the block, or compares it.
RUN_BY: Final = {
    "console": "each command by its tool: see COMMANDS",
    "json": "here: each by what it is",
    "python": "test_architecture_examples.py runs the classes",
    "mermaid": "test_architecture.py: each node is there",
    "sls": "test_ops_runbook.py runs the query over real lines",
    "insights": "test_ops_runbook.py compares the members",
    "text": "test_deploy_pages.py: the alert's own query, which test_ops_sls.py runs",
}
#: By tool: which test runs or compares the command, or why it is not run.
COMMANDS: Final = {
    "make": "here: a target of the Makefile; demo, test and lint run in CI",
    "curl": "here: the request is made of its words, and posted to the function",
    "npm": "here: the version is the Makefile's",
    "sed": "test_template_front_door.py runs it",
    "sam": "test_deploy_pages.py: options of the tool's own help",
    "s": "test_deploy_pages.py: commands and options of the component's help",
    "aws": "test_deploy_pages.py: operations and options of botocore's models",
    "aliyun": "test_deploy_pages.py for Dysmsapi; of other services no client is here",
    "git": "not run: it is about your own clone",
    "rm": "not run: it removes your own file",
}
#: Pages with tests of their own for all that they show.
ELSEWHERE: Final = {
    "docs/callers/": "tests/docs/test_caller_pages.py, test_recipes.py",
    "docs/check.md": "test_check_page.py",
    "docs/sandbox.md": "tests/docs/test_sandbox_page.py",
    "docs/receipts.md": "test_receipts_page.py; its query: test_ops_sls.py",
}
PAGES: Final = [page for page in english_pages() if not page.name.startswith(tuple(ELSEWHERE))]
MAKEFILE: Final = (ROOT / "Makefile").read_text(encoding="utf-8")


def lines() -> list[str]:
    """Return every command line of the pages."""
    return [
        line.removeprefix("$ ")
        for page in PAGES
        for block in page.blocks("console")
        for line in block.splitlines()
    ]


def documents() -> list[dict[str, Any]]:
    """Return every JSON sample of the pages."""
    return [json.loads(block) for page in PAGES for block in page.blocks("json")]


def test_every_sample_has_its_test() -> None:
    """Its language is in the table, and for commands their tools."""
    for page in PAGES:
        for section in page.sections:
            for block in section.blocks:
                where = f"{page.name} {section.title}"
                assert block.language in RUN_BY, where
                if block.language == "console":
                    assert all(line.startswith("$ ") for line in block.text.splitlines()), where
    assert {line.split()[0] for line in lines()} <= set(COMMANDS)


def test_the_tables_are_about_samples_that_there_are() -> None:
    """No row outlives its samples."""
    languages = {b.language for page in PAGES for s in page.sections for b in s.blocks}
    assert set(RUN_BY) == languages
    assert set(COMMANDS) == {line.split()[0] for line in lines()}


def test_make_has_the_targets() -> None:
    """Each `make X` is a target that the Makefile has."""
    asked = {line.split()[1] for line in lines() if line.startswith("make ")}
    assert asked <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def test_npm_gets_the_version_that_is_tested() -> None:
    """The page installs what the tests of s.yaml run with."""
    (line,) = {line for line in lines() if line.startswith("npm ")}
    version = re.findall(r"^S_VERSION := (\S+)$", MAKEFILE, re.MULTILINE)
    assert line.endswith(f"@serverless-devs/s@{version[0]}")


@pytest.mark.parametrize("line", sorted({line for line in lines() if line.startswith("curl ")}))
def test_curl_is_answered_as_the_page_says(line: str, bench: AppBench) -> None:
    """The request that it makes is answered: `ok`, or `sent` with an SMS."""
    given = line.replace("YOUR_TOKEN", TOKEN).replace("YOUR_NUMBER", "+8613800138000")
    words = shlex.split(given)[1:]
    headers = dict(words[i + 1].split(": ", 1) for i, word in enumerate(words) if word == "-H")
    body = words[words.index("-d") + 1] if "-d" in words else ""
    path = "/healthz" if words[0].endswith("/healthz") else "/"
    answer = bench.http("POST" if body else "GET", path, headers, body)
    assert answer.status == 200
    assert answer.document.get("code" if body else "status") == ("sent" if body else "ok")
    assert len(bench.sandbox.messages) == bool(body)


def test_json_is_of_four_kinds() -> None:
    """Each sample is a config or a part of one, a request, a receipt, or a problem."""
    marks = ({"templates"}, {"phone"}, {"bizId"}, {"title"})
    assert all(any(mark <= set(document) for mark in marks) for document in documents())


@pytest.mark.parametrize("part", [d for d in documents() if "templates" in d])
def test_a_part_of_a_config_loads(part: dict[str, Any]) -> None:
    """Put into a config, it is one, and each of its members means something."""
    config = load({**DOCUMENT, **part})
    assert [name for name in config.unknown_members() if not name.startswith("/callers")] == []


@pytest.mark.parametrize("request_", [d for d in documents() if "phone" in d])
def test_a_request_is_sent(request_: dict[str, Any], bench: AppBench) -> None:
    """The function takes it as it stands."""
    assert bench.direct(request_)["code"] == "sent"


def test_a_receipt_has_the_members_of_a_receipt(bench: AppBench) -> None:
    """The page's is made like the function's."""
    for receipt in (d for d in documents() if "bizId" in d):
        assert list(receipt) == list(bench.direct())
        bench.clock.sleep(61)


def test_a_problem_is_what_the_function_answers(bench: AppBench) -> None:
    """The page's differs from the function's in ids alone."""
    for problem in (d for d in documents() if "title" in d):
        bench.sandbox.answer_next(problem["providerCode"], "触发分钟级流控Permits:1")
        answered = bench.direct()
        ids = {"requestId", "providerRequestId"}
        assert {k: v for k, v in problem.items() if k not in ids} == {
            k: v for k, v in answered.items() if k not in ids
        }
        assert ids <= set(problem) & set(answered)


def test_the_key_pages_are_looked_at() -> None:
    """What is here is about the pages that a reader comes to first."""
    names = {page.name for page in PAGES}
    assert {"README.md", "docs/deploy-fc.md", "docs/deploy-aws.md", "docs/aliyun-setup.md"} <= names
    assert read(ROOT / "README.md").blocks("json")
