"""As much of Log Service as its files here ask for: a search, and SQL over what it found.

The search is the one of help.aliyun.com/document_detail/29060.html: terms `field: word`, joined by
`and`, `or` and `not`. The SQL is Presto's; what differs from SQLite's is defined below.
"""

import json
import math
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from functools import cache
from typing import Any, Final, TypeAlias

from support.paths import ROOT

INDEX: Final = json.loads((ROOT / "docs/ops/sls-index.json").read_text(encoding="utf-8"))["keys"]
_SECONDS: Final = {"minute": 60, "hour": 3600, "day": 86_400}
_TERM: Final = re.compile(r'(\w+): "?([^\s"()]+)"?')

#: What is stored: a printed line, which is the field ``message``, or the fields of the platform's.
Entry: TypeAlias = str | Mapping[str, str]


def run(query: str, entries: Iterable[tuple[float, Entry]]) -> list[dict[str, Any]]:
    """Return the rows that *query* gives over *entries*, each with the time when it came."""
    search, _, sql = query.partition(" | ")
    rows = ((time, _columns(entry)) for time, entry in entries)
    found = [(time, *columns) for time, columns in rows if _matches(search, columns)]
    database = _database()
    database.execute("delete from log")
    places = ", ".join("?" * (1 + len(INDEX)))
    database.executemany(f"insert into log values ({places})", found)  # noqa: S608 - its own
    return [dict(row) for row in database.execute(sql)]


@cache
def _database() -> sqlite3.Connection:
    """Return an empty log, with what Presto has and SQLite has not."""
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    database.execute(f"create table log (__time__ integer, {', '.join(INDEX)})")
    _define_presto(database)
    return database


def goes_off(alert: Mapping[str, Any], entries: Iterable[tuple[float, Entry]]) -> bool:
    """Return whether *alert* goes off over *entries*, which are those of its time."""
    configuration = alert["configuration"]
    (query,), (severity,) = configuration["queryList"], configuration["severityConfigurations"]
    name, _, limit = severity["evalCondition"]["condition"].partition(" > ")
    over = [row for row in run(query["query"], entries) if row[name] > int(limit)]
    return len(over) >= int(configuration["threshold"])


def fields(query: str) -> set[str]:
    """Return the members of a log line that *query* looks at."""
    return set(re.findall(r"'\$\.(\w+)'", query))


def _columns(entry: Entry) -> tuple[str | None, ...]:
    """Return the indexed fields of *entry*: a query sees no other."""
    fields = {"message": entry} if isinstance(entry, str) else entry
    return tuple(map(fields.get, INDEX))


@cache
def _matches(search: str, columns: tuple[str | None, ...]) -> bool:
    """Return whether the words of *columns*, as the index splits them, satisfy *search*."""
    fields = dict(zip(INDEX, columns, strict=True))

    def truth(term: re.Match[str]) -> str:
        assert term[1] in INDEX, f"{term[1]} has no index"
        return str(term[2].lower() in _words(fields[term[1]] or ""))

    condition = _TERM.sub(truth, search).replace(" not ", " and not ").replace("and and", "and")
    assert re.fullmatch(r"(True|False|and|or|not|[() ])+", condition), search
    return bool(eval(condition))  # noqa: S307 - nothing but the words above


def _words(text: str) -> set[str]:
    splitters = "".join(INDEX["message"]["token"])
    return set(re.split(f"[{re.escape(splitters)}]+", text.lower()))


def _define_presto(database: sqlite3.Connection) -> None:
    functions: dict[str, tuple[int, Callable[..., Any]]] = {
        "json_extract_scalar": (2, _json_extract_scalar),
        "split_part": (3, lambda text, mark, place: text.split(mark)[place - 1]),
        "date_trunc": (2, lambda unit, time: time - time % _SECONDS[unit]),
        "date_format": (2, _date_format),
        # A count of no rows is 0 there, and null here.
        "greatest": (2, lambda one, other: max(one or 0, other or 0)),
    }
    for name, (count, function) in functions.items():
        database.create_function(name, count, function)
    database.create_aggregate("count_if", 1, _CountIf)
    database.create_aggregate("approx_percentile", 2, _Percentile)


def _json_extract_scalar(text: str, path: str) -> str | None:
    """Return a member as text; nothing where the text is not JSON, as the platform's lines are."""
    value = _members(text).get(path.removeprefix("$."))
    if isinstance(value, (dict, list)) or value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value)


@cache
def _members(text: str) -> dict[str, Any]:
    try:
        members = json.loads(text)
    except ValueError:
        return {}
    return members if isinstance(members, dict) else {}


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
