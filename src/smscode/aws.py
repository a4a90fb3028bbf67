"""The one module that imports boto3; the stores on AWS go through it.

boto3 itself honours ``AWS_ENDPOINT_URL_*``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from smscode.outcome import MISCONFIGURED, UNAVAILABLE, failure

_SERVER_ERROR = 500
_PASSING = frozenset(
    {
        "InternalServiceError",
        "InternalServerError",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
_OUR_FAULT = frozenset(
    {"NoCredentialsError", "NoRegionError", "ParamValidationError", "PartialCredentialsError"}
)


def region_of(name: str) -> str | None:
    """Return the region in an ARN; None for a plain name, which is in the function's own region."""
    parts = name.split(":")
    return parts[3] if parts[0] == "arn" and len(parts) > 3 else None  # noqa: PLR2004


@lru_cache(maxsize=8)
def client(
    service: str, region: str | None, *, connect: float = 1.0, read: float = 2.0, tries: int = 2
) -> Any:  # noqa: ANN401 - made by boto3 at run time
    """Return a client; its timeouts are in seconds, as boto3's 60 s each outlast any sign-in."""
    limits = Config(
        connect_timeout=connect,
        read_timeout=read,
        retries={"mode": "standard", "total_max_attempts": tries},
    )
    return boto3.session.Session().client(service, region_name=region, config=limits)


def call(service: str, region: str | None, operation: str, **arguments: object) -> dict[str, Any]:
    """Return the answer of *service* to *operation*.

    Raises:
        OutcomeError: ``unavailable`` if there is no answer or the error is a passing one,
            ``misconfigured`` for any other error; the reason is AWS's code and nothing else.
    """
    kind = UNAVAILABLE
    try:
        answer: dict[str, Any] = getattr(client(service, region), operation)(**arguments)
    except ClientError as error:
        cause = str(error.response.get("Error", {}).get("Code")) or "ClientError"
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        passing = cause in _PASSING or status >= _SERVER_ERROR
        kind = UNAVAILABLE if passing else MISCONFIGURED
    except BotoCoreError as error:
        cause = type(error).__name__
        kind = MISCONFIGURED if cause in _OUR_FAULT else UNAVAILABLE
    else:
        return answer
    raise failure(kind, f"aws {service}: {cause}")
