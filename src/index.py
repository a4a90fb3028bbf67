"""The function's entry point on Function Compute and on Lambda."""

import gc
import time

_LOADED_AT = time.monotonic()  # before the imports, which a caller waits for too
# What is imported stays: looking for garbage in it is about 10 ms of a cold start for nothing.
gc.disable()

import os  # noqa: E402

from smscode.clock import SystemClock  # noqa: E402
from smscode.wiring import preload, wire  # noqa: E402

_app = wire(os.environ, SystemClock(), _LOADED_AT)
if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    preload(os.environ)


def handler(event: object, context: object) -> object:
    """Send the verification code that *event* asks for, and return the reply."""
    try:
        return _app(event, context)
    finally:
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
