"""The page of the inbox, as a person uses it."""

from playwright.sync_api import Locator, Page, expect

from support.inbox.browser import PHONE, SIZES

#: Also what the page's script must make of them.
NUMBERS = [
    ("13800138000", "13800138000"),
    ("+8613800138000", "13800138000"),
    ("8613800138000", "13800138000"),
    ("008613800138000", "13800138000"),
    ("+86 138-0013 8000", "13800138000"),
    ("+86", ""),
    ("+861", "1"),
    ("+85251234567", "85251234567"),
    ("0085251234567", "85251234567"),
    (" +86 138", "138"),
    ("+8652", "8652"),
    ("86138", "86138"),
    ("861", "861"),
    ("0013", "13"),
    ("138", "138"),
    ("８６", ""),
    ("", ""),
]


def is_on_a_phone(page: Page) -> bool:
    """Tell whether it is shown on a phone's screen."""
    return page.viewport_size == SIZES[PHONE]


def press(where: Locator) -> None:
    """Click, or tap on a phone."""
    if is_on_a_phone(where.page):
        where.tap()
    else:
        where.click()


def press_send(page: Page) -> None:
    """Send what is in the form, and wait for the reply.

    A busy machine may leave the function too little time; it says so, and then nothing was sent.
    """
    reply = page.locator("[data-reply]")
    for _ in range(5):
        page.locator("#exchange").evaluate("element => element.replaceChildren()")
        press(page.locator("#send"))
        expect(reply).to_be_visible()
        if '"code": "unavailable"' not in reply.inner_text():
            return


def send(page: Page, phone: str, code: str, usage: str = "SignIn") -> None:
    """Send through the form, and wait for the reply."""
    page.get_by_label("Phone number").fill(phone)
    page.get_by_label("Usage type").select_option(usage)
    page.get_by_label("Code", exact=True).fill(code)
    press_send(page)


def cards(page: Page) -> Locator:
    """Return the entries that can be seen."""
    return page.locator(".card:visible")
