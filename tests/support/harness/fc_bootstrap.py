"""The loop of the FC 3.0 Python runtime, run in the function's process.

It does what a function can see of FC's own: the root logger taken over, the environment scrubbed,
one event after another. Standard library only, for it runs in any Python that the function runs in.
"""

import faulthandler
import json
import logging
import os
import signal
import socket
import sys
import time
from typing import Final

from support.harness.fc_invoke import invoke

KEPT: Final = frozenset(
    {
        "FC_ACCOUNT_ID",
        "FC_FUNCTION_HANDLER",
        "FC_FUNCTION_MEMORY_SIZE",
        "FC_FUNCTION_NAME",
        "FC_FUNC_CODE_PATH",
        "FC_INSTANCE_ID",
        "FC_QUALIFIER",
        "FC_REGION",
        "FC_RUNTIME_VERSION",
        "FC_SERVICE_NAME",
        "FC_SNAPSHOT_FLAG",
        "FC_VER_ID",
    }
)
LONGEST_RECORD: Final = 128 * 1024


class RequestIdFormatter(logging.Formatter):
    """The runtime's line: UTC time, the current request's id, level, message."""

    def __init__(self) -> None:
        """Set FC's format."""
        layout = "%(asctime)s.%(msecs)03dZ %(fc_request_id)s [%(levelname)s] %(message)s"
        super().__init__(layout, "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime
        self.request_id = ""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text of at most 128 KiB."""
        record.fc_request_id = self.request_id
        return super().format(record)[:LONGEST_RECORD]


def take_over_logging() -> RequestIdFormatter:
    """Give the root logger the runtime's handler, so that `logging.basicConfig` does nothing."""
    formatter = RequestIdFormatter()
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.INFO)
    return formatter


def scrub_environment() -> None:
    """Remove the variables that the runtime keeps to itself, before any user code runs."""
    for name in list(os.environ):
        if name.startswith(("FC_", "_FC_")) and name not in KEPT:
            del os.environ[name]


def search_path(code: str) -> list[str]:
    """Return sys.path as FC orders it: code, layers, PYTHONPATH, the interpreter's own."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return [code, f"/opt/python/lib/{version}/site-packages", "/opt/python", *sys.path[1:]]


def main(descriptor: int) -> None:
    """Answer each JSON line on the socket with one JSON line, until the other side hangs up."""
    # FC ends a function that runs too long with SIGTERM; its runtime then logs all stacks.
    faulthandler.register(signal.SIGTERM, chain=True)
    formatter = take_over_logging()
    scrub_environment()
    sys.path[:] = search_path(os.environ["FC_FUNC_CODE_PATH"])
    with socket.socket(fileno=descriptor) as connection, connection.makefile("rwb") as frames:
        for line in frames:
            request = json.loads(line)
            formatter.request_id = request["context"]["request_id"]
            frames.write(json.dumps(invoke(request)).encode() + b"\n")
            frames.flush()
