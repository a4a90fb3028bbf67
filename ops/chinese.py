"""What ``src`` says of a setting, a document or a number, and the system of a file, in Chinese.

The function itself speaks English only, and carries neither a second language nor keys for one
through its cold start. So the English sentence is the key, as in gettext; ``<count>`` and the like
stand for what varies. tests/ops/test_chinese.py finds every sentence of ``src`` in here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Final

from smscode.config.errors import ConfigError
from smscode.outcome import Text
from smscode.settings import SettingsError

_SAYS: Final[Mapping[str, str]] = {
    # smscode.config
    "is missing": "缺失",
    "must be a string": "必须是字符串",
    "must have at least <count> characters": "至少要有 <count> 个字符",
    "must have at most <count> characters": "最多 <count> 个字符",
    "must be a whole number": "必须是整数",
    "must be true or false": "必须是 true 或 false",
    "must be <count> or more": "必须大于或等于 <count>",
    'must be "send" or "refuse"': '必须是 "send" 或 "refuse"',
    'must be "body" or "status"': '必须是 "body" 或 "status"',
    "must be left out: byLocale stands alone": "应删除：byLocale 不能与其他成员并列",
    "must have <count> in it and no more": "只能有 <count> 项",
    "must be a list": "必须是列表",
    "must be an object": "必须是对象",
    "must not be empty": "不能为空",
    "cannot be used": "无法使用",
    "<detail>: <name> is written in its place": "<detail>：此处写成了 <name>",
    "must be a region in two capital letters, such as CN": "必须是两个大写字母的地区代码，例如 CN",
    "has a region that is neither two capital letters, such as HK, nor *": (
        "含有既不是两个大写字母（例如 HK）也不是 * 的地区"
    ),
    "must be true, false or a list of usage types": "必须是 true、false 或用途列表",
    "must be a list of pairs, such as [[1, 60]]": "必须是成对数字的列表，例如 [[1, 60]]",
    "must be a plus and the first digits of numbers, such as +86170": (
        "必须是加号和号码开头的数字，例如 +86170"
    ),
    "names a window of seconds twice: one limit for each window": (
        "同一时间窗口（秒数）出现了两次：每个窗口只能有一个限额"
    ),
    "must not begin or end with white space": "首尾不能有空白字符",
    "must have no invisible character (U+<hex>)": "不能含有不可见字符（U+<hex>）",
    "must be printable ASCII characters without spaces": "必须是可打印的 ASCII 字符，且不含空格",
    'must be "dysms", "pnvs" or "globe"': '必须是 "dysms"、"pnvs" 或 "globe"',
    "must be left out: a pnvs template has none of its own": "应删除：pnvs 模板没有自定义变量",
    "must not name the variable that takes the code": "不能包含填写验证码的变量",
    "must contain {code} exactly once, and no other braces": (
        "必须恰好含有一个 {code}，且没有其他花括号"
    ),
    "must be a list of two: the second is tried after the first has failed": (
        "必须是两项的列表：第一项失败后才尝试第二项"
    ),
    "has a locale that is neither a tag, such as zh-TW, nor *": (
        "含有既不是语言标签（例如 zh-TW）也不是 * 的语言"
    ),
    "names a locale twice: zh-TW, zh_TW and zh-tw are one": (
        "同一语言出现了两次：zh-TW、zh_TW 和 zh-tw 是同一个"
    ),
    'must have "*", for every other locale': '必须有 "*"，用于其余语言',
    "must be a sign name, or a list of them": "必须是签名，或签名的列表",
    "must be a template code, or an object": "必须是模板 CODE，或对象",
    "needs a template code, or one for china or overseas": (
        "需要一个模板 CODE，或 china、overseas 中至少一个"
    ),
    "pnvs sends to mainland numbers only: put its template under china": (
        "pnvs 只能发往大陆号码：请把模板放在 china 下"
    ),
    'globe sends abroad only: write {"overseas": …}': (
        'globe 只能发往境外：请写成 {"overseas": …}'
    ),
    "must be the token alone, without Bearer or Basic in front of it": (
        "只填令牌本身，前面不带 Bearer 或 Basic"
    ),
    "must be v1,whsec_ and base64, complete, as shown when it was created": (
        "必须是创建时显示的完整密钥：v1,whsec_ 加 base64"
    ),
    "must be letters, digits, - and _": "只能由字母、数字、- 和 _ 组成",
    "is missing: accessKeyId and accessKeySecret go together, or are both left out": (
        "缺失：accessKeyId 和 accessKeySecret 要么都填，要么都不填"
    ),
    "is missing, and a template has none of its own": "缺失，而有模板没有自己的签名",
    'is missing: without a template for china write "allowedRegions": ["HK"], or '
    "whichever regions are meant": (
        '缺失：没有 china 模板时，请写明地区，例如 "allowedRegions": ["HK"]'
    ),
    'is missing: with "claimsFailure": "refuse" nothing could be sent': (
        '缺失："claimsFailure" 为 "refuse" 时，没有它就什么都发不出去'
    ),
    # smscode.strict_json, and Python's own reader
    "not JSON": "不是 JSON",
    "nested too deeply": "嵌套太深",
    "number too long": "数字太长",
    "not UTF-8 at byte <count>": "第 <count> 字节不是 UTF-8",
    "not UTF-8": "不是 UTF-8",
    "NaN and Infinity are not JSON": "JSON 没有 NaN 和 Infinity",
    "a member is given twice": "有成员重复出现",
    "<detail> at line <count> column <column>": "第 <count> 行第 <column> 列<detail>",
    "Expecting value": "应为一个值",
    "Expecting ',' delimiter": "应为逗号",
    "Expecting ':' delimiter": "应为冒号",
    "Expecting property name enclosed in double quotes": "应为双引号括起的成员名",
    "Illegal trailing comma before end of object": "对象末尾多了逗号",
    "Illegal trailing comma before end of array": "列表末尾多了逗号",
    "Extra data": "之后有多余内容",
    "Unterminated string starting at": "的字符串没有结尾",
    "Invalid control character at": "有控制字符（例如换行）",
    "Invalid control character <quoted> at": "有控制字符（例如换行）",
    "Invalid \\escape": "的转义无效",
    "Invalid \\escape: <quoted>": "的转义无效",
    "Invalid \\uXXXX escape": "的 \\uXXXX 转义无效",
    "Unexpected UTF-8 BOM (decode using utf-8-sig)": "有字节顺序标记",
    # smscode.settings, smscode.secret_stores, smscode.claims.stores
    "is not set": "未设置",
    "must be an address like https://dysmsapi.aliyuncs.com": (
        "必须是地址，例如 https://dysmsapi.aliyuncs.com"
    ),
    "http is for a loopback address only: the code would not be encrypted": (
        "http 只能用于本机地址：否则验证码不加密传输"
    ),
    "must be a whole number from 1 to <count>": "必须是 1 到 <count> 的整数",
    "must begin with one of <schemes>": "开头必须是以下之一：<schemes>",
    "must name a secret, or a bucket and an object, after the scheme": (
        "冒号后必须写明凭据名称，或存储空间和对象"
    ),
    "has no region: add ?region=cn-hangzhou, or whichever is yours": (
        "缺少地域：请加上 ?region=cn-hangzhou（换成您的地域）"
    ),
    "has a region that is not written like cn-hangzhou": "地域写法不对，应如 cn-hangzhou",
    "has the unknown option <name>: only region and endpoint are known": (
        "含有未知选项 <name>：只能是 region 和 endpoint"
    ),
    "must be aliyun-oss:BUCKET/KEY": "必须写成 aliyun-oss:BUCKET/KEY",
    "must be dynamodb:TABLE": "必须写成 dynamodb:TABLE",
    "the password belongs in the config, as claimsPassword": (
        "不能带密码：请写在配置的 claimsPassword 中"
    ),
    "the variable is not set": "变量未设置",
    "the function has no role": "函数没有角色",
    "the parameter is not a SecureString": "该参数不是 SecureString",
    "the answer has no SecretData": "应答中没有 SecretData",
    "no answer: <name>": "没有应答：<name>",
    "no request: <name>": "没有请求：<name>",
    # the operating system
    "No such file or directory": "没有这个文件",
    "Permission denied": "没有权限",
    "Is a directory": "这是文件夹",
    "Not a directory": "路径中有一段不是文件夹",
    # ops.config_put
    "to write the config it must begin with one of <schemes>": (
        "要写入配置，开头必须是以下之一：<schemes>"
    ),
    # smscode.phone
    "must be one mobile number in E.164 form: a plus, then digits": (
        "必须是一个 E.164 格式的手机号：加号和数字"
    ),
    "is not a mobile number of mainland China": "不是大陆手机号",
    "is not a valid number": "不是有效的号码",
    "is not a mobile number": "不是手机号",
    "must be one mobile number": "必须是一个手机号",
}
_FIELD: Final = re.compile("<([a-z]+)>")
_COUNTS: Final = frozenset({"count", "column"})


def both(english: str) -> Text:
    """Return what ``src`` says as a text; a sentence that is not in the table stays English."""
    if english in _SAYS:
        return Text(english, _SAYS[english])
    for pattern, chinese in _PATTERNS:
        found = pattern.fullmatch(english)
        if found is not None:
            return Text(english, _FIELD.sub(partial(_filled, found), chinese))
    return Text(english, english)


def of_setting(error: SettingsError) -> Text:
    """Return what *error* says: a variable's name, and what is wrong with it."""
    name, _, problem = str(error).partition(": ")
    return Text(str(error), f"{name}：{both(problem).chinese}")


def of_document(error: ConfigError) -> Text:
    """Return what *error* says of a document: each field, and what is wrong with it."""
    problems = (
        f"{both(each.pointer).chinese}：{both(each.detail).chinese}" for each in error.problems
    )
    return Text(str(error), "；".join(problems))


def _filled(found: re.Match[str], field: re.Match[str]) -> str:
    """Return what *found* has for *field*, where ``<detail>`` is a sentence too."""
    name = field[1]
    return both(found[name]).chinese if name == "detail" else found[name]


def _pattern(english: str) -> re.Pattern[str]:
    parts = _FIELD.split(english)  # text, name, text, name, text …
    return re.compile(
        "".join(
            f"(?P<{part}>{'[0-9]+' if part in _COUNTS else '.+'})" if index % 2 else re.escape(part)
            for index, part in enumerate(parts)
        )
    )


_PATTERNS: Final = tuple(
    (_pattern(english), chinese) for english, chinese in _SAYS.items() if _FIELD.search(english)
)
