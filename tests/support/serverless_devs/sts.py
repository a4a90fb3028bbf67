"""Aliyun's STS, as far as `s` asks it: whose key is this, and may it have that role?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aliyun_sms_sandbox.loopback import LoopbackServer

ACCOUNT: Final = "1098765432109876"
#: What a role's profile gets, named as `s` passes it on.
ROLE: Final = {
    "AccessKeyID": "STS.NUofTheRole",
    "AccessKeySecret": "secret-of-the-role",
    "SecurityToken": "token-of-the-role",
}
_ANSWERS: Final[dict[str, dict[str, object]]] = {
    "GetCallerIdentity": {"AccountId": ACCOUNT},
    "AssumeRole": {
        "Credentials": {
            "AccessKeyId": ROLE["AccessKeyID"],
            "AccessKeySecret": ROLE["AccessKeySecret"],
            "SecurityToken": ROLE["SecurityToken"],
            "Expiration": "2999-01-01T00:00:00Z",
        }
    },
}


@dataclass(slots=True)
class Sts:
    """A server for it; `asked` has the action and the key of each request."""

    endpoint: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        """Answer an action, whose parameters are in the query or in the body."""
        given = parse_qs(f"{request.url.query}&{(await request.body()).decode()}")
        (action,), (key,) = given["Action"], given["AccessKeyId"]
        self.asked.append((action, key))
        return JSONResponse({"RequestId": "0", **_ANSWERS[action]})


@contextmanager
def running() -> Iterator[Sts]:
    """Run one for the length of a `with` block."""
    sts = Sts()
    server = LoopbackServer(Starlette(routes=[Route("/", sts.answer, methods=["GET", "POST"])]))
    sts.endpoint = server.endpoint
    try:
        yield sts
    finally:
        server.stop()
