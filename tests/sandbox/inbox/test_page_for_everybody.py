"""The page by the rules of WCAG, and in a browser whose scripts are off."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from aliyun_sms_sandbox.aliyun.delivery import PENDING, failed
from aliyun_sms_sandbox.wire import Answer, Request
from support.inbox import axe
from support.inbox import browser as browsers
from support.inbox.desk import Desk, desk, sms
from support.inbox.page import press

SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
SENT: Final = {
    "statusCode": 200,
    "headers": {"Content-Type": "application/json"},
    "body": '{"code":"sent"}',
}
LOCALES: Final = ("en-US", "zh-CN")
each_size = pytest.mark.parametrize("size", [browsers.DESKTOP, browsers.PHONE])
each_locale = pytest.mark.parametrize("locale", LOCALES)


@pytest.fixture(scope="module")
def the_desk() -> Iterator[Desk]:
    """Return an inbox with a function that always says it sent."""
    with desk(SENT) as one:
        yield one


def refuse(desk: Desk, code: str, words: str) -> None:
    """Have the inbox hear of a request that came to nothing."""
    request = Request("POST", "/", "PhoneNumbers=13800138000", {"x-acs-action": "SendSms"})
    desk.box.hear(request)
    desk.box.conclude(Answer(200, {}, f'{{"Code": "{code}", "Message": "{words}"}}'.encode()))


def states(page: Page, desk: Desk) -> Iterator[str]:
    """Bring the page into one state after the other, and name each."""
    desk.box.clear()
    page.goto(desk.inbox.endpoint)
    yield "empty"
    desk.deliver()
    for delivery in (failed("MOBILE_NOT_ON_SERVICE"), PENDING):
        desk.box.deliver(replace(sms(), delivery=delivery))
    refuse(desk, "isv.AMOUNT_NOT_ENOUGH", "账户余额不足")
    refuse(desk, "QPS", "too many")
    page.goto(desk.inbox.endpoint)
    folded = page.locator(".fold:not([open]) > summary:visible")
    while folded.count():
        press(folded.first)
    yield "messages"
    press(page.get_by_text("Python", exact=True))
    press(page.locator("#send"))
    expect(page.locator("[data-reply]")).to_be_visible()
    yield "an exchange"
    page.locator("#stopped").evaluate("element => { element.hidden = false; }")
    yield "a stopped server"
    page.goto(f"{desk.inbox.endpoint}/?phone=999")
    yield "no match"
    page.goto(f"{desk.inbox.endpoint}/messages/{desk.box.arrivals[0].number}")
    yield "one message"


@pytest.mark.skipif(not axe.SCRIPT.exists(), reason=axe.MISSING)
@each_size
@each_locale
@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_axe_finds_nothing(
    browser: Browser, the_desk: Desk, size: str, locale: str, *, with_scripts: bool
) -> None:
    """In every state, light and dark. axe is a script itself: only the page's own are left out."""
    found: dict[str, list[str]] = {}
    with browsers.window(browser, size, locale=locale) as context:
        if not with_scripts:
            context.route("**/*.js", lambda route: route.abort())
        page = context.new_page()
        page.emulate_media(reduced_motion="reduce")
        for state in states(page, the_desk):
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                found[f"{state}, {scheme}"] = axe.findings(page)
    assert {where: what for where, what in found.items() if what} == {}


@each_size
def test_tabs_need_no_script(browser: Browser, the_desk: Desk, size: str) -> None:
    """One sample is shown at a time: the first, then the one that is pressed or gone to by key."""
    with browsers.window(browser, size, scripts=False) as context:
        page = context.new_page()
        page.goto(the_desk.inbox.endpoint)
        press(page.locator("#connect > summary"))
        samples = page.locator(".tab:visible")
        expect(samples).to_contain_text(["curl -sS"])
        press(page.get_by_text("Python", exact=True))
        expect(samples).to_contain_text(["import json"])
        page.keyboard.press("ArrowRight")
        expect(samples).to_contain_text(["new Dysmsapi"])


@each_size
def test_without_scripts_nothing_is_there_that_needs_one(
    browser: Browser, the_desk: Desk, size: str
) -> None:
    """No button that does nothing, and no keys: only those of forms."""
    the_desk.deliver()
    with browsers.window(browser, size, scripts=False) as context:
        page = context.new_page()
        page.goto(the_desk.inbox.endpoint)
        press(page.locator("#connect > summary"))
        expect(page.locator("button:visible")).to_have_text(["Send", "Clear all"])
        expect(page.locator("#keys")).to_be_hidden()


@each_size
@each_locale
def test_no_scenario_is_clipped(browser: Browser, the_desk: Desk, size: str, locale: str) -> None:
    """The menu is as wide as the widest of its texts, or wider."""
    with browsers.window(browser, size, locale=locale) as context:
        page = context.new_page()
        page.goto(the_desk.inbox.endpoint)
        expect(page.locator("#magic")).to_be_visible()
        width, wanted = page.locator("#magic-number").evaluate(
            """(menu) => {
              const width = menu.offsetWidth;
              menu.style.width = "max-content";
              return [width, menu.offsetWidth];
            }"""
        )
    assert wanted <= width
