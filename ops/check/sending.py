"""Sends one real SMS as a test, through the same code as every request."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from ops.check.finding import Finding, Kind, Level
from ops.chinese import both
from smscode.claims.books import Bookkeeping, Origin
from smscode.clock import TIMEOUTS, Clock, Deadline
from smscode.config.model import Config
from smscode.credentials import Credentials
from smscode.delivery import Delivery, SignOrder, SmsService
from smscode.logs import Log
from smscode.outcome import SENT, UNAVAILABLE, UNCERTAIN, Outcome, Text
from smscode.phone import Phone, PhoneError
from smscode.request import Rules, read_request
from smscode.senders import SENDERS
from smscode.settings import Settings

WILL_SEND = Kind(
    "send.begins",
    Level.NOTE,
    Text(
        "Sending one real SMS with the {usage} template. It is billed.",
        "正在用 {usage} 模板发送一条真实短信，将产生费用。",
    ),
)
WILL_NOT_SEND = Kind(
    "send.withheld",
    Level.NOTE,
    Text("Nothing was sent because there are errors above.", "上面有错误，未发送任何短信。"),
    Text("Fix them first.", "请先修正。"),
)
WAS_SENT = Kind(
    "send.sent",
    Level.OK,
    Text(
        "Accepted, BizId {biz_id}. Accepted does not mean delivered.",
        "已受理，BizId {biz_id}。受理不等于送达。",
    ),
    Text(
        "Has it arrived on the phone? If not: make check DELIVERY=NUMBER,{biz_id}",
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
MAY_BE_SENT = Kind(
    "send.uncertain",
    Level.UNCHECKED,
    Text("It may have been sent ({code}).", "可能已发送（{code}）。"),
    Text(
        "Check the phone before you try again: each try may be billed.",
        "请先查看手机再决定是否重试：每次都可能计费。",
    ),
)
NUMBER_WRONG = Kind(
    "number.wrong",
    Level.ERROR,
    Text("The number cannot be used: {problem}.", "无法使用该号码：{problem}。"),
    Text(
        "Give one mobile number, such as +8613800138000.", "请提供一个手机号，例如 +8613800138000。"
    ),
)
DELIVERED = Kind(
    "delivery.delivered",
    Level.OK,
    Text("Sent {sent}, delivered {received}.", "{sent} 发送，{received} 送达手机。"),
)
ON_THE_WAY = Kind(
    "delivery.waiting",
    Level.UNCHECKED,
    Text("Sent {sent}; the carrier has not reported yet.", "{sent} 发送，运营商尚未回执。"),
    Text(
        "Look again in a few minutes.",
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
        "Check the number and the BizId; records appear some minutes late, and those of pnvs are "
        "only in its console.",
        "请核对号码与 BizId；记录会延迟几分钟，pnvs 的记录只能在其控制台查看。",
    ),
)
UNKNOWN_MESSAGE = Kind(
    "delivery.unknown_id",
    Level.UNCHECKED,
    Text(
        "Aliyun has no message with this MessageId ({code}).",
        "没有该 MessageId 的短信（{code}）。",
    ),
    Text(
        "Check the id; GLOBE_ENDPOINT must be the one that it was sent through.",
        "请核对该 ID；GLOBE_ENDPOINT 须与发送时相同。",
    ),
)
STATUS = Kind(
    "delivery.status",
    Level.NOTE,
    Text(
        "Aliyun says status {status}, {code}: {words}. Its pages contradict one another about the "
        "number, so the word decides here.",
        "阿里云返回状态 {status}，{code}：{words}。其文档对该数字的说明互相矛盾，此处以文字为准。",
    ),
)


_TEST, _GENERIC = "Test", "Generic"
_PATIENCE = 8.0  # s
_WINDOW = 60.0  # s


def send(
    number: str,
    config: Config,
    settings: Settings,
    role: Callable[[], Credentials | None],
    clock: Clock,
) -> Iterator[Finding]:
    """Announce that one code is sent to *number*, send it, and yield the result."""
    problem = ""
    try:
        phone = str(Phone.parse(number, strict=config.strict_phone_region_number_check))
    except PhoneError as error:
        problem = str(error)
    if problem:
        yield NUMBER_WRONG.at("SEND_TO", problem=both(problem))
        return
    usage = _TEST if _TEST in config.usage_types else _GENERIC
    yield WILL_SEND.at(phone, usage=usage)
    code = f"{secrets.randbelow(10**6):06d}"
    fields = {"phone": number, "usageType": usage, "code": code}
    rules = Rules(config.usage_types, config.strict_phone_region_number_check)
    request = read_request(fields, rules)
    service = _service(settings, role, clock)
    deadline = Deadline(clock, clock.monotonic() + _PATIENCE)
    outcome = service.send(request, Origin("check", _WINDOW), config, deadline)
    yield _told(phone, outcome)


def _service(
    settings: Settings, role: Callable[[], Credentials | None], clock: Clock
) -> SmsService:
    """Return a service with its own ledger: a test does not count towards the function's limits."""
    log = Log("ERROR")
    delivery = Delivery(
        lambda service: SENDERS[service](settings, TIMEOUTS),
        role,
        lambda config, _: config,
        SignOrder(log),
        clock,
    )
    return SmsService(Bookkeeping("memory:", clock, log), delivery)


def _told(phone: str, outcome: Outcome) -> Finding:
    code = outcome.provider_code or outcome.reason or "-"
    if outcome.kind is SENT:
        return WAS_SENT.at(phone, biz_id=outcome.biz_id or "-")
    if outcome.kind is UNCERTAIN:
        return MAY_BE_SENT.at(phone, code=code)
    kind = NOT_NOW if outcome.kind is UNAVAILABLE else REFUSED
    return kind.at(phone, outcome=outcome.kind.code, code=code)
