"""Sample events of every kind of trigger, and the forms in which the clouds hand them over."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

import pytest

from smscode.call import Reply
from support.paths import ROOT

EVENTS: Final = ROOT / "events"
SHAPES: Final[dict[str, dict[str, Any]]] = {
    name: json.loads((EVENTS / f"{name}.json").read_bytes())
    for name in (
        *("fc-http-sign-in", "lambda-url-sign-in", "http-api-stage-sign-in"),
        *("rest-api-sign-in", "alb-sign-in", "alb-multi-value-sign-in"),
    )
}
# Lambda hands over objects, Function Compute bytes; a JSON text can be a payload too.
FORMS: Final[dict[str, Callable[[object], object]]] = {
    "object": lambda event: event,
    "text": json.dumps,
    "bytes": lambda event: json.dumps(event).encode(),
}
REPLY: Final = Reply(401, {"code": "未授权"}, {"WWW-Authenticate": "Bearer"})
each_shape = pytest.mark.parametrize("name", SHAPES)


def shaped(name: str, **changes: object) -> dict[str, Any]:
    """Return a sample event with some members changed."""
    return {**deepcopy(SHAPES[name]), **changes}
