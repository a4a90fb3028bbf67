"""What can be said of signatures: their review, and their filing with each carrier.

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

APPROVED = Kind("sign.approved", Level.OK, Text("Approved.", "审核通过。"))
NOT_FOUND = Kind(
    "sign.not_found",
    Level.ERROR,
    Text("The account has no such signature ({code}).", "该账号下没有此签名（{code}）。"),
    Text(
        "Write it as in the SMS console, without brackets; a lent signature needs service pnvs.",
        "请与短信控制台一致，不含方括号；赠送签名需使用 pnvs。",
    ),
)
IN_REVIEW = Kind(
    "sign.in_review",
    Level.ERROR,
    Text("Still in review.", "审核中。"),
    Text(
        "Wait for it: two hours as a rule, between 9 and 21 h.",
        "请等待：通常 2 小时（9:00 至 21:00）。",
    ),
)
REJECTED = Kind(
    "sign.rejected",
    Level.ERROR,
    Text("Rejected: {reason}.", "审核未通过：{reason}。"),
    Text("Mend and submit it again in the SMS console.", "请在短信控制台修改后重新提交。"),
)
WITHDRAWN = Kind(
    "sign.withdrawn",
    Level.ERROR,
    Text("Its review was cancelled.", "审核已取消。"),
    Text("Submit it again in the SMS console.", "请在短信控制台重新提交。"),
)
FOR_TESTS = Kind(
    "sign.for_tests",
    Level.WARNING,
    Text(
        "It is for tests or trial: it sends to bound numbers only.",
        "这是测试或试用签名，只能发往已绑定的号码。",
    ),
    Text("Apply for a signature of your own before people use it.", "正式使用前请申请自己的签名。"),
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
        "Filed with {carrier} {days} days ago. Whether it is in use could not be seen: a filing "
        "lapses after 6 months without a message.",
        "{carrier}：{days} 天前报备，无法得知是否在用；超过 6 个月无发送记录即失效。",
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
LISTED_TWICE = Kind(
    "sign.listed_twice",
    Level.WARNING,
    Text(
        "It is in its list twice: the second attempt would repeat the first.",
        "列表中重复：第二次尝试会与第一次相同。",
    ),
    Text("Name another signature, or remove it.", "请换成其他签名，或删除。"),
)
WRONG_ORDER = Kind(
    "sign.wrong_order",
    Level.WARNING,
    Text(
        "It cannot be used and stands before {better}: each new instance tries it first.",
        "该签名不可用却排在 {better} 之前：每个新实例都会先尝试它。",
    ),
    Text("Put {better} first.", "请把 {better} 放在最前。"),
)
LENT = Kind(
    "sign.lent",
    Level.NOTE,
    Text(
        "Lent by Aliyun: no API lists what it lends, and it takes signatures back at a date of its "
        "choice. Compare with the number verification console (SMS parameters).",
        "阿里云赠送签名：没有 API 可列出，且会择日下线。请与号码认证控制台的短信认证参数配置核对。",
    ),
)
ONE_LENT = Kind(
    "sign.one_lent",
    Level.WARNING,
    Text(
        "It is the only lent signature: on the day that Aliyun takes it back nothing is sent.",
        "只配置了这一个赠送签名：下线当天将无法发送。",
    ),
    Text("Name two or more of the console's list.", "请从控制台列表中配置两个以上。"),
)
BOTH_OWN_AND_LENT = Kind(
    "sign.own_and_lent",
    Level.ERROR,
    Text(
        "Both services use it: an own signature is not lent, and a lent one is not yours.",
        "两种服务共用该签名：自有签名不能用于 pnvs，赠送签名也不能用于 dysms。",
    ),
    Text("Give the pnvs templates a signName of their own.", "请为 pnvs 模板单独设置 signName。"),
)
