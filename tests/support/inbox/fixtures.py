"""An inbox, the program and the browser of a test module, and a page that is watched."""

from collections.abc import Iterator
from itertools import count
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from support.inbox import browser as browsers
from support.inbox.desk import Desk, desk
from support.inbox.program import Program, forget_everything, running_program

_numbers = count(1)


def new_number() -> str:
    """Return a mainland number that nothing was sent to: flow control counts one a minute."""
    return f"1370000{next(_numbers):04d}"


def new_code() -> str:
    """Return a code that was not sent: the function answers `duplicate` to one that was."""
    return f"77{next(_numbers):04d}"


@pytest.fixture
def the_desk() -> Iterator[Desk]:
    """Return an inbox that nothing has come to."""
    with desk() as one:
        yield one


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    """Return what `make serve` runs."""
    with running_program() as one:
        yield one


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a browser; without one the test is skipped, and says so."""
    if browsers.CHROMIUM is None:
        pytest.skip(browsers.MISSING)
    with browsers.running_browser() as one:
        yield one


@pytest.fixture(params=[browsers.DESKTOP, browsers.PHONE])
def page(request: pytest.FixtureRequest, browser: Browser, program: Program) -> Iterator[Page]:
    """Return the empty inbox in a window; what is wrong with it in the end fails the test."""
    forget_everything(program)
    context = browsers.window(browser, request.param)
    troubles: list[str] = []
    context.on("console", lambda message: troubles.append(f"{message.type}: {message.text}"))
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    asked: set[str] = set()
    context.on("request", lambda sent: asked.add(urlsplit(sent.url).netloc))
    with context:
        page = context.new_page()
        page.goto(program.inbox)
        expect(page.locator("#status")).to_have_text("Live")
        yield page
    assert troubles == []
    assert asked == {urlsplit(program.inbox).netloc}
