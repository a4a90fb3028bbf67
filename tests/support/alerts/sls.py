"""As much of Log Service as its files here ask for: a search, and SQL over what it found.

The search is the one of help.aliyun.com/document_detail/29060.html: terms `field: word`, joined by
`and`, `or` and `not`. The SQL is Presto's; what differs from SQLite's is defined below.
"""

import json
import math
import re
import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import Any, Final

from support.paths import ROOT

INDEX: Final = json.loads((ROOT / "docs/ops/sls-index.json").read_text(encoding="utf-8"))["keys"]
_SECONDS: Final = {"minute": 60, "hour": 3600, "day": 86_400}
_TERM: Final = re.compile(r"(\w+): (\w+)")


def run(query: str, messages: Iterable[tuple[float, str]]) -> list[dict[str, Any]]:
    """Return the rows that *query* gives over *messages*: when each came, and its text."""
    search, _, sql = query.partition(" | ")
    found = [(time, text) for time, text in messages if _matches(search, text)]
    with sqlite3.connect(":memory:") as database:
        _define_presto(database)
        database.row_factory = sqlite3.Row
        database.execute("create table log (__time__ integer, message text)")
        database.executemany("insert into log values (?, ?)", found)
        rows = [dict(row) for row in database.execute(sql)]
    database.close()
    return rows


def fields(query: str) -> set[str]:
    """Return the members of a log line that *query* looks at."""
    return set(re.findall(r"'\$\.(\w+)'", query))


def _matches(search: str, text: str) -> bool:
    """Return whether the words of *text*, as the index splits it, satisfy *search*."""
    words = _words(text)

    def truth(term: re.Match[str]) -> str:
        assert term[1] in INDEX, f"{term[1]} has no index"
        return str(term[2].lower() in words)

    condition = _TERM.sub(truth, search).replace(" not ", " and not ").replace("and and", "and")
    assert re.fullmatch(r"(True|False|and|or|not|[() ])+", condition), search
    return bool(eval(condition))  # noqa: S307 - nothing but the words above


def _words(text: str) -> set[str]:
    splitters = "".join(INDEX["message"]["token"])
    return set(re.split(f"[{re.escape(splitters)}]+", text.lower()))


def _define_presto(database: sqlite3.Connection) -> None:
    functions: dict[str, tuple[int, Callable[..., Any]]] = {
        "json_extract_scalar": (2, _json_extract_scalar),
        "date_trunc": (2, lambda unit, time: time - time % _SECONDS[unit]),
        "date_format": (2, _date_format),
    }
    for name, (count, function) in functions.items():
        database.create_function(name, count, function)
    database.create_aggregate("count_if", 1, _CountIf)
    database.create_aggregate("approx_percentile", 2, _Percentile)


def _json_extract_scalar(text: str, path: str) -> str | None:
    """Return a member as text; nothing where the text is not JSON, as the platform's lines are."""
    try:
        value = json.loads(text).get(path.removeprefix("$."))
    except (ValueError, AttributeError):
        return None
    if isinstance(value, (dict, list)) or value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value)


def _date_format(time: float, form: str) -> str:
    moment = datetime.fromtimestamp(time, timezone.utc)
    return moment.strftime(form.replace("%i", "%M"))


class _CountIf:
    """Counts the rows of which a condition is true."""

    def __init__(self) -> None:
        self._count = 0

    def step(self, condition: Any) -> None:  # noqa: ANN401 - as SQLite hands it over
        self._count += bool(condition)

    def finalize(self) -> int:
        return self._count


class _Percentile:
    """The value below which a share of all lies."""

    def __init__(self) -> None:
        self._values: list[float] = []
        self._share = 0.0

    def step(self, *given: Any) -> None:  # noqa: ANN401 - as SQLite hands it over
        value, share = given
        self._share = share
        if value is not None:
            self._values.append(value)

    def finalize(self) -> Any:  # noqa: ANN401 - likewise
        if not self._values:
            return None
        place = math.ceil(self._share * len(self._values)) - 1
        return sorted(self._values)[max(0, place)]
