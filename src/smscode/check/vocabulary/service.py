"""What can be said of the account, the service and the clock."""

from __future__ import annotations

from smscode.check.finding import Kind, Level
from smscode.outcome import Text

ACCOUNT_REFUSED = Kind(
    "account.refused",
    Level.ERROR,
    Text(
        "The account cannot use the service now ({code}).", "该账号目前无法使用此服务（{code}）。"
    ),
    Text(
        "Look at the SMS console: is the service activated, the balance enough, the account in "
        "good standing?",
        "请查看短信控制台：服务是否开通、余额是否充足、账号是否正常。",
    ),
)
NOT_ALIYUN = Kind(
    "service.not_aliyun",
    Level.NOTE,
    Text("Asked here, which is not Aliyun.", "查询的是此地址，并非阿里云。"),
)
SILENT = Kind(
    "service.silent",
    Level.UNCHECKED,
    Text("No answer ({cause}).", "没有应答（{cause}）。"),
    Text(
        "Check name resolution, proxy and network from here, and try again.",
        "请检查本机的域名解析、代理与网络后重试。",
    ),
)
NO_REQUEST = Kind(
    "service.no_request",
    Level.ERROR,
    Text("No request can be built ({cause}).", "无法构造请求（{cause}）。"),
    Text(
        "A key, a token or a proxy's address has a line end or another character that no header "
        "or URL may have: look at it in the environment here.",
        "密钥、令牌或代理地址里有换行等请求头或 URL 不允许的字符：请检查本机的环境变量。",
    ),
)
BUSY = Kind(
    "service.busy",
    Level.UNCHECKED,
    Text("Aliyun is throttling ({code}).", "阿里云正在限流（{code}）。"),
    Text("Try again in a minute.", "请一分钟后重试。"),
)
UNCLEAR = Kind(
    "service.unclear",
    Level.UNCHECKED,
    Text("The answer says nothing ({code}).", "应答无法判断（{code}）。"),
    Text(
        "Try again; then look the code up in Aliyun's error centre.",
        "请重试；仍不行请查阿里云错误码中心。",
    ),
)
CLOCK_RIGHT = Kind(
    "clock.right",
    Level.OK,
    Text("It agrees with Aliyun's.", "与阿里云一致。"),
)
CLOCK_OFF = Kind(
    "clock.off",
    Level.WARNING,
    Text(
        "It is {seconds} s from Aliyun's; beyond 900 every request is refused.",
        "与阿里云相差 {seconds} 秒；超过 900 秒后所有请求都会被拒绝。",
    ),
    Text("Set this machine's clock by NTP.", "请用 NTP 校准本机时钟。"),
)
CLOCK_WRONG = Kind(
    "clock.wrong",
    Level.ERROR,
    Text(
        "It is {seconds} s from Aliyun's: requests are refused (InvalidTimeStamp).",
        "与阿里云相差 {seconds} 秒：请求会被拒绝（InvalidTimeStamp）。",
    ),
    Text("Set this machine's clock by NTP.", "请用 NTP 校准本机时钟。"),
)
CLOCK_REFUSED = Kind(
    "clock.refused",
    Level.ERROR,
    Text("Aliyun refuses this machine's time ({code}).", "阿里云拒绝本机时间（{code}）。"),
    Text("Set this machine's clock by NTP.", "请用 NTP 校准本机时钟。"),
)
