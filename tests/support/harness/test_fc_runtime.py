"""The FC stand-in answers for a function as FC's built-in Python runtime does."""

import json
import time
from pathlib import Path

import pytest

from support.harness.fc_runtime import FcProcess
from support.harness.invocation import Invocation
from support.harness.tiny import function_in


def run(path: Path, source: str, event: bytes = b"{}") -> Invocation:
    """Invoke a fresh function once."""
    with FcProcess(code=function_in(path, source)) as function:
        return function.invoke(event)


def returned(expression: str) -> str:
    """Return a function's source with the expression as its return value."""
    return f"""
        import datetime, decimal
        def handler(event, context):
            return {expression}
        """


@pytest.mark.parametrize(
    ("expression", "payload"),
    [
        ("event", b'{"phone":"\xff"}'),
        ("'短信'", "短信".encode()),
        ("''", b""),
        ("None", b"null"),
        ("True", b"true"),
        ("['短']", b'[\n    "\\u77ed"\n]'),
        ("{'b': 1, 'a': decimal.Decimal('1.5')}", b'{\n    "a": 1.5,\n    "b": 1\n}'),
        ("{'at': datetime.date(2026, 1, 2)}", b'{\n    "at": "2026-01-02"\n}'),
        ("type('T', (), {'to_json': lambda self: 7})()", b"7"),
    ],
)
def test_return_value_is_serialised_as_fc_does(
    tmp_path: Path, expression: str, payload: bytes
) -> None:
    """Text and bytes pass unchanged; anything else becomes indented, sorted ASCII JSON."""
    outcome = run(tmp_path, returned(expression), event=b'{"phone":"\xff"}')
    assert outcome == Invocation("response", payload)


@pytest.mark.parametrize(
    "expression", ["{'body': b'bytes'}", "{1, 2}", "object()", "(lambda: (yield))()"]
)
def test_unserialisable_return_value_is_an_error(tmp_path: Path, expression: str) -> None:
    """A value that JSON has no form for, bytes inside a dict among them, fails the invocation."""
    outcome = run(tmp_path, returned(expression))
    assert (outcome.kind, outcome.error_type) == ("error", "TypeError")


def test_coroutine_handler_is_an_error(tmp_path: Path) -> None:
    """FC does not await: an async handler's coroutine is an unserialisable return value."""
    outcome = run(tmp_path, "async def handler(event, context): return 1")
    assert outcome.error_type == "TypeError"


def test_exception_is_answered_logged_and_survived(tmp_path: Path) -> None:
    """An escaped Exception leaks its text to caller and log, and the next event is served."""
    source = """
        def handler(event, context):
            if event == b"bad":
                raise ValueError("leaked +8613800138000")
            return "fine"
        """
    with FcProcess(code=function_in(tmp_path, source)) as function:
        failed, served = function.invoke(b"bad"), function.invoke(b"good")
    assert failed.kind == "error"
    document = failed.json()
    assert document["errorMessage"] == "leaked +8613800138000"
    assert document["errorType"] == failed.error_type == "ValueError"
    assert document["stackTrace"][-1][2:] == [
        "in handler",
        'raise ValueError("leaked +8613800138000")',
    ]
    assert served == Invocation("response", b"fine")
    assert "[ERROR]" in function.logs
    assert "Error: Unhandled function error" in function.logs


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("raise SystemExit(3)", "exit status 3"),
        ("raise KeyboardInterrupt", "exit status -2"),
        ("import asyncio; raise asyncio.CancelledError", "exit status 1"),
        ("import os; os._exit(9)", "exit status 9"),
    ],
)
def test_base_exception_ends_the_instance(tmp_path: Path, statement: str, status: str) -> None:
    """What is not an Exception kills the loop: this and every later event is a crash."""
    source = f"def handler(event, context):\n    {statement}\n"
    with FcProcess(code=function_in(tmp_path, source)) as function:
        outcomes = [function.invoke(b"{}") for _ in range(2)]
    assert outcomes == [Invocation("crash", b"", status)] * 2


@pytest.mark.parametrize(
    ("source", "handler", "error_type", "message"),
    [
        ("import missing_module", "index.handler", "ImportModuleError", "'index'"),
        ("def handler(", "index.handler", "UserCodeSyntaxError", "'index'"),
        ("raise KeyError('key')", "index.handler", "UserCodeError", "Module initialization"),
        ("", "index.handler", "HandlerNotFound", "'handler'"),
        ("", "index", "InvalidHandleName", "'index'"),
        ("", "absent.handler", "ImportModuleError", "'absent'"),
    ],
)
def test_failed_import_is_the_first_invocations_error(
    tmp_path: Path, source: str, handler: str, error_type: str, message: str
) -> None:
    """A module that does not load is answered as FC names the fault, not as a crash."""
    with FcProcess(handler, code=function_in(tmp_path, source)) as function:
        outcome = function.invoke(b"{}")
    assert (outcome.kind, outcome.error_type) == ("error", error_type)
    assert message in outcome.json()["errorMessage"]


def test_handler_in_a_folder_is_found(tmp_path: Path) -> None:
    """`folder/module.function` names a module below the code folder."""
    (tmp_path / "api").mkdir()
    function_in(tmp_path / "api", returned("'from api'"))
    with FcProcess("api/index.handler", code=tmp_path) as function:
        assert function.invoke(b"{}").payload == b"from api"


def test_hang_is_a_timeout_that_shows_the_stack(tmp_path: Path) -> None:
    """A function that does not answer fails within its limit, with its stack in the message."""
    source = """
        import threading
        def wait_for_ever(): threading.Event().wait()
        def handler(event, context): event == b"hang" and wait_for_ever()
        """
    with FcProcess(code=function_in(tmp_path, source)) as function:
        function.invoke(b"start", timeout_seconds=90.0)  # the cold start is not what is tried
        started = time.monotonic()
        with pytest.raises(TimeoutError, match=r"no answer in 3 s(?s:.)*wait_for_ever"):
            function.invoke(b"hang", timeout_seconds=3.0)
    assert time.monotonic() - started < 30


def test_large_event_and_answer_pass(tmp_path: Path) -> None:
    """A megabyte goes in and comes back, far beyond any socket buffer."""
    event = json.dumps("x" * 1_000_000).encode()
    outcome = run(tmp_path, returned("event"), event=event)
    assert outcome.payload == event
