"""CloudWatch Logs Insights, as far as its files here go: which members of a line a query names.

Its language: docs.aws.amazon.com/AmazonCloudWatch/latest/logs, "CloudWatch Logs Insights language".
"""

import re
from typing import Final

_COMMANDS: Final = {"SOURCE", "filter", "stats", "sort", "limit", "fields", "display"}
_WORDS: Final = {"and", "or", "not", "in", "as", "by", "desc", "asc", "count", "sum", "pct", "bin"}
_FUNCTIONS: Final = {"ispresent", "max", "avg", "count_distinct"}


def fields(query: str) -> set[str]:
    """Return the members of a log line that *query* looks at."""
    plain = re.sub(r"'[^']*'|\"[^\"]*\"|\b\d+[smhd]?\b", "", query)
    aliases = set(re.findall(r"\bas (\w+)", plain))
    names = set(re.findall(r"(?<!@)\b[A-Za-z_]\w*", plain))
    return names - aliases - _COMMANDS - _WORDS - _FUNCTIONS


def commands(query: str) -> list[str]:
    """Return the command of each part of *query*."""
    found = [part.split()[0] for part in query.split("|")]
    assert set(found) <= _COMMANDS, query
    return found
