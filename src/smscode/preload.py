"""What the first send would have to load, loaded before there is a call: for Lambda.

There the start-up has the CPU of a whole core, whatever the memory size, and a call at 256 MB a
seventh of one. On Function Compute the code is loaded inside the first call, so that loading
early what a stranger does not need would gain nothing.

No secret is read and no connection opened: a start-up that fails is retried, billed, and answered
with 502 and no reason. phonenumbers is left to the numbers abroad that need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from smscode import claim_stores
from smscode.claim_stores import CLAIM_STORES
from smscode.clock import SystemClock
from smscode.secret_stores import AWS_SERVICES


def preload(environment: Mapping[str, str]) -> None:
    """Load the models, the SDK with its certificates, and the clients of both stores.

    Never fails: what is wrong is found again, and told, by the call that needs it.
    """
    stores = (
        lambda: _config_store(environment.get("CONFIG_URI", "")),
        lambda: _claim_store(environment.get("CLAIMS_URI", "")),
    )
    for load in (_models, _sdk, *stores):
        with suppress(Exception):
            load()


def _models() -> None:
    from smscode import request_fields  # noqa: F401, PLC0415
    from smscode.callers.entries import document_model  # noqa: PLC0415

    document_model().model_rebuild(force=True)


def _sdk() -> None:
    from smscode.aliyun import sdk, session  # noqa: PLC0415

    sdk.dysms()
    session.tls_context()


def _config_store(uri: str) -> None:
    scheme, _, name = uri.partition(":")
    if scheme in AWS_SERVICES:
        from smscode import aws  # noqa: PLC0415

        aws.client(AWS_SERVICES[scheme], aws.region_of(name))


def _claim_store(uri: str) -> None:
    """Make the client of DynamoDB: a burst is nothing but first calls, and each has to claim."""
    if claim_stores.scheme_of(uri) == "dynamodb":
        CLAIM_STORES["dynamodb"](uri, None, SystemClock())
