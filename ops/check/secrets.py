"""Secrets of the document: long enough, not samples, and each used in one place only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import SecretBytes, SecretStr

from ops.check.finding import Finding, Kind, Level
from ops.language import counted
from smscode.config.model import Config
from smscode.config.parts import ConfigModel
from smscode.outcome import Text

_MAKE_ONE = Text(
    "Generate a new one: openssl rand -hex 32. In a list, both the old and the new one work.",
    "请重新生成：openssl rand -hex 32。列表中新旧密钥可同时有效。",
)

CALLER_OPEN = Kind(
    "caller.open",
    Level.OK,
    Text(
        "Open, with {count}, long enough and not shared.",
        "已开放，{count}长度足够且不与他人共用。",
    ),
)
NO_CALLERS_MEMBER = Kind(
    "caller.missing",
    Level.WARNING,
    Text(
        "It is missing: every HTTP call is refused, and only direct invocation through RAM or IAM "
        "works.",
        "缺失：所有 HTTP 调用都会被拒绝，仅支持经 RAM 或 IAM 的直接调用。",
    ),
    Text(
        'Add your auth system to it; for direct invocation alone write "callers": {{}}.',
        '请在其中添加您的认证系统；若只用直接调用，请写 "callers": {{}}。',
    ),
)
NO_CALLERS = Kind(
    "caller.none",
    Level.NOTE,
    Text(
        "No caller is open: only direct invocation through RAM or IAM works.",
        "未开放任何调用方：仅支持经 RAM 或 IAM 的直接调用。",
    ),
)
SHORT = Kind(
    "secret.short",
    Level.WARNING,
    Text(
        "It has {length} characters; fewer than {least} can be guessed.",
        "长度仅 {length} 个字符，少于 {least} 个可被猜出。",
    ),
    _MAKE_ONE,
)
UNIFORM = Kind(
    "secret.uniform",
    Level.ERROR,
    Text(
        "It has only {count}: it can be guessed.",
        "仅由 {count}组成，可被猜出。",
    ),
    _MAKE_ONE,
)
SAMPLE = Kind(
    "secret.sample",
    Level.ERROR,
    Text("It looks like a sample from a document.", "疑似文档中的示例值。"),
    _MAKE_ONE,
)
REPEATED = Kind(
    "secret.repeated",
    Level.ERROR,
    Text(
        "It is the same as {other}: one leak exposes both.", "与 {other} 相同：一处泄露即两处失守。"
    ),
    Text("Use a different secret for each.", "请为每处设置独立的密钥。"),
)
TWICE = Kind(
    "secret.twice",
    Level.WARNING,
    Text("It is in the list twice: {other} is the same.", "列表中重复，与 {other} 相同。"),
    Text("Remove one of them.", "请删除其中一个。"),
)


_LEAST = 20  # characters: as many random letters and digits are 119 bits
_LEAST_DIFFERENT = 8
# Found in documents and in this repository's own samples, but in no random text.
_SAMPLE = re.compile(
    rb"sandbox|example|sample|changeme|change[-_ ]|placeholder|replace|your[-_ ]|[-_ ]here\b"
    rb"|the current token|the next one|please|\xe2\x80\xa6|\.\.\.|^<.*>$|x{8}|12345678",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Secret:
    """One secret of the document: its place, and the entry that it belongs to."""

    pointer: str
    owner: str
    value: bytes = field(repr=False)

    def fault(self) -> Finding | None:
        """Return the first fault of this secret by itself; None if it has none."""
        value = self.value
        if _SAMPLE.search(value):
            return SAMPLE.at(self.pointer)
        if len(value) < _LEAST:
            return SHORT.at(self.pointer, length=len(value), least=_LEAST)
        different = len(set(value))
        if different < _LEAST_DIFFERENT:
            return UNIFORM.at(
                self.pointer, count=counted(different, "different character", "种字符")
            )
        return None


def look(config: Config) -> Iterator[Finding]:
    """Yield the findings on each caller's secrets and on ``claimsKey``."""
    callers = list(_of_callers(config))
    claims = list(_in(config.claims_key, "claimsKey", "claimsKey"))
    # Aliyun generated this one, and knows whether it is right.
    key = list(_in(config.access_key_secret, "accessKeySecret", "accessKeySecret"))
    faults = [*_alone([*callers, *claims]), *_same([*key, *claims, *callers])]
    yield from faults
    owners = list(dict.fromkeys(secret.owner for secret in callers))
    wrong = {finding.subject for finding in faults}
    for owner in owners:
        own = [secret for secret in callers if secret.owner == owner]
        if not wrong.intersection(secret.pointer for secret in own):
            yield CALLER_OPEN.at(owner, count=counted(len(own), "secret", "个密钥"))
    if not owners:
        is_meant = "callers" in config.model_fields_set
        yield (NO_CALLERS if is_meant else NO_CALLERS_MEMBER).at("callers")


def _alone(secrets: list[_Secret]) -> Iterator[Finding]:
    for secret in secrets:
        finding = secret.fault()
        if finding is not None:
            yield finding


def _same(secrets: list[_Secret]) -> Iterator[Finding]:
    first: dict[bytes, _Secret] = {}
    for secret in secrets:
        other = first.setdefault(secret.value, secret)
        if other is not secret:
            kind: Kind = TWICE if other.owner == secret.owner else REPEATED
            yield kind.at(secret.pointer, other=other.pointer)


def _of_callers(config: Config) -> Iterator[_Secret]:
    entries = config.callers
    for name in type(entries).model_fields:
        entry = getattr(entries, name)
        if isinstance(entry, ConfigModel):
            for member, info in type(entry).model_fields.items():
                pointer = f"callers/{name}/{info.alias or member}"
                yield from _in(getattr(entry, member), pointer, f"callers/{name}")


def _in(value: object, pointer: str, owner: str) -> Iterator[_Secret]:
    if isinstance(value, SecretStr):
        text = value.get_secret_value().encode()
        yield _Secret(pointer, owner, text)
    elif isinstance(value, SecretBytes):
        yield _Secret(pointer, owner, value.get_secret_value())
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _in(item, f"{pointer}/{index}", owner)
