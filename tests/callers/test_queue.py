"""What queues are told: no outcome but `unavailable` brings a message back to be paid for again.

ZITADEL (internal/notification/channels/webhook) and Ory Kratos (courier/http_channel.go) take any
2xx for a success and send again after every other status, whatever it is.
"""

import json

import pytest

from smscode.call import ReplyContext
from smscode.callers import replies
from smscode.outcome import KINDS, UNAUTHORIZED, UNAVAILABLE, Kind, Outcome


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))
def test_reply_of_every_kind(kind: Kind) -> None:
    """It is 200 for all but `unavailable` and strangers, and never asks to come back at a time."""
    reply = replies.for_queue(
        Outcome(kind, retry_after=60), ReplyContext("the-request-id"), "A-Scheme"
    )
    expected = {UNAVAILABLE: 503, UNAUTHORIZED: 401}.get(kind, 200)
    assert reply.status == expected
    assert reply.body == {"outcome": kind.code, "requestId": "the-request-id"}
    assert reply.headers.get("WWW-Authenticate") == ("A-Scheme" if kind is UNAUTHORIZED else None)
    assert "Retry-After" not in reply.headers
    assert reply.headers["Content-Type"] == "application/json"


def test_nothing_else_is_in_the_body() -> None:
    """What a queue writes into its log holds neither reason nor receipt."""
    outcome = Outcome(UNAVAILABLE, reason="why", biz_id="receipt", provider_code="isv.X")
    body = json.dumps(replies.for_queue(outcome, ReplyContext("r")).body)
    assert body == '{"outcome": "unavailable", "requestId": "r"}'
