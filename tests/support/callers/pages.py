"""What a page in docs/callers/ is about, shows and names."""

import re
from pathlib import Path


def caller_of(page: Path) -> str:
    """Return the name of the caller that a page is about."""
    return page.name.partition(".")[0]


def in_chinese(page: Path) -> Path:
    """Return the same page in Chinese."""
    return page.with_name(f"{caller_of(page)}.zh-CN.md")


def blocks(page: Path, language: str) -> list[str]:
    """Return a page's code blocks in one language."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)\n```$", text, re.DOTALL | re.MULTILINE)


def named_in(page: Path) -> set[str]:
    """Return the settings, fields and values that a page's prose and tables name."""
    text = page.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return set(re.findall(r"`[^`]+`|\*\*[^*]+\*\*", re.sub(r"\s+", " ", prose)))
