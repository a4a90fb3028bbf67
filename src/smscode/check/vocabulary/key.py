"""What can be said of the key that requests are signed with."""

from __future__ import annotations

from smscode.check.finding import Kind, Level
from smscode.outcome import Text

GOOD = Kind("key.good", Level.OK, Text("Aliyun knows the key.", "阿里云认可该密钥。"))
OF_ENVIRONMENT = Kind(
    "key.of_environment",
    Level.NOTE,
    Text(
        "The config has no key. Asked with that of ALIBABA_CLOUD_ACCESS_KEY_ID, which stands in "
        "for the function's role here.",
        "配置中没有密钥。此处以 ALIBABA_CLOUD_ACCESS_KEY_ID 的密钥代替函数角色查询。",
    ),
)
NONE = Kind(
    "key.none",
    Level.UNCHECKED,
    Text(
        "The config has no key, which is right on Function Compute, and none is in the "
        "environment here: Aliyun could not be asked.",
        "配置中没有密钥（在函数计算上是正确的），本机环境也没有：无法查询阿里云。",
    ),
    Text(
        "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (and _SECURITY_TOKEN "
        "for a role) to a key with docs/policies/aliyun-check.json.",
        "请设置 ALIBABA_CLOUD_ACCESS_KEY_ID、ALIBABA_CLOUD_ACCESS_KEY_SECRET（角色还需 "
        "_SECURITY_TOKEN），权限见 docs/policies/aliyun-check.json。",
    ),
)
TEMPORARY = Kind(
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
UNKNOWN = Kind(
    "key.unknown",
    Level.ERROR,
    Text("Aliyun does not know this key ({code}).", "阿里云不认识该密钥（{code}）。"),
    Text(
        "Compare it with the RAM console; an international account has other keys.",
        "请与 RAM 控制台核对；国际站账号的密钥不通用。",
    ),
)
DISABLED = Kind(
    "key.disabled",
    Level.ERROR,
    Text("The key is disabled ({code}).", "该密钥已被禁用（{code}）。"),
    Text("Enable it in the RAM console, or make another.", "请在 RAM 控制台启用，或新建密钥。"),
)
SECRET_WRONG = Kind(
    "key.secret_wrong",
    Level.ERROR,
    Text(
        "Aliyun knows the key, and the secret is not its own ({code}).",
        "阿里云认识该密钥，但 secret 不匹配（{code}）。",
    ),
    Text(
        "Copy accessKeySecret anew, without spaces; it is shown once, when the key is made.",
        "请重新填写 accessKeySecret（仅在创建时显示一次），注意不要有空格。",
    ),
)
TOKEN_WRONG = Kind(
    "key.token_wrong",
    Level.ERROR,
    Text("Aliyun refuses the security token ({code}).", "阿里云拒绝该安全令牌（{code}）。"),
    Text(
        "Take new credentials of the role, all three parts.", "请重新获取角色凭证（三项均需更新）。"
    ),
)
NO_PERMISSION = Kind(
    "key.no_permission",
    Level.UNCHECKED,
    Text(
        "The key may not call {action}, so this could not be checked. Sending is another "
        "permission, and may well work.",
        "该密钥无权调用 {action}，无法检查此项。发送使用其他权限，可能仍然正常。",
    ),
    Text(
        "Grant {action} to the key that checks: docs/policies/aliyun-check.json.",
        "请为用于检查的密钥授予 {action}：docs/policies/aliyun-check.json。",
    ),
)
