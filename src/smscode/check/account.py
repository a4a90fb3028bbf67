"""What Aliyun knows of the operator's account, asked once for each thing; nothing is changed.

The API: Dysmsapi 2017-05-25, ``GetSmsSign``, ``GetSmsTemplate``, ``QuerySendStatistics`` and
``QuerySendDetails``, help.aliyun.com/zh/sms/developer-reference/.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from functools import partial

from smscode import strict_json
from smscode.aliyun.exchange import Answer, perform
from smscode.check.reply import Reply, words
from smscode.clock import Clock
from smscode.credentials import Credentials
from smscode.outcome import UNAVAILABLE
from smscode.senders.vendor_codes import kind_of
from smscode.settings import Endpoint

#: All that it asks, each a permission of its own: docs/policies/aliyun-check.json.
ACTIONS = ("GetSmsSign", "GetSmsTemplate", "QuerySendStatistics", "QuerySendDetails")
_VERSION = "2017-05-25"
_LONGEST = 5.0  # s for one question, the SDK's import included
_PAUSE = 1.0  # s before a question is put again that was throttled
_MAINLAND = "1"
_MOST_ROWS = "50"


class Account:
    """Asks with one key."""

    def __init__(self, endpoint: Endpoint, key: Credentials, clock: Clock) -> None:
        self._endpoint = endpoint
        self._key = key
        self._clock = clock
        self._known: dict[tuple[str, str], Reply] = {}
        self._final: Reply | None = None

    def sign(self, name: str) -> Reply:
        """Return what is known of a signature."""
        return self._once("GetSmsSign", name, {"SignName": name})

    def template(self, code: str) -> Reply:
        """Return what is known of a template."""
        return self._once("GetSmsTemplate", code, {"TemplateCode": code})

    def sent_at_home(self, sign_name: str, since: date, until: date) -> Reply:
        """Return how much was sent with a signature to mainland numbers, by day."""
        query = {
            "IsGlobe": _MAINLAND,
            "SignName": sign_name,
            "StartDate": f"{since:%Y%m%d}",
            "EndDate": f"{until:%Y%m%d}",
            "PageIndex": "1",
            "PageSize": _MOST_ROWS,
        }
        return self._once("QuerySendStatistics", sign_name, query)

    def deliveries(self, number: str, biz_id: str, day: date) -> Reply:
        """Return what became of the message *biz_id* to *number*, sent on *day*."""
        query = {
            "PhoneNumber": number,
            "BizId": biz_id,
            "SendDate": f"{day:%Y%m%d}",
            "PageSize": _MOST_ROWS,
            "CurrentPage": "1",
        }
        return self._ask("QuerySendDetails", query)

    def _once(self, action: str, subject: str, query: Mapping[str, str]) -> Reply:
        if (action, subject) not in self._known:
            self._known[action, subject] = self._ask(action, query)
        return self._known[action, subject]

    def _ask(self, action: str, query: Mapping[str, str]) -> Reply:
        """Ask, and once more when Aliyun is throttling: a question costs nothing.

        After an answer that is final nothing is asked any more.
        """
        if self._final is not None:
            return self._final
        reply = self._try(action, query)
        if reply.code and kind_of(reply.code) is UNAVAILABLE:
            self._clock.sleep(_PAUSE)
            reply = self._try(action, query)
        if reply.is_final:
            self._final = reply
        return reply

    def _try(self, action: str, query: Mapping[str, str]) -> Reply:
        name = f"dysms:{action}"
        exchange = perform(_LONGEST, partial(self._request, action, query))
        answer = exchange.answer
        if answer is None:
            return Reply(name, cause=exchange.cause or "")
        return _reply(name, answer, self._clock.time())

    def _request(self, action: str, query: Mapping[str, str]) -> None:
        from smscode.aliyun import sdk  # noqa: PLC0415 - a document that is wrong asks nothing

        sdk.call_api(self._endpoint, self._key, action, _VERSION, query)()


def _reply(action: str, answer: Answer, now: float) -> Reply:
    try:
        document = strict_json.parse(answer.body)
    except strict_json.JsonError:
        document = None
    ahead = _ahead(answer.date, now)
    if not isinstance(document, dict):
        return Reply(action, ahead=ahead)
    return Reply(action, words(document.get("Code")), document=document, ahead=ahead)


def _ahead(stamp: str | None, now: float) -> float | None:
    """Return the seconds from the answer's own time to *now*."""
    try:
        return now - parsedate_to_datetime(stamp).timestamp() if stamp else None
    except ValueError:
        return None
