"""The secrets of the document: long enough, nobody's sample, and each in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import SecretBytes, SecretStr

from smscode.check.finding import Finding, Kind
from smscode.check.vocabulary import secrets as say
from smscode.config import Config
from smscode.member import Member

_LEAST = 20  # characters: as many random letters and digits are 119 bits
_LEAST_DIFFERENT = 8
# What stands in documents and in this repository's own samples, and in no random text.
_SAMPLE = re.compile(
    rb"sandbox|example|sample|changeme|change[-_ ]|placeholder|replace|your[-_ ]|[-_ ]here\b"
    rb"|the current token|the next one|please|\xe2\x80\xa6|\.\.\.|^<.*>$|x{8}|12345678",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Secret:
    """One secret of the document: where it stands, and which entry it belongs to."""

    pointer: str
    owner: str
    value: bytes = field(repr=False)

    def fault(self) -> Finding | None:
        """Return the first thing that is wrong with it by itself."""
        value = self.value
        if _SAMPLE.search(value):
            return say.SAMPLE.at(self.pointer)
        if len(value) < _LEAST:
            return say.SHORT.at(self.pointer, length=len(value), least=_LEAST)
        different = len(set(value))
        if different < _LEAST_DIFFERENT:
            return say.UNIFORM.at(self.pointer, count=different)
        return None


def look(config: Config) -> Iterator[Finding]:
    """Yield what is to be said of each caller's secrets, and of the key of the claims."""
    callers = list(_of_callers(config))
    claims = list(_in(config.claims_key, "claimsKey", "claimsKey"))
    # Aliyun made this one, and knows whether it is right.
    key = list(_in(config.access_key_secret, "accessKeySecret", "accessKeySecret"))
    faults = [*_alone([*callers, *claims]), *_same([*key, *claims, *callers])]
    yield from faults
    owners = list(dict.fromkeys(secret.owner for secret in callers))
    wrong = {finding.subject for finding in faults}
    for owner in owners:
        own = [secret for secret in callers if secret.owner == owner]
        if not wrong.intersection(secret.pointer for secret in own):
            yield say.CALLER_OPEN.at(owner, count=len(own))
    if not owners:
        yield say.NO_CALLERS.at("callers")


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
            kind: Kind = say.TWICE if other.owner == secret.owner else say.REPEATED
            yield kind.at(secret.pointer, other=other.pointer)


def _of_callers(config: Config) -> Iterator[_Secret]:
    entries = config.callers
    for name in type(entries).model_fields:
        entry = getattr(entries, name)
        if isinstance(entry, Member):
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
