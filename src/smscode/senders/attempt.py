"""One attempt to send one SMS: the request to the service, and the meaning of its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from smscode import strict_json
from smscode.aliyun.exchange import Answer, Exchange, SdkChangedError, perform
from smscode.clock import Deadline
from smscode.outcome import (
    MISCONFIGURED,
    RATE_LIMITED,
    SENT,
    UNAVAILABLE,
    UNCERTAIN,
    Outcome,
    failure,
)
from smscode.phone import Phone
from smscode.senders.vendor_codes import (
    ACCEPTED,
    Remedy,
    fit_for_log,
    kind_of,
    lets_another_try,
    remedy_for,
    retry_after,
)

if TYPE_CHECKING:
    from smscode.config.templates import Reference
    from smscode.request import Code


class Sms(NamedTuple):
    """One message for a service to deliver.

    Attributes:
        phone: To whom.
        code: The value of the template's variable.
        sign_name: The sign name in front of the text; None for a service that has none.
        ref: What the text is made of.
        out_id: Given back in Aliyun's delivery report.
    """

    phone: Phone
    code: Code
    sign_name: str | None
    ref: Reference
    out_id: str | None


def template_param(variables: Mapping[str, str]) -> str:
    """Return a template's variables as the services want them: JSON in a string, all strings."""
    return json.dumps(variables, separators=(",", ":"), ensure_ascii=False)


class Attempt(NamedTuple):
    """The result of one request to the service.

    Attributes:
        outcome: The answer, if there is no other attempt.
        remedy: How another attempt could succeed; None when none may be made.
        lets_another_try: Whether another reference may be tried: nothing was sent for certain, and
            another key is not what is missing.
    """

    outcome: Outcome
    remedy: Remedy | None = None
    lets_another_try: bool = False


class AnswerFields(NamedTuple):
    """The names of the fields in a service's answer; the first one present counts.

    Attributes:
        codes: What came of the request.
        words: The same, for people.
        receipt: What delivery reports name the message by.
        is_receipt_enough: Whether an answer may have a receipt and no code at all.
    """

    codes: tuple[str, ...]
    words: tuple[str, ...]
    receipt: str
    is_receipt_enough: bool


_OF_MAINLAND_SERVICES = AnswerFields(("Code",), ("Message",), "BizId", is_receipt_enough=False)


#: Sends one request to the service within a deadline; never raises.
Ask = Callable[[Deadline], Attempt]


_OK, _SUCCESS = 200, range(200, 300)
_WORD = re.compile(r"[ -~]{1,128}")  # printable ASCII


def prepared(
    build: Callable[[], Callable[[], object]],
    code: Code,
    fields: AnswerFields = _OF_MAINLAND_SERVICES,
) -> Ask:
    """Return a function that sends the request that *build* makes, and keeps nothing of *code*.

    Raises:
        OutcomeError: ``misconfigured``: it cannot be made.
    """
    try:
        request = build()  # imports the SDK, on a cold start
    except SdkChangedError as error:
        problem = str(error)
    except BaseException as error:  # noqa: BLE001 - a bundle without the SDK, for example
        problem = f"bug: {type(error).__name__}"
    else:
        return partial(_ask, request, code, fields)
    raise failure(MISCONFIGURED, problem)


def _ask(
    request: Callable[[], object], code: Code, fields: AnswerFields, deadline: Deadline
) -> Attempt:
    """Send *request* once, within *deadline*, and return the result.

    Never ``sent`` without a receipt that says so, never ``unavailable`` when a byte has left. Of
    *code*, which is sent, nothing is kept.
    """
    left = deadline.remaining()
    if left < deadline.send_takes:
        return Attempt(Outcome(UNAVAILABLE, reason="too little time left"))
    exchange = perform(left, request)
    if exchange.answer is None:
        return _unanswered(exchange)
    return _read(exchange.answer, code, fields)


def _unanswered(exchange: Exchange) -> Attempt:
    """Return the result of a request without an answer."""
    if exchange.may_have_arrived or exchange.passed_by:
        return Attempt(Outcome(UNCERTAIN, reason=exchange.reason))
    if exchange.is_unsendable:
        return Attempt(Outcome(MISCONFIGURED, reason=exchange.reason))
    return Attempt(
        Outcome(UNAVAILABLE, reason=exchange.reason), Remedy.REPEAT, lets_another_try=True
    )


def _read(answer: Answer, sent: Code, fields: AnswerFields) -> Attempt:
    document = _document(answer.body)
    code = _code(answer, document, fields)
    if code is None:
        return Attempt(Outcome(UNCERTAIN, reason=f"unreadable answer, HTTP {answer.status}"))
    kind = kind_of(code, answer.status)
    if kind is SENT:
        return Attempt(_accepted(answer, document, fields))
    words = next((document[name] for name in fields.words if name in document), None)
    outcome = Outcome(
        kind,
        retry_after=retry_after(code, str(words)) if kind is RATE_LIMITED else None,
        provider_code=code,
        provider_message=fit_for_log(words, sent),
        provider_request_id=_request_id(document),
    )
    return Attempt(outcome, remedy_for(code), lets_another_try(code))


def _code(answer: Answer, document: Mapping[str, object], fields: AnswerFields) -> str | None:
    """Return the vendor's code, or that of success if there is only a receipt and it is enough."""
    named = [name for name in fields.codes if name in document]
    if named:
        return _word(document, named[0])
    is_receipt = fields.is_receipt_enough and _word(document, fields.receipt) is not None
    return ACCEPTED if is_receipt and answer.status == _OK else None


def _accepted(answer: Answer, document: Mapping[str, object], fields: AnswerFields) -> Outcome:
    request_id = _request_id(document)
    if answer.status not in _SUCCESS:
        reason = f"OK in an answer with HTTP {answer.status}"
        return Outcome(UNCERTAIN, reason=reason, provider_request_id=request_id)
    biz_id = _word(document, fields.receipt) or _word(_model(document), fields.receipt)
    return Outcome(SENT, biz_id=biz_id, provider_request_id=request_id)


def _request_id(document: Mapping[str, object]) -> str | None:
    return _word(document, "RequestId") or _word(_model(document), "RequestId")


def _model(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return the object that holds Dypnsapi's receipt."""
    model = document.get("Model")
    return model if isinstance(model, dict) else {}


def _document(body: bytes) -> Mapping[str, object]:
    try:
        document = strict_json.parse(body)
    except strict_json.JsonError:
        return {}
    return document if isinstance(document, dict) else {}


def _word(document: Mapping[str, object], name: str) -> str | None:
    """Return a short printable text; None for anything else, which could hold a secret."""
    value = document.get(name)
    return value if isinstance(value, str) and _WORD.fullmatch(value) else None
