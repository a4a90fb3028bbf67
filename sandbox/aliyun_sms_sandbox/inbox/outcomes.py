"""Outcomes that a test lays down for the next requests."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.trouble import Hang, Reply, Reset
from aliyun_sms_sandbox.wire import Answer

_PAGE = b"<html><body><h1>%d</h1></body></html>"
_EFFECTS: Mapping[str, Reply] = {"hang": Hang(30.0), "reset": Reset()}


class Outcome(BaseModel):
    """What happens to the next well-signed requests: a `code`, `body`, `status` or `effect`.

    Attributes:
        code: A vendor code, such as `isv.BUSINESS_LIMIT_CONTROL`.
        message: Aliyun's words with it.
        body: A JSON object to answer with, for a shape that no code gives.
        status: With one of them, its HTTP status; alone, a page of HTML as of a proxy in between.
        effect: `hang` (nothing comes) or `reset` (the connection breaks off).
        action: Which action it is for; any when absent.
        times: For how many requests.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    message: Annotated[str, Field(max_length=1000)] = ""
    body: dict[str, JsonValue] | None = None
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    effect: Literal["hang", "reset"] | None = None
    action: Literal["SendSms", "SendBatchSms", "SendSmsVerifyCode", "SendMessageToGlobe"] | None = (
        None
    )
    times: Annotated[int, Field(ge=1, le=100)] = 1

    @model_validator(mode="after")
    def _says_what(self) -> "Outcome":
        said = sum(each is not None for each in (self.code, self.body, self.effect))
        if said == 0 and self.status is None:
            raise ValueError("code, body, status or effect is needed")
        if said > 1 or (self.effect is not None and self.status is not None):
            raise ValueError("code, body and effect exclude one another, and effect has no status")
        return self

    def lay_down(self, sandbox: Sandbox) -> None:
        """Add it to what the sandbox answers next."""
        for _ in range(self.times):
            if self.code is not None:
                sandbox.answer_next(self.code, self.message, self.status, to=self.action)
            else:
                sandbox.script(self._reply(), to=self.action)

    def _reply(self) -> Reply:
        if self.effect is not None:
            return _EFFECTS[self.effect]
        status = self.status or HTTPStatus.OK
        if self.body is not None:
            content = json.dumps(self.body, ensure_ascii=False).encode()
            return Answer(status, {"content-type": "application/json;charset=utf-8"}, content)
        return Answer(status, {"content-type": "text/html"}, _PAGE % status)
