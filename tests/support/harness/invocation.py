"""What one invocation of a function came to."""

import json
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["response", "error", "init_error", "crash"]


@dataclass(frozen=True, slots=True)
class Invocation:
    """The answer of a runtime to one event.

    `response` is the function's return value as the runtime wrote it; `error` an exception that
    escaped the function; `init_error` one that escaped its import (Lambda only: FC imports inside
    the first invocation); `crash` a process that ended without an answer.
    """

    kind: Kind
    payload: bytes
    error_type: str = ""

    def json(self) -> Any:  # noqa: ANN401 - a function may return any JSON value
        """Return the payload as a JSON value.

        Raises:
            ValueError: The payload is not JSON; a crash has an empty one.
        """
        return json.loads(self.payload)
