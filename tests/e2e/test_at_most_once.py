"""At most two requests and one SMS for each call, whatever happens, and none behind its back."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from support.faults import certificates, handshakes, wire
from support.faults import ways_to_fail as way
from support.faults.function import AMPLE, BUDGET, CONFIG, Function, Reply, settle, settled
from support.faults.line import Line
from support.faults.vendor import Fault, FaultyVendor

pytest_plugins = ("support.faults.fixtures",)

NEW_KEY: Final = {**CONFIG, "accessKeyId": "second-key", "accessKeySecret": "second-secret"}
ONE_SIGN: Final = {**CONFIG, "signName": "速通科技"}
THREE_SIGNS: Final = {**CONFIG, "signName": ["速通科技", "速通互联", "速通"]}

A_LIST: Final = {
    **CONFIG,
    "templates": [
        {
            "usageType": "Generic",
            "templateCode": {"china": ["SMS_1", {"service": "pnvs", "templateCode": "100001"}]},
        }
    ],
}

NO_MONEY: Final = way.refused(wire.document(Code="isv.AMOUNT_NOT_ENOUGH"), "200 OK")
THROTTLED: Final = way.refused(wire.document(Code="Throttling.User", Message="m", RequestId="r"))
TOO_FAST: Final = way.refused(wire.document(Code="isp.QPS_LIMIT_CONTROL", Message="m"), "200 OK")
OLD_KEY: Final = way.refused(wire.document(Code="InvalidAccessKeyId.NotFound", Message="m"))
BAD_SIGN: Final = way.refused(wire.document(Code="isv.SMS_SIGNATURE_ILLEGAL"), "200 OK")
RATE_LIMITED: Final = way.refused(wire.document(Code="isv.BUSINESS_LIMIT_CONTROL"), "200 OK")
BUSY: Final = way.answered("503 Busy", wire.document(Code="ServiceUnavailable", Message="m"))
UNREADABLE: Final = way.answered("200 OK", b"<html></html>", way.HTML)
UNFINISHED: Final = way.accepted(way.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"))
RESET: Final = way.accepted(Line.reset)
RESET_UNREAD: Final = way.unread(Line.reset)
NO_HANDSHAKE: Final = way.connected(handshakes.reset)
STALLED: Final = way.accepted(way.stall(b"", wire.reply("200 OK", wire.receipt("too-late"))))
WELL: Final = way.sent()


@dataclass(frozen=True, slots=True)
class Course:
    """What the vendor does with one request after the other, and what must come of one call.

    *newer* is a config that lies in the store without the function knowing of it.
    """

    faults: Sequence[Fault]
    outcome: str
    requests: int
    accepted: int = 0
    config: Mapping[str, Any] = field(default_factory=lambda: CONFIG)
    newer: Mapping[str, Any] | None = None
    seconds: float = AMPLE


COURSES: Final = {
    "throttled once": Course([THROTTLED, WELL], "sent", 2, 1),
    "throttled for good": Course([THROTTLED] * 3, "unavailable", 2),
    "too many a second": Course([TOO_FAST] * 3, "unavailable", 2),
    "throttled, then the answer is lost": Course([THROTTLED, RESET], "uncertain", 2, 1),
    "throttled, then dead": Course([THROTTLED, RESET_UNREAD], "uncertain", 1),
    "throttled, then the key": Course([THROTTLED, OLD_KEY, WELL], "misconfigured", 2),
    "throttled, then the sign": Course([THROTTLED, BAD_SIGN, WELL], "misconfigured", 2),
    "the key once": Course([OLD_KEY, WELL], "sent", 2, 1, newer=NEW_KEY),
    "the key for good": Course([OLD_KEY] * 3, "misconfigured", 2, newer=NEW_KEY),
    "the key, and no other": Course([OLD_KEY, WELL], "misconfigured", 1),
    "the key, then throttled": Course([OLD_KEY, THROTTLED, WELL], "unavailable", 2, newer=NEW_KEY),
    "the key, then the sign": Course([OLD_KEY, BAD_SIGN, WELL], "misconfigured", 2, newer=NEW_KEY),
    "the key, then unreadable": Course([OLD_KEY, UNREADABLE], "uncertain", 2, 1, newer=NEW_KEY),
    "the sign once": Course([BAD_SIGN, WELL], "sent", 2, 1),
    "the sign for good": Course([BAD_SIGN] * 3, "misconfigured", 2),
    "the first two of three signs": Course([BAD_SIGN] * 2, "misconfigured", 2, config=THREE_SIGNS),
    "the only sign": Course([BAD_SIGN, WELL], "misconfigured", 1, config=ONE_SIGN),
    "the sign, then throttled": Course([BAD_SIGN, THROTTLED, WELL], "unavailable", 2),
    "the sign, then the answer is lost": Course([BAD_SIGN, RESET], "uncertain", 2, 1),
    "no handshake once": Course([NO_HANDSHAKE, WELL], "sent", 1, 1),
    "no handshake, then throttled": Course([NO_HANDSHAKE, THROTTLED, WELL], "unavailable", 1),
    "no handshake, then unreadable": Course([NO_HANDSHAKE, UNREADABLE], "uncertain", 1, 1),
    "no handshake, then the sign": Course([NO_HANDSHAKE, BAD_SIGN, WELL], "misconfigured", 1),
    "a list, the first": Course([WELL], "sent", 1, 1, config=A_LIST),
    "a list, the second": Course([NO_MONEY, WELL], "sent", 2, 1, config=A_LIST),
    "a list, throttled": Course([THROTTLED, WELL], "sent", 2, 1, config=A_LIST),
    "a list, throttled twice": Course(
        [THROTTLED, THROTTLED, WELL], "unavailable", 2, config=A_LIST
    ),
    "a list, then lost": Course([NO_MONEY, RESET, WELL], "uncertain", 2, 1, config=A_LIST),
    "a list, lost": Course([RESET, WELL], "uncertain", 1, 1, config=A_LIST),
    "a list, dead": Course([RESET_UNREAD, WELL], "uncertain", 0, config=A_LIST),
    "a list, no handshake": Course([NO_HANDSHAKE, WELL], "sent", 1, 1, config=A_LIST),
    "a list, the sign": Course([BAD_SIGN, BAD_SIGN, WELL], "misconfigured", 2, config=A_LIST),
    "a list, the key": Course([OLD_KEY, WELL], "misconfigured", 1, config=A_LIST),
    "a list, too slow": Course(
        [way.slow(0.4, NO_MONEY), WELL], "quota_exhausted", 1, config=A_LIST, seconds=BUDGET
    ),
    "busy": Course([BUSY, WELL], "uncertain", 1, 1),
    "unreadable": Course([UNREADABLE, WELL], "uncertain", 1, 1),
    "too slow for another": Course(
        [way.slow(0.4, THROTTLED), WELL], "unavailable", 1, seconds=BUDGET
    ),
}


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
@pytest.mark.usefixtures("authority")
def test_requests_of_one_call(course: Course) -> None:
    """Two requests at most, and the second only after one that certainly sent nothing."""
    tls = certificates.good() if course.faults[0] is NO_HANDSHAKE else None
    with settled(FaultyVendor(tls)) as vendor:
        function = Function(vendor.endpoint, course.config)
        if course.newer is not None:
            assert function.call().code == "sent"
            function.store(course.newer)
        before = vendor.seen
        vendor.arm(course.faults)
        assert function.call(seconds=course.seconds).code == course.outcome
        settle(vendor)
        assert vendor.seen.requests - before.requests == course.requests
        assert vendor.seen.accepted - before.accepted == course.accepted


def test_second_request_differs_where_the_first_was_refused_for_it() -> None:
    """The other key signs, the other signature stands in front, and a nonce is used once."""
    with settled(FaultyVendor()) as vendor:
        function = Function(vendor.endpoint)
        vendor.arm([WELL, OLD_KEY, WELL, BAD_SIGN, WELL])
        assert function.call().code == "sent"
        function.store(NEW_KEY)
        assert [function.call().code for _ in range(2)] == ["sent", "sent"]
        requests = vendor.requests
        assert [r.key_id for r in requests] == ["first-key"] * 2 + ["second-key"] * 3
        signs = [r.parameters["SignName"] for r in requests]
        assert signs == ["速通科技"] * 4 + ["速通互联"]
        assert len({r.nonce for r in requests}) == len(requests)


WHATEVER: Final = st.sampled_from(
    (
        *(WELL, THROTTLED, TOO_FAST, OLD_KEY, BAD_SIGN, RATE_LIMITED, BUSY, UNREADABLE),
        *(UNFINISHED, RESET, RESET_UNREAD, way.connected(Line.close), way.accepted(Line.close)),
        *(way.redirect("307 Again", way.here), way.sent("Connection: close")),
    )
)


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@example(faults=[WELL, STALLED, THROTTLED, RESET, STALLED, BAD_SIGN, WELL], batches=[1, 5, 2])
@given(
    faults=st.lists(WHATEVER, max_size=16),
    batches=st.lists(st.integers(min_value=1, max_value=6), min_size=1, max_size=4),
)
def test_any_order_of_calls_and_faults(faults: list[Fault], batches: list[int]) -> None:
    """No call sends two SMS, and every ``sent`` has its own accepted SMS behind it."""
    with settled(FaultyVendor()) as vendor:
        function = Function(vendor.endpoint)
        vendor.arm(faults)
        replies: dict[str, Reply] = {}

        def call(name: str) -> Reply:
            return function.call(name, BUDGET)

        with ThreadPoolExecutor(max(batches)) as threads:
            for number, size in enumerate(batches):
                names = [f"call-{number}-{index}" for index in range(size)]
                replies |= dict(zip(names, threads.map(call, names), strict=True))
        settle(vendor)
        sent = {sms.out_id: sms.biz_id for sms in vendor.accepted}
        assert len(sent) == len(vendor.accepted)
        requests = [request.out_id for request in vendor.requests]
        assert all(requests.count(name) <= 2 for name in replies)
        for name, reply in replies.items():
            if reply.code == "sent":
                assert reply.document["bizId"] == sent[name]
            elif reply.code != "uncertain":
                assert name not in sent
