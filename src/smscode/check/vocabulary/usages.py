"""What can be said of usages: of which template serves which request."""

from __future__ import annotations

from smscode.check.finding import Kind, Level
from smscode.outcome import Text

NO_GENERIC = Kind(
    "usage.no_generic",
    Level.WARNING,
    Text(
        "There is no Generic template: {missing} end as template_not_found.",
        "没有 Generic 模板：{missing} 会返回 template_not_found。",
    ),
    Text(
        "Add a Generic template. Logto's console test asks for it, too.",
        "请添加 Generic 模板，Logto 控制台的测试也会用到。",
    ),
)
COVERED = Kind(
    "usage.covered",
    Level.OK,
    Text("Every usage has a template.", "每种用途都有模板。"),
)
MISSPELT = Kind(
    "usage.misspelt",
    Level.WARNING,
    Text(
        "No caller asks for this usage; it is nearly {nearest}.",
        "没有调用方使用该用途，它与 {nearest} 相近。",
    ),
    Text("Correct the name.", "请更正名称。"),
)
TWICE = Kind(
    "usage.twice",
    Level.WARNING,
    Text(
        "It has several templates; where two serve one destination, the first is used.",
        "存在多个模板；同一目的地以第一个为准。",
    ),
    Text("Make one of them.", "请合并为一个。"),
)
PAUSED = Kind(
    "usage.paused",
    Level.WARNING,
    Text(
        "It is paused: every request is answered unavailable.", "已暂停：所有请求返回 unavailable。"
    ),
    Text("Take it out of paused when the reason is gone.", "原因消除后请从 paused 中移除。"),
)
PAUSED_UNKNOWN = Kind(
    "usage.paused_unknown",
    Level.WARNING,
    Text(
        "It is named in paused, and there is no such usage: nothing is stopped.",
        "paused 中的该用途不存在：不会停止任何发送。",
    ),
    Text("Correct the name.", "请更正名称。"),
)
