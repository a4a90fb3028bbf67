"""The page in a browser that runs no script: forms are posted, and pages come back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from support.inbox.fixtures import new_number
from support.inbox.program import Program, forget_everything


@pytest.fixture
def plain_page(browser: Browser, program: Program) -> Iterator[Page]:
    """Return the empty inbox in a window without scripts."""
    forget_everything(program)
    with browser.new_context(java_script_enabled=False, locale="en-US") as context:
        page = context.new_page()
        page.goto(program.inbox)
        yield page


def send(page: Page, phone: str, code: str) -> None:
    """Fill in the form and press its button."""
    page.get_by_label("Phone number").fill(phone)
    page.get_by_label("Usage type").select_option("Register")
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Send").click()


def test_the_form_sends_and_comes_back_with_the_answer(plain_page: Page) -> None:
    """Request, reply and SMS are on the page, and what was typed stays for the next one."""
    phone = new_number()
    send(plain_page, phone, "471147")
    expect(plain_page.locator("#exchange")).to_contain_text(f'"phone": "{phone}"')
    expect(plain_page.locator("[data-reply]")).to_contain_text('"code": "sent"')
    expect(plain_page.locator(".card .digits")).to_have_text("471147")
    expect(plain_page.get_by_label("Phone number")).to_have_value(phone)
    expect(plain_page.get_by_label("Usage type")).to_have_value("Register")
    send(plain_page, phone, "471147")
    expect(plain_page.locator("[data-reply]")).to_contain_text('"code": "duplicate"')


def test_the_answer_can_be_read_in_another_language(plain_page: Page) -> None:
    """The link leads from the answer to the inbox, not to a refusal."""
    send(plain_page, new_number(), "471147")
    plain_page.get_by_role("link", name="中文").click()
    expect(plain_page.locator("h1")).to_have_text("短信收件箱")
    expect(plain_page.locator(".card")).to_have_count(1)


def test_messages_are_filtered_looked_at_and_cleared(plain_page: Page, program: Program) -> None:
    """By a form, a link and a form."""
    mine, other = new_number(), new_number()
    for phone in (mine, other):
        send(plain_page, phone, "471147")
    plain_page.get_by_label("Filter by number").fill(mine)
    plain_page.get_by_label("Filter by number").press("Enter")
    expect(plain_page.locator(".card:visible")).to_have_count(1)
    plain_page.goto(program.inbox)
    plain_page.locator(".raw > summary").first.click()
    plain_page.locator(".raw > a").first.click()
    expect(plain_page.locator("#raw")).to_contain_text(other)
    plain_page.goto(program.inbox)
    plain_page.get_by_role("button", name="Clear all").click()
    expect(plain_page.get_by_text("No SMS yet")).to_be_visible()
