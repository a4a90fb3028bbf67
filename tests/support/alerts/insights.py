"""As much of CloudWatch Logs Insights as its files here ask for: what a query names and gives.

Its language: docs.aws.amazon.com/AmazonCloudWatch/latest/logs, "CloudWatch Logs Insights language".
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Final

_COMMANDS: Final = {"SOURCE", "filter", "parse", "stats", "sort", "limit", "fields", "display"}
_WORDS: Final = {
    "and",
    "or",
    "not",
    "in",
    "as",
    "by",
    "like",
    "desc",
    "asc",
    "count",
    "sum",
    "pct",
    "bin",
}
_FUNCTIONS: Final = {"ispresent", "max", "avg", "count_distinct"}


def fields(query: str) -> set[str]:
    """Return the members of a log line that *query* looks at."""
    plain = re.sub(r"'[^']*'|\"[^\"]*\"|/[^/]*/|\b\d+[smhd]?\b", "", query)
    aliases = {*re.findall(r"\bas (\w+)", plain), *re.findall(r"\(\?<(\w+)>", query)}
    names = set(re.findall(r"(?<!@)\b[A-Za-z_]\w*", plain))
    return names - aliases - _COMMANDS - _WORDS - _FUNCTIONS


def commands(query: str) -> list[str]:
    """Return the command of each part of *query*."""
    found = [part.split()[0] for part in query.split("|")]
    assert set(found) <= _COMMANDS, query
    return found


def run(query: str, lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows that *query* gives over *lines*, whose members it sees by their names."""
    written = [{**line, "@message": json.dumps(line, ensure_ascii=False)} for line in lines]
    names = sorted({"@message", *fields(query), *(name for line in written for name in line)})
    columns = ", ".join(f'"{name}"' for name in names)
    with sqlite3.connect(":memory:") as database:
        database.row_factory = sqlite3.Row
        database.create_function("regexp", 2, lambda form, text: bool(re.search(form, text or "")))
        database.create_function("captured", 2, _captured)
        database.execute(f"create table log ({columns})")
        places = ", ".join("?" * len(names))
        rows = [[_plain(line.get(name)) for name in names] for line in written]
        database.executemany(f"insert into log values ({places})", rows)  # noqa: S608 - its own
        sql = "log"
        for part in query.split(" | "):
            sql = f"({_select(part, sql)})"
        found = [dict(row) for row in database.execute(sql[1:-1])]
    database.close()
    return found


def _plain(value: object) -> object:
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def _captured(form: str, text: str | None) -> str | None:
    found = re.search(form, text or "")
    return found[1] if found else None


def _select(part: str, source: str) -> str:
    """Return one command in SQL, over what the commands before it left."""
    command, _, rest = part.strip().partition(" ")
    columns, tail = "*", ""
    if command == "filter":
        condition = re.sub(r"like /([^/]*)/", r"regexp '\1'", rest)
        condition = re.sub(r"ispresent\((\w+)\)", r"\1 is not null", condition)
        tail = f"where {condition}"
    elif command == "parse":
        name, form = rest.split(" ", 1)
        (alias,) = re.findall(r"\(\?<(\w+)>", form)
        columns = f"*, captured('{form.strip('/').replace('?<', '?P<')}', {name}) as {alias}"
    elif command == "stats":
        wanted, _, groups = rest.partition(" by ")
        wanted = re.sub(r"count_distinct\((\w+)\)", r"count(distinct \1)", wanted)
        columns, tail = f"{groups}, {wanted}", f"group by {groups}"
    elif command == "fields":
        columns = rest.replace("@message", '"@message"')
    else:
        tail = {"sort": f"order by {rest}", "limit": f"limit {rest}"}[command]
    return f"select {columns} from {source} {tail}"  # noqa: S608 - a query of our own pages
