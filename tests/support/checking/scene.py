"""A config, an account and a machine in which nothing is wrong, until a test changes something."""

import copy
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from aliyun_sms_sandbox.aliyun.catalogue import AccessKey, Catalogue, Scope, Sign, Status, Template
from aliyun_sms_sandbox.aliyun.sender_id import SenderId
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.aliyun.sms_sign import Filing, FilingStatus, Operator
from aliyun_sms_sandbox.wire import Answer, utc_now
from ops.check.__main__ import main
from support.instance import LeapingClock

KEY_ID: Final = "LTAI5tCheckedByTheTest00"
KEY_SECRET: Final = "Zq3vXw81RmNs60TbYc47LdPk29JhGf"
ROLE_ID: Final = "STS.NUroleOfTheTest0000000"
TOKEN: Final = "Qm4TzR8vKp2XwB6nHs9JdL3gYc7FfA1e"
NEXT_TOKEN: Final = "e1AfF7cYg3LdJ9sHn6BwX2pKv8RzT4mQ"
LOGTO_TOKEN: Final = "Uu5NnY2kWq8ZoCrVb3MxSj6PtEa9DiGh"
CLAIMS_KEY: Final = "9f2c6d81b7a40e53c18d6fb2907ae4d5"
SIGN, OTHER_SIGN = "启明科技", "启明验证"
#: What no output may hold.
SECRETS: Final = (KEY_SECRET, TOKEN, NEXT_TOKEN, LOGTO_TOKEN, CLAIMS_KEY, "token-of-the-role")
PHONE: Final = "+8613912345678"
MASKED: Final = "+86*******5678"

GOOD: Final[dict[str, Any]] = {
    "accessKeyId": KEY_ID,
    "accessKeySecret": KEY_SECRET,
    "signName": [SIGN, OTHER_SIGN],
    "templates": [
        {"usageType": "SignIn", "templateCode": {"china": "SMS_11", "overseas": "SMS_21"}},
        {
            "usageType": "Generic",
            "templateCode": {
                "china": "SMS_12",
                "overseas": {"templateCode": "SMS_22", "codeVariable": "otp"},
            },
        },
        {"usageType": "Test", "templateCode": {"china": "SMS_13"}},
    ],
    "allowedRegions": ["CN", "HK"],
    "limits": {"perNumber": [[1, 60], [5, 3600]], "perRegionDay": {"HK": 100}, "perHour": 500},
    "claimsKey": CLAIMS_KEY,
    "callers": {"generic": {"tokens": [TOKEN, NEXT_TOKEN]}, "logto": {"tokens": [LOGTO_TOKEN]}},
}
MESSAGE: Final = {
    "service": "globe",
    "message": "Your Acme code is {code}.",
    "senderId": "Acme",
}


def filing(status: FilingStatus, days_ago: int | None = 30) -> Filing:
    """Return a filing that the carrier answered so many days ago."""
    answered = None if days_ago is None else utc_now() - timedelta(days=days_ago)
    return Filing(status, answered)


def sign(name: str, status: Status = Status.APPROVED, **changes: Filing) -> Sign:
    """Return a signature that every carrier has filed, but for the *changes*."""
    filings = {each: filing(FilingStatus.FILED) for each in Operator}
    filings |= {Operator(carrier): change for carrier, change in changes.items()}
    return Sign(
        name, status, reason="资质不符。" if status is Status.REJECTED else "", filing=filings
    )


def template(
    code: str,
    scope: Scope = Scope.DOMESTIC,
    variable: str = "code",
    status: Status = Status.APPROVED,
    **changes: Any,  # noqa: ANN401 - the members of Template
) -> Template:
    """Return a template for verification."""
    members: dict[str, Any] = {"text": f"您的验证码为${{{variable}}}。", **changes}
    return Template(code, "名称", scope, status, **members)


class HurriedClock(LeapingClock):
    """The machine's clock, *ahead* of the true time, for one who does not wait."""

    def sleep(self, seconds: float) -> None:
        """Let the time have passed."""
        self.leap(seconds)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check said, and what it did."""

    status: int
    findings: list[dict[str, Any]]
    actions: list[str]
    messages: tuple[Any, ...]

    @property
    def faults(self) -> set[str]:
        """The ids of all that is neither well nor a note."""
        return {each["id"] for each in self.findings if each["level"] not in ("ok", "note")}

    def about(self, finding_id: str) -> list[dict[str, Any]]:
        """Return the findings of one id."""
        return [each for each in self.findings if each["id"] == finding_id]


class Scene:
    """What a check is run on; every part of it can be changed before."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing wrong."""
        self.path = folder / "config.json"
        self.document: Any = copy.deepcopy(GOOD)
        self.keys = [AccessKey(KEY_ID, KEY_SECRET)]
        self.signs = [sign(SIGN), sign(OTHER_SIGN)]
        self.templates = [
            *(template(code) for code in ("SMS_11", "SMS_12", "SMS_13")),
            template("SMS_21", Scope.INTERNATIONAL),
            template("SMS_22", Scope.INTERNATIONAL, "otp"),
        ]
        self.sender_ids = [SenderId("Acme", frozenset({"US"}))]
        self.environment: dict[str, str] = {}
        self.clock = HurriedClock()
        self.vendor_clock: Callable[[], datetime] = utc_now
        self.script: list[tuple[Answer, str]] = []

    @contextmanager
    def vendor(self) -> Iterator[Sandbox]:
        """Run the account."""
        catalogue = Catalogue(
            {each.id: each for each in self.keys},
            {each.name: each for each in self.signs},
            {each.code: each for each in self.templates},
            sender_ids={each.id: each for each in self.sender_ids},
        )
        sandbox = Sandbox.start(catalogue=catalogue, clock=self.vendor_clock)
        for answer, action in self.script:
            sandbox.script(answer, to=action)
        try:
            yield sandbox
        finally:
            sandbox.stop()

    def write(self) -> None:
        """Put the document where CONFIG_URI says."""
        document = self.document
        text = document if isinstance(document, str) else json.dumps(document)
        self.path.write_text(text, encoding="utf-8")

    def surroundings(self, sandbox: Sandbox) -> dict[str, str]:
        """Return the environment that the check runs in."""
        return {
            "CONFIG_URI": f"file:{self.path}",
            "DYSMSAPI_ENDPOINT": sandbox.endpoint,
            "DYPNSAPI_ENDPOINT": sandbox.endpoint,
            "GLOBE_ENDPOINT": sandbox.endpoint,
            **self.environment,
        }

    def check(self, *arguments: str) -> Report:
        """Run the check once against a fresh account."""
        self.write()
        with self.vendor() as sandbox:
            return self.check_with(sandbox, *arguments)

    def check_with(self, sandbox: Sandbox, *arguments: str) -> Report:
        """Run the check once; no output has a secret, a whole number, a code or an SMS's text."""
        output = io.StringIO()
        status = main(("--json", *arguments), self.surroundings(sandbox), output, self.clock)
        text = output.getvalue()
        numbers = (PHONE, PHONE.removeprefix("+86"), *(sms.phone for sms in sandbox.messages))
        texts = [sms.text for sms in sandbox.messages]
        codes = [code for sms in texts for code in re.findall(r"\d{6}", sms)]
        assert len(codes) == len(texts)
        hidden = (*SECRETS, *numbers, *texts, *codes)
        assert [secret for secret in hidden if secret in text] == []
        actions = [request.headers.get("x-acs-action", "GetObject") for request in sandbox.requests]
        return Report(status, json.loads(text)["findings"], actions, sandbox.messages)
