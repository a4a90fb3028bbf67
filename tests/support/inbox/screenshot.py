"""`make screenshot`: pictures of the inbox at work, for the README.

They look as they should with the fonts of Debian's fonts-noto-cjk, fonts-inter and
fonts-jetbrains-mono.
"""

import sys
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, expect

from support.inbox import browser as browsers
from support.inbox.program import Program, running_program
from support.paths import ROOT

_Scheme = Literal["light", "dark"]
_PICTURES: Final[tuple[tuple[str, str, _Scheme], ...]] = (
    ("inbox.png", browsers.DESKTOP, "light"),
    ("inbox-dark.png", browsers.DESKTOP, "dark"),
    ("inbox-phone.png", browsers.PHONE, "light"),
)
_IMAGES: Final = ROOT / "docs" / "images"
_SENDS: Final = (
    ("19900000201", "SignIn", "552031"),
    ("+8613912345678", "ForgotPassword", "905511"),
    ("+85251234567", "SignIn", "771204"),
    ("19900000429", "SignIn", "118822"),
    ("+8613800138000", "MfaVerification", "480213"),
)


def main() -> int:
    """Take each picture; 1 without a browser."""
    if browsers.CHROMIUM is None:
        sys.stderr.write(f"{browsers.MISSING}\n")
        return 1
    _IMAGES.mkdir(exist_ok=True)
    with browsers.running_browser() as browser:
        for name, size, scheme in _PICTURES:
            with running_program() as program:
                _take(browser, program, size, scheme, _IMAGES / name)
            sys.stdout.write(f"docs/images/{name}\n")
    return 0


def _take(browser: Browser, program: Program, size: str, scheme: _Scheme, path: Path) -> None:
    with browsers.window(browser, size, scheme=scheme, scale=2) as context:
        page = context.new_page()
        page.emulate_media(reduced_motion="reduce")
        page.goto(program.inbox)
        expect(page.locator("#status")).to_have_text("Live")
        for number, (phone, usage, code) in enumerate(_SENDS, start=1):
            _send(page, phone, usage, code)
            expect(page.locator(".card")).to_have_count(number)
        page.evaluate("document.activeElement.blur()")
        if size == browsers.PHONE:
            page.locator(".toolbar").evaluate("element => scrollTo(0, element.offsetTop - 16)")
        else:
            page.set_viewport_size({"width": 1280, "height": 1080})
        page.mouse.move(0, 0)
        page.screenshot(path=path)


def _send(page: Page, phone: str, usage: str, code: str) -> None:
    page.get_by_label("Phone number").fill(phone)
    page.get_by_label("Usage type").select_option(usage)
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#exchange")).to_contain_text(code)


if __name__ == "__main__":
    sys.exit(main())
