"""Calls of the official SDK for which it has no method of its own."""

from alibabacloud_tea_openapi.models import Params


def rpc(action: str, version: str) -> Params:
    """Return what the generic client has to know of an action over plain HTTP."""
    return Params(
        action=action,
        version=version,
        protocol="HTTP",
        pathname="/",
        method="POST",
        auth_type="AK",
        style="RPC",
        req_body_type="formData",
        body_type="json",
    )
