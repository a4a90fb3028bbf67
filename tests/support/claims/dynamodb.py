"""DynamoDB as moto plays it, over HTTP on loopback."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

#: What the function's environment has on AWS, but for the endpoint.
CREDENTIALS: Final[Mapping[str, str]] = {
    "AWS_ACCESS_KEY_ID": "test-key",
    "AWS_SECRET_ACCESS_KEY": "test-secret",
    "AWS_DEFAULT_REGION": "eu-west-1",
}
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def environment(endpoint: str) -> dict[str, str]:
    """Return the variables by which boto3 finds DynamoDB at *endpoint*."""
    return {**CREDENTIALS, "AWS_ENDPOINT_URL_DYNAMODB": endpoint}


class _Quiet(WSGIRequestHandler):
    """Writes no access log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Do nothing."""


def _one_at_a_time(app: Wsgi) -> Wsgi:
    """Serve one request after another: what is atomic in DynamoDB is not in moto's threads."""
    lock = threading.Lock()

    def locked(request: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with lock:
            return list(app(request, start))

    return locked


@contextmanager
def running() -> Iterator[str]:
    """Run a server without tables; gives its endpoint."""
    app = _one_at_a_time(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Table:
    """A table as the README describes it, and a client of the test's own to look inside."""

    def __init__(self, endpoint: str, name: str) -> None:
        self.name = name
        self.uri = f"dynamodb:{name}"
        self._client = boto3.client(
            "dynamodb",
            endpoint_url=endpoint,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            region_name=CREDENTIALS["AWS_DEFAULT_REGION"],
        )
        self._client.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def items(self) -> list[dict[str, dict[str, str]]]:
        """Return every item."""
        items: list[dict[str, dict[str, str]]] = self._client.scan(TableName=self.name)["Items"]
        return items

    def dump(self) -> str:
        """Return every item, a line each."""
        return "\n".join(json.dumps(item) for item in self.items())
