"""The story of some log lines in words: what was asked, what came of it and why, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ops.check.delivery import ACTORS
from ops.language import Language, in_language
from ops.why.lines import Line, member
from ops.why.pages import Advice, Pages
from smscode.outcome import KINDS, MISCONFIGURED, RECEIVED, SENT, UNAUTHORIZED, Text
from smscode.receipts.codes import RECEIPTS, receipt_of
from smscode.senders.vendor_codes import word_of

_KINDS = {kind.code: kind for kind in (*KINDS, RECEIVED)}
_SECOND = 1000  # ms

_ASKED = Text(
    "{caller} asked for a code for {usage} to {phone} ({region})",
    "{caller} 请求向 {phone}（{region}）发送 {usage} 的验证码",
)
_UNREAD = Text("{caller} called; no number was read", "{caller} 发来请求，没有读到号码")
_PUSHED = Text(
    "Aliyun pushed delivery reports: {delivered} delivered, {undelivered} not",
    "阿里云推送了送达回执：送达 {delivered} 条，未送达 {undelivered} 条",
)
_SOMEBODY = Text("somebody", "有人")
_FROM = Text("from the address {value}", "来源地址 {value}")
_COMMA = Text(", ", "，")
_REQUEST = Text("request {value}", "请求 {value}")
_BIZ_ID = Text("its bizId at Aliyun is {value}", "阿里云的 bizId 是 {value}")
_FIRST = Text(
    "this came of the second request, {way}: Aliyun had refused the first with {code}{means}",
    "这是第二次请求的结果（{way}），第一次被阿里云拒绝：{code}{means}",
)
_AGAIN = Text("by the same template", "模板不变")
_OTHER_WAY = Text("by the other template of the list", "改用列表里的另一个模板")
_MEANS = Text(": {value}", "：{value}")
_SAYS = Text("Aliyun says {code}{means}", "阿里云返回 {code}{means}")
_ITS_WORDS = Text("in its own words: {value}", "原话：{value}")
_REASON = Text("the reason in the line: {value}{means}", "日志里的原因：{value}{means}")
_ERRORS = Text("wrong in the request: {value}", "请求里的错误：{value}")
_TOOK = Text("it took {total}{sending}{cold}", "用时 {total}{sending}{cold}")
_SENDING = Text(", {value} of it to send", "，其中发送 {value}")
_COLD = Text(", after a cold start", "，遇到冷启动")
_UNKEPT = Text(
    "the claim store was down: a repeat may have been sent too",
    "去重存储故障：重复的请求可能也发了",
)
_REPORT = Text("Delivery report for {phone}, bizId {biz_id}", "{phone} 的送达回执，bizId {biz_id}")
_DELIVERED = Text("delivered", "已送达")
_UNDELIVERED = Text("not delivered", "未送达")
_VERDICT = Text("{verdict}{after}: {code}. {means}", "{verdict}{after}：{code}。{means}")
_AFTER = Text(", {value} s after the carrier took it", "，运营商受理后 {value} 秒")
_ALONE = Text(
    "No send in these lines has this bizId. An uncertain one does not know its own",
    "这些日志里没有哪次发送是这个 bizId；结果为 uncertain 的发送不知道自己的 bizId",
)
_FAILED = Text("The function failed ({type}); this is a bug", "函数出错（{type}），这是缺陷")
_NEXT = Text("What to do:", "怎么办：")
_TELL = Text("Tell the person: {value}", "告诉用户：{value}")
_NOT_THEIRS = Text("It is nothing that the person can mend.", "不是用户的问题，用户自己解决不了。")
_YOU = Text("You: {value}", "你：{value}")
_ASK_ALIYUN = Text(
    "No report on {biz_id} is in these lines. Ask Aliyun: make check DELIVERY=NUMBER,{biz_id}. "
    "Reports come once docs/receipts.md is done; what else to look at is in "
    "docs/troubleshooting.md, where it was sent and there is no SMS.",
    "这些日志里没有 {biz_id} 的回执。向阿里云查询：make check DELIVERY=号码,{biz_id}。"
    "回执要按 docs/receipts.zh-CN.md 设好才有；其他要看的见 docs/troubleshooting.zh-CN.md 里"
    "受理了却收不到的一节。",
)
_ON_THE_PHONE = Text(
    "The phone has it, says the carrier: have the person look among blocked and filtered messages "
    "and on the other SIM, and compare the number.",
    "运营商说手机已收到：请用户查看被拦截、被归类的短信和另一张卡，并核对号码。",
)
_WHO_CAN = Text("Who can act on {code}: {actor}.", "{code} 可处理方：{actor}。")


class _Entry(NamedTuple):
    """What is told of one line: a sentence, what belongs to it, and what to do about it."""

    sentence: str
    details: Sequence[str]
    advice: Sequence[str]


class Story:
    """Tells lines in one language. It shows nothing that is not in them: no number, no code."""

    def __init__(self, lines: Sequence[Line], pages: Pages, language: Language) -> None:
        self._lines = lines
        self._pages = pages
        self._language = language
        calls = [line for line in lines if line["event"] == "call"]
        self._sent = {member(line, "bizId") for line in calls}
        self._reported = {member(line, "bizId") for line in lines if line["event"] == "receipt"}
        self._people = {member(line, "phoneHash") for line in calls} - {""}

    def told(self) -> Iterator[str]:
        """Yield the story line by line: each event in order of time, then what to do, once."""
        advice: dict[str, None] = {}
        for line in self._lines:
            entry = self._entry(line)
            yield f"{_moment(line)}  {entry.sentence}"
            yield from (f"  {detail}" for detail in entry.details)
            advice |= dict.fromkeys(entry.advice)
        if advice:
            yield self._in(_NEXT)
            yield from (f"- {each}" for each in advice)

    def _entry(self, line: Line) -> _Entry:
        if line["event"] == "receipt":
            return self._report(line)
        if line["event"] == "failed":
            name = member(line, "type")
            advice = self._pages.of_reason(MISCONFIGURED.code, "bug:")
            return _Entry(self._in(_FAILED, type=name), (), self._for_you(advice))
        return self._call(line)

    def _call(self, line: Line) -> _Entry:
        outcome, code, reason = (
            member(line, name) for name in ("outcome", "providerCode", "reason")
        )
        of_outcome = self._pages.of(outcome)
        of_code = self._pages.of(word_of(code)) if code else None
        of_reason = self._pages.of_reason(outcome, reason) if reason else None
        why = [
            f"{outcome}{self._meaning(of_outcome)}",
            self._in(_SAYS, code=code, means=self._meaning(of_code)) if code else "",
            self._if(_ITS_WORDS, member(line, "providerMessage")),
            self._in(_REASON, value=reason, means=self._meaning(of_reason)) if reason else "",
            self._if(_ERRORS, _listed(line.get("errors"))),
            self._first(line),
            self._if(_BIZ_ID, member(line, "bizId")),
            self._in(_UNKEPT) if line.get("storeFailures") else "",
            self._took(line),
        ]
        todo = self._todo(line, of_code or of_reason or of_outcome)
        return _Entry(self._asked(line), [each for each in why if each], todo)

    def _asked(self, line: Line) -> str:
        if member(line, "outcome") == RECEIVED.code:
            told = self._in(_PUSHED, **_texts(line, "delivered", "undelivered"))
        else:
            text = _ASKED if "phone" in line else _UNREAD
            caller = member(line, "caller") or self._in(_SOMEBODY)
            usage = member(line, "unknownType") or member(line, "usageType")
            told = self._in(
                text, caller=caller, usage=usage, phone=self._phone(line), **_texts(line, "region")
            )
        more = [
            self._if(_FROM, member(line, "sourceIp")),
            self._if(_REQUEST, member(line, "requestId")),
        ]
        return self._in(_COMMA).join(filter(None, (told, *more)))

    def _phone(self, line: Line) -> str:
        """Return the masked number; with its hash, where several numbers end alike."""
        several = len(self._people) > 1 and member(line, "phoneHash")
        return f"{member(line, 'phone')} [{several}]" if several else member(line, "phone")

    def _first(self, line: Line) -> str:
        code = member(line, "firstProviderCode")
        if not code and not line.get("fallbacks"):
            return ""
        way = self._in(_OTHER_WAY if line.get("fallbacks") else _AGAIN)
        means = self._meaning(self._pages.of(word_of(code)))
        return self._in(_FIRST, code=code or "-", means=means, way=way)

    def _took(self, line: Line) -> str:
        if not line.get("totalMs"):
            return ""
        sending = self._if(_SENDING, _duration(line.get("sendMs")))
        cold = self._in(_COLD) if line.get("coldStarts") else ""
        return self._in(_TOOK, total=_duration(line["totalMs"]), sending=sending, cold=cold)

    def _todo(self, line: Line, advice: Advice | None) -> list[str]:
        kind = _KINDS.get(member(line, "outcome"))
        biz_id = member(line, "bizId")
        if kind is RECEIVED:
            return []
        if kind is SENT:
            told = [] if biz_id in self._reported else [self._in(_ASK_ALIYUN, biz_id=biz_id)]
            first = member(line, "firstProviderCode") if line.get("fallbacks") else ""
            return told + self._for_you(self._pages.of(word_of(first)))
        told = []
        if kind is not None:
            is_theirs = kind.text != UNAUTHORIZED.text
            words = in_language(self._language, kind.text)
            told.append(self._in(_TELL, value=words) if is_theirs else self._in(_NOT_THEIRS))
        return told + self._for_you(advice)

    def _for_you(self, advice: Advice | None) -> list[str]:
        return [self._in(_YOU, value=advice.todo)] if advice is not None else []

    def _report(self, line: Line) -> _Entry:
        code, biz_id = member(line, "providerCode"), member(line, "bizId")
        is_delivered = bool(line.get("delivered"))
        receipt = RECEIPTS["DELIVERED"] if is_delivered else receipt_of(code)
        verdict = self._in(_DELIVERED if is_delivered else _UNDELIVERED)
        means = in_language(self._language, receipt.text)
        after = self._if(_AFTER, member(line, "deliverySeconds"))
        details = [
            self._in(_VERDICT, verdict=verdict, after=after, code=code or "-", means=means),
            "" if biz_id in self._sent else self._in(_ALONE),
        ]
        actor = in_language(self._language, ACTORS[receipt.actor])
        advice = self._in(_ON_THE_PHONE)
        if not is_delivered:
            advice = self._in(_WHO_CAN, code=code or "-", actor=actor)
        sentence = self._in(_REPORT, phone=member(line, "phone"), biz_id=biz_id)
        return _Entry(sentence, [each for each in details if each], [advice])

    def _meaning(self, advice: Advice | None) -> str:
        return self._if(_MEANS, advice.means) if advice is not None else ""

    def _if(self, text: Text, value: str) -> str:
        return self._in(text, value=value) if value else ""

    def _in(self, text: Text, **values: str) -> str:
        return in_language(self._language, text).format_map(values)


def _moment(line: Line) -> str:
    """Return the time of a line, to the second: it is UTC (:func:`smscode.clock.timestamp`)."""
    return f"{member(line, 'time')[:19].replace('T', ' ')} UTC"


def _duration(milliseconds: object) -> str:
    if not isinstance(milliseconds, (int, float)):
        return ""
    return f"{milliseconds} ms" if milliseconds < _SECOND else f"{milliseconds / _SECOND:.1f} s"


def _listed(errors: object) -> str:
    return "; ".join(map(str, errors)) if isinstance(errors, list) else ""


def _texts(line: Line, *names: str) -> dict[str, str]:
    return {name: member(line, name) or "-" for name in names}
