"""The Lambda Runtime API on loopback.

Paths and headers: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final

from support.harness.invocation import Invocation, Kind

FUNCTION_ARN: Final = "arn:aws:lambda:us-east-1:123456789012:function:smscode"
_NEXT: Final = "/2018-06-01/runtime/invocation/next"
_INIT_ERROR: Final = "/2018-06-01/runtime/init/error"


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event on its way to the function, with the milliseconds the function gets for it."""

    body: bytes
    deadline_ms: int


class RuntimeApi:
    """Hands events to one runtime client and collects its answers, one at a time."""

    def __init__(self) -> None:
        """Listen on a free loopback port."""
        self.events: SimpleQueue[PendingEvent | None] = SimpleQueue()
        self.answers: SimpleQueue[Invocation] = SimpleQueue()
        self._server = _Server(("127.0.0.1", 0), partial(_Connection, self))
        self.address = f"127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop listening and release a client that waits for its next event."""
        self.events.put(None)
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *request: Any) -> None:  # noqa: ANN401 - socketserver's
        """Say nothing of a client that was killed, as the harness does when it closes."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*request)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One write for head and body: with two, Nagle's algorithm and a delayed ACK add a false 40 ms
    # to every invocation (measured).
    wbufsize = -1

    def __init__(self, api: RuntimeApi, *connection: Any) -> None:  # noqa: ANN401 - socketserver's
        self._api = api
        super().__init__(*connection)

    def do_GET(self) -> None:
        event = self._api.events.get() if self.path == _NEXT else None
        if event is None:
            self.close_connection = True
            return
        # Counted from delivery: on Lambda the time of a cold start is not the invocation's.
        deadline = int(time.time() * 1000) + event.deadline_ms
        self._reply(
            200,
            event.body,
            {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
                "Lambda-Runtime-Deadline-Ms": str(deadline),
                "Lambda-Runtime-Invoked-Function-Arn": FUNCTION_ARN,
            },
        )

    def do_POST(self) -> None:
        payload = self.rfile.read(int(self.headers["Content-Length"]))
        kind = _kind(self.path)
        error_type = "" if kind == "response" else json.loads(payload)["errorType"]
        # Before the reply: a client that is told of its init error exits at once, and its exit must
        # not be seen before what it said.
        self._api.answers.put(Invocation(kind, payload, error_type))
        self._reply(202, b"")

    def _reply(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Keep quiet: the test's own output is the record."""


def _kind(path: str) -> Kind:
    if path == _INIT_ERROR:
        return "init_error"
    return "error" if path.endswith("/error") else "response"
