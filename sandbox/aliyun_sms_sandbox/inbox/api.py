"""The API for end-to-end tests: what arrived, the next outcomes, the time, and a fresh start."""

import json
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aliyun_sms_sandbox import wire
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.clock import MAX_FORWARD, OutOfReachError
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.entry import Arrival, Refusal
from aliyun_sms_sandbox.inbox.outcomes import Outcome
from aliyun_sms_sandbox.inbox.phone import comparable
from aliyun_sms_sandbox.inbox.problems import ProblemError

_MAX_DIGITS = 15


class Turn(BaseModel):
    """How far the clock is turned.

    Attributes:
        forward: In seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    forward: Annotated[float, Field(gt=0, le=MAX_FORWARD)]


class Api:
    """JSON over the box and the sandbox whose messages are in it; *forget* starts others afresh."""

    def __init__(self, box: Box, sandbox: Sandbox, forget: Callable[[], None]) -> None:
        self._box = box
        self._sandbox = sandbox
        self._forget = forget

    def routes(self) -> list[Route]:
        """Return where it is served."""
        return [
            Route("/api/messages", self.messages, methods=["GET"]),
            Route("/api/messages", self.clear, methods=["DELETE"]),
            Route("/api/codes/{phone}", self.code, methods=["GET"]),
            Route("/api/refusals", self.refusals, methods=["GET"]),
            Route("/api/outcomes", self.script, methods=["POST"]),
            Route("/api/outcomes", self.forget_script, methods=["DELETE"]),
            Route("/api/clock", self.clock, methods=["GET"]),
            Route("/api/clock", self.turn_clock, methods=["POST"]),
            Route("/api/state", self.start_afresh, methods=["DELETE"]),
        ]

    async def messages(self, request: Request) -> Response:
        """List what is there, newest first; `phone` is a whole number or a part of one."""
        part = _phone(_query(request, "phone"))
        found = [a for a in self._box.arrivals if part in a.phone]
        return JSONResponse({"messages": [document(arrival) for arrival in found]})

    async def refusals(self, request: Request) -> Response:
        """List the sends that no SMS came of, likewise."""
        part = _phone(_query(request, "phone"))
        found = [e for e in self._box.entries if isinstance(e, Refusal) and part in e.phone]
        return JSONResponse({"refusals": [refusal_document(refusal) for refusal in found]})

    async def code(self, request: Request) -> Response:
        """Give the newest code for a number, waiting up to `wait` seconds for one."""
        query = _query(request, "wait", "after")
        phone, after = request.path_params["phone"], _whole_number(query, "after")
        _phone({"phone": phone})
        deadline = time.monotonic() + _seconds(query, "wait", self._box.max_wait_seconds)
        arrival = await self._wait_for(phone, after, deadline)
        if arrival is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, "no_message", f"No SMS to {phone} is here, nor came in time."
            )
        return JSONResponse(document(arrival))

    async def _wait_for(self, phone: str, after: int, deadline: float) -> Arrival | None:
        with self._box.listening(phone) as bell:
            while True:
                seen = self._box.position
                found = self._box.latest(phone, after)
                left = deadline - time.monotonic()
                if found or left <= 0 or self._box.is_closed:
                    return found
                after = max(after, seen)
                await bell.wait(left)

    async def clear(self, request: Request) -> Response:
        """Remove every message and refusal, or those to one number."""
        self._box.clear(_phone(_query(request, "phone")))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def script(self, request: Request) -> Response:
        """Lay down what the next requests get."""
        _query(request)
        body = (await wire.read(request, wire.MAX_BODY)).body
        try:
            outcome = Outcome.model_validate_json(body)
        except ValidationError as error:
            raise _invalid("The outcome is not one.", error) from None
        outcome.lay_down(self._sandbox)
        return JSONResponse(outcome.model_dump(exclude_none=True), HTTPStatus.CREATED)

    async def forget_script(self, request: Request) -> Response:
        """Drop what was laid down and has not happened."""
        _query(request)
        self._sandbox.forget_script()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def clock(self, request: Request) -> Response:
        """Tell the sandbox's time."""
        _query(request)
        return self._time()

    async def turn_clock(self, request: Request) -> Response:
        """Turn it forward, and tell it."""
        _query(request)
        body = (await wire.read(request, wire.MAX_BODY)).body
        try:
            self._sandbox.clock.forward(Turn.model_validate_json(body).forward)
        except ValidationError as error:
            raise _invalid("The clock cannot be turned so.", error) from None
        except OutOfReachError as error:
            raise ProblemError(HTTPStatus.CONFLICT, "clock_at_its_end", str(error)) from None
        return self._time()

    def _time(self) -> Response:
        clock = self._sandbox.clock
        return JSONResponse({"time": clock.now().isoformat(), "forward": clock.ahead})

    async def start_afresh(self, request: Request) -> Response:
        """Forget it all: messages, what was laid down, what was counted, and the clock's turns."""
        _query(request)
        self._forget()
        self._sandbox.clear()
        self._box.clear()
        return Response(status_code=HTTPStatus.NO_CONTENT)


def document(arrival: Arrival) -> dict[str, object]:
    """Return a message as JSON has it."""
    message = arrival.message
    return {
        "id": arrival.number,
        "time": message.time.isoformat(),
        "phone": message.phone,
        "sign": message.sign,
        "template": message.template,
        "params": dict(message.params),
        "code": arrival.code,
        "text": message.text,
        "outId": message.out_id,
        "bizId": message.biz_id,
        "delivery": {"state": message.delivery.state.value, "code": message.delivery.code},
    }


def refusal_document(refusal: Refusal) -> dict[str, object]:
    """Return a refusal as JSON has it."""
    code, words = refusal.reason
    return {
        "id": refusal.number,
        "time": refusal.time.isoformat(),
        "action": refusal.action,
        "phone": refusal.to,
        "code": code,
        "message": words,
    }


def _query(request: Request, *known: str) -> Mapping[str, str]:
    """Return the query; a name that is not known is refused, for it would change nothing."""
    for name in request.query_params:
        if name not in known:
            raise _refused(f"{name} is not known here; {' and '.join(known) or 'nothing'} is.")
    return request.query_params


def _phone(query: Mapping[str, str]) -> str:
    """Return the digits of a number, or none where none is given: one without is a mistake."""
    digits = comparable(query.get("phone", ""))
    if "phone" in query and not digits:
        raise _refused("phone takes a number, or a part of one.")
    return digits


def _seconds(query: Mapping[str, str], name: str, most: float) -> float:
    try:
        number = float(query.get(name, "0"))
    except ValueError:
        number = -1.0
    if not 0 <= number <= most:
        raise _refused(f"{name} takes a number of seconds from 0 to {most:g}.")
    return number


def _whole_number(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "0")
    if not (text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS):
        raise _refused(f"{name} takes a whole number from 0.")
    return int(text)


def _refused(detail: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, "invalid_request", detail)


def _invalid(detail: str, error: ValidationError) -> ProblemError:
    errors = [
        {"pointer": "".join(f"/{part}" for part in each["loc"]), "detail": each["msg"]}
        for each in json.loads(error.json(include_url=False, include_input=False))
    ]
    return ProblemError(HTTPStatus.BAD_REQUEST, "invalid_request", detail, errors=errors)
