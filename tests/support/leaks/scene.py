"""What the scenarios are made from: requests, documents and environments full of secrets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from aliyun_sms_sandbox.wire import Answer
from support.hostile.envelopes import Http, fc_http
from support.leaks.child import Plan
from support.leaks.made_up import Secrets, config
from support.leaks.peers import Peers


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a child is to do, where, and what must come of it.

    Attributes:
        outcomes: The code in the reply to each event.
        plan: What the child does.
        environment: What the operator has set.
        answers: What the vendor is made to answer, to one request each.
    """

    outcomes: tuple[str, ...]
    plan: Plan
    environment: Mapping[str, str]
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """The secrets, and who is told them."""

    secrets: Secrets
    peers: Peers

    @property
    def number(self) -> str:
        """The number as most callers write it."""
        return f"+86{self.secrets.number}"

    def fields(self, **changes: object) -> dict[str, object]:
        """Return a sound request but for *changes*."""
        usual = {"phone": self.number, "usageType": "SignIn", "code": self.secrets.code}
        return {**usual, **changes}

    def config(self, **changes: object) -> str:
        """Return the operator's document, see :func:`leaks.made_up.config`."""
        return config(self.secrets, **changes)

    def environment(self, **changes: str) -> dict[str, str]:
        """Return the environment of a function whose config is in a variable."""
        return {
            "CONFIG_URI": "env:CONFIG",
            "CONFIG": self.config(),
            "DYSMSAPI_ENDPOINT": self.peers.vendor.endpoint,
            "LOG_LEVEL": "DEBUG",
            "DEBUG": "sdk",
            "ALIBABA_CLOUD_ACCESS_KEY_ID": self.secrets.role_id,
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": self.secrets.role_secret,
            "ALIBABA_CLOUD_SECURITY_TOKEN": self.secrets.role_token,
            "AWS_ACCESS_KEY_ID": self.secrets.aws_id,
            "AWS_SECRET_ACCESS_KEY": self.secrets.aws_secret,
            "AWS_SESSION_TOKEN": self.secrets.aws_token,
            "AWS_REGION": "cn-north-1",
            "AWS_DEFAULT_REGION": "cn-north-1",
            **changes,
        }

    def envelope(self, fields: object, **parts: Any) -> dict[str, Any]:  # noqa: ANN401 - Http's own
        """Return a request over HTTP, with a credential that is good unless *parts* has another."""
        credential = (("Authorization", f"Bearer {self.secrets.bearer}"),)
        http = Http(headers=credential, body=json.dumps(fields).encode())
        return fc_http(replace(http, **parts))

    def sms(self, outcome: str, **environment: str) -> Scenario:
        """Return the scenario of two sound requests in the usual environment but for a few.

        What the first has imported is listened to in the second.
        """
        codes = self.secrets.code, self.secrets.next_code
        events = tuple(self.envelope(self.fields(code=code)) for code in codes)
        return Scenario((outcome,) * 2, Plan(events), self.environment(**environment))
