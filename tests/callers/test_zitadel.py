"""ZITADEL's HTTP SMS provider: each event, each failure, and a message that is sent again.

internal/notification/channels/webhook/channel.go of github.com/zitadel/zitadel: any 2xx is a
success and the body is never read; every other status is an error, after which the notification is
sent again (cmd/defaults.yaml, Notifications: 10 times by default, 3 with its workers).
"""

import json
from typing import Any, Final

import pytest

from smscode.call import Call
from smscode.callers.zitadel import Zitadel
from smscode.outcome import UNAVAILABLE, Kind
from support.callers.front import REFUSALS, Answer, Front
from support.callers.zitadel_provider import KEY, call_provider, message, of_event
from support.documents import MINIMAL, load
from support.stand_ins import log_lines

EVENTS: Final = {
    "user.human.phone.code.added": "SMS_1000007",
    "user.phone.code.added": "SMS_1000007",
    "user.human.password.code.added": "SMS_1000003",
    "user.password.code.added": "SMS_1000003",
    "user.human.mfa.otp.sms.code.added": "SMS_1000008",
    "session.otp.sms.challenged": "SMS_1000008",
    "an.event.of.tomorrow": "SMS_1000004",
}


def told(answer: Answer) -> tuple[int, str]:
    """Return the status, which is all that ZITADEL looks at, and the outcome in the body."""
    document = json.loads(answer.body)
    assert set(document) == {"outcome", "requestId"}
    assert "retry-after" not in answer.headers
    return answer.status, document["outcome"]


def call_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the one line that a call has left."""
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    return line


@pytest.mark.parametrize(("event", "template"), EVENTS.items())
def test_events(front: Front, event: str, template: str) -> None:
    """Each event that sends an SMS has a usage type of its own."""
    code = front.new_code()
    assert told(call_provider(front, of_event(code, event))) == (200, "sent")
    (sms,) = front.sandbox.messages
    assert (sms.phone, sms.template, sms.params) == ("13800138000", template, {"code": code})


def test_the_endpoints_query_says_nothing(front: Front) -> None:
    """An unknown event is generic whatever the query, which the signature does not cover."""
    code = front.new_code()
    answers = [
        told(call_provider(front, of_event(code, "x.y"), query=query))
        for query in ("?usage=SignIn", "?usage=Register")
    ]
    assert answers == [(200, "sent"), (200, "duplicate")]
    assert [sms.template for sms in front.sandbox.messages] == ["SMS_1000004"]


@pytest.mark.parametrize("names", [("oTP",), ("code",), ("code", "oTP")])
@pytest.mark.parametrize("empty", [None, ""])
def test_where_the_code_is(front: Front, names: tuple[str, ...], empty: str | None) -> None:
    """It is `oTP` by default, both with `LegacyEnabled: false`, and `code` in other events."""
    code = front.new_code()
    args = {"code": empty, "oTP": empty, **dict.fromkeys(names, code)}
    assert told(call_provider(front, message(code, **args))) == (200, "sent")
    assert [sms.params for sms in front.sandbox.messages] == [{"code": code}]


@pytest.mark.parametrize("times", [3, 30])
def test_the_same_again(front: Front, times: int) -> None:
    """A message that is sent again is a success each time, and one SMS in all."""
    document = message(front.new_code())
    outcomes = [told(call_provider(front, document)) for _ in range(times)]
    assert outcomes == [(200, "sent")] + [(200, "duplicate")] * (times - 1)
    assert len(front.sandbox.messages) == 1


@pytest.mark.parametrize(("code", "kind"), REFUSALS.items())
def test_refusals_of_the_vendor(
    front: Front, capsys: pytest.CaptureFixture[str], code: str, kind: Kind
) -> None:
    """Only what is safe to repeat is asked for again; the log tells every failure as an error."""
    front.refuse(code)
    status = 503 if kind is UNAVAILABLE else 200
    assert told(call_provider(front, message(front.new_code()))) == (status, kind.code)
    line = call_line(capsys)
    assert (line["outcome"], line["level"]) == (kind.code, "error")


def test_unavailable_is_sent_again(front: Front) -> None:
    """After `unavailable` the same message comes back and goes out."""
    document = message(front.new_code())
    front.refuse("Throttling.User")
    assert told(call_provider(front, document)) == (503, "unavailable")
    assert told(call_provider(front, document)) == (200, "sent")
    assert len(front.sandbox.messages) == 1


@pytest.mark.parametrize("length", [7, 8])
def test_long_code(front: Front, capsys: pytest.CaptureFixture[str], length: int) -> None:
    """ZITADEL's own default of 8 is for the operator to mend: the log and the metric say so."""
    code = "12345678"[:length]
    assert told(call_provider(front, message(code))) == (200, "invalid_request")
    line = call_line(capsys)
    assert (line["outcome"], line["level"]) == ("invalid_request", "error")
    assert line["reason"] == f"a code of {length} characters: set its length to 6"
    assert not front.sandbox.requests


@pytest.mark.parametrize(
    "document",
    [
        *(None, [], {}, {"args": {"code": "400000"}}, {"contextInfo": 5, "args": []}),
        *(message("400000", oTP=value) for value in (None, 400000, "12", "12345é")),
        *(of_event("12", event) for event in (None, ["user.phone.code.added"])),
        message("400000", oTP=["400000"]),
    ],
)
def test_payloads_that_are_none(
    front: Front, capsys: pytest.CaptureFixture[str], document: object
) -> None:
    """Whatever is signed and is no message is not asked for again, and sends nothing."""
    assert told(call_provider(front, document)) == (200, "invalid_request")
    assert call_line(capsys)["errors"]
    assert not front.sandbox.requests


@pytest.mark.parametrize("number", ["", "+861380013800", "+8613800138000,+8613900139000"])
def test_numbers_that_are_none(front: Front, number: str) -> None:
    """A number that is not exactly one mobile number never comes back."""
    document = message(front.new_code())
    document["contextInfo"]["recipientPhoneNumber"] = number
    assert told(call_provider(front, document)) == (200, "invalid_phone")
    assert not front.sandbox.requests


@pytest.mark.parametrize(("strict", "region"), [(True, "US"), (False, "CN")])
def test_number_without_a_plus(region: str, *, strict: bool) -> None:
    """A number is E.164 with its plus; bare digits are read as the config says."""
    callers = {"zitadel": {"signingKeys": [KEY]}}
    config = load({**MINIMAL, "strictPhoneRegionNumberCheck": strict, "callers": callers})
    document = message("400000")
    document["contextInfo"]["recipientPhoneNumber"] = "18624017194"
    call = Call(body=json.dumps(document).encode())
    assert Zitadel().read(call, config).phone.region == region
