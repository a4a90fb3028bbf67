"""What can be said of the settings, the store and the document itself."""

from __future__ import annotations

from smscode.check.finding import Kind, Level
from smscode.outcome import Text

SETTING_WRONG = Kind(
    "setting.wrong",
    Level.ERROR,
    Text("It cannot be used: {problem}.", "无法使用：{problem}。"),
    Text("Set it as the README's table of variables says.", "请按 README 的环境变量表设置。"),
)
STORE_READ = Kind("store.read", Level.OK, Text("The config was read.", "已读取配置。"))
STORE_REFUSED = Kind(
    "store.refused",
    Level.ERROR,
    Text("The store does not give the config ({reason}).", "存储拒绝提供配置（{reason}）。"),
    Text(
        "See that the document is there, and that these credentials may read it: docs/policies.",
        "请确认文档存在，且当前凭证有读取权限，见 docs/policies。",
    ),
)
STORE_SILENT = Kind(
    "store.silent",
    Level.UNCHECKED,
    Text("The store could not be asked ({reason}).", "无法访问存储（{reason}）。"),
    Text("Check the network from here, and try again.", "请检查本机网络后重试。"),
)
PARSED = Kind(
    "document.parsed",
    Level.OK,
    Text("It parses, with {count} templates.", "格式正确，含 {count} 个模板。"),
)
NOT_JSON = Kind(
    "document.not_json",
    Level.ERROR,
    Text("It is not JSON: {problem}.", "不是合法的 JSON：{problem}。"),
    Text("Correct it there.", "请在该处修正。"),
)
FIELD_WRONG = Kind(
    "document.field",
    Level.ERROR,
    Text("{problem}.", "{problem}。"),
    Text("Write it as the README's chapter on configuration says.", "请按 README 的配置章节填写。"),
)
PLACEHOLDER = Kind(
    "document.placeholder",
    Level.WARNING,
    Text("It looks like a placeholder that was to be replaced.", "疑似未替换的占位符。"),
    Text("Put your own value in its place.", "请换成你自己的值。"),
)
BRACKETS = Kind(
    "document.brackets",
    Level.WARNING,
    Text(
        "It stands in 【】, which Aliyun puts round a signature by itself.",
        "两侧带有【】，阿里云会自行添加。",
    ),
    Text("Write the signature without them.", "请填写不带【】的签名。"),
)
UNKNOWN_MEMBER = Kind(
    "document.unknown_member",
    Level.WARNING,
    Text("This member means nothing, and is ignored.", "该成员没有意义，会被忽略。"),
    Text("Remove it, or correct its name{nearest}.", "请删除或更正名称{nearest}。"),
)
