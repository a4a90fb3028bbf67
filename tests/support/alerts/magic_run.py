"""The lines of a run with every magic number of the sandbox, delivery reports included."""

import io
import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, Final

from aliyun_sms_sandbox.aliyun.delivery import DeliveryState
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.magic import MAGIC_NUMBERS, MAGIC_NUMBERS_ABROAD, MagicNumber
from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from smscode.app import App
from smscode.clock import SystemClock
from smscode.wiring import wire
from support.app_bench import DOCUMENT, SOURCE_IP
from support.receipt_pushes import SECRET, abroad, receipt

Line = Mapping[str, Any]

_GLOBE: Final = {"service": "globe", "message": "Your Acme code is {code}.", "senderId": "Acme"}
_CHOICE: Final = {"china": "SMS_1000001", "overseas": _GLOBE}
CONFIG: Final = {
    **DOCUMENT,
    "templates": [{"usageType": "SignIn", "templateCode": _CHOICE}],
    "allowedRegions": ["CN", "US"],
    "claimsKey": "k" * 32,
    "callers": {**DOCUMENT["callers"], "receipts": {"pathSecrets": [SECRET]}},
}
NUMBERS: Final = (*MAGIC_NUMBERS, *MAGIC_NUMBERS_ABROAD)


def request_id(row: MagicNumber) -> str:
    """Return the cloud's id of the call for a number; nothing in it is like the number."""
    return f"1-6922-{'abcdefghijklmnopqrstuvwxyzABCDEFG'[NUMBERS.index(row)] * 8}"


@cache
def lines_of_all() -> tuple[Line, ...]:
    """Return the lines of the calls for all numbers, and of the reports that come of them."""
    with TemporaryDirectory() as folder, running() as sandbox:
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(CONFIG), encoding="utf-8")
        endpoints = dict.fromkeys(("DYSMSAPI_ENDPOINT", "GLOBE_ENDPOINT"), sandbox.endpoint)
        app = wire({"CONFIG_URI": f"file:{path}", **endpoints}, SystemClock(), time.monotonic())
        with redirect_stdout(io.StringIO()) as out:
            _call_for_all(app)
            _push_reports(app, sandbox)
    return tuple(json.loads(text) for text in out.getvalue().splitlines())


def call_for(row: MagicNumber) -> Line:
    """Return the line of the call for a number."""
    (line,) = (li for li in lines_of_all() if li.get("requestId") == request_id(row))
    return line


def _call_for_all(app: App) -> None:
    """Ask for a code for each, several at once: some take as long as we wait for Aliyun."""

    def call(row: MagicNumber) -> object:
        phone = f"+{row.number}" if row in MAGIC_NUMBERS_ABROAD else row.number
        fields = {"phone": phone, "usageType": "SignIn", "code": "246810"}
        return app(fields, SimpleNamespace(request_id=request_id(row)))

    with ThreadPoolExecutor(len(NUMBERS)) as people:
        list(people.map(call, NUMBERS))


def _push_reports(app: App, sandbox: Sandbox) -> None:
    reports = [
        _report(message)
        for message in sandbox.messages
        if message.delivery.state is not DeliveryState.PENDING
    ]
    http = {"method": "POST", "path": f"/receipts/{SECRET}", "sourceIp": SOURCE_IP}
    app(
        {
            "version": "2.0",
            "rawPath": http["path"],
            "headers": {},
            "requestContext": {"http": http},
            "body": json.dumps(reports),
        },
        SimpleNamespace(request_id="1-6922-reports"),
    )


def _report(message: Message) -> dict[str, Any]:
    is_delivered = message.delivery.state is DeliveryState.DELIVERED
    if message.at_home:
        return receipt(
            phone_number=message.phone,
            biz_id=message.biz_id,
            success=is_delivered,
            err_code=message.delivery.code,
        )
    status = "1" if is_delivered else "2"
    to, code = message.phone, message.delivery.code
    return abroad(To=to, MessageId=message.biz_id, Status=status, ErrorCode=code)
