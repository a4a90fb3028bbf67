"""What can be said of the filing of a signature with a carrier.

What each status means: the SDK's model of ``GetSmsSign``, and
help.aliyun.com/document_detail/2873145.html.
"""

from __future__ import annotations

from smscode.check.finding import Kind, Level
from smscode.outcome import Text

_FILE_IT = Text(
    "File it in the SMS console (Signatures), where the reason stands. Until then messages to this "
    "carrier are accepted and not delivered.",
    "请在短信控制台的签名管理中查看原因并报备。在此之前发往该运营商的短信会被受理但不送达。",
)
FILED = Kind("sign.filed", Level.OK, Text("Filed with {carrier}.", "{carrier}：报备成功。"))
FILED_UNPROVEN = Kind(
    "sign.filed_unproven",
    Level.NOTE,
    Text(
        "{carrier} has filed it for part of its numbers; Aliyun has not yet seen enough arrive.",
        "{carrier}：已报备待验证，至少一个子端口号已通过。",
    ),
)
FILING_PENDING = Kind(
    "sign.filing_pending",
    Level.WARNING,
    Text(
        "{carrier} has not answered the filing yet: messages may be accepted and not delivered.",
        "{carrier}：报备中，短信可能被受理但不送达。",
    ),
    Text(
        "Wait, 5 to 10 working days as a rule, and send little until then.",
        "请等待（通常 5 至 10 个工作日），期间少量发送。",
    ),
)
NOT_FILED = Kind(
    "sign.not_filed",
    Level.ERROR,
    Text("Not filed with {carrier} ({reason}).", "{carrier}：未报备（{reason}）。"),
    _FILE_IT,
)
FILING_FAILED = Kind(
    "sign.filing_failed",
    Level.ERROR,
    Text("{carrier} refused the filing ({reason}).", "{carrier}：报备失败（{reason}）。"),
    _FILE_IT,
)
FILING_LAPSED = Kind(
    "sign.filing_lapsed",
    Level.ERROR,
    Text(
        "The filing with {carrier} has lapsed: no message for 6 months.",
        "{carrier}：报备失效，超过 6 个月无发送记录。",
    ),
    _FILE_IT,
)
LAPSES_SOON = Kind(
    "sign.lapses_soon",
    Level.WARNING,
    Text(
        "Filed with {carrier} {days} days ago, and nothing was sent with it in the last {quiet}: a "
        "filing lapses after 6 months without one.",
        "{carrier}：{days} 天前报备，近 {quiet} 天无发送；超过 6 个月无发送记录即失效。",
    ),
    Text(
        "Send some messages with it to numbers of each carrier before.",
        "请在此之前用它向各运营商号码发送少量短信。",
    ),
)
MAY_LAPSE = Kind(
    "sign.may_lapse",
    Level.WARNING,
    Text(
        "Filed with {carrier} {days} days ago. Whether it is in use could not be seen ({code}): a "
        "filing lapses after 6 months without a message.",
        "{carrier}：{days} 天前报备，无法得知是否在用（{code}）；超过 6 个月无发送记录即失效。",
    ),
    Text(
        "Grant dysms:QuerySendStatistics to the key that checks, or see that it is in use.",
        "请为用于检查的密钥授予 dysms:QuerySendStatistics，或自行确认仍在使用。",
    ),
)
FILING_UNKNOWN = Kind(
    "sign.filing_unknown",
    Level.UNCHECKED,
    Text("Aliyun says nothing of a filing with {carrier}.", "{carrier}：阿里云未返回报备状态。"),
    Text("Look in the SMS console (Signatures).", "请在短信控制台的签名管理中查看。"),
)
