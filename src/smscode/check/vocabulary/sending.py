"""What can be said of one SMS that is sent for a try, and of one that was sent before."""

from __future__ import annotations

from smscode.check.finding import Kind, Level
from smscode.outcome import Text

WILL_SEND = Kind(
    "send.begins",
    Level.NOTE,
    Text(
        "Sending one real SMS with the template of {usage}. It costs what an SMS costs.",
        "正在用 {usage} 模板发送一条真实短信，将产生一条短信的费用。",
    ),
)
WILL_NOT_SEND = Kind(
    "send.withheld",
    Level.NOTE,
    Text("Nothing was sent, for there are errors above.", "上面有错误，未发送任何短信。"),
    Text("Mend them first.", "请先修正。"),
)
SENT = Kind(
    "send.sent",
    Level.OK,
    Text(
        "Accepted, BizId {biz_id}. Accepted is not delivered.",
        "已受理，BizId {biz_id}。受理不等于送达。",
    ),
    Text(
        "Is it on the phone? If not: make check DELIVERY=NUMBER,{biz_id}",
        "手机收到了吗？若没有：make check DELIVERY=号码,{biz_id}",
    ),
)
REFUSED = Kind(
    "send.refused",
    Level.ERROR,
    Text("Nothing was sent: {outcome} ({code}).", "未发送：{outcome}（{code}）。"),
    Text(
        "Look the code up in docs/troubleshooting.md, or in the README's table.",
        "请在 docs/troubleshooting.md 或 README 的错误码表中查找。",
    ),
)
NOT_NOW = Kind(
    "send.not_now",
    Level.UNCHECKED,
    Text("Nothing was sent: {outcome} ({code}).", "未发送：{outcome}（{code}）。"),
    Text("Try again later.", "请稍后重试。"),
)
UNCERTAIN = Kind(
    "send.uncertain",
    Level.UNCHECKED,
    Text("It may have been sent ({code}).", "可能已发送（{code}）。"),
    Text(
        "Look at the phone before you try again: each try may cost an SMS.",
        "请先查看手机再决定是否重试：每次都可能计费。",
    ),
)
NUMBER_WRONG = Kind(
    "number.wrong",
    Level.ERROR,
    Text("It cannot be sent to: {problem}.", "无法使用该号码：{problem}。"),
    Text(
        "Give one mobile number, such as +8613800138000.", "请提供一个手机号，例如 +8613800138000。"
    ),
)
DELIVERED = Kind(
    "delivery.delivered",
    Level.OK,
    Text("Sent {sent}, on the phone {received}.", "{sent} 发送，{received} 送达手机。"),
)
ON_THE_WAY = Kind(
    "delivery.waiting",
    Level.UNCHECKED,
    Text("Sent {sent}; the carrier has not reported yet.", "{sent} 发送，运营商尚未回执。"),
    Text(
        "Ask again in some minutes.",
        "请几分钟后再查。",
    ),
)
FAILED = Kind(
    "delivery.failed",
    Level.ERROR,
    Text(
        "Sent {sent}, not delivered ({code}): {meaning}", "{sent} 发送，未送达（{code}）：{meaning}"
    ),
    Text("Who can act: {actor}.", "可处理方：{actor}。"),
)
NO_RECORD = Kind(
    "delivery.no_record",
    Level.UNCHECKED,
    Text(
        "Aliyun has no such message today or yesterday (UTC+8).",
        "今天和昨天（UTC+8）没有该短信的记录。",
    ),
    Text(
        "Compare number and BizId; records come some minutes late, and those of pnvs are in its "
        "console only.",
        "请核对号码与 BizId；记录会延迟几分钟，pnvs 的记录只能在其控制台查看。",
    ),
)
