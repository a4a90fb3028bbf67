"""Every failure of the vendor, over real sockets, in front of the real handler and SDK."""

from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any

import pytest

# An SDK that is imported within the first call would take most of its time.
import smscode.aliyun.sdk  # noqa: F401
from faults import certificates, child, ways_to_fail
from faults.function import BUDGET, CONFIG, LENT, Function, Reply, settle, settled
from faults.port import Port
from faults.table import MATRIX, Row
from faults.vendor import Fault, FaultyVendor, Moment, Seen

pytest_plugins = ("faults.fixtures",)

FIRST_AND_WARM = pytest.mark.parametrize("earlier_calls", [0, 1], ids=["first", "warm"])
BEFORE_A_CONNECTION_IS_KEPT = (Moment.CONNECTING, Moment.CONNECTED)


@pytest.fixture
def elsewhere() -> Iterator[FaultyVendor]:
    """Give a second server, which accepts whatever it is sent."""
    with settled(FaultyVendor()) as vendor:
        yield vendor


@pytest.fixture
def vendor(row: Row, elsewhere: FaultyVendor) -> Iterator[FaultyVendor]:
    """Give the vendor, before it fails."""
    tls = certificates.good() if row.tls else None
    with settled(FaultyVendor(tls, elsewhere.endpoint)) as vendor:
        yield vendor


def is_in_time(reply: Reply, budget: float) -> bool:
    """Tell whether *reply* came within *budget*, give or take a tenth and some scheduling."""
    return reply.seconds <= budget * 1.1 + 0.1


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.name)
@pytest.mark.parametrize(
    ("config", "earlier_calls"),
    [(CONFIG, 0), (CONFIG, 1), (LENT, 0)],
    ids=["dysms first", "dysms warm", "pnvs first"],
)
@pytest.mark.usefixtures("authority")
def test_each_failure(
    row: Row,
    config: Mapping[str, Any],
    earlier_calls: int,
    vendor: FaultyVendor,
    elsewhere: FaultyVendor,
) -> None:
    """The outcome is the true one, in time; nothing is sent twice, neither now nor later."""
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
    assert is_in_time(reply, row.seconds)
    settle(vendor)
    assert vendor.seen == seen
    assert elsewhere.seen == Seen(0, 0, 0)


@pytest.mark.parametrize(("failure", "late_connections"), [("fails", 0), ("hangs", 1)])
@FIRST_AND_WARM
def test_name_resolution(
    failure: str, late_connections: int, earlier_calls: int, authority: str
) -> None:
    """A look-up that fails or hangs sends nothing, even when it ends after its call."""
    with settled(FaultyVendor(certificates.good())) as vendor:
        # The connection is not kept, so that the name has to be looked up again.
        vendor.arm([ways_to_fail.sent("Connection: close")] * earlier_calls)
        endpoint = f"https://{certificates.NAME}:{vendor.port}"
        situation = f"resolver {failure}, {'warm' if earlier_calls else 'first'}"
        ended = child.run(situation, endpoint, SSL_CERT_FILE=authority)
        assert ended.codes == ["sent"] * earlier_calls + ["unavailable"]
        assert is_in_time(ended.replies[-1], BUDGET)
        settle(vendor)
        # The look-up's own thread did go on, as far as to the handshake.
        assert vendor.seen == Seen(earlier_calls + late_connections, earlier_calls, earlier_calls)


@pytest.mark.parametrize(
    ("fault", "attempts", "limit"),
    [
        (ways_to_fail.port(Port.overflow), 2, 1.0),
        (ways_to_fail.unread(ways_to_fail.fall_silent), 1, 3.0),
    ],
    ids=["connect", "read"],
)
def test_limits_of_one_request(
    fault: Fault, attempts: int, limit: float, elsewhere: FaultyVendor
) -> None:
    """A caller with more patience still waits 1 s for a connection, and 3 s for a reply."""
    elsewhere.arm(repeat(fault))
    reply = Function(elsewhere.endpoint).call()
    assert attempts * limit <= reply.seconds <= attempts * limit + 1.5
