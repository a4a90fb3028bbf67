"""The function's lines as people export them: what each console and each CLI makes of them."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

Lines = Sequence[Mapping[str, Any]]

#: What stands between ours: the platforms' lines, another program's, half a line, and a brace.
OF_OTHERS: Final = (
    "FC Invoke Start RequestId: 1-6922-abcdefgh",
    "REPORT RequestId: 00000000-0000-4000-8000-000000000002 Duration: 12.34 ms",
    '{"event": "call", "outcome": "sent", "phone": "+86*******0200"',
    '{"type": "platform.start", "record": {"requestId": "00000000", "version": "$LATEST"}}',
    "} a dict: {'event': 'call', 'requestId': '1'} {",
    "[{" * 2000,
    "",
)


def texts(lines: Lines) -> list[str]:
    """Return *lines* as the function prints them, with what is not ours between them."""
    ours = [json.dumps(line, ensure_ascii=False) for line in lines]
    return [*OF_OTHERS, *ours, *OF_OTHERS]


def _as_printed(lines: Lines) -> str:
    return "\n".join(texts(lines))


def _of_s_logs(lines: Lines) -> str:
    """As fc3 prints them: the instance and the time before each, `error` in red."""
    painted = (text.replace("error", "\x1b[31merror\x1b[0m") for text in texts(lines))
    before = "\x1b[36mc-6922-1a2b\x1b[0m \x1b[2m2026-11-29 18:02:04\x1b[0m "
    return "\n\n".join(before + text for text in painted)


def _of_sam_logs(lines: Lines) -> str:
    """As SAM prints them: the stream and the time before each, and JSON over several lines."""
    before = "\x1b[36m2026/11/29/[$LATEST]0123\x1b[0m \x1b[33m2026-11-29T10:02:04.594000\x1b[0m "
    return "\n".join(before + json.dumps(line, indent=2) for line in lines)


def _json_of_log_service(lines: Lines) -> str:
    """As Log Service's console downloads raw logs: an object a line, the text in `message`."""
    rows = (
        {"__time__": "1795946524", "functionName": "smscode", "message": f"{text}\n"}
        for text in texts(lines)
    )
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def _csv(name: str) -> Callable[[Lines], str]:
    """As either console downloads a table, with a byte order mark: quotes are doubled."""

    def written(lines: Lines) -> str:
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(["time", "outcome", name])
        rows.writerows(["2026-11-29 18:02:04", "sent", text] for text in texts(lines)[-9:])
        rows.writerows(["", "", text] for text in texts(lines)[:-9])
        return "\ufeff" + out.getvalue()

    return written


def _of_filter_log_events(lines: Lines) -> str:
    """As `aws logs filter-log-events` prints them."""
    events = [{"logStreamName": "x", "message": f"{text}\n"} for text in texts(lines)]
    return json.dumps({"events": events, "searchedLogStreams": []}, indent=4)


def _of_query_results(lines: Lines) -> str:
    """As `aws logs get-query-results` prints them."""
    rows = [[{"field": "@message", "value": text}] for text in texts(lines)]
    return json.dumps({"results": rows, "status": "Complete"}, indent=4)


def _json_of_insights(lines: Lines) -> str:
    """As the console of Logs Insights downloads them: what is JSON stands there as an object."""
    return json.dumps([{"@timestamp": "2026-11-29 10:02:04.594", "@message": li} for li in lines])


FORMS: Final[Mapping[str, Callable[[Lines], str]]] = {
    "as printed": _as_printed,
    "s logs": _of_s_logs,
    "sam logs": _of_sam_logs,
    "JSON of Log Service": _json_of_log_service,
    "CSV of Log Service": _csv("message"),
    "aws logs filter-log-events": _of_filter_log_events,
    "aws logs get-query-results": _of_query_results,
    "JSON of Logs Insights": _json_of_insights,
    "CSV of Logs Insights": _csv("@message"),
}
