"""axe-core in a page: the rules of WCAG 2.1, levels A and AA, that a program can check."""

from typing import Any, Final

from playwright.sync_api import Page

from support.paths import ROOT

SCRIPT: Final = ROOT / ".tools/axe/node_modules/axe-core/axe.min.js"
MISSING: Final = ".tools/axe is missing: see the Makefile"
_RUN: Final = """
axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
  resultTypes: ["violations", "incomplete"],
}).then(({ violations, incomplete }) => [...violations, ...incomplete])
"""


def findings(page: Page) -> list[str]:
    """Return the findings, those that axe could not decide too, each with its element."""
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    results: list[dict[str, Any]] = page.evaluate(_RUN)
    return [
        f"{result['id']}: {node['target']} {node['any'] and node['any'][0]['message']}"
        for result in results
        for node in result["nodes"]
    ]
