"""One HTTP request in the envelope of each gateway, cut down to what it cannot do without."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

TOKEN: Final = "hostile-token-0123456789-abcdefghijklmno"
FIELDS: Final = {"phone": "+8613800138000", "usageType": "SignIn", "code": "123456"}
Event: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Http:
    """A request that is sound unless told otherwise."""

    method: str = "POST"
    path: str = "/"
    headers: tuple[tuple[str, str], ...] = (("Authorization", f"Bearer {TOKEN}"),)
    body: bytes = json.dumps(FIELDS).encode()

    def without_credential(self) -> "Http":
        """Return the same from a stranger."""
        return replace(self, headers=())


@dataclass(frozen=True, slots=True)
class Case:
    """A row of a table: a request, and the status and the outcome of its answer."""

    name: str
    http: Http
    status: int
    code: str


def _carried(body: bytes) -> Event:
    """Return the body as gateways carry it: as text where it is text, else in base64."""
    try:
        return {"body": body.decode(), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _in_context(http: Http) -> Event:
    return {"http": {"method": http.method, "path": http.path, "sourceIp": "203.0.113.7"}}


def _single(http: Http) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in http.headers:
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return headers


def _listed(http: Http) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in http.headers:
        headers.setdefault(name, []).append(value)
    return headers


def fc_http(http: Http) -> Event:
    """HTTP trigger of Function Compute."""
    return {
        "version": "v1",
        "rawPath": http.path,
        "headers": _single(http),
        "queryParameters": {},
        "requestContext": _in_context(http),
        **_carried(http.body),
    }


def lambda_url(http: Http) -> Event:
    """Lambda Function URL."""
    return {
        "version": "2.0",
        "rawPath": http.path,
        "headers": _single(http),
        "requestContext": {"stage": "$default", **_in_context(http)},
        **_carried(http.body),
    }


def http_api(http: Http) -> Event:
    """API Gateway HTTP API, payload format 2.0, with a stage in the path."""
    context = {"stage": "prod", **_in_context(http)}
    return {**lambda_url(http), "rawPath": f"/prod{http.path}", "requestContext": context}


def rest_api(http: Http) -> Event:
    """API Gateway REST API."""
    return {
        "resource": "/{proxy+}",
        "path": http.path,
        "httpMethod": http.method,
        "headers": dict(http.headers),
        "multiValueHeaders": _listed(http),
        "requestContext": {"stage": "prod", "identity": {"sourceIp": "203.0.113.7"}},
        **_carried(http.body),
    }


def alb(http: Http) -> Event:
    """Application Load Balancer."""
    return {
        "path": http.path,
        "httpMethod": http.method,
        "headers": dict(http.headers),
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing"}},
        **_carried(http.body),
    }


def alb_multi_value(http: Http) -> Event:
    """Application Load Balancer that lists the values of each header."""
    event = alb(http)
    del event["headers"]
    return {**event, "multiValueHeaders": _listed(http)}


def fc_http_bytes(http: Http) -> bytes:
    """HTTP trigger of Function Compute, as the runtime really hands it over."""
    return json.dumps(fc_http(http)).encode()


ENVELOPES: Final[Mapping[str, Callable[[Http], object]]] = {
    "fc": fc_http,
    "fc bytes": fc_http_bytes,
    "lambda url": lambda_url,
    "http api": http_api,
    "rest api": rest_api,
    "alb": alb,
    "alb multi": alb_multi_value,
}
