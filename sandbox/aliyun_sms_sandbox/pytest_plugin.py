"""A pytest plugin: the fixture `aliyun_sms`, a sandbox on free ports that forgets between tests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from aliyun_sms_sandbox import greeting
from aliyun_sms_sandbox.aliyun import catalogue
from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.account import Account
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.pages import Surroundings
from aliyun_sms_sandbox.inbox.server import Inbox

_SLACK = 30.0  # s beside the wait itself, for a busy machine


class NoCodeError(AssertionError):
    """Raised when no SMS reached a number; says what was refused instead."""


@dataclass(frozen=True, slots=True)
class AliyunSms:
    """A running sandbox, as a test sees it.

    Attributes:
        endpoint: The URL of Aliyun's API, without a trailing slash.
        inbox: The URL of the page and of the test API, likewise.
        keys: An access key that may send.
    """

    endpoint: str
    inbox: str
    keys: AccessKey

    @property
    def sdk_settings(self) -> dict[str, str]:
        """What `alibabacloud_tea_openapi.models.Config` takes to send here."""
        return {
            "access_key_id": self.keys.id,
            "access_key_secret": self.keys.secret,
            "endpoint": urlsplit(self.endpoint).netloc,
            "protocol": "HTTP",
        }

    def code_for(self, number: str, wait: float = 10.0) -> str:
        """Return the newest code that reached *number*, waiting up to *wait* seconds (at most 30).

        Raises:
            NoCodeError: None came.
        """
        try:
            found = self._ask("GET", f"/api/codes/{quote(number)}?wait={wait}", wait=wait)
        except HTTPError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise
            refused = [f"{each['code']} {each['message']}" for each in self.refusals]
            raise NoCodeError(f"no SMS to {number}; refused: {refused}") from None
        return str(found["code"])

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        """What arrived, newest first."""
        messages: Sequence[Mapping[str, Any]] = self._ask("GET", "/api/messages")["messages"]
        return messages

    @property
    def refusals(self) -> Sequence[Mapping[str, Any]]:
        """What was refused, newest first."""
        refusals: Sequence[Mapping[str, Any]] = self._ask("GET", "/api/refusals")["refusals"]
        return refusals

    def outcome(self, code: str | None = None, **members: object) -> None:
        """Lay down what the next request gets: Aliyun's *code*, or as the test API's *members* say.

        Raises:
            HTTPError: The test API does not know such an outcome.
        """
        named = {"code": code} if code is not None else {}
        self._ask("POST", "/api/outcomes", {**named, **members})

    def reset(self) -> None:
        """Forget messages, refusals, what was laid down, and what flow control has counted."""
        self._ask("DELETE", "/api/state")

    def _ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None, wait: float = 0.0
    ) -> Any:  # noqa: ANN401 - any JSON
        """Return what the test API answers; no proxy stands before this machine."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(self.inbox + path, data, headers, method=method)  # noqa: S310 - our own
        with build_opener(ProxyHandler({})).open(request, timeout=wait + _SLACK) as answer:
            text = answer.read()
        return json.loads(text) if text else None


@pytest.fixture(scope="session")
def _aliyun_sms() -> Iterator[AliyunSms]:
    """Give what runs for the whole session: one for each worker of pytest-xdist."""
    known = catalogue.load()
    keys = greeting.key_of(known)
    box = Box()
    sandbox = Sandbox(Account.of(known), box.journal())
    inbox = Inbox(box, sandbox, Surroundings(sandbox.endpoint, keys, known))
    yield AliyunSms(sandbox.endpoint, inbox.endpoint, keys)
    inbox.stop()
    sandbox.stop()


@pytest.fixture
def aliyun_sms(_aliyun_sms: AliyunSms) -> AliyunSms:
    """Give a local Aliyun SMS that has seen nothing yet."""
    _aliyun_sms.reset()
    return _aliyun_sms
