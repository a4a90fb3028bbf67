"""Outcomes that a test lays down for the next requests."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sandbox.aliyun.server import Sandbox
from sandbox.wire import Answer

_STATUS_WORDS = b"<html><body><h1>%d</h1></body></html>"


class Outcome(BaseModel):
    """What happens to the next well-signed requests: a code of the vendor, or a bare HTTP status.

    Attributes:
        code: A vendor code, such as `isv.BUSINESS_LIMIT_CONTROL`.
        message: Aliyun's words with it.
        status: With a code, its HTTP status; alone, a page of HTML as of a proxy in between.
        action: Which action it is for; any when absent.
        times: For how many requests.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    message: Annotated[str, Field(max_length=1000)] = ""
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    action: Literal["SendSms", "SendSmsVerifyCode"] | None = None
    times: Annotated[int, Field(ge=1, le=100)] = 1

    @model_validator(mode="after")
    def _says_what(self) -> "Outcome":
        if self.code is None and self.status is None:
            raise ValueError("code or status is needed")
        return self

    def lay_down(self, sandbox: Sandbox) -> None:
        """Add it to what the sandbox answers next."""
        for _ in range(self.times):
            if self.code is not None:
                sandbox.answer_next(self.code, self.message, self.status, to=self.action)
            elif self.status is not None:
                body = _STATUS_WORDS % self.status
                answer = Answer(self.status, {"content-type": "text/html"}, body)
                sandbox.script(answer, to=self.action)
