"""JSON as RFC 8259 means it: UTF-8, no NaN, no member twice; every fault one clear error."""

from __future__ import annotations

import json


class JsonError(ValueError):
    """Raised when a text is not JSON; says where, never what stands there."""


def parse(body: bytes) -> object:
    """Return the value that *body* holds.

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
    # Outside the except block: a JSONDecodeError holds the whole document, and __context__ would
    # carry it on.
    raise JsonError(problem)


def _refuse_constant(_: str) -> object:
    raise JsonError("NaN and Infinity are not JSON")


def _unique_members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonError("a member is given twice")
    return members


_decoder = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_unique_members)
