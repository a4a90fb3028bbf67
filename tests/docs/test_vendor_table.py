"""The README's table of Aliyun's codes, fed through the sandbox row by row."""

import json
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from smscode.app import App
from smscode.clock import SystemClock
from smscode.senders.vendor_codes import KINDS
from smscode.wiring import wire
from support.paths import ROOT

README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS: Final = re.findall(r"^\| `(\w+)` \| ((?:`[\w.]+` ?)+) \|$", README, re.MULTILINE)
TABLE: Final = {code: outcome for outcome, codes in ROWS for code in re.findall(r"[\w.]+", codes)}
CONFIG: Final = json.dumps(
    {
        "accessKeyId": "sandbox-access-key-id",
        "accessKeySecret": "sandbox-access-key-secret",
        "signName": "速通科技",
        "templates": [{"usageType": "SignIn", "templateCode": "SMS_1000001"}],
    }
)
PREFIXES: Final = ("", "isv.", "isp.", "biz.")
EVENT: Final = {"phone": "+8613800138000", "usageType": "SignIn", "code": "135790"}


@pytest.fixture(scope="module")
def vendor() -> Iterator[Sandbox]:
    """Return a sandbox for all rows."""
    with running() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def function(vendor: Sandbox) -> App:
    """Return the function in front of it."""
    environment = {
        "CONFIG_URI": "env:CONFIG",
        "CONFIG": CONFIG,
        "DYSMSAPI_ENDPOINT": vendor.endpoint,
    }
    return wire(environment, SystemClock(), 0.0)


def test_table_is_the_codes() -> None:
    """The README has exactly the codes that the code has, each with its outcome."""
    assert {code: kind.code for code, kind in KINDS.items()} == TABLE


@pytest.mark.parametrize(("outcome", "codes"), ROWS)
def test_row(outcome: str, codes: str, vendor: Sandbox, function: App) -> None:
    """Each code of a row, with a prefix or without, is answered with its outcome; nothing is sent.

    The prefixes take turns: test_vendor_codes.py has each code with each.
    """
    answered = {}
    for code, prefix in zip(re.findall(r"[\w.]+", codes), cycle(PREFIXES)):
        vendor.clear()
        for _ in range(2):  # what may be repeated is answered alike
            vendor.answer_next(prefix + code, "as the table has it")
        reply = function(EVENT, None)
        assert isinstance(reply, dict)
        answered[prefix + code] = (reply["code"], reply["providerCode"], len(vendor.messages))
    assert answered == {code: (outcome, code, 0) for code in answered}
