"""Every failure of the vendor, over real sockets, in front of the real handler and SDK."""

import time
from collections.abc import Mapping
from itertools import repeat
from typing import Any, Final

import pytest

from support.elapsed import at_most
from support.faults import certificates, child, ways_to_fail
from support.faults.function import BUDGET, CONFIG, GLOBE, LENT, QUICK, Function, settle, settled
from support.faults.line import Line
from support.faults.port import Port
from support.faults.table import MATRIX, Row
from support.faults.vendor import Fault, FaultyVendor, Moment, Seen

pytest_plugins = ("support.faults.fixtures",)

FIRST_AND_WARM = pytest.mark.parametrize("earlier_calls", [0, 1], ids=["first", "warm"])
#: s by which elapsed time may pass a limit: what threads and sockets take, whatever the limit is.
TOLERANCE: Final = 0.28
BEFORE_A_CONNECTION_IS_KEPT = (Moment.CONNECTING, Moment.CONNECTED)


def meet(row: Row, config: Mapping[str, Any], earlier_calls: int) -> float:
    """Let a call meet the failure, see that all is true that must be, and return what it took."""
    tls = certificates.good() if row.tls else None
    with (
        settled(FaultyVendor()) as elsewhere,  # it accepts whatever it is sent
        settled(FaultyVendor(tls, elsewhere.endpoint)) as vendor,
    ):
        function = Function(vendor.endpoint, config)
        assert [function.call().code for _ in range(earlier_calls)] == ["sent"] * earlier_calls
        vendor.arm(repeat(row.fault))
        reply = function.call(seconds=row.seconds)
        seen = vendor.seen
        assert reply.code == row.outcome
        is_new = row.fault.at in BEFORE_A_CONNECTION_IS_KEPT
        assert seen == Seen(
            connections=row.connections + (earlier_calls if is_new else 0),
            requests=row.requests + earlier_calls,
            accepted=row.accepted + earlier_calls,
        )
        settle(vendor)
        assert vendor.seen == seen
        assert elsewhere.seen == Seen(0, 0, 0)
        return reply.seconds


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.name)
@pytest.mark.parametrize(
    ("config", "earlier_calls"),
    [(CONFIG, 0), (CONFIG, 1), (LENT, 0), (GLOBE, 0), (GLOBE, 1)],
    ids=["dysms first", "dysms warm", "pnvs first", "globe first", "globe warm"],
)
@pytest.mark.usefixtures("authority")
def test_each_failure(row: Row, config: Mapping[str, Any], earlier_calls: int) -> None:
    """The outcome is the true one, in time; nothing is sent twice, neither now nor later."""
    assert at_most(row.seconds + TOLERANCE, lambda: meet(row, config, earlier_calls))


@pytest.mark.parametrize(
    ("failure", "reason", "late_connections"),
    [("fails", "no answer: NameResolutionError", 0), ("hangs", "no answer: deadline", 1)],
)
@FIRST_AND_WARM
def test_name_resolution(
    failure: str, reason: str, late_connections: int, earlier_calls: int, authority: str
) -> None:
    """A look-up that fails or hangs sends nothing, even when it ends after its call.

    What took the time is what the log says.
    """

    def measure() -> float:
        with settled(FaultyVendor(certificates.good())) as vendor:
            # The connection is not kept, so that the name has to be looked up again.
            vendor.arm([ways_to_fail.sent("Connection: close")] * earlier_calls)
            endpoint = f"https://{certificates.NAME}:{vendor.port}"
            situation = f"resolver {failure}, {'warm' if earlier_calls else 'first'}"
            ended = child.run(situation, endpoint, SSL_CERT_FILE=authority)
            assert ended.codes == ["sent"] * earlier_calls + ["unavailable"]
            assert ended.reasons == [reason]
            settle(vendor)
            # The look-up's own thread did go on, as far as to the handshake.
            assert vendor.seen == Seen(
                earlier_calls + late_connections, earlier_calls, earlier_calls
            )
            return ended.replies[-1].seconds

    assert at_most(BUDGET + TOLERANCE, measure)


def test_addresses_that_are_dead(authority: str) -> None:
    """Each of them takes its time, and the caller's patience with it: so says the log."""
    with settled(FaultyVendor(certificates.good())) as vendor:
        vendor.arm([ways_to_fail.port(Port.overflow)])
        endpoint = f"https://{certificates.NAME}:{vendor.port}"
        ended = child.run("resolver repeats, first", endpoint, SSL_CERT_FILE=authority)
        assert (ended.codes, ended.reasons) == (["unavailable"], ["no answer: deadline"])
        settle(vendor)
        assert vendor.seen == Seen(0, 0, 0)


@pytest.mark.parametrize(
    ("fault", "attempts", "limit"),
    [
        (ways_to_fail.port(Port.overflow), 2, "connect"),
        (ways_to_fail.unread(ways_to_fail.fall_silent), 1, "read"),
    ],
    ids=["connect", "read"],
)
@pytest.mark.parametrize("config", [CONFIG, LENT], ids=["dysms", "pnvs"])
def test_limits_of_one_request(
    fault: Fault, attempts: int, limit: str, config: Mapping[str, Any]
) -> None:
    """A caller with more patience still waits no longer for a connection, or for a reply."""
    least = attempts * getattr(QUICK, limit)

    def measure() -> float:
        with settled(FaultyVendor()) as vendor:
            vendor.arm(repeat(fault))
            seconds = Function(vendor.endpoint, config).call().seconds
        assert seconds >= least
        return seconds

    assert at_most(least + TOLERANCE + 0.15, measure)  # and the pause before the second


def test_limit_of_what_is_deployed() -> None:
    """The entry point names no limits, and so waits 3 s for a reply, as the documents say."""
    waited: list[float] = []

    def wait_for_the_end(line: Line) -> None:
        began = time.monotonic()
        line.read()
        waited.append(time.monotonic() - began)

    def measure() -> float:
        with settled(FaultyVendor()) as vendor:
            vendor.arm([ways_to_fail.accepted(wait_for_the_end)])
            ended = child.run("as deployed", vendor.endpoint)
        assert ended.codes == ["uncertain"]
        seconds = waited.pop()
        assert seconds >= 2.9  # the vendor's clock starts when it has read the request
        return seconds

    assert at_most(3.0 + TOLERANCE, measure)
