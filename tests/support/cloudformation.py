"""CloudFormation and S3 on loopback, as far as a deploy gets until its change set is made.

The managed bucket of SAM is there, and so is a stack, which every change set finds unchanged.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final
from urllib.parse import parse_qs, urlsplit

BUCKET: Final = "aws-sam-cli-managed-default-samclisourcebucket-abc123"
#: In the words that SAM looks for.
UNCHANGED: Final = "The submitted information didn't contain changes."
_TAG: Final = "<Tags><member><Key>ManagedStackSource</Key><Value>AwsSamCli</Value></member></Tags>"
_OUTPUT: Final = (
    "<Outputs><member><OutputKey>SourceBucket</OutputKey>"
    f"<OutputValue>{BUCKET}</OutputValue></member></Outputs>"
)
_WHEN: Final = "<CreationTime>2026-11-29T00:00:00Z</CreationTime>"


@dataclass(frozen=True)
class ChangeSet:
    """What was asked of ``CreateChangeSet``; a parameter that keeps its value is None."""

    stack: str
    parameters: dict[str, str | None]
    capabilities: list[str]
    template: bytes


@dataclass
class Account:
    """What a deploy has left: *objects* by bucket and key, and its change sets."""

    url: str
    parameters: list[str]
    objects: dict[str, bytes] = field(default_factory=dict)
    change_sets: list[ChangeSet] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # an idle connection is kept open by botocore

    def __init__(self, parameters: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.account = Account(f"http://127.0.0.1:{self.server_port}", parameters)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(200 if self._key() in self.server.account.objects else 404)

    def do_PUT(self) -> None:
        self.server.account.objects[self._key()] = self._body()
        self._answer(200)

    def do_POST(self) -> None:
        asked = {key: value[0] for key, value in parse_qs(self._body().decode()).items()}
        action = asked["Action"]
        result = getattr(self, f"_{action}")(asked)
        self._answer(
            200, f"<{action}Response><{action}Result>{result}</{action}Result></{action}Response>"
        )

    def _DescribeStacks(self, asked: dict[str, str]) -> str:  # noqa: N802 - the operation
        name = (
            f"<StackName>{asked['StackName']}</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>"
        )
        return f"<Stacks><member>{name}{_WHEN}{_TAG}{_OUTPUT}</member></Stacks>"

    def _GetTemplateSummary(self, _: dict[str, str]) -> str:  # noqa: N802
        keys = self.server.account.parameters
        members = (f"<member><ParameterKey>{key}</ParameterKey></member>" for key in keys)
        return f"<Parameters>{''.join(members)}</Parameters>"

    def _CreateChangeSet(self, asked: dict[str, str]) -> str:  # noqa: N802
        account = self.server.account
        keys = {k: v for k, v in asked.items() if k.endswith(".ParameterKey")}
        account.change_sets.append(
            ChangeSet(
                asked["StackName"],
                {
                    v: asked.get(k.replace("ParameterKey", "ParameterValue"))
                    for k, v in keys.items()
                },
                [v for k, v in asked.items() if k.startswith("Capabilities.member.")],
                account.objects[urlsplit(asked["TemplateURL"]).path],
            )
        )
        return "<Id>arn:change-set</Id><StackId>arn:stack</StackId>"

    def _DescribeChangeSet(self, _: dict[str, str]) -> str:  # noqa: N802
        return f"<Status>FAILED</Status><StatusReason>{UNCHANGED}</StatusReason>"

    def _key(self) -> str:
        return urlsplit(self.path).path

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _answer(self, status: int, body: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Be silent."""


@contextmanager
def account(*parameters: str) -> Iterator[Account]:
    """Run an account whose stack has these *parameters*, for the length of a `with` block."""
    with _Server(list(parameters)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.account
        finally:
            server.shutdown()
            thread.join()
