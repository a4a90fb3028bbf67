"""The calls that are made: the sample events of the repository, with the benchmark's token."""

import json
from typing import Any

from benchmarks.clouds import TOKEN
from bundles import ROOT

Event = dict[str, Any]


def on_fc(token: str | None = TOKEN, **fields: str) -> Event:
    """Return a sign-in over Function Compute's HTTP trigger; *fields* replace those of its body."""
    event = _sample("fc-http-sign-in")
    body = {**json.loads(event["body"]), **fields}
    return _with(event, "Authorization", token) | {"body": json.dumps(body)}


def health() -> Event:
    """Return a `GET /healthz` over Function Compute's HTTP trigger."""
    return _sample("fc-http-healthz")


def on_aws(token: str | None = TOKEN) -> Event:
    """Return a sign-in over a Lambda function URL."""
    return _with(_sample("lambda-url-sign-in"), "authorization", token)


def _sample(name: str) -> Event:
    event: Event = json.loads((ROOT / f"events/{name}.json").read_bytes())
    return event


def _with(event: Event, header: str, token: str | None) -> Event:
    headers = {name: value for name, value in event["headers"].items() if name != header}
    return {**event, "headers": headers | ({header: f"Bearer {token}"} if token else {})}
