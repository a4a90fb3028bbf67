"""Each magic number of the sandbox, through the whole function, with every service that sends."""

import re
from typing import Any, Final

import pytest

from aliyun_sms_sandbox.aliyun.delivery import DeliveryState
from aliyun_sms_sandbox.aliyun.magic import MAGIC_NUMBERS, MAGIC_NUMBERS_ABROAD, MagicNumber
from aliyun_sms_sandbox.aliyun.server import Sandbox
from smscode.app import App
from smscode.outcome import KINDS
from smscode.phone import Phone
from support.app_bench import DOCUMENT, AppBench
from support.paths import ROOT

PAGE: Final = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS: Final = re.findall(r"^\| `(199\d{8})` \| (.+?) \| ([01]) \| `(\w+)` \|$", PAGE, re.MULTILINE)
SERVICES: Final[dict[str, dict[str, Any]]] = {
    "dysms": {},
    "pnvs": {
        "templates": [
            {
                "usageType": "SignIn",
                "templateCode": {
                    "china": {
                        "service": "pnvs",
                        "templateCode": "100001",
                        "signName": "速通互联验证码",
                        "minutes": 5,
                    }
                },
            }
        ]
    },
}


GLOBE: Final[dict[str, Any]] = {
    "templates": [
        {
            "usageType": "SignIn",
            "templateCode": {
                "overseas": {
                    "service": "globe",
                    "message": "Your Acme code is {code}.",
                    "senderId": "Acme",
                }
            },
        }
    ],
    "allowedRegions": ["US"],
}


def test_the_table_is_the_codes() -> None:
    """The README has every number, in order, with what happens, what is accepted, the outcome."""
    expected = [(row.number, row.happens, str(row.accepted), row.outcome) for row in MAGIC_NUMBERS]
    assert expected == ROWS


def test_a_number_is_there_once_and_has_an_outcome_of_ours() -> None:
    """No row hides another, and each outcome is of the closed vocabulary."""
    numbers = [row.number for row in MAGIC_NUMBERS]
    assert len(set(numbers)) == len(numbers)
    assert {row.outcome for row in MAGIC_NUMBERS} <= {kind.code for kind in KINDS}


@pytest.mark.parametrize("number", [row.number for row in MAGIC_NUMBERS])
def test_a_number_is_a_phones(number: str) -> None:
    """The function takes it for a mainland mobile, so that it gets as far as the vendor."""
    assert Phone.parse(number, strict=False).e164 == f"+86{number}"


def check(row: MagicNumber, phone: str, app: App, sandbox: Sandbox) -> None:
    """Check the outcome, the number of accepted SMS and of requests, and the receipt."""
    reply: Any = app({"phone": phone, "usageType": "SignIn", "code": "246810"}, None)
    assert reply["code"] == row.outcome
    assert [message.phone for message in sandbox.messages] == [row.number] * row.accepted
    assert len(sandbox.requests) == (2 if "the second time" in row.happens else 1)
    assert ("bizId" in reply) is (row.outcome == "sent")
    for message in sandbox.messages:
        assert reply.get("bizId", message.biz_id) == message.biz_id
        assert ("never delivered" in row.happens) is (
            message.delivery.state is not DeliveryState.DELIVERED
        )


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("row", MAGIC_NUMBERS, ids=[row.number for row in MAGIC_NUMBERS])
def test_row(row: MagicNumber, service: str, bench: AppBench) -> None:
    """The outcome and the number of accepted SMS are the table's; only throttling is retried."""
    bench.configure({**DOCUMENT, **SERVICES[service]})
    app = bench.wired({"DYPNSAPI_ENDPOINT": bench.sandbox.endpoint})
    check(row, row.number, app, bench.sandbox)


@pytest.mark.parametrize(
    "row", MAGIC_NUMBERS_ABROAD, ids=[row.number for row in MAGIC_NUMBERS_ABROAD]
)
def test_row_abroad(row: MagicNumber, bench: AppBench) -> None:
    """The same holds for the numbers abroad, by globe; too many at one time is retried too."""
    bench.configure({**DOCUMENT, **GLOBE})
    app = bench.wired({"GLOBE_ENDPOINT": bench.sandbox.endpoint})
    check(row, f"+{row.number}", app, bench.sandbox)
