"""Number verification (pnvs): little can be checked, since no API lists what Aliyun lends."""

from __future__ import annotations

from collections.abc import Iterator

from ops.check.finding import Finding, Kind, Level
from ops.check.places import Place, grouped, listed, title
from smscode.config.templates import TemplateRef
from smscode.outcome import Text

SIGN = Kind(
    "sign.lent",
    Level.NOTE,
    Text(
        "Lent by Aliyun: no API lists what it lends, and it withdraws sign names on a date of its "
        "choice. Compare with the number verification console (SMS parameters).",
        "阿里云赠送签名：没有 API 可列出，且会择日下线。请与号码认证控制台的短信认证参数配置核对。",
    ),
)
ONE_SIGN = Kind(
    "sign.one_lent",
    Level.WARNING,
    Text(
        "It is the only lent sign name: once Aliyun withdraws it, pnvs can send nothing.",
        "只配置了这一个赠送签名：下线当天 pnvs 将无法发送。",
    ),
    Text("Name two or more from the console's list.", "请从控制台列表中配置两个以上。"),
)
SIGN_IS_OWN = Kind(
    "sign.own_and_lent",
    Level.ERROR,
    Text(
        "Both services use it: pnvs takes lent sign names only, and dysms only your own.",
        "两种服务共用该签名：自有签名不能用于 pnvs，赠送签名也不能用于 dysms。",
    ),
    Text("Set a separate signName for the pnvs templates.", "请为 pnvs 模板单独设置 signName。"),
)
TEMPLATE = Kind(
    "template.lent",
    Level.OK,
    Text("Lent by Aliyun.", "阿里云赠送模板。"),
)
TEMPLATE_UNKNOWN = Kind(
    "template.lent_unknown",
    Level.WARNING,
    Text(
        "It is not one of the templates that Aliyun is known to lend: {known}.",
        "不在已知的赠送模板 {known} 之中。",
    ),
    Text(
        "Compare with the number verification console (SMS parameters).",
        "请与号码认证控制台的短信认证参数配置核对。",
    ),
)
TEMPLATE_VARIABLE = Kind(
    "template.lent_variable",
    Level.ERROR,
    Text(
        "Lent templates have the variable code, but the config fills in {named}.",
        "赠送模板的变量是 code，而配置填写的是 {named}。",
    ),
    Text("Remove codeVariable from its template.", "请删除该模板处的 codeVariable。"),
)


# help.aliyun.com/zh/pnvs/developer-reference/api-dypnsapi-2017-05-25-sendsmsverifycode
_TEMPLATES = ("100001", "100002", "100003", "100004", "100005")
_VARIABLE = "code"


def look(all_places: tuple[Place[TemplateRef], ...]) -> Iterator[Finding]:
    """Yield the findings on the places of lent templates, compared with those of own ones."""
    lent = [place for place in all_places if place.ref.service == "pnvs"]
    own = [place for place in all_places if place.ref.service != "pnvs"]
    names = list(dict.fromkeys(name for place in lent for name in place.sign_names))
    own_names = {name for place in own for name in place.sign_names}
    for name in names:
        yield (SIGN_IS_OWN if name in own_names else SIGN).at(name)
    if len(names) == 1:
        yield ONE_SIGN.at(names[0])
    for users in grouped(lent, lambda place: place.sends):
        yield _template(users)


def _template(users: list[Place[TemplateRef]]) -> Finding:
    subject = title(users)
    if users[0].sends not in _TEMPLATES:
        return TEMPLATE_UNKNOWN.at(subject, known=listed(_TEMPLATES))
    others = [p.ref.code_variable for p in users if p.ref.code_variable != _VARIABLE]
    return TEMPLATE_VARIABLE.at(subject, named=listed(others)) if others else TEMPLATE.at(subject)
