"""The function under `src/`, run on this machine: its environment, its handler, its events."""

import importlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.clouds.trigger import Handler, Trigger

ROOT = Path(__file__).parents[1]
CONFIG = Path(__file__).with_name("config.json")


class FileError(Exception):
    """A file cannot be used; the text says why."""


def point_at(endpoint: str, config: Path = CONFIG) -> None:
    """Set the environment so that the function finds the sandbox and nothing of the real world."""
    os.environ |= {
        "CONFIG_URI": f"file:{config}",
        "DYSMSAPI_ENDPOINT": endpoint,
        "DYPNSAPI_ENDPOINT": endpoint,
        "GLOBE_ENDPOINT": endpoint,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "sandbox-sts-key-id",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "sandbox-sts-key-secret",
        "ALIBABA_CLOUD_SECURITY_TOKEN": "sandbox-sts-token",
    }
    os.environ.pop("CLAIMS_URI", None)


def load_handler() -> Handler:
    """Import `index.handler`. It reads its environment, so call `point_at` before.

    The SDK before it: within the first call it could take a slow machine more time than there is.
    """
    sys.path.insert(0, str(ROOT / "src"))
    importlib.import_module("smscode.aliyun.sdk")
    handler: Handler = importlib.import_module("index").handler
    return handler


def start_afresh() -> None:
    """Forget what was sent and counted, as an instance that the cloud has just started has.

    Calls that run go on in the instance before.
    """
    importlib.reload(sys.modules["index"])


def read_json(path: Path) -> object:
    """Read an event or a config.

    Raises:
        FileError: It is missing, or not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise FileError(f"{path}: not JSON: {error}") from error


def token_in(path: Path) -> str:
    """Return the first token of the generic caller in a config.

    Raises:
        FileError: The file cannot be read, or has none.
    """
    document: Any = read_json(path)
    try:
        return str(document["callers"]["generic"]["tokens"][0])
    except (TypeError, LookupError):
        raise FileError(f"{path}: callers.generic.tokens is missing") from None


def receipts_secret_in(path: Path) -> str | None:
    """Return the first secret for the path that delivery reports are pushed to, if there is one.

    Raises:
        FileError: The file cannot be read.
    """
    document: Any = read_json(path)
    try:
        return str(document["callers"]["receipts"]["pathSecrets"][0])
    except (TypeError, LookupError):
        return None


def usage_types_in(path: Path) -> tuple[str, ...]:
    """Return the usage types that a config has templates for, in its order.

    Raises:
        FileError: The file cannot be read, or has none.
    """
    document: Any = read_json(path)
    try:
        return tuple(str(template["usageType"]) for template in document["templates"])
    except (TypeError, LookupError):
        raise FileError(f"{path}: templates is missing, or one has no usageType") from None


def invoke(handler: Handler, document: object) -> object:
    """Call the handler with an event as its own cloud would, and return what it returned.

    An event with a Lambda envelope goes in as a dict with a Lambda context; every other, direct
    ones too, as the bytes that Function Compute passes.
    """
    platform = (Trigger.LAMBDA if _has_lambda_envelope(document) else Trigger.FC).platform
    return handler(*platform.direct_call(document))


def _has_lambda_envelope(document: object) -> bool:
    return (
        isinstance(document, Mapping)
        and "requestContext" in document
        and document.get("version") != "v1"
    )
