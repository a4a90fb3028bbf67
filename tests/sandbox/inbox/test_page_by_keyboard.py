"""The page in a real browser, by keyboard alone."""

from playwright.sync_api import Locator, Page, expect

from support.inbox.fixtures import new_number


def send(page: Page, phone: str, code: str) -> None:
    """Send through the form with nothing but keys."""
    page.keyboard.press("n")
    field = page.get_by_label("Code", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type(code)
    expect(field).to_have_value(code)
    number = page.get_by_label("Phone number")
    while not is_focused(number):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(phone)
    reply = page.locator("[data-reply]")
    for _ in range(5):
        page.locator("#exchange").evaluate("element => element.replaceChildren()")
        page.keyboard.press("Enter")
        expect(reply).to_be_visible()
        if '"code": "unavailable"' not in reply.inner_text():  # a busy machine: nothing was sent
            break
    page.keyboard.press("Escape")


def is_focused(where: Locator) -> bool:
    """Tell whether keys go there."""
    return bool(where.evaluate("element => element === document.activeElement"))


def focused_text(page: Page) -> str:
    """Return the text of what has the focus."""
    return str(page.evaluate("document.activeElement.innerText"))


def test_a_code_is_sent_read_and_copied_by_keys(page: Page) -> None:
    """The newest code is copied; after going down, the one below it."""
    first, second = new_number(), new_number()
    send(page, first, "111222")
    send(page, second, "333444")
    expect(page.locator(".card")).to_have_count(2)
    page.keyboard.press("c")
    expect(page.locator(".digits + button").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "333444"
    page.keyboard.press("j")
    assert second in focused_text(page)
    page.keyboard.press("j")
    assert first in focused_text(page)
    page.keyboard.press("j")
    assert first in focused_text(page)
    page.keyboard.press("c")
    expect(page.locator(".digits + button").last).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "111222"
    page.keyboard.press("k")
    assert second in focused_text(page)


def test_messages_are_filtered_and_cleared_by_keys(page: Page) -> None:
    """Escape shows all again; a capital X in a field is a letter, elsewhere it clears."""
    first, second = new_number(), new_number()
    send(page, first, "111222")
    send(page, second, "333444")
    page.keyboard.press("/")
    expect(page.get_by_label("Filter by number")).to_be_focused()
    page.keyboard.type(first)
    expect(page.locator(".card:visible")).to_have_count(1)
    page.keyboard.press("Shift+X")
    expect(page.get_by_label("Filter by number")).to_have_value(f"{first}X")
    page.keyboard.press("Escape")
    expect(page.locator(".card:visible")).to_have_count(2)
    page.keyboard.press("Shift+X")
    expect(page.locator(".card")).to_have_count(0)


def test_the_raw_request_is_unfolded_by_a_key(page: Page) -> None:
    """Of the message that has the focus, else of the newest; the same key folds it."""
    phone = new_number()
    send(page, phone, "111222")
    page.keyboard.press("r")
    row = page.locator(".raw tr").filter(has_text="PhoneNumbers")
    expect(row).to_contain_text(phone)
    page.keyboard.press("r")
    expect(row).to_be_hidden()


def test_keys_can_be_switched_off(page: Page) -> None:
    """And stay off: for people whose tools type letters (WCAG 2.1.4)."""
    send(page, new_number(), "111222")
    switch = page.get_by_label("Single-key shortcuts")
    if not switch.is_visible():
        page.locator("#keys > summary").press("Enter")
    switch.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("#status")).to_have_text("Live")
    page.keyboard.press("Shift+X")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement === document.body")
    expect(page.locator(".card")).to_have_count(1)


def test_the_tab_key_goes_through_everything_in_the_order_it_is_seen(page: Page) -> None:
    """From the link that skips, through the form, to the newest message; each with a ring."""
    send(page, new_number(), "111222")
    page.reload()
    expect(page.locator("#status")).to_have_text("Live")
    seen: list[str] = []
    ringless: list[str] = []
    while len(seen) < 40 and "Raw request" not in seen:
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            """() => {
              const element = document.activeElement;
              const name = element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText
                ?? element.innerText;
              return [name, getComputedStyle(element).outlineStyle];
            }"""
        )
        seen.append(name)
        if outline == "none":
            ringless.append(name)
    assert ringless == []
    order = [
        "Skip to messages",
        "English",
        "Phone number",
        "Scenario",
        "Usage type",
        "Code",
        "New code",
        "Send",
        "Filter by number",
        "Clear all",
        "Copy code 111222",
        "Raw request",
    ]
    assert [name for name in seen if name in order] == order


def test_arrivals_are_told_to_screen_readers(page: Page) -> None:
    """In a polite live region, with number and code."""
    phone = new_number()
    send(page, phone, "111222")
    news = page.locator("[aria-live=polite]")
    expect(news).to_have_count(1)
    page.evaluate(
        """() => {
          window.heard = [];
          new MutationObserver(() => window.heard.push(
            document.getElementById("news").textContent
          )).observe(document.getElementById("news"), { childList: true });
        }"""
    )
    other = new_number()
    send(page, other, "333444")
    expect(page.locator(".card")).to_have_count(2)
    assert f"New SMS to {other}, code 333444" in page.evaluate("window.heard")
