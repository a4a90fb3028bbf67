"""The whole function over a file, a clock that the test holds, and the sandbox as its vendor."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from aliyun_sms_sandbox.aliyun.server import Sandbox
from smscode.app import App
from smscode.wiring import wire
from support.documents import MINIMAL, TOKEN
from support.stand_ins import HeldClock

NUMBER: Final = "13800138000"
CODE: Final = "7xKw4Z"  # no digits of an id by chance
FIELDS: Final = {"phone": f"+86{NUMBER}", "usageType": "SignIn", "code": CODE}
BODY: Final = json.dumps(FIELDS)
#: Where HTTP calls come from, by their gateway's word.
SOURCE_IP: Final = "203.0.113.7"
#: What the sandbox accepts.
DOCUMENT: Final[dict[str, Any]] = {
    **MINIMAL,
    "accessKeyId": "sandbox-access-key-id",
    "accessKeySecret": "sandbox-access-key-secret",
    "signName": "速通科技",
    "templates": [{"usageType": "SignIn", "templateCode": "SMS_1000001"}],
}


def bearer(token: str = TOKEN) -> dict[str, str]:
    """Return the header that the generic caller is known by."""
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back of an HTTP call."""

    status: int
    headers: Mapping[str, str]
    document: Mapping[str, Any]


class AppBench:
    """One instance of the function, fresh from its start."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        """Write DOCUMENT to a file, and wire the function to it."""
        self.sandbox = sandbox
        self.clock = HeldClock()
        self.path = folder / "config.json"
        self.configure(DOCUMENT)
        self.app = self.wired()

    def wired(self, variables: Mapping[str, str] | None = None, loading: float = 0) -> App:
        """Return the function, which took so long to load, with some variables changed."""
        usual = {"CONFIG_URI": f"file:{self.path}", "DYSMSAPI_ENDPOINT": self.sandbox.endpoint}
        return wire({**usual, **(variables or {})}, self.clock, self.clock.now - loading)

    def configure(self, document: Mapping[str, Any]) -> None:
        """Put another document into the file."""
        self.path.write_text(json.dumps(document), encoding="utf-8")

    def http(
        self,
        method: str = "POST",
        path: str = "/",
        headers: Mapping[str, str] | None = None,
        body: str = BODY,
        way: float | None = None,
    ) -> Answer:
        """Call over a Function URL; *way* is how many seconds ago its gateway took the call."""
        http = {"method": method, "path": path, "sourceIp": SOURCE_IP}
        context: dict[str, Any] = {"http": http}
        if way is not None:
            context["timeEpoch"] = int((self.clock.time() - way) * 1000)
        path, _, query = path.partition("?")
        event = {
            "version": "2.0",
            "rawPath": path,
            "queryStringParameters": dict(parse_qsl(query)),
            "headers": dict(bearer() if headers is None else headers),
            "requestContext": context,
            "body": body,
        }
        answer: Any = self.app(event, None)
        return Answer(answer["statusCode"], answer["headers"], json.loads(answer["body"]))

    def direct(self, fields: object = None, context: object = None) -> dict[str, Any]:
        """Invoke directly."""
        answer: Any = self.app(FIELDS if fields is None else fields, context)
        assert isinstance(answer, dict)
        return answer
