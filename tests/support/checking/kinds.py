"""Everything that a check can say, in the order of its page."""

from collections.abc import Iterator
from types import ModuleType
from typing import Final

from ops.check import (
    document,
    filings,
    globe,
    lent,
    limits,
    regions,
    secrets,
    sending,
    signs,
    stores,
    templates,
    usages,
    verdict,
)
from ops.check.finding import Kind

_SUBJECTS: Final = (
    *(document, stores, secrets, usages, regions, limits, verdict, signs, filings, templates, lent),
    *(globe, sending),
)


def _of(subject: ModuleType) -> Iterator[Kind]:
    return (value for value in vars(subject).values() if isinstance(value, Kind))


KINDS: Final = tuple(dict.fromkeys(kind for subject in _SUBJECTS for kind in _of(subject)))
