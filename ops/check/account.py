"""Queries Aliyun about the operator's account, each thing once, and changes nothing.

The API: Dysmsapi 2017-05-25, ``GetSmsSign``, ``GetSmsTemplate``, ``QuerySendStatistics``,
``QuerySendDetails``, ``QuerySmsSignList`` and ``QuerySmsTemplateList``,
help.aliyun.com/zh/sms/developer-reference/; and 2018-05-01, ``QueryMessage``,
alibabacloud.com/help/en/sms/developer-reference/api-dysmsapi-2018-05-01-querymessage.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ops.check.answer import ApiAnswer
from smscode.aliyun.exchange import perform
from smscode.clock import Clock
from smscode.credentials import Credentials
from smscode.senders.vendor_codes import Remedy, remedy_for
from smscode.settings import Endpoint

#: All actions that it calls, each of which needs its permission: docs/policies/aliyun-check.json.
ACTIONS = (
    "GetSmsSign",
    "GetSmsTemplate",
    "QuerySendStatistics",
    "QuerySendDetails",
    "QuerySmsSignList",
    "QuerySmsTemplateList",
    "QueryMessage",
)
_VERSION, _VERSION_OF_GLOBE = "2017-05-25", "2018-05-01"
_LONGEST = 5.0  # s for one query
_PAUSE = 1.0  # s before a query is repeated
_MAINLAND = "1"
#: Rows on a page: the most that the API gives.
PAGE_SIZE = 50


class Account:
    """Queries an account with one key, at the endpoint of dysms or at that of globe."""

    def __init__(self, endpoint: Endpoint, key: Credentials, clock: Clock) -> None:
        self._endpoint = endpoint
        self._key = key
        self._clock = clock
        self._known: dict[tuple[str, str], ApiAnswer] = {}
        self._final: ApiAnswer | None = None

    def sign(self, name: str) -> ApiAnswer:
        """Return the answer about a sign name."""
        return self._once("GetSmsSign", name, {"SignName": name})

    def template(self, code: str) -> ApiAnswer:
        """Return the answer about a template."""
        return self._once("GetSmsTemplate", code, {"TemplateCode": code})

    def sign_names(self, page: int) -> ApiAnswer:
        """Return the answer with one page of the account's own sign names; lent ones are in none.

        *page* is 1 or more.
        """
        return self._page("QuerySmsSignList", page)

    def templates(self, page: int) -> ApiAnswer:
        """Return the answer with one page of the account's templates, likewise."""
        return self._page("QuerySmsTemplateList", page)

    def sent_to_mainland(self, sign_name: str, since: date, until: date) -> ApiAnswer:
        """Return how much was sent with a sign name to mainland numbers, by day."""
        query = {
            "IsGlobe": _MAINLAND,
            "SignName": sign_name,
            "StartDate": f"{since:%Y%m%d}",
            "EndDate": f"{until:%Y%m%d}",
            "PageIndex": "1",
            "PageSize": str(PAGE_SIZE),
        }
        return self._once("QuerySendStatistics", sign_name, query)

    def deliveries(self, number: str, biz_id: str, day: date) -> ApiAnswer:
        """Return the delivery of the message *biz_id* to *number*, sent on *day*."""
        query = {
            "PhoneNumber": number,
            "BizId": biz_id,
            "SendDate": f"{day:%Y%m%d}",
            "PageSize": str(PAGE_SIZE),
            "CurrentPage": "1",
        }
        return self._ask("QuerySendDetails", query)

    def message(self, message_id: str) -> ApiAnswer:
        """Return what became of the message *message_id* of globe, and its text."""
        return self._ask("QueryMessage", {"MessageId": message_id}, _VERSION_OF_GLOBE)

    def _page(self, action: str, page: int) -> ApiAnswer:
        query = {"PageIndex": str(page), "PageSize": str(PAGE_SIZE)}
        return self._once(action, str(page), query)

    def _once(self, action: str, subject: str, query: Mapping[str, str]) -> ApiAnswer:
        if (action, subject) not in self._known:
            self._known[action, subject] = self._ask(action, query)
        return self._known[action, subject]

    def _ask(self, action: str, query: Mapping[str, str], version: str = _VERSION) -> ApiAnswer:
        """Query, and repeat once if that may help: a query costs nothing.

        After a final answer, no more queries are made.
        """
        if self._final is not None:
            return self._final
        reply = self._try(action, query, version)
        if reply.cause or remedy_for(reply.code) is Remedy.REPEAT:
            self._clock.sleep(_PAUSE)
            reply = self._try(action, query, version)
        if reply.is_final:
            self._final = reply
        return reply

    def _try(self, action: str, query: Mapping[str, str], version: str) -> ApiAnswer:
        from smscode.aliyun import sdk  # noqa: PLC0415 - a wrong document makes no queries

        name = f"dysms:{action}"
        request = sdk.call_api(self._endpoint, self._key, action, version, query)
        exchange = perform(_LONGEST, request)
        if exchange.answer is None:
            return ApiAnswer(name, "", exchange.cause or "no answer", exchange.is_unsendable)
        return ApiAnswer.of(name, exchange.answer, self._clock.time())
