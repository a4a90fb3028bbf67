"""The page's words, in English and Chinese."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

COOKIE: Final = "lang"
_ENGLISH: Final = {
    "html_lang": "en",
    "title": "SMS inbox",
    "subtitle": "A local Aliyun SMS. Nothing here reaches a real phone.",
    "skip": "Skip to messages",
    "language": "Language",
    "live": "Live",
    "reconnecting": "Offline",
    "compose": "Send a code",
    "compose_hint": "Posted to {url} through the real function.",
    "phone": "Phone number",
    "usage": "Usage type",
    "code": "Code",
    "another_code": "New code",
    "magic": "Scenario",
    "no_magic": "Delivered",
    "send": "Send",
    "sending": "Sending…",
    "request": "Request",
    "reply": "Reply",
    "no_reply": "No reply",
    "no_reply_hint": "The function does not run any more, or broke off its answer.",
    "stopped": (
        "The sandbox does not answer: it has stopped or is starting again. This page goes on by "
        "itself once it is back."
    ),
    "stopped_news": "No answer: the sandbox has stopped or is starting again.",
    "copy": "Copy",
    "copied": "Copied",
    "copy_failed": "Press Ctrl+C",
    "copy_curl": "Copy as curl",
    "copy_code": "Copy code {code}",
    "connect": "Use it from your own program",
    "connect_hint": "Any Aliyun SDK works with this endpoint and key, and HTTP as the protocol.",
    "connect_with": "Language of the sample",
    "connect_install": "Install",
    "connect_shell": "In a shell",
    "connect_curl": (
        "The inbox tells the newest code. Aliyun's own API takes signed requests, which curl "
        "does not make: send to it with an SDK."
    ),
    "messages": "Messages",
    "count": "{shown} of {all}",
    "filter": "Filter by number",
    "clear": "Clear all",
    "empty": "No SMS yet",
    "empty_hint": "Each one that is accepted appears here at once.",
    "no_match": "No SMS to such a number",
    "no_match_hint": "Press Esc to see all.",
    "to": "To",
    "no_sender": "No sender id",
    "raw": "Raw request",
    "raw_of": "Request behind SMS {number}",
    "back": "All messages",
    "parameters": "Parameters",
    "headers": "Headers",
    "signature": "signature",
    "name": "Name",
    "value": "Value",
    "arrived": "New SMS to {phone}, code {code}",
    "arrived_plain": "New SMS to {phone}",
    "refused": "Not sent",
    "refused_news": "Not sent to {phone}: {code}",
    "hang": "No answer came",
    "reset": "The connection was reset",
    "failed": "Accepted, but never delivered. The carrier reports",
    "pending": "Accepted, but no delivery report has come.",
    "cleared": "Messages cleared",
    "keyboard": "Keyboard",
    "keys_on": "Single-key shortcuts",
    "key_next": "next, previous message",
    "key_copy": "copy the code",
    "key_raw": "raw request",
    "key_filter": "filter",
    "key_compose": "write a code to send",
    "key_clear": "clear all",
    "key_escape": "leave the field, drop the filter",
}
_CHINESE: Final = {
    "html_lang": "zh-CN",
    "title": "短信收件箱",
    "subtitle": "本地的阿里云短信。这里的短信不会发到真实手机。",
    "skip": "跳到短信列表",
    "language": "语言",
    "live": "实时",
    "reconnecting": "已断开",
    "compose": "发送验证码",
    "compose_hint": "经真实的函数发送，地址 {url}",
    "phone": "手机号",
    "usage": "用途",
    "code": "验证码",
    "another_code": "换一个",
    "magic": "模拟场景",
    "no_magic": "正常送达",
    "send": "发送",
    "sending": "正在发送…",
    "request": "请求",
    "reply": "响应",
    "no_reply": "没有响应",
    "no_reply_hint": "函数已经停止，或者中途断开了连接。",
    "stopped": "沙箱没有应答：已停止，或者正在重启。恢复后，本页会自动继续。",
    "stopped_news": "没有应答：沙箱已停止，或者正在重启。",
    "copy": "复制",
    "copied": "已复制",
    "copy_failed": "请按 Ctrl+C",
    "copy_curl": "复制为 curl",
    "copy_code": "复制验证码 {code}",
    "connect": "在自己的程序里使用",
    "connect_hint": "任何阿里云 SDK 都可以：设置下面的接入点和密钥，协议用 HTTP。",
    "connect_with": "示例的语言",
    "connect_install": "安装",
    "connect_shell": "在终端里",
    "connect_curl": (
        "最新的验证码可以直接从收件箱读取。阿里云自己的接口要求请求带签名，curl 不会签名："
        "发送请用 SDK。"
    ),
    "messages": "短信",
    "count": "{shown} / {all} 条",
    "filter": "按号码筛选",
    "clear": "全部清空",
    "empty": "还没有短信",
    "empty_hint": "短信一经受理，就会立刻出现在这里。",
    "no_match": "没有发给这个号码的短信",
    "no_match_hint": "按 Esc 显示全部。",
    "to": "收件人",
    "no_sender": "没有发送方标识",
    "raw": "原始请求",
    "raw_of": "短信 {number} 的请求",
    "back": "全部短信",
    "parameters": "参数",
    "headers": "请求头",
    "signature": "签名",
    "name": "名称",
    "value": "值",
    "arrived": "新短信，发给 {phone}，验证码 {code}",
    "arrived_plain": "新短信，发给 {phone}",
    "refused": "没有发送",
    "refused_news": "没有发给 {phone}：{code}",
    "hang": "没有任何应答",
    "reset": "连接被重置",
    "failed": "已受理，但没有送达。运营商回执",
    "pending": "已受理，但一直没有回执。",
    "cleared": "短信已清空",
    "keyboard": "键盘操作",
    "keys_on": "启用单键快捷键",
    "key_next": "下一条、上一条",
    "key_copy": "复制验证码",
    "key_raw": "原始请求",
    "key_filter": "筛选",
    "key_compose": "填写要发送的验证码",
    "key_clear": "全部清空",
    "key_escape": "离开输入框、取消筛选",
}
LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {"en": _ENGLISH, "zh": _CHINESE}
#: What the page's scripts say.
FOR_SCRIPTS: Final = (
    "live", "reconnecting", "sending", "send", "copied", "copy_failed", "count", "cleared",
    "stopped_news",
)  # fmt: skip


def language(request: Request) -> str:
    """Return the language that was switched to, else the first that the browser accepts."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen is not None and chosen in LANGUAGES:
            return chosen
    return _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> str:
    """Read `Accept-Language`: the weight decides, and among equals the order."""
    best, best_weight = "en", 0.0
    for item in header.split(","):
        tag, _, parameter = item.partition(";")
        name = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter)
        if name in LANGUAGES and weight > best_weight:
            best, best_weight = name, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
