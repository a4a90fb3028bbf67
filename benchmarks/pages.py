"""Puts the tables of one run between the marks of the pages: `make bench-docs`.

`<!-- bench: cold -->` and `<!-- bench: end -->` hold a table of `benchmarks.report`. What stands
between them is never typed; a test compares it with the committed results.
"""

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from benchmarks.__main__ import RESULTS as MEASURED
from benchmarks.chinese import CHINESE
from benchmarks.figures import Results
from benchmarks.report import tables
from benchmarks.tables import ENGLISH, Words
from benchmarks.targets import TARGETS
from support.paths import ROOT

RESULTS: Final = ROOT / "benchmarks/results.json"
PAGES: Final[Mapping[Path, Words]] = {
    ROOT / "README.md": ENGLISH,
    ROOT / "README.zh-CN.md": CHINESE,
    ROOT / "docs/performance.md": ENGLISH,
    ROOT / "docs/performance.zh-CN.md": CHINESE,
}
_MARKED: Final = re.compile(
    r"(<!-- bench: (?P<name>[a-z-]+) -->\n).*?(<!-- bench: end -->)", re.DOTALL
)


def rendered(page: str, results: Results, words: Words) -> str:
    """Return the page with the tables of *results* between its marks.

    Raises:
        KeyError: A mark names no table.
    """
    every = tables(results)

    def table(mark: re.Match[str]) -> str:
        return f"{mark[1]}\n{every[mark['name']].markdown(words)}\n\n{mark[3]}"

    return _MARKED.sub(table, page)


def main() -> int:
    """Publish the last run: 1 when there is none, or when it measured a part only."""
    if not MEASURED.exists():
        sys.stderr.write("not published: nothing was measured yet (make bench)\n")
        return 1
    results = Results.load(MEASURED)
    if not all(target.is_judged_by(results) for target in TARGETS):
        sys.stderr.write("not published: the last run measured a part only (make bench)\n")
        return 1
    shutil.copy(MEASURED, RESULTS)
    for path, words in PAGES.items():
        page = path.read_text(encoding="utf-8")
        path.write_text(rendered(page, results, words), encoding="utf-8")
        sys.stdout.write(f"written: {path.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
