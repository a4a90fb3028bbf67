"""The page in a real browser, by mouse on a computer and by finger on a phone."""

import re

from playwright.sync_api import Page, Route, expect

from support.inbox.fixtures import new_code, new_number
from support.inbox.page import cards, is_on_a_phone, press, press_send, send


def test_a_code_goes_through_the_form_and_arrives_without_a_reload(page: Page) -> None:
    """Request, reply and SMS stand side by side; the newest SMS is on top."""
    page.evaluate("window.stays = true")
    first, second = new_number(), new_number()
    expect(page.get_by_text("No SMS yet")).to_be_visible()
    send(page, f"+86{first}", "471147")
    expect(page.locator("#exchange")).to_contain_text(f'"phone": "+86{first}"')
    expect(page.locator("#exchange")).to_contain_text("200 OK")
    expect(page.locator("#exchange")).to_contain_text('"code": "sent"')
    card = cards(page)
    expect(card).to_have_count(1)
    expect(card.locator(".bubble")).to_have_text(
        "【速通科技】您的登录验证码为471147，10分钟内有效，请勿告知他人。"
    )
    expect(card).to_contain_text(first)
    expect(card).to_contain_text("SMS_1000001")
    expect(page.get_by_text("No SMS yet")).to_be_hidden()
    send(page, second, "082208", "Register")
    expect(cards(page)).to_have_count(2)
    expect(cards(page).first.locator(".digits")).to_have_text("082208")
    expect(page.locator("#count")).to_have_text("2 of 2")
    assert page.evaluate("window.stays")


def test_a_code_is_copied_by_its_button(page: Page) -> None:
    """It is on the clipboard, and the button says so."""
    send(page, new_number(), "135790")
    button = page.get_by_role("button", name="Copy code 135790")
    press(button)
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "135790"
    press(page.get_by_role("button", name="Copy as curl"))
    assert page.evaluate("navigator.clipboard.readText()").startswith("curl -sS http://127.0.0.1:")


def test_messages_are_filtered_by_number(page: Page) -> None:
    """However the number is written; what arrives meanwhile is filtered too."""
    mine, other = new_number(), new_number()
    for phone in (mine, other):
        send(page, phone, "123456")
    expect(cards(page)).to_have_count(2)
    field = page.get_by_label("Filter by number")
    field.fill(f"+86 {mine}")
    expect(cards(page)).to_have_count(1)
    expect(cards(page)).to_contain_text(mine)
    expect(page.locator("#count")).to_have_text("1 of 2")
    send(page, new_number(), "654321")
    expect(page.locator("#count")).to_have_text("1 of 3")
    expect(cards(page)).to_have_count(1)
    page.reload()
    expect(cards(page)).to_have_count(1)
    field.fill("999")
    expect(page.get_by_text("No SMS to such a number")).to_be_visible()
    field.fill("")
    expect(cards(page)).to_have_count(3)


def test_everything_is_cleared_in_every_window(page: Page) -> None:
    """Also where somebody else looks at it."""
    send(page, new_number(), "123456")
    other = page.context.new_page()
    other.goto(page.url)
    expect(cards(other)).to_have_count(1)
    press(page.get_by_role("button", name="Clear all"))
    for window in (page, other):
        expect(cards(window)).to_have_count(0)
        expect(window.get_by_text("No SMS yet")).to_be_visible()
    other.reload()
    expect(cards(other)).to_have_count(0)


def test_the_raw_request_is_unfolded(page: Page) -> None:
    """Parameters decoded, and the headers that sign marked as such."""
    phone = new_number()
    send(page, phone, "123456")
    press(page.get_by_text("Raw request", exact=True))
    rows = page.locator(".raw tr")
    expect(rows.filter(has_text="PhoneNumbers")).to_contain_text(phone)
    expect(rows.filter(has_text="TemplateParam")).to_contain_text('{"code":"123456"}')
    expect(rows.filter(has_text="authorization")).to_contain_text("ACS3-HMAC-SHA256")
    expect(rows.filter(has_text="authorization").locator("small")).to_have_text("signature")
    press(page.get_by_text("Raw request", exact=True))
    expect(rows.first).to_be_hidden()


def test_a_magic_number_has_its_outcome_happen(page: Page) -> None:
    """It is chosen by what is to happen; the refusal is shown on both sides."""
    page.get_by_label("Scenario").select_option("19900000429")
    expect(page.get_by_label("Phone number")).to_have_value("19900000429")
    press_send(page)
    expect(page.locator("#exchange")).to_contain_text("429 Too Many Requests")
    expect(page.locator("#exchange")).to_contain_text("retry-after: 60")
    expect(cards(page)).to_contain_text("Not sent")
    expect(cards(page)).to_contain_text("isv.BUSINESS_LIMIT_CONTROL")
    send(page, "19900000201", new_code())
    expect(cards(page).first).to_contain_text("never delivered")
    expect(cards(page).first).to_contain_text("MOBILE_NOT_ON_SERVICE")


def test_the_old_reply_is_gone_while_a_send_is_under_way(page: Page) -> None:
    """Nobody takes it for the new one."""
    send(page, new_number(), new_code())
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/send?part", hold)
    press(page.locator("#send"))
    expect(page.locator("#send")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#exchange")).to_be_empty()
    held[0].continue_()
    expect(page.locator("[data-reply]")).to_be_visible()


def test_the_keys_are_listed_open_on_a_computer_alone(page: Page) -> None:
    """A phone has none, and its screen is small."""
    keys = page.get_by_label("Single-key shortcuts")
    expect(keys).to_be_visible(visible=not is_on_a_phone(page))
    press(page.locator("#keys > summary"))
    expect(keys).to_be_visible(visible=is_on_a_phone(page))


def test_a_wrong_request_is_answered_with_a_problem_document(page: Page) -> None:
    """As the caller gets it: nothing reaches Aliyun, and nothing is in the inbox."""
    send(page, "123", "1")
    expect(page.locator("#exchange")).to_contain_text("400 Bad Request")
    expect(page.locator("#exchange")).to_contain_text("application/problem+json")
    expect(cards(page)).to_have_count(0)


def test_another_code_is_made_up_by_a_button(page: Page) -> None:
    """Six digits, and not the one before."""
    field = page.get_by_label("Code", exact=True)
    before = field.input_value()
    press(page.get_by_role("button", name="New code"))
    expect(field).not_to_have_value(before)
    expect(field).to_have_value(re.compile(r"^\d{6}$"))


def test_the_language_is_switched_in_place(page: Page) -> None:
    """And stays, and is the reply's language too."""
    press(page.get_by_role("link", name="中文"))
    expect(page.get_by_role("heading", name="短信收件箱")).to_be_visible()
    page.goto(page.url.partition("?")[0])
    expect(page.get_by_role("heading", name="短信收件箱")).to_be_visible()
    page.get_by_label("手机号").fill("19900000429")
    expect(page.locator("#send")).to_have_text("发送")
    press_send(page)
    expect(page.locator("#exchange")).to_contain_text("请稍后再试")
    expect(cards(page)).to_contain_text("没有发送")


def test_nothing_is_wider_than_the_window(page: Page) -> None:
    """Neither empty nor with an unfolded request must the page be pushed sideways."""
    too_wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not page.evaluate(too_wide)
    send(page, new_number(), "123456")
    press(page.get_by_text("Raw request", exact=True))
    expect(page.locator(".raw table").first).to_be_visible()
    assert not page.evaluate(too_wide)
