"""The API for end-to-end tests: what arrived, the next outcomes, the time, and a fresh start."""

import json
import time
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import wire
from sandbox.aliyun.server import Sandbox
from sandbox.inbox.box import Box
from sandbox.inbox.entry import Arrival, Refusal
from sandbox.inbox.outcomes import Outcome
from sandbox.inbox.phone import comparable
from sandbox.inbox.problems import ProblemError
from sandbox.turnable_clock import MAX_FORWARD, OutOfReachError


class Turn(BaseModel):
    """How far the clock is turned.

    Attributes:
        forward: In seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    forward: Annotated[float, Field(gt=0, le=MAX_FORWARD)]


class Api:
    """JSON over the box and the sandbox whose messages are in it."""

    def __init__(self, box: Box, sandbox: Sandbox) -> None:
        self._box = box
        self._sandbox = sandbox

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
        part = comparable(request.query_params.get("phone", ""))
        found = [a for a in self._box.arrivals if part in a.phone]
        return JSONResponse({"messages": [document(arrival) for arrival in found]})

    async def refusals(self, request: Request) -> Response:
        """List the sends that no SMS came of, likewise."""
        part = comparable(request.query_params.get("phone", ""))
        found = [e for e in self._box.entries if isinstance(e, Refusal) and part in e.phone]
        return JSONResponse({"refusals": [refusal_document(refusal) for refusal in found]})

    async def code(self, request: Request) -> Response:
        """Give the newest code for a number, waiting up to `wait` seconds for one."""
        phone = request.path_params["phone"]
        after = _number(request, "after")
        wait = min(_number(request, "wait"), self._box.max_wait_seconds)
        deadline = time.monotonic() + wait
        arrival = await self._wait_for(phone, int(after), deadline)
        if arrival is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, "no_message", f"No SMS to {phone} is here, nor came in time."
            )
        return JSONResponse(document(arrival))

    async def _wait_for(self, phone: str, after: int, deadline: float) -> Arrival | None:
        with self._box.listening() as bell:
            while True:
                found = self._box.latest(phone, after)
                left = deadline - time.monotonic()
                if found or left <= 0 or self._box.is_closed:
                    return found
                await bell.wait(left)

    async def clear(self, request: Request) -> Response:
        """Remove every message and refusal, or those to one number."""
        self._box.clear(request.query_params.get("phone", ""))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def script(self, request: Request) -> Response:
        """Lay down what the next requests get."""
        body = (await wire.read(request, wire.MAX_BODY)).body
        try:
            outcome = Outcome.model_validate_json(body)
        except ValidationError as error:
            raise _invalid("The outcome is not one.", error) from None
        outcome.lay_down(self._sandbox)
        return JSONResponse(outcome.model_dump(exclude_none=True), HTTPStatus.CREATED)

    async def forget_script(self, _request: Request) -> Response:
        """Drop what was laid down and has not happened."""
        self._sandbox.forget_script()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def clock(self, _request: Request) -> Response:
        """Tell the sandbox's time."""
        return self._time()

    async def turn_clock(self, request: Request) -> Response:
        """Turn it forward, and tell it."""
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

    async def start_afresh(self, _request: Request) -> Response:
        """Forget it all: messages, what was laid down, what was counted, and the clock's turns."""
        self._box.clear()
        self._sandbox.clear()
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


def _number(request: Request, name: str) -> float:
    text = request.query_params.get(name, "0")
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e15:  # noqa: PLR2004 - nan and infinity are out, whatever is of use is in
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "invalid_request", f"{name} takes a number from 0."
        )
    return number


def _invalid(detail: str, error: ValidationError) -> ProblemError:
    errors = [
        {"pointer": "".join(f"/{part}" for part in each["loc"]), "detail": each["msg"]}
        for each in json.loads(error.json(include_url=False, include_input=False))
    ]
    return ProblemError(HTTPStatus.BAD_REQUEST, "invalid_request", detail, errors=errors)
