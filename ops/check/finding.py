"""Findings of a check: a stable id, a level, a subject, and a message in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from ops.language import Language, in_language
from smscode.outcome import Text

Value = str | int | Text


class Level(Enum):
    """How much a finding matters."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    #: It could not be checked, which does not mean that it is wrong.
    UNCHECKED = "unchecked"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding; its texts have fields in braces.

    Attributes:
        id: Stable, for scripts.
        level: How much it matters.
        says: What the matter is.
        todo: What the operator can do; None if there is nothing to do.
    """

    id: str
    level: Level
    says: Text
    todo: Text | None = None

    def at(self, subject: str, **fields: Value) -> Finding:
        """Return a finding of this kind about *subject*."""
        return Finding(self, subject, fields)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check. It never contains a secret, a code or a full phone number."""

    kind: Kind
    subject: str
    fields: Mapping[str, Value] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        """Return what the matter is."""
        return self._told(self.kind.says, language)

    def todo(self, language: Language) -> str | None:
        """Return what the operator can do; None if there is nothing to do."""
        return None if self.kind.todo is None else self._told(self.kind.todo, language)

    def _told(self, text: Text, language: Language) -> str:
        values = {
            name: in_language(language, value) if isinstance(value, Text) else value
            for name, value in self.fields.items()
        }
        return in_language(language, text).format_map(values)


def joined(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield *findings*, those that say the same as one about all their subjects."""
    alike: dict[object, list[Finding]] = {}
    for finding in findings:
        said = finding.kind, frozenset(finding.fields.items())
        alike.setdefault(said, []).append(finding)
    for first, *others in alike.values():
        subjects = dict.fromkeys(each.subject for each in (first, *others))
        yield replace(first, subject=", ".join(subjects))
