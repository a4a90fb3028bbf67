"""The parameters of an RPC request, which may stand in its query or in a form body."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from sandbox.aliyun.vendor import VendorError
from sandbox.wire import Request

_MAX_DIGITS = 9
_FORM = "application/x-www-form-urlencoded"


def read(request: Request) -> Mapping[str, str]:
    """Return the parameters by name."""
    pairs = parse_qsl(request.query, keep_blank_values=True)
    if request.headers.get("content-type", "").startswith(_FORM):
        pairs += parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True)
    return dict(pairs)


def required(parameters: Mapping[str, str], name: str) -> str:
    """Return a mandatory parameter.

    Raises:
        VendorError: It is absent or empty.
    """
    value = parameters.get(name, "")
    if not value:
        raise VendorError(f"Missing{name}", f"{name} is mandatory for this action.")
    return value


def number(parameters: Mapping[str, str], name: str) -> int:
    """Return a mandatory parameter that is a whole number.

    Raises:
        VendorError: It is absent, or not one.
    """
    text = required(parameters, name)
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS):
        raise VendorError("InvalidParameter", f"The specified parameter {name} is not valid.")
    return int(text)


def template_variables(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return what `TemplateParam` holds: a JSON object of strings.

    Raises:
        VendorError: It holds something else.
    """
    try:
        document = json.loads(parameters.get("TemplateParam") or "{}")
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or not all(isinstance(v, str) for v in document.values()):
        raise VendorError("isv.INVALID_JSON_PARAM", "JSON参数不合法，只接受字符串值")
    return document
