"""The parameters of an RPC request, which may stand in its query or in a form body."""

import json
from collections.abc import Mapping
from typing import Any, TypeGuard
from urllib.parse import parse_qsl

from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Request

_MAX_DIGITS = 9
_FORM = "application/x-www-form-urlencoded"


def read(request: Request) -> Mapping[str, str]:
    """Return the parameters by name."""
    pairs = parse_qsl(request.query, keep_blank_values=True)
    if request.headers.get("content-type", "").startswith(_FORM):
        pairs += parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True)
    return dict(pairs)


def action(request: Request) -> str:
    """Return the name of the action, which either signature has a place of its own for."""
    return request.headers.get("x-acs-action") or read(request).get("Action", "")


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
    document = _json(parameters.get("TemplateParam") or "{}")
    if not _is_variables(document):
        raise _not_json()
    return document


def lists_of_strings(parameters: Mapping[str, str], *names: str) -> list[list[str]]:
    """Return mandatory parameters that are JSON arrays of strings.

    Raises:
        VendorError: One is absent, or holds something else.
    """
    documents = [_json(required(parameters, name)) for name in names]
    for document in documents:
        if not isinstance(document, list) or not all(isinstance(each, str) for each in document):
            raise _not_json()
    return documents


def lists_of_variables(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what `TemplateParamJson` holds: a JSON array of objects of strings; empty if absent.

    Raises:
        VendorError: It holds something else.
    """
    document = _json(parameters.get("TemplateParamJson") or "[]")
    if not isinstance(document, list) or not all(map(_is_variables, document)):
        raise _not_json()
    return document


def mismatch() -> VendorError:
    """Return the refusal of variables that are not those of the template."""
    return VendorError("isv.SMS_TEMPLATE_ILLEGAL", "请检查模板内容与模板参数是否匹配")


def _json(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_variables(document: object) -> TypeGuard[dict[str, str]]:
    return isinstance(document, dict) and all(isinstance(v, str) for v in document.values())


def _not_json() -> VendorError:
    return VendorError("isv.INVALID_JSON_PARAM", "JSON参数不合法，只接受字符串值")
