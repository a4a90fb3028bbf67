"""Debian's Chromium, driven over its own protocol."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ViewportSize,
    expect,
    sync_playwright,
)

CHROMIUM: Final = shutil.which("chromium")
MISSING: Final = "Chromium is missing: apt-get install chromium"
DESKTOP: Final = "desktop"
PHONE: Final = "phone"
_MINUTE: Final = 60_000
SIZES: Final[dict[str, ViewportSize]] = {
    DESKTOP: {"width": 1280, "height": 860},
    PHONE: {"width": 390, "height": 844},
}


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run it without a window, and without a word to anybody outside."""
    expect.set_options(timeout=_MINUTE)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM,
            timeout=_MINUTE * 2,
            args=["--no-proxy-server", "--disable-background-networking"],
        )
        try:
            yield browser
        finally:
            browser.close()


def window(
    browser: Browser,
    size: str,
    *,
    locale: str = "en-US",
    scheme: Literal["light", "dark"] = "light",
    scale: float = 1,
    scripts: bool = True,
) -> BrowserContext:
    """Return a new window as a person with a computer or a phone has it."""
    context = browser.new_context(
        viewport=SIZES[size],
        has_touch=size == PHONE,
        is_mobile=size == PHONE,
        java_script_enabled=scripts,
        locale=locale,
        color_scheme=scheme,
        device_scale_factor=scale,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(_MINUTE)
    return context
