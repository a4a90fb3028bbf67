"""Codes that are longer than Aliyun takes: some auth systems make such, unless they are told."""

from __future__ import annotations

from smscode.outcome import Kind, Outcome, OutcomeError


def checked(code: object, too_long: Kind, remedy: str, locale: str | None = None) -> object:
    """Return *code*, whose form is the request's business, unless it is too long.

    Raises:
        OutcomeError: *too_long*; its reason tells the operator of the *remedy*.
    """
    from smscode.request import CODE_LENGTHS  # noqa: PLC0415 - a stranger's call ends before

    if isinstance(code, str) and len(code) > CODE_LENGTHS[-1]:
        reason = f"a code of {len(code)} characters: {remedy}"
        raise OutcomeError(Outcome(too_long, reason=reason), locale)
    return code
