"""Fresh instances of both clouds whose store counts who asks, and which tell what they imported."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aliyun_sms_sandbox.aliyun.server import running
from support.aws_endpoint import answering
from support.harness.fc_runtime import FcProcess
from support.harness.fc_surroundings import StsCredentials
from support.harness.lambda_runtime import LambdaProcess
from support.instance import issue
from support.paths import ROOT

EVENTS: Final = ROOT / "events"
CONFIG: Final = (ROOT / "local/config.json").read_text(encoding="utf-8")
_INSIDE: Final = Path(__file__).parent / "inside"
_PATIENCE: Final = 120.0  # s, for a start on a busy machine
_TRIES: Final = 10
_QUESTION: Final = {"probe": "modules"}


@dataclass(frozen=True, slots=True)
class Code:
    """What is run: a folder for each cloud, and a Python with what it needs beside them.

    Attributes:
        lambda_packages: What Lambda's runtime has beside the standard library.
        is_lean: Whether the SDK lacks what is unused.
    """

    fc: Path
    aws: Path
    python: str
    lambda_packages: tuple[Path, ...] = ()
    is_lean: bool = False


class Instance:
    """One process of one cloud."""

    def __init__(self, cloud: str, process: Any, reads: Any) -> None:  # noqa: ANN401 - either's
        """Take a process that was just started, and what counts the reads of its secret."""
        self.cloud = cloud
        self._process = process
        self._reads = reads

    @property
    def reads(self) -> int:
        """How often the secret was asked for."""
        return int(self._reads())

    def modules(self) -> frozenset[str]:
        """Return the names of all modules that the process has imported."""
        return frozenset(self._invoke(_QUESTION))

    def call(self, name: str, **changes: object) -> Any:  # noqa: ANN401 - a JSON value
        """Return the answer to an event of `events/` with members of it replaced.

        On a busy machine a cold start may outlast the caller; then nothing was sent, and it calls
        again.
        """
        event = json.loads((EVENTS / f"{name}.json").read_bytes())
        for _ in range(_TRIES):
            answer = self._invoke({**event, **changes})
            if "unavailable" not in str(answer.get("code") or answer.get("body")):
                break
        return answer

    def _invoke(self, event: Mapping[str, object]) -> Any:  # noqa: ANN401 - a JSON value
        if self.cloud == "fc":
            sent = json.dumps(event).encode()
            return self._process.invoke(sent, timeout_seconds=_PATIENCE).json()
        return self._process.invoke(event).json()


@contextmanager
def on_fc(code: Code) -> Iterator[Instance]:
    """Start an instance whose config is in KMS, and whose own role reads it."""
    with running() as sandbox:
        role = issue(sandbox, "role")
        sandbox.secrets["smscode"] = CONFIG
        uri = f"aliyun-kms:smscode?region=cn-hangzhou&endpoint={sandbox.endpoint}"
        env = {
            "CONFIG_URI": uri,
            "DYSMSAPI_ENDPOINT": sandbox.endpoint,
            "PYTHONPATH": str(_INSIDE),
        }
        key = StsCredentials(role.access_key_id, role.access_key_secret, role.security_token)
        with FcProcess(
            "probe.handler", code=code.fc, python=code.python, env=env, credentials=key
        ) as process:
            yield Instance("fc", process, lambda: _asked_for_a_secret(sandbox.requests))


def _asked_for_a_secret(requests: Any) -> int:  # noqa: ANN401 - the sandbox's own
    return sum(each.headers.get("x-acs-action") == "GetSecretValue" for each in requests)


@contextmanager
def on_lambda(code: Code) -> Iterator[Instance]:
    """Start an instance whose config is in Secrets Manager."""
    secret = json.dumps({"SecretString": CONFIG}).encode()
    with running() as sandbox, answering((200, secret)) as endpoint:
        env = {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": endpoint.url,
            "AWS_SECRET_ACCESS_KEY": "secret",
            "CONFIG_URI": "aws-secretsmanager:smscode",
            "DYSMSAPI_ENDPOINT": sandbox.endpoint,
            "PYTHONPATH": ":".join(map(str, (_INSIDE, *code.lambda_packages))),
        }
        with LambdaProcess(
            "probe.handler",
            code=code.aws,
            python=code.python,
            env=env,
            grace_seconds=_PATIENCE,
        ) as process:
            yield Instance("aws", process, lambda: endpoint.requests)
