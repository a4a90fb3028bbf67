"""An AWS endpoint on loopback that answers as it is told: what moto cannot be made to say."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TypeAlias

Answer: TypeAlias = tuple[int, bytes]


def error(code: str | None, status: int = 400) -> Answer:
    """Return an error as AWS's JSON protocol writes it; None for one of a proxy in between."""
    body = json.dumps({"__type": code, "Message": "s3cr3t"}) if code else "<h1>s3cr3t</h1>"
    return status, body.encode()


class AwsEndpoint(HTTPServer):
    """Gives its answers in order, and the last one for ever; counts the requests."""

    def __init__(self, *answers: Answer) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.answers = list(answers)
        self.requests = 0


class _Handler(BaseHTTPRequestHandler):
    server: AwsEndpoint

    def do_POST(self) -> None:
        self.server.requests += 1
        self.rfile.read(int(self.headers["content-length"]))
        answers = self.server.answers
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Be silent."""


@contextmanager
def answering(*answers: Answer) -> Iterator[AwsEndpoint]:
    """Run an endpoint for the length of a `with` block."""
    with AwsEndpoint(*answers) as endpoint:
        thread = Thread(target=endpoint.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield endpoint
        finally:
            endpoint.shutdown()
            thread.join()
