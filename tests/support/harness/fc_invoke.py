"""One invocation as the FC 3.0 Python runtime makes it: import, call, serialise, report.

Runs in the function's process; standard library only.
"""

import base64
import importlib
import json
import logging
import os
import traceback
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any


class ImportModuleError(Exception):
    """The function's module, or one that it imports, is not there."""


class UserCodeSyntaxError(Exception):
    """The function's module does not compile."""


class UserCodeError(Exception):
    """The function's module raised while it was imported."""


class InvalidHandleName(Exception):  # noqa: N818 - the error type that FC answers
    """The handler is not written `module.function`."""


class HandlerNotFound(Exception):  # noqa: N818 - the error type that FC answers
    """The function's module has no such function."""


class FCContext(SimpleNamespace):
    """The second argument of a handler."""

    def getLogger(self) -> logging.Logger:  # noqa: N802 - FC's name
        """Return the logger whose lines carry the request id."""
        return logging.getLogger()


Function = Callable[[bytes, FCContext], object]


def load(handler: str) -> Function:
    """Import the function that `module.function` or `folder/module.function` names."""
    module_name, dot, name = handler.rpartition(".")
    if not dot:
        raise InvalidHandleName(f"Invalid handler '{handler}'")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError:
        raise ImportModuleError(f"Unable to import module '{module_name}'") from None
    except SyntaxError:
        raise UserCodeSyntaxError(f"Syntax error in module '{module_name}'") from None
    except Exception as error:  # noqa: BLE001 - whatever user code raises
        raise UserCodeError(f"Module initialization error: '{error}'") from None
    function: Function | None = getattr(module, name, None)
    if function is None:
        raise HandlerNotFound(f"Handler '{name}' is missing on module '{module_name}'")
    return function


def context_of(fields: Mapping[str, Any]) -> FCContext:
    """Return the handler's context; a member that is a mapping becomes an object."""
    return FCContext(
        **{n: SimpleNamespace(**f) if isinstance(f, dict) else f for n, f in fields.items()}
    )


def serialise(result: object) -> bytes:
    """Return what FC sends for a return value: str and bytes as they are, the rest as JSON."""
    if isinstance(result, bytes):
        return result
    if isinstance(result, str):
        return result.encode()
    return json.dumps(result, default=_json_value, indent=4, sort_keys=True).encode()


def _json_value(value: Any) -> object:  # noqa: ANN401 - json's contract
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "to_json"):
        return value.to_json()
    raise TypeError(f"{value!r} is not JSON serializable")


def fault(error: Exception) -> dict[str, object]:
    """Return FC's answer for an exception that escaped the function."""
    trace = [
        [f'File "{frame.filename}"', f"line {frame.lineno}", f"in {frame.name}", frame.line]
        for frame in traceback.extract_tb(error.__traceback__)[1:]
    ]
    return {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": trace}


def invoke(request: Mapping[str, Any]) -> dict[str, str]:
    """Invoke the function: an Exception is answered, any other BaseException ends the process."""
    request_id = request["context"]["request_id"]
    print(f"FC Invoke Start RequestId: {request_id}")  # noqa: T201 - FC prints it
    error_type, verdict = "", ""
    try:
        function = load(os.environ["FC_FUNCTION_HANDLER"])
        event = base64.b64decode(request["event"])
        payload = serialise(function(event, context_of(request["context"])))
    except Exception as error:  # noqa: BLE001 - FC's own boundary
        error_type, verdict = type(error).__name__, ", Error: Unhandled function error"
        payload = serialise(fault(error))
        logging.root.error(payload.decode())
    print(f"FC Invoke End RequestId: {request_id}{verdict}")  # noqa: T201 - FC prints it
    return {"error_type": error_type, "payload": base64.b64encode(payload).decode()}
