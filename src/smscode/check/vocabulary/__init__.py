"""Everything that a check can say, by subject, in both languages.

``docs/check.md`` lists it; a test compares the two.
"""

from __future__ import annotations

from smscode.check.finding import Kind
from smscode.check.vocabulary import (
    document,
    filings,
    key,
    lent,
    limits,
    regions,
    secrets,
    sending,
    service,
    signs,
    templates,
    usages,
)

_SUBJECTS = (
    document,
    secrets,
    usages,
    regions,
    limits,
    key,
    service,
    signs,
    filings,
    templates,
    lent,
    sending,
)
KINDS = tuple(
    value for subject in _SUBJECTS for value in vars(subject).values() if isinstance(value, Kind)
)
