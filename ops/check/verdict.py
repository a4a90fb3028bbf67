"""Meanings of Aliyun's codes for a query: about the key, the account, the clock, the service."""

from __future__ import annotations

from collections.abc import Mapping

from ops.check.finding import Kind, Level
from smscode.outcome import QUOTA_EXHAUSTED, UNAVAILABLE, UNCERTAIN, Text
from smscode.senders.vendor_codes import ACCEPTED, KINDS, word_of

KEY_GOOD = Kind("key.good", Level.OK, Text("Aliyun knows the key.", "阿里云认可该密钥。"))
KEY_OF_ENVIRONMENT = Kind(
    "key.of_environment",
    Level.NOTE,
    Text(
        "The config has no key. Queries use that of {source}, which stands in for the function's "
        "role here.",
        "配置中没有密钥。此处以 {source} 的密钥代替函数角色查询。",
    ),
)
KEY_NONE = Kind(
    "key.none",
    Level.UNCHECKED,
    Text(
        "The config has no key, which is right on Function Compute, and there is "
        "none here: Aliyun could not be queried.",
        "配置中没有密钥（在函数计算上是正确的），本机也没有：无法查询阿里云。",
    ),
    Text(
        "Run `aliyun configure`, or set ALIBABA_CLOUD_ACCESS_KEY_ID and "
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET (and _SECURITY_TOKEN for a role's), with a key that has "
        "docs/policies/aliyun-check.json.",
        "请运行 `aliyun configure`，或设置 ALIBABA_CLOUD_ACCESS_KEY_ID、"
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET（角色还需 _SECURITY_TOKEN），权限见 "
        "docs/policies/aliyun-check.json。",
    ),
)
KEY_NOT_GIVEN = Kind(
    "key.not_given",
    Level.UNCHECKED,
    Text("Alibaba Cloud could not be asked. {problem}.", "无法访问阿里云。{problem}。"),
    Text(
        "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET win over any profile.",
        "ALIBABA_CLOUD_ACCESS_KEY_ID、ALIBABA_CLOUD_ACCESS_KEY_SECRET 优先于 profile。",
    ),
)
KEY_TEMPORARY = Kind(
    "key.temporary",
    Level.ERROR,
    Text(
        "It is a temporary key (STS): it needs a token, which the config cannot hold.",
        "这是 STS 临时密钥，需要安全令牌，而配置无法携带。",
    ),
    Text(
        "Use the key of a RAM user, or leave it out on Function Compute.",
        "请使用 RAM 用户的密钥；在函数计算上请留空。",
    ),
)
KEY_UNKNOWN = Kind(
    "key.unknown",
    Level.ERROR,
    Text("Aliyun does not know this key ({code}).", "阿里云不认识该密钥（{code}）。"),
    Text(
        "Compare it with the RAM console; only globe takes a key of the international site.",
        "请与 RAM 控制台核对；国际站账号的密钥只能用于 globe。",
    ),
)
KEY_DISABLED = Kind(
    "key.disabled",
    Level.ERROR,
    Text("The key is disabled ({code}).", "该密钥已被禁用（{code}）。"),
    Text("Enable it in the RAM console, or create another.", "请在 RAM 控制台启用，或新建密钥。"),
)
KEY_SECRET_WRONG = Kind(
    "key.secret_wrong",
    Level.ERROR,
    Text(
        "Aliyun knows the key, but the secret does not match it ({code}).",
        "阿里云认识该密钥，但 secret 不匹配（{code}）。",
    ),
    Text(
        "Copy accessKeySecret again, without spaces; it is shown once, when the key is created.",
        "请重新填写 accessKeySecret（仅在创建时显示一次），注意不要有空格。",
    ),
)
KEY_TOKEN_WRONG = Kind(
    "key.token_wrong",
    Level.ERROR,
    Text("Aliyun refuses the security token ({code}).", "阿里云拒绝该安全令牌（{code}）。"),
    Text(
        "Get new credentials of the role, all three parts.", "请重新获取角色凭证（三项均需更新）。"
    ),
)
KEY_NO_PERMISSION = Kind(
    "key.no_permission",
    Level.UNCHECKED,
    Text(
        "The key may not call {action}, so this could not be checked. Sending needs another "
        "permission, and may well work.",
        "该密钥无权调用 {action}，无法检查此项。发送使用其他权限，可能仍然正常。",
    ),
    Text(
        "Grant {action} to the key that checks: docs/policies/aliyun-check.json.",
        "请为用于检查的密钥授予 {action}：docs/policies/aliyun-check.json。",
    ),
)


ACCOUNT_REFUSED = Kind(
    "account.refused",
    Level.ERROR,
    Text(
        "The account cannot use the service now ({code}).", "该账号目前无法使用此服务（{code}）。"
    ),
    Text(
        "Check the SMS console: is the service activated, is the balance sufficient, is the "
        "account in good standing?",
        "请查看短信控制台：服务是否开通、余额是否充足、账号是否正常。",
    ),
)
NOT_ALIYUN = Kind(
    "service.not_aliyun",
    Level.NOTE,
    Text("Queries go to this address, which is not Aliyun.", "查询的是此地址，并非阿里云。"),
)
SILENT = Kind(
    "service.silent",
    Level.UNCHECKED,
    Text("No answer ({cause}).", "没有应答（{cause}）。"),
    Text(
        "Check this machine's name resolution, proxy and network, and try again.",
        "请检查本机的域名解析、代理与网络后重试。",
    ),
)
NO_REQUEST = Kind(
    "service.no_request",
    Level.ERROR,
    Text("No request can be built ({cause}).", "无法构造请求（{cause}）。"),
    Text(
        "A key, a token or a proxy's address has a line break or another character that headers "
        "and URLs do not allow: check this machine's environment.",
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
    Text("The answer is inconclusive ({code}).", "应答无法判断（{code}）。"),
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
        "It is {seconds} s off Aliyun's; beyond 900 s every request is refused.",
        "与阿里云相差 {seconds} 秒；超过 900 秒后所有请求都会被拒绝。",
    ),
    Text("Set this machine's clock by NTP.", "请用 NTP 校准本机时钟。"),
)
CLOCK_WRONG = Kind(
    "clock.wrong",
    Level.ERROR,
    Text(
        "It is {seconds} s off Aliyun's: requests are refused (InvalidTimeStamp).",
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


_CODES: Mapping[str, Kind] = {
    "InvalidAccessKeyId.Inactive": KEY_DISABLED,
    "InvalidAccessKeyId.Disabled": KEY_DISABLED,
    "Forbidden.AccessKeyDisabled": KEY_DISABLED,
    "InvalidAccessKeyId": KEY_UNKNOWN,
    "SignatureDoesNotMatch": KEY_SECRET_WRONG,
    "IncompleteSignature": KEY_SECRET_WRONG,
    "InvalidSecurityToken": KEY_TOKEN_WRONG,
    "MissingSecurityToken": KEY_TOKEN_WRONG,
    "InvalidTimeStamp": CLOCK_REFUSED,
    "RAM_PERMISSION_DENY": KEY_NO_PERMISSION,
    "NoPermission": KEY_NO_PERMISSION,
    "Forbidden": KEY_NO_PERMISSION,
    "FORBIDDEN_ACTION": KEY_NO_PERMISSION,
    "PRODUCT_UN_SUBSCRIPT": ACCOUNT_REFUSED,
    "PRODUCT_UNSUBSCRIBE": ACCOUNT_REFUSED,
    "PRODUCT_NOT_SUBSCRIBED": ACCOUNT_REFUSED,
    "FUNCTION_NOT_OPENED": ACCOUNT_REFUSED,
    "ACCOUNT_NOT_EXISTS": ACCOUNT_REFUSED,
    "ACCOUNT_ABNORMAL": ACCOUNT_REFUSED,
    "ACCOUNT_ILLEGAL": ACCOUNT_REFUSED,
    "SECURITY_FROZEN_ACCOUNT": ACCOUNT_REFUSED,
}
_OUTCOMES: Mapping[object, Kind] = {
    UNAVAILABLE: BUSY,
    UNCERTAIN: UNCLEAR,
    QUOTA_EXHAUSTED: ACCOUNT_REFUSED,
}
# The codes besides ``isv.*`` that the service may answer for a name that it does not know.
_NO_SUCH_THING = frozenset({"SignatureNotFound", "TemplateNotFound", "DATA_NOT_EXIST"})

#: These are about the key, whatever was queried.
OF_THE_KEY = frozenset({KEY_DISABLED, KEY_UNKNOWN, KEY_SECRET_WRONG, KEY_TOKEN_WRONG})
#: After these no other query will be answered either.
FINAL = OF_THE_KEY | {
    CLOCK_REFUSED,
    ACCOUNT_REFUSED,
    SILENT,
    NO_REQUEST,
    BUSY,
}
#: These prove that Aliyun accepted the signature of the request.
OF_A_GOOD_KEY = frozenset({None, KEY_NO_PERMISSION, ACCOUNT_REFUSED})


def verdict(code: str, cause: str) -> Kind | None:
    """Return why an answer does not answer the query; None if it does.

    *code* is Aliyun's, or empty; *cause* is why there is no answer at all.
    """
    if code == ACCEPTED or code in _NO_SUCH_THING:
        return None
    if not code:
        return SILENT if cause else UNCLEAR
    word = word_of(code)
    if word not in KINDS and not code.startswith("isv."):
        return UNCLEAR
    return _CODES.get(code) or _CODES.get(word) or _OUTCOMES.get(KINDS.get(word))
