"""What an exchange with an Aliyun SMS service means: the same for all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from smscode import strict_json
from smscode.aliyun.exchange import Answer, Exchange, SdkChangedError, perform
from smscode.clock import Deadline
from smscode.outcome import MISCONFIGURED, RATE_LIMITED, SENT, UNAVAILABLE, UNCERTAIN, Outcome
from smscode.senders.attempt import Attempt, Remedy
from smscode.senders.vendor_codes import fit_for_log, kind_of, remedy_for, retry_after

if TYPE_CHECKING:
    from smscode.request import Code

_SUCCESS = range(200, 300)
_WORD = re.compile(r"[ -~]{1,128}")  # printable ASCII
#: Seconds that a request needs to have a fair chance. With less, the caller would have hung up
#: before the answer, and would then see a failure where an SMS went out.
LEAST_TIME = 1.5


def ask(prepare: Callable[[], Callable[[], object]], deadline: Deadline, code: Code) -> Attempt:
    """Send, within *deadline*, the one request that *prepare* returns; return what came of it.

    Never ``sent`` without a receipt that says so, never ``unavailable`` when a byte has left. Of
    *code*, which is sent, nothing is kept.
    """
    try:
        request = prepare()  # imports the SDK, on a cold start
    except SdkChangedError as error:
        return Attempt(Outcome(MISCONFIGURED, reason=str(error)))
    except BaseException as error:  # noqa: BLE001 - a bundle without the SDK, for example
        return Attempt(Outcome(MISCONFIGURED, reason=f"bug: {type(error).__name__}"))
    left = deadline.remaining()
    if left < LEAST_TIME:
        return Attempt(Outcome(UNAVAILABLE, reason="too little time left"))
    exchange = perform(left, request)
    return _unanswered(exchange) if exchange.answer is None else _read(exchange.answer, code)


def _unanswered(exchange: Exchange) -> Attempt:
    """Return what a request came to that may or may not have left."""
    if exchange.may_have_arrived or exchange.passed_by:
        return Attempt(Outcome(UNCERTAIN, reason=exchange.reason))
    if exchange.is_unsendable:
        return Attempt(Outcome(MISCONFIGURED, reason=exchange.reason))
    return Attempt(Outcome(UNAVAILABLE, reason=exchange.reason), Remedy.REPEAT)


def _read(answer: Answer, sent: Code) -> Attempt:
    document = _document(answer.body)
    code = _word(document, "Code")
    if code is None:
        return Attempt(Outcome(UNCERTAIN, reason=f"unreadable answer, HTTP {answer.status}"))
    kind = kind_of(code, answer.status)
    if kind is SENT:
        return Attempt(_accepted(answer, document))
    message = document.get("Message")
    outcome = Outcome(
        kind,
        retry_after=retry_after(code, str(message)) if kind is RATE_LIMITED else None,
        provider_code=code,
        provider_message=fit_for_log(message, sent),
        provider_request_id=_request_id(document),
    )
    return Attempt(outcome, remedy_for(code))


def _accepted(answer: Answer, document: Mapping[str, object]) -> Outcome:
    request_id = _request_id(document)
    if answer.status not in _SUCCESS:
        reason = f"OK in an answer with HTTP {answer.status}"
        return Outcome(UNCERTAIN, reason=reason, provider_request_id=request_id)
    biz_id = _word(document, "BizId") or _word(_model(document), "BizId")
    return Outcome(SENT, biz_id=biz_id, provider_request_id=request_id)


def _request_id(document: Mapping[str, object]) -> str | None:
    return _word(document, "RequestId") or _word(_model(document), "RequestId")


def _model(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return the part that Dypnsapi has its receipt in."""
    model = document.get("Model")
    return model if isinstance(model, dict) else {}


def _document(body: bytes) -> Mapping[str, object]:
    try:
        document = strict_json.parse(body)
    except strict_json.JsonError:
        return {}
    return document if isinstance(document, dict) else {}


def _word(document: Mapping[str, object], name: str) -> str | None:
    """Return a short printable text; anything else could carry what it should not."""
    value = document.get(name)
    return value if isinstance(value, str) and _WORD.fullmatch(value) else None
