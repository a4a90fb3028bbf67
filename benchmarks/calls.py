"""The calls that are made: the sample events of the repository, with the benchmark's token."""

import json
import secrets
from typing import Any

from benchmarks.clouds import TOKEN
from support.paths import ROOT

Event = dict[str, Any]


def on_fc(token: str | None = TOKEN, **fields: str) -> Event:
    """Return a sign-in over Function Compute's HTTP trigger; *fields* replace those of its body."""
    event = _sample("fc-http-sign-in")
    body = {**json.loads(event["body"]), **fields}
    return _with(event, "Authorization", token) | {"body": json.dumps(body)}


def health() -> Event:
    """Return a `GET /healthz` over Function Compute's HTTP trigger."""
    return _sample("fc-http-healthz")


def on_aws(**fields: str) -> Event:
    """Return a sign-in over a Lambda function URL; *fields* replace those of its body."""
    event = _sample("lambda-url-sign-in")
    body = {**json.loads(event["body"]), **fields}
    return _with(event, "authorization", TOKEN) | {"body": json.dumps(body)}


def new_on_aws() -> Event:
    """Return a sign-in with a code of its own, which no claim store has seen."""
    return on_aws(code=secrets.token_hex(3))


def _sample(name: str) -> Event:
    event: Event = json.loads((ROOT / f"events/{name}.json").read_bytes())
    return event


def _with(event: Event, header: str, token: str | None) -> Event:
    headers = {name: value for name, value in event["headers"].items() if name != header}
    return {**event, "headers": headers | ({header: f"Bearer {token}"} if token else {})}
