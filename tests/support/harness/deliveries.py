"""Events from files, delivered once each to one instance of the function on each cloud."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from local import signing
from support.harness.child import COVERAGE
from support.harness.fc_runtime import FcProcess
from support.harness.gateway import HttpReply, alb_multi_value_reply, http_reply
from support.harness.invocation import Invocation
from support.harness.lambda_runtime import LambdaProcess
from support.paths import ROOT

FC: Final = "fc"
LAMBDA: Final = "lambda"
_BOTH: Final = (FC, LAMBDA)
_MOST_ATTEMPTS: Final = 5
_IN_NO_CLOUDS_ENVELOPE: Final = ("direct-", "smuggle-")


def platforms(name: str) -> tuple[str, ...]:
    """Return the clouds that an event can reach: both, unless it is in one cloud's envelope."""
    if name.startswith(_IN_NO_CLOUDS_ENVELOPE):
        return _BOTH
    event = json.loads((ROOT / "events" / f"{name}.json").read_bytes())
    return (FC,) if event.get("version") == "v1" else (LAMBDA,)


@dataclass(frozen=True, slots=True)
class Sms:
    """A message as the vendor accepted it; one by globe has no template, but its whole text."""

    template: str
    params: Mapping[str, str]
    phone: str
    sign: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one event caused: an answer, messages with their receipts, and log lines."""

    name: str
    invocation: Invocation
    messages: tuple[Sms, ...]
    biz_ids: tuple[str, ...]
    log: str

    def http_reply(self) -> HttpReply:
        """Return what an HTTP client sees of the answer."""
        multi_value = self.name.startswith("alb-multi-value")
        return (alb_multi_value_reply if multi_value else http_reply)(self.invocation)


class Deliveries:
    """The deliveries so far; asking for one makes it."""

    def __init__(self, events: Path, sandbox: Sandbox, fc: FcProcess, aws: LambdaProcess) -> None:
        """Take events from a folder to running instances whose vendor is the sandbox."""
        self._events, self._sandbox, self._fc, self._aws = events, sandbox, fc, aws
        self._made: dict[tuple[str, str], Delivery] = {}
        self._warm_up()

    def _warm_up(self) -> None:
        """Let both instances send once: a busy machine may take a first call's time for imports."""
        fields = json.loads((self._events / "direct-sign-in.json").read_bytes())
        event = json.dumps({**fields, "code": "warmup"}).encode()
        for platform in _BOTH:
            attempts = (self.invoke(platform, event) for _ in range(_MOST_ATTEMPTS))
            assert any(each.json()["code"] == "sent" for each in attempts)

    def __call__(self, platform: str, name: str) -> Delivery:
        """Return what the event caused on the platform, the first time it was delivered."""
        if (platform, name) not in self._made:
            self._made[platform, name] = self._deliver(platform, name)
        return self._made[platform, name]

    def invoke(self, platform: str, event: bytes) -> Invocation:
        """Invoke the platform's instance directly: FC with the bytes, Lambda with their JSON."""
        return self._fc.invoke(event) if platform == FC else self._aws.invoke(json.loads(event))

    def _deliver(self, platform: str, name: str) -> Delivery:
        function = self._fc if platform == FC else self._aws
        already, logged = len(self._sandbox.messages), len(function.logs)
        invocation = self.invoke(platform, _event(self._events / f"{name}.json"))
        arrived = self._sandbox.messages[already:]
        return Delivery(
            name,
            invocation,
            tuple(
                Sms(m.template, m.params, m.phone, m.sign, m.text if m.by_globe else "")
                for m in arrived
            ),
            tuple(m.biz_id for m in arrived),
            function.logs[logged:],
        )


def _event(path: Path) -> bytes:
    """Read an event byte by byte as it is stored, or signed just now where it says how."""
    stored = path.read_bytes()
    document = json.loads(stored)
    event = signing.signed(document)
    return stored if event is document else json.dumps(event).encode()


@contextmanager
def delivering(repository: Path) -> Iterator[Deliveries]:
    """Run the sandbox and the repository's function on both clouds, with the sandbox's config."""
    code = repository / "src"
    with running() as sandbox:
        env = {
            **COVERAGE,
            "CONFIG_URI": f"file:{repository / 'local' / 'config.json'}",
            "DYSMSAPI_ENDPOINT": sandbox.endpoint,
            "GLOBE_ENDPOINT": sandbox.endpoint,
        }
        with FcProcess(code=code, env=env) as fc, LambdaProcess(code=code, env=env) as aws:
            yield Deliveries(repository / "events", sandbox, fc, aws)
