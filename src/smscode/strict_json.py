"""Strict JSON (RFC 8259): UTF-8, no NaN, no duplicate members; each fault is one clear error."""

from __future__ import annotations

import json


class JsonError(ValueError):
    """Raised when a text is not strict JSON; says where, never what is there."""


def parse(body: bytes) -> object:
    """Return the value in *body*.

    Raises:
        JsonError: It is not strict JSON in UTF-8.
    """
    problem = "nested too deeply"
    try:
        return _decoder.decode(body.decode())
    except json.JSONDecodeError as error:
        problem = f"{error.msg} at line {error.lineno} column {error.colno}"
    except UnicodeDecodeError as error:
        problem = f"not UTF-8 at byte {error.start}"
    except JsonError as error:
        problem = str(error)
    except ValueError:  # an integer with thousands of digits
        problem = "number too long"
    except RecursionError:
        pass
    # Raised outside the except block: a JSONDecodeError holds the whole document, and __context__
    # would keep it.
    raise JsonError(problem)


def _refuse_constant(_: str) -> object:
    raise JsonError("NaN and Infinity are not JSON")


def _unique_members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonError("a member is given twice")
    return members


_decoder = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_unique_members)
