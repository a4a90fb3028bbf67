"""Pushes of delivery receipts as Aliyun makes them, and what the function does with them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pytest

from support.app_bench import DOCUMENT, Answer, AppBench
from support.stand_ins import log_lines

SECRET: Final = "path-secret-of-the-test-000000000000"
NEXT_SECRET: Final = "path_secret_that_comes_after_it_1111"
TAKEN: Final = {"code": 0, "msg": "接收成功"}


def receipt(number: int = 0, **changes: object) -> dict[str, Any]:
    """Return a receipt of an SMS to the mainland, delivered after four seconds."""
    usual = {
        "phone_number": f"1380013{8000 + number}",
        "send_time": "2026-11-23 16:00:00",
        "report_time": "2026-11-23 16:00:04",
        "success": True,
        "err_code": "DELIVERED",
        "err_msg": "用户接收成功",
        "sms_size": "1",
        "biz_id": f"90061969389607{number:04d}^0",
        "out_id": "order-1",
    }
    return {**usual, **changes}


def failed(number: int = 0, code: str = "MOBILE_NOT_ON_SERVICE") -> dict[str, Any]:
    """Return a receipt of one that did not arrive."""
    return receipt(number, success=False, err_code=code, err_msg="手机停机")


def abroad(**changes: object) -> dict[str, Any]:
    """Return a receipt of an SMS to Hong Kong, delivered after half a minute."""
    usual = {
        "To": "85251234567",
        "SendDate": "Mon, 23 Nov 2026 16:00:00 +0800",
        "ReceiveDate": "Mon, 23 Nov 2026 16:00:33 +0800",
        "Status": "1",
        "ErrorCode": "success",
        "ErrorDescription": "success",
        "SmsSize": "1",
        "MessageId": "123450000000001",
    }
    return {**usual, **changes}


@dataclass(frozen=True, slots=True)
class Pushed:
    """What Aliyun was answered, and what was logged: the call's line, and a line each receipt."""

    answer: Answer
    call: Mapping[str, Any]
    receipts: Sequence[Mapping[str, Any]]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Delivered, undelivered, repeated and unreadable."""
        delivered, undelivered = self.call["delivered"], self.call["undelivered"]
        return delivered, undelivered, self.call["repeated"], self.call["unreadable"]


class Pusher:
    """Aliyun, in front of one instance of the function."""

    def __init__(self, bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
        """Open the function to pushes."""
        self.bench = bench
        self._capsys = capsys
        self.open(SECRET)

    def open(self, *secrets: str) -> None:
        """Let the config have these secrets."""
        callers = {**DOCUMENT["callers"], "receipts": {"pathSecrets": list(secrets)}}
        self.bench.configure({**DOCUMENT, "callers": callers})
        self.bench.app = self.bench.wired()

    def __call__(self, *items: object, path: str = f"/receipts/{SECRET}") -> Pushed:
        """Push a batch."""
        return self.raw(json.dumps(items, ensure_ascii=False), path)

    def raw(self, body: str, path: str = f"/receipts/{SECRET}", method: str = "POST") -> Pushed:
        """Push anything."""
        self._capsys.readouterr()
        answer = self.bench.http(method, path, {"content-type": "application/json"}, body)
        lines = [line for line in log_lines(self._capsys) if not line["event"].startswith("config")]
        *receipts, call = lines
        assert {line["event"] for line in receipts} <= {"receipt"}
        assert all(line["requestId"] == call["requestId"] for line in receipts)
        return Pushed(answer, call, receipts)
