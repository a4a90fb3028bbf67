"""The official SDK: it sends through our gate, or not at all, and says nothing of its own."""

from typing import Final

import pytest
from darabonba.core import DaraCore
from darabonba.request import DaraRequest

from smscode.aliyun import sdk
from smscode.aliyun.exchange import Answer, NotGuardedError, perform
from smscode.credentials import Credentials
from smscode.settings import Endpoint
from support.faults import child, wire
from support.faults import ways_to_fail as way
from support.faults.function import settle
from support.faults.vendor import FaultyVendor, Seen

pytest_plugins = ("support.faults.fixtures",)

KEY: Final = Credentials("role-key", "secret", "role-token")
PATIENCE: Final = 10.0  # s


@pytest.mark.parametrize(
    "situation", ["sessions gone", "another session", "another session for https"]
)
def test_sdk_that_does_not_ask_for_an_adapter(
    situation: str, tls_vendor: FaultyVendor, authority: str
) -> None:
    """An SDK that would send past the gate is never let send, and the log says why."""
    ended = child.run(situation, tls_vendor.endpoint, SSL_CERT_FILE=authority)
    settle(tls_vendor)
    assert tls_vendor.seen == Seen(0, 0, 0)
    assert ended.codes == ["misconfigured"]
    assert "the SDK does not send through DaraCore.get_adapter" in ended.reasons


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_is_sent_outside_an_exchange(scheme: str, vendor: FaultyVendor) -> None:
    """Whoever uses the SDK beside the function in its process does not even connect."""
    request = DaraRequest()
    request.protocol, request.method = scheme, "GET"
    request.headers = {"host": f"127.0.0.1:{vendor.port}"}
    with pytest.raises(NotGuardedError):
        DaraCore.do_action(request)
    settle(vendor)
    assert vendor.seen == Seen(0, 0, 0)


def test_debug_switch_of_the_sdk(vendor: FaultyVendor) -> None:
    """``DEBUG=sdk`` prints nothing: it would print signature, token, number and code."""
    ended = child.run("as it should be", vendor.endpoint, DEBUG="sdk")
    assert ended.codes == ["sent"]
    for secret in ("Authorization", "x-acs", "13800138000", "100000"):
        assert secret not in ended.output


def test_attempt_that_the_sdk_would_raise(vendor: FaultyVendor) -> None:
    """What the vendor answered is not lost in an exception of the SDK."""
    refusal = wire.document(Code="Throttling.User", Message="m")
    vendor.arm([way.refused(refusal, "503 Service Unavailable")])
    endpoint = Endpoint.parse(vendor.endpoint, "test")
    request = sdk.send_sms(endpoint, KEY, {"phone_numbers": "13800138000", "out_id": None})
    assert vendor.seen == Seen(0, 0, 0)
    assert perform(PATIENCE, request).answer == Answer(503, refusal)
    parameters = vendor.requests[0].parameters
    assert parameters == {"PhoneNumbers": "13800138000"}


def test_call_of_another_api(vendor: FaultyVendor) -> None:
    """The generic client signs with the key that it is given, and sends through the same gate."""
    endpoint = Endpoint.parse(vendor.endpoint, "test")
    request = sdk.call_api(endpoint, KEY, "GetSecretValue", "2016-01-20", {"SecretName": "n"})
    assert vendor.seen == Seen(0, 0, 0)
    assert perform(PATIENCE, request).answer is not None
    seen = vendor.requests[0]
    assert (seen.parameters, seen.key_id) == ({"SecretName": "n"}, "role-key")
    assert "\r\nx-acs-action: GetSecretValue\r\n" in seen.head
    assert "\r\nx-acs-security-token: role-token\r\n" in seen.head
