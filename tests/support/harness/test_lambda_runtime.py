"""AWS's own runtime client serves a function over the local Runtime API."""

import os
import time
from pathlib import Path

import pytest

from support.harness.invocation import Invocation
from support.harness.lambda_runtime import LambdaProcess
from support.harness.runtime_api import FUNCTION_ARN
from support.harness.tiny import function_in
from support.paths import ROOT


@pytest.mark.parametrize(
    "event", [{"phone": "+86", "短": None}, ["a"], "text", None, 7, "x" * 1_000_000]
)
def test_any_json_value_goes_in_and_comes_out(tmp_path: Path, event: object) -> None:
    """An event of any JSON type and size reaches the handler decoded, and comes back as JSON."""
    code = function_in(
        tmp_path, "def handler(event, context): return {type(event).__name__: event}"
    )
    with LambdaProcess(code=code) as function:
        outcome = function.invoke(event)
    assert outcome.kind == "response"
    assert outcome.json() == {type(event).__name__: event}


def test_exception_is_answered_logged_and_survived(tmp_path: Path) -> None:
    """An escaped Exception leaks its text to caller and log, and the next event is served."""
    source = """
        def handler(event, context):
            if event == "bad":
                raise ValueError("leaked +8613800138000")
            return "fine"
        """
    with LambdaProcess(code=function_in(tmp_path, source)) as function:
        failed, served = function.invoke("bad"), function.invoke("good")
    assert (failed.kind, failed.error_type) == ("error", "ValueError")
    assert failed.json()["errorMessage"] == "leaked +8613800138000"
    assert served == Invocation("response", b'"fine"')
    assert "[ERROR] ValueError: leaked" in function.logs


@pytest.mark.parametrize("expression", ["{1, 2}", "object()", "print"])
def test_unserialisable_return_value_is_an_error(tmp_path: Path, expression: str) -> None:
    """A value that JSON has no form for fails the invocation."""
    code = function_in(tmp_path, f"def handler(event, context): return {expression}")
    with LambdaProcess(code=code) as function:
        outcome = function.invoke({})
    assert (outcome.kind, outcome.error_type) == ("error", "Runtime.MarshalError")


@pytest.mark.parametrize(
    ("statement", "status"),
    [("raise SystemExit(3)", "exit status 3"), ("import os; os._exit(9)", "exit status 9")],
)
def test_base_exception_ends_the_instance(tmp_path: Path, statement: str, status: str) -> None:
    """What is not an Exception ends the process: this and every later event is a crash."""
    code = function_in(tmp_path, f"def handler(event, context):\n    {statement}\n")
    with LambdaProcess(code=code) as function:
        outcomes = [function.invoke({}) for _ in range(2)]
    assert outcomes == [Invocation("crash", b"", status)] * 2


@pytest.mark.parametrize(
    ("source", "handler", "error_type"),
    [
        ("import missing_module", "index.handler", "Runtime.ImportModuleError"),
        ("def handler(", "index.handler", "Runtime.UserCodeSyntaxError"),
        ("raise KeyError('key')", "index.handler", "KeyError"),
        ("", "index.handler", "Runtime.HandlerNotFound"),
    ],
)
def test_failed_import_is_an_init_error(
    tmp_path: Path, source: str, handler: str, error_type: str
) -> None:
    """A module that does not load is reported before any event, and then the instance is gone."""
    with LambdaProcess(handler, code=function_in(tmp_path, source)) as function:
        outcome, later = function.invoke({}), function.invoke({})
    assert (outcome.kind, outcome.error_type) == ("init_error", error_type)
    assert later.kind == "crash"


def test_module_is_imported_once_before_the_first_event(tmp_path: Path) -> None:
    """Import happens in the init phase, and not again; prints reach the log as they are."""
    source = """
        print("imported")
        def handler(event, context):
            print(event)
        """
    with LambdaProcess(code=function_in(tmp_path, source)) as function:
        function.invoke(1)
        function.invoke(2)
        assert function.logs.splitlines() == ["imported", "1", "2"]
    assert function.logs.splitlines() == ["imported", "1", "2"]


def test_environment_is_lambdas_own(tmp_path: Path) -> None:
    """The function sees Lambda's variables and its own, and nothing of ours but PATH."""
    code = function_in(tmp_path, "import os\ndef handler(event, context): return dict(os.environ)")
    env = {"CONFIG_URI": "env:X", "AWS_REGION": "cn-north-1"}
    with LambdaProcess(code=code, env=env) as function:
        seen = function.invoke({}).json()
    assert seen["CONFIG_URI"] == "env:X"
    assert seen["AWS_REGION"] == "cn-north-1"
    assert seen["LAMBDA_TASK_ROOT"] == str(tmp_path)
    assert seen["_HANDLER"] == "index.handler"
    assert set(os.environ) & set(seen) <= {"LANG", "PATH", "TZ", "AWS_REGION", "LC_CTYPE"}


def test_code_folder_is_the_working_folder_and_first_on_the_path(tmp_path: Path) -> None:
    """A function imports its own modules before any other, and none of this repository's tests."""
    source = "import os, sys\ndef handler(event, context): return [os.getcwd(), *sys.path]"
    with LambdaProcess(code=function_in(tmp_path, source)) as function:
        working, *path = function.invoke({}).json()
    assert working == path[0] == str(tmp_path)
    assert str(ROOT / "tests") not in path


def test_context_counts_down_from_delivery(tmp_path: Path) -> None:
    """The remaining time starts at the given deadline, whatever the cold start took."""
    source = """
        import time
        time.sleep(3)
        def handler(event, context):
            return [context.get_remaining_time_in_millis(), context.invoked_function_arn]
        """
    with LambdaProcess(code=function_in(tmp_path, source)) as function:
        remaining, arn = function.invoke({}, deadline_ms=2_900).json()
    assert 0 < remaining <= 2_900
    assert arn == FUNCTION_ARN


def test_hang_is_a_timeout_that_shows_the_log(tmp_path: Path) -> None:
    """A function that does not answer fails within deadline and grace, its log in the message."""
    source = """
        import threading
        def handler(event, context):
            if event == "hang":
                print("about to hang")
                threading.Event().wait()
        """
    with LambdaProcess(code=function_in(tmp_path, source), grace_seconds=2.5) as function:
        function.invoke("start", deadline_ms=90_000)  # the cold start is not what is tried
        started = time.monotonic()
        with pytest.raises(TimeoutError, match=r"no answer in 3 s(?s:.)*about to hang"):
            function.invoke("hang", deadline_ms=500)
    assert time.monotonic() - started < 30
