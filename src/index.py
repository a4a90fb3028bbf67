"""The function's entry point on Function Compute and on Lambda."""

import time

_LOADED_AT = time.monotonic()  # before the imports, which a caller waits for too

import os  # noqa: E402

from smscode.clock import SystemClock  # noqa: E402
from smscode.wiring import wire  # noqa: E402

_app = wire(os.environ, SystemClock(), _LOADED_AT)


def handler(event: object, context: object) -> object:
    """Send the verification code that *event* asks for, and return the reply."""
    return _app(event, context)
