"""What can be said of the secrets that callers show, and of the key of the claims."""

from __future__ import annotations

from smscode.check.finding import Kind, Level
from smscode.outcome import Text

_MAKE_ONE = Text(
    "Make a new one: openssl rand -hex 32. In a list, both the old and the new one are good.",
    "请重新生成：openssl rand -hex 32。列表中新旧密钥可同时有效。",
)

CALLER_OPEN = Kind(
    "caller.open",
    Level.OK,
    Text(
        "Open, with {count} secrets that are long enough and its own.",
        "已开放，{count} 个密钥长度足够且不与他人共用。",
    ),
)
NO_CALLERS = Kind(
    "caller.none",
    Level.NOTE,
    Text(
        "No caller is open: only direct invocation works, by RAM or IAM.",
        "未开放任何调用方：仅支持经 RAM 或 IAM 的直接调用。",
    ),
)
SHORT = Kind(
    "secret.short",
    Level.WARNING,
    Text(
        "It has {length} characters; fewer than {least} can be guessed.",
        "长度仅 {length} 个字符，少于 {least} 个可被猜出。",
    ),
    _MAKE_ONE,
)
UNIFORM = Kind(
    "secret.uniform",
    Level.ERROR,
    Text(
        "It is made of {count} different characters: it can be guessed.",
        "仅由 {count} 种字符组成，可被猜出。",
    ),
    _MAKE_ONE,
)
SAMPLE = Kind(
    "secret.sample",
    Level.ERROR,
    Text("It looks like a sample that stands in a document.", "疑似文档中的示例值。"),
    _MAKE_ONE,
)
REPEATED = Kind(
    "secret.repeated",
    Level.ERROR,
    Text(
        "It is the same as {other}: one leak opens both.", "与 {other} 相同：一处泄露即两处失守。"
    ),
    Text("Give each its own secret.", "请为每处设置独立的密钥。"),
)
TWICE = Kind(
    "secret.twice",
    Level.WARNING,
    Text("It is in the list twice, as {other} too.", "列表中重复，与 {other} 相同。"),
    Text("Remove one of them.", "请删除其中一个。"),
)

KINDS = (CALLER_OPEN, NO_CALLERS, SHORT, UNIFORM, SAMPLE, REPEATED, TWICE)
