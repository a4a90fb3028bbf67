"""What the platforms themselves write into the log around our lines.

Function Compute: the lines that its runtime prints, which the stand-in of it prints here too, and
for each call an entry of request metrics, whose fields are those of
help.aliyun.com/zh/sls/function-compute-3-0-log-field-details. Lambda: its system log in JSON
(docs.aws.amazon.com/lambda, "System log event schema"), and what AWS's own runtime client prints.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from support.alerts.sls import Entry
from support.harness.fc_runtime import FcProcess
from support.harness.lambda_runtime import LambdaProcess
from support.paths import ROOT

#: What Function Compute prints when an instance has started.
INITED: Final = "FunctionCompute python3 runtime inited."
_METRICS: Final = {
    "functionName": "smscode",
    "versionId": "1",
    "qualifier": "live",
    "operation": "InvokeFunction",
    "invocationType": "Sync",
    "memoryMB": "512",
    "memoryUsageMB": "74.93",
    "durationMs": "2.92",
    "resourceMode": "OnDemand",
}


def request_metrics(number: int, error_type: str = "", *, is_cold: bool = False) -> Entry:
    """Return Function Compute's entry of one call; *error_type* is empty if all went well."""
    failed = {"hasFunctionError": "true", "errorType": error_type}
    return {
        **_METRICS,
        "requestId": f"1-{number:08x}",
        "isColdStart": str(is_cold).lower(),
        **({"instanceEvent": "ColdStart"} if is_cold else {}),
        **(failed if error_type else {"hasFunctionError": "false"}),
    }


def around_a_call(number: int, lines: list[str], *, is_cold: bool = False) -> list[Entry]:
    """Return *lines* of one call with what Function Compute writes around them."""
    name = f"1-{number:08x}"
    before = [INITED] if is_cold else []
    start, end = f"FC Invoke Start RequestId: {name}", f"FC Invoke End RequestId: {name}"
    return [*before, start, *lines, end, request_metrics(number, is_cold=is_cold)]


def around_a_call_of_lambda(number: int, lines: list[str], *, is_cold: bool = False) -> list[str]:
    """Return *lines* of one call with what Lambda writes around them."""
    name = f"{number:08x}-0000-4000-8000-000000000000"
    before = [_event("platform.initStart", {"phase": "init", "runtimeVersion": "python:3.12.v1"})]
    return [
        *(before if is_cold else []),
        _event("platform.start", {"requestId": name, "version": "1"}),
        *lines,
        _event("platform.report", {"requestId": name, "status": "success", "metrics": {}}),
    ]


def _event(kind: str, record: Mapping[str, Any]) -> str:
    return json.dumps({"time": "2026-11-23T16:00:00.000Z", "type": kind, "record": record})


def no_start(folder: Path) -> list[str]:
    """Return what stands in Function Compute's log if the package of the function is missing."""
    with FcProcess(code=_broken_bundle(folder)) as function:
        assert function.invoke(b"{}").error_type == "ImportModuleError"
    return function.logs.splitlines()


def no_start_of_lambda(folder: Path) -> list[str]:
    """Return what stands in Lambda's log if the package of the function is missing."""
    with LambdaProcess(
        code=_broken_bundle(folder), env={"AWS_LAMBDA_LOG_FORMAT": "JSON"}
    ) as function:
        assert function.invoke({}).error_type == "Runtime.ImportModuleError"
    failed = {"requestId": "1", "status": "error", "errorType": "Runtime.ImportModuleError"}
    return [*function.logs.splitlines(), _event("platform.report", failed)]


def _broken_bundle(folder: Path) -> Path:
    shutil.copy(ROOT / "src/index.py", folder)
    return folder
