"""The events that push delivery receipts, through the real handler under each cloud's runtime."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from support.harness.deliveries import Deliveries, Delivery, delivering, platforms
from support.paths import ROOT

TAKEN: Final = {"code": 0, "msg": "接收成功"}
NOT_FOUND: Final = {"code": 404, "msg": "Not found"}
#: Status, body, and the outcome and counts in the call's line.
EXPECTED: Final[Mapping[str, tuple[int, dict[str, object], dict[str, object]]]] = {
    "fc-http-receipts": (200, TAKEN, {"outcome": "received", "delivered": 2, "undelivered": 1}),
    "fc-http-receipts-abroad": (
        200,
        TAKEN,
        {"outcome": "received", "delivered": 1, "undelivered": 1},
    ),
    "fc-http-receipts-no-secret": (404, NOT_FOUND, {"outcome": "unauthorized"}),
    "fc-http-receipts-not-a-list": (
        400,
        {"code": 400, "msg": "Invalid request"},
        {"outcome": "invalid_request"},
    ),
    "fc-http-receipts-wrong-secret": (404, NOT_FOUND, {"outcome": "unauthorized"}),
    "lambda-url-receipts": (200, TAKEN, {"outcome": "received", "delivered": 2, "undelivered": 1}),
}
each_event = pytest.mark.parametrize("name", EXPECTED)


@pytest.fixture(scope="module")
def deliveries() -> Iterator[Deliveries]:
    """Run one sandbox and one instance of the function on each cloud, for all events."""
    with delivering(ROOT) as made:
        yield made


def delivered(deliveries: Deliveries, name: str) -> Delivery:
    """Deliver an event on the cloud whose envelope it has."""
    (platform,) = platforms(name)
    return deliveries(platform, name)


def lines(delivery: Delivery) -> list[dict[str, Any]]:
    """Return what the function itself has logged."""
    return [json.loads(line) for line in delivery.log.splitlines() if line.startswith("{")]


def test_table_and_folder_agree() -> None:
    """Every event has a row, and every row an event."""
    stems = {path.stem for path in (ROOT / "events").glob("*")}
    assert {stem for stem in stems if "-receipts" in stem} == set(EXPECTED)


@each_event
def test_reply(deliveries: Deliveries, name: str) -> None:
    """Aliyun is told what keeps it from pushing again, or makes it."""
    reply = delivered(deliveries, name).http_reply()
    status, document, _ = EXPECTED[name]
    assert (reply.status, json.loads(reply.body)) == (status, document)
    assert reply.headers["content-type"].partition(";")[0] == "application/json"


@each_event
def test_line(deliveries: Deliveries, name: str) -> None:
    """The call's line has the outcome and the counts; nothing is sent."""
    delivery = delivered(deliveries, name)
    (call,) = (line for line in lines(delivery) if line["event"] == "call")
    assert EXPECTED[name][2].items() <= call.items()
    assert delivery.messages == ()


@each_event
def test_log_is_discreet(deliveries: Deliveries, name: str) -> None:
    """No line holds a whole number or the secret of the path."""
    log = delivered(deliveries, name).log
    raw = json.loads((ROOT / "events" / f"{name}.json").read_bytes())
    items = json.loads(raw["body"])
    listed = items if isinstance(items, list) else [items]
    numbers = [item.get("phone_number", item.get("To")) for item in listed]
    secret = raw["rawPath"].rpartition("/")[2]
    assert all(numbers)
    assert not [text for text in (*numbers, "sandbox-receipts") if text in log]
    assert secret == "receipts" or secret not in log
