"""The account's own templates: whether they exist, are approved, and fit the config."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ops.check.account import Account
from ops.check.answer import ApiAnswer, words
from ops.check.finding import Finding, Kind, Level
from ops.check.places import CHINA, Place, grouped, listed, title
from smscode.config.templates import TemplateRef
from smscode.outcome import Text

GOOD = Kind(
    "template.good",
    Level.OK,
    Text(
        "Approved, for verification codes, with every variable filled in: {filled}.",
        "审核通过，验证码类型，变量均会填写：{filled}。",
    ),
)
NOT_FOUND = Kind(
    "template.not_found",
    Level.ERROR,
    Text("The account has no such template ({code}).", "该账号下没有此模板（{code}）。"),
    Text(
        "Copy its code from the SMS console (Templates).", "请从短信控制台的模板管理复制模板 Code。"
    ),
)
IN_REVIEW = Kind(
    "template.in_review",
    Level.ERROR,
    Text("Still in review.", "审核中。"),
    Text(
        "Wait for it: usually two hours, between 9:00 and 21:00.",
        "请等待：通常 2 小时（9:00 至 21:00）。",
    ),
)
REJECTED = Kind(
    "template.rejected",
    Level.ERROR,
    Text("Rejected: {reason}.", "审核未通过：{reason}。"),
    Text("Correct it in the SMS console and submit it again.", "请在短信控制台修改后重新提交。"),
)
WITHDRAWN = Kind(
    "template.withdrawn",
    Level.ERROR,
    Text("Its review was cancelled.", "审核已取消。"),
    Text("Submit it again in the SMS console.", "请在短信控制台重新提交。"),
)
NOT_VERIFICATION = Kind(
    "template.not_verification",
    Level.ERROR,
    Text("It is for {purpose}, not for verification codes.", "模板类型为{purpose}，不是验证码。"),
    Text("Apply for a template of the type verification code.", "请申请验证码类型的模板。"),
)
DOMESTIC = Kind(
    "template.domestic",
    Level.ERROR,
    Text(
        "It is for mainland numbers, but is used for {regions} here.",
        "这是国内模板，此处却用于 {regions}。",
    ),
    Text(
        'Put it only under {{"china": …}}; the others need an international template, at least '
        "in Generic.",
        '请只放在 {{"china": …}} 下；其他地区使用国际模板（至少 Generic 要有）。',
    ),
)
INTERNATIONAL = Kind(
    "template.international",
    Level.ERROR,
    Text(
        "It is international, but is used for mainland numbers here.",
        "这是国际模板，此处却用于大陆号码。",
    ),
    Text('Put it only under {{"overseas": …}}.', '请只放在 {{"overseas": …}} 下。'),
)
OTHER_VARIABLE = Kind(
    "template.other_variable",
    Level.ERROR,
    Text(
        "Its variable is {found}, but the config fills in {named}.",
        "模板变量为 {found}，而配置填写的是 {named}。",
    ),
    Text(
        'Set "codeVariable": "{found}" in its template.',
        '请在该模板处设置 "codeVariable": "{found}"。',
    ),
)
NO_VARIABLE = Kind(
    "template.no_variable",
    Level.ERROR,
    Text("It has no variable: the SMS would contain no code.", "没有变量：短信中不会出现验证码。"),
    Text("Apply for one with ${{code}} in its text.", "请申请文本含 ${{code}} 的模板。"),
)
MORE_VARIABLES = Kind(
    "template.more_variables",
    Level.ERROR,
    Text(
        "It has {missing}, too, which the config does not fill in: Aliyun refuses that.",
        "模板还含变量 {missing}，而配置没有填写：会被阿里云拒绝。",
    ),
    Text(
        'Add {missing} to "variables" in its template, or apply for one whose only variable is '
        "the code.",
        '请在该模板处的 "variables" 中添加 {missing}，或申请只有验证码一个变量的模板。',
    ),
)
FEWER_VARIABLES = Kind(
    "template.fewer_variables",
    Level.ERROR,
    Text(
        "It has no {extra}, which the config fills in: Aliyun refuses that.",
        "模板没有变量 {extra}，而配置填写了它：会被阿里云拒绝。",
    ),
    Text(
        'Remove {extra} from "codeVariable" and "variables" in its template, or correct the name.',
        '请从该模板处的 "codeVariable" 和 "variables" 中删除 {extra}，或更正名称。',
    ),
)
DIGITS_ONLY = Kind(
    "template.digits_only",
    Level.NOTE,
    Text(
        "Its variable takes digits only: codes cannot have letters.", "变量仅支持数字：不能含字母。"
    ),
)
FOR_TESTS = Kind(
    "template.for_tests",
    Level.WARNING,
    Text(
        "It is for tests: it sends to bound numbers only, with a test signature.",
        "这是测试模板：只能配合测试签名发往已绑定的号码。",
    ),
    Text("Apply for a template of your own before going live.", "正式使用前请申请自己的模板。"),
)


_REVIEWS: Mapping[str, Kind] = {
    "0": IN_REVIEW,
    "1": GOOD,
    "2": REJECTED,
    "10": WITHDRAWN,
}
_VERIFICATION, _INTERNATIONAL, _FOR_TESTS = "0", "3", "4"
# TemplateType of mainland templates and IntlType of international ones number them differently.
_PURPOSES: Mapping[str, Text] = {
    "1": Text("notifications", "短信通知"),
    "2": Text("promotion", "推广短信"),
    "7": Text("digital messages", "数字短信"),
}
_PURPOSES_INTERNATIONAL: Mapping[str, Text] = {
    "0": Text("notifications", "短信通知"),
    "1": Text("promotion", "推广短信"),
}
_VERIFICATION_INTERNATIONAL = "2"
_OTHER = Text("another purpose", "其他用途")
_VARIABLE = re.compile(r"\$\{([^{}]+)\}")


def look(places: tuple[Place[TemplateRef], ...], account: Account) -> Iterator[Finding]:
    """Yield the findings on each template, once for all places that use it in the same way."""
    for users in grouped(places, lambda place: place.sends):
        reply = account.template(users[0].sends)
        for same in grouped(users, _use):
            yield from _template(same, reply)


def _use(place: Place[TemplateRef]) -> tuple[str, str, frozenset[str]]:
    return place.destination, place.ref.code_variable, frozenset(place.ref.variables)


def _template(users: list[Place[TemplateRef]], reply: ApiAnswer) -> Iterator[Finding]:
    subject = title(users)
    trouble = reply.trouble(subject)
    if trouble is not None:
        yield trouble
        return
    if not reply.is_ok:
        yield NOT_FOUND.at(subject, code=reply.code)
        return
    review = _REVIEWS.get(str(reply.document.get("TemplateStatus")), WITHDRAWN)
    if review is not GOOD:
        yield review.at(subject, reason=reply.rejection)
        return
    faults = [*_kind(users[0], reply, subject), *_variables(users[0].ref, reply, subject)]
    yield from faults
    if not faults:
        yield GOOD.at(subject, filled=listed(_filled(users[0].ref)))
        if "numberCaptcha" in words(reply.document.get("VariableAttribute")):
            yield DIGITS_ONLY.at(subject)
    if str(reply.document.get("TemplateTag")) == _FOR_TESTS:
        yield FOR_TESTS.at(subject)


def _kind(place: Place[TemplateRef], reply: ApiAnswer, subject: str) -> Iterator[Finding]:
    kind = str(reply.document.get("TemplateType"))
    if kind == _INTERNATIONAL:
        purpose = str(reply.document.get("IntlType"))
        if place.destination == CHINA:
            yield INTERNATIONAL.at(subject)
        elif purpose != _VERIFICATION_INTERNATIONAL:
            yield NOT_VERIFICATION.at(subject, purpose=_PURPOSES_INTERNATIONAL.get(purpose, _OTHER))
        return
    if place.destination != CHINA:
        yield DOMESTIC.at(subject, regions=listed(place.regions))
    elif kind != _VERIFICATION:
        yield NOT_VERIFICATION.at(subject, purpose=_PURPOSES.get(kind, _OTHER))


def _variables(ref: TemplateRef, reply: ApiAnswer, subject: str) -> Iterator[Finding]:
    found = variables_of(str(reply.document.get("TemplateContent")))
    filled = _filled(ref)
    missing = [name for name in found if name not in filled]
    extra = [name for name in filled if name not in found]
    if not found:
        yield NO_VARIABLE.at(subject)
    elif (len(found), len(filled)) == (1, 1) and extra:
        yield OTHER_VARIABLE.at(subject, found=words(found[0]), named=ref.code_variable)
    else:
        if missing:
            yield MORE_VARIABLES.at(subject, missing=listed(map(words, missing)))
        if extra:
            yield FEWER_VARIABLES.at(subject, extra=listed(extra))


def variables_of(content: str) -> tuple[str, ...]:
    """Return the names of the variables in a template's text, each once, in order."""
    return tuple(dict.fromkeys(_VARIABLE.findall(content)))


def _filled(ref: TemplateRef) -> tuple[str, ...]:
    """Return the names of the variables that the config fills in."""
    return ref.code_variable, *ref.variables
