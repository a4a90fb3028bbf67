"""International SMS: Dysmsapi 2018-05-01, ``SendMessageToGlobe``, through the generic client.

For an Aliyun account of either site, and every region but mainland China. The API:
help.aliyun.com/zh/sms/sendmessagetoglobe-1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from smscode.clock import Timeouts
from smscode.credentials import Credentials
from smscode.senders.attempt import AnswerFields, Ask, Sms, prepared
from smscode.settings import Endpoint

if TYPE_CHECKING:
    from smscode.config.templates import GlobeMessage

# The service says ResponseCode, the gateway in front of it Code. The page of the China site shows
# an accepted message with neither.
_FIELDS = AnswerFields(
    ("ResponseCode", "Code"),
    ("ResponseDescription", "Message"),
    "MessageId",
    is_receipt_enough=True,
)


class Globe:
    """Sends a text of the operator's own, without a sign name and without an approved template."""

    def __init__(self, endpoint: Endpoint, timeouts: Timeouts) -> None:
        self._endpoint = endpoint
        self._timeouts = timeouts

    def prepare(self, sms: Sms, credentials: Credentials) -> Ask:
        """Return a function that sends *sms* once."""
        return prepared(lambda: self._request(sms, credentials), sms.code, _FIELDS)

    def _request(self, sms: Sms, credentials: Credentials) -> Callable[[], object]:
        from smscode.aliyun import sdk  # noqa: PLC0415 - a refused call must not pay for it

        globe = cast("GlobeMessage", sms.ref)
        query = {
            "To": sms.phone.e164.removeprefix("+"),
            "Message": globe.message.replace("{code}", sms.code.value),
            "Type": "OTP",
        }
        if globe.sender_id is not None:
            query["From"] = globe.sender_id
        if globe.valid_seconds is not None:
            query["ValidityPeriod"] = str(globe.valid_seconds)
        if sms.out_id is not None:
            query["TaskId"] = sms.out_id
        return sdk.call_api(
            self._endpoint,
            credentials,
            "SendMessageToGlobe",
            "2018-05-01",
            query,
            timeouts=self._timeouts,
        )
