"""Two hundred requests at once, a server that goes away and comes back, and what scripts assume."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.models import Config
from darabonba.runtime import RuntimeOptions
from playwright.sync_api import Browser, Page, expect

from aliyun_sms_sandbox.inbox.texts import LANGUAGES
from support.inbox import browser as browsers
from support.inbox.fixtures import new_number
from support.inbox.page import NUMBERS, cards, send
from support.inbox.program import Program, running_program

pytestmark = pytest.mark.usefixtures("plain_sdk")

CROWD = 200
ENGLISH = LANGUAGES["en"]
_PATIENT = RuntimeOptions(connect_timeout=300_000, read_timeout=300_000, autoretry=False)


def test_two_hundred_requests_at_once_are_all_shown_once(page: Page, program: Program) -> None:
    """Each is accepted and on the page, and that still filters, sends and clears."""
    client = Client(
        Config(
            access_key_id="sandbox-access-key-id",
            access_key_secret="sandbox-access-key-secret",
            endpoint=program.aliyun.removeprefix("http://"),
            protocol="HTTP",
        )
    )
    together = Barrier(CROWD)
    phones = [new_number() for _ in range(CROWD)]

    def send_one(phone: str) -> str:
        together.wait()
        request = SendSmsRequest(
            phone_numbers=phone,
            sign_name="速通科技",
            template_code="SMS_1000001",
            template_param=f'{{"code": "{phone[-6:]}"}}',
        )
        return str(client.send_sms_with_options(request, _PATIENT).body.code)

    with ThreadPoolExecutor(CROWD) as threads:
        codes = list(threads.map(send_one, phones))
    assert set(codes) == {"OK"}
    expect(page.locator(".card")).to_have_count(CROWD)
    shown = page.locator(".card .to b").all_text_contents()
    assert sorted(shown) == sorted(phones)
    page.get_by_label("Filter by number").fill(phones[7])
    expect(cards(page)).to_have_count(1)
    expect(cards(page).locator(".digits")).to_have_text(phones[7][-6:])
    page.get_by_label("Filter by number").fill("")
    send(page, new_number(), "314159")
    expect(cards(page)).to_have_count(CROWD + 1)
    expect(cards(page).first.locator(".digits")).to_have_text("314159")
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".card")).to_have_count(0)


def test_a_page_outlives_its_server(browser: Browser) -> None:
    """It says in words that it is cut off; when the server is back it shows what that one has."""
    with ExitStack() as windows:
        with running_program() as first:
            page = windows.enter_context(browsers.window(browser, browsers.DESKTOP)).new_page()
            page.goto(first.inbox)
            send(page, new_number(), "111111")
            expect(cards(page)).to_have_count(1)
            port = first.inbox.rpartition(":")[2]
        expect(page.locator("#status")).to_have_text("Offline")
        expect(page.get_by_role("alert")).to_be_visible()
        page.locator("#send").click()
        expect(page.locator("#exchange")).to_have_text(ENGLISH["stopped_news"])
        page.get_by_role("button", name="Clear all").click()
        expect(cards(page)).to_have_count(1)
        with running_program(INBOX_PORT=port):
            expect(page.locator("#status")).to_have_text("Live")
            expect(page.get_by_role("alert")).to_be_hidden()
            expect(cards(page)).to_have_count(0)
            send(page, new_number(), "222222")
            expect(cards(page)).to_have_count(1)


def test_the_script_reads_numbers_as_the_server_does(page: Page) -> None:
    """What is filtered on the page is what the server would filter."""
    read = page.evaluate(
        """async (numbers) => {
          const { comparable } = await import("/static/list.js");
          return numbers.map(comparable);
        }""",
        [number for number, _digits in NUMBERS],
    )
    assert read == [digits for _number, digits in NUMBERS]
