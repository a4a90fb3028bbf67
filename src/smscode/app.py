"""One call from event to return value: route, method, size, config, authenticate, parse, send."""

from __future__ import annotations

import secrets
from dataclasses import replace

from smscode.bookkeeping import Origin
from smscode.call import Asker, Call, Reply
from smscode.callers import GENERIC, Caller, caller_of
from smscode.clock import Clock, Deadline
from smscode.config import Config
from smscode.config_cache import ConfigCache
from smscode.logs import Log
from smscode.outcome import (
    CONTENT_TOO_LARGE,
    INVALID_REQUEST,
    METHOD_NOT_ALLOWED,
    MISCONFIGURED,
    NOT_FOUND,
    SENT,
    UNCERTAIN,
    Outcome,
    OutcomeError,
)
from smscode.role import FunctionRole
from smscode.runtime import Invocation
from smscode.service import SmsService
from smscode.trace import Annotate, Trace
from smscode.triggers import Trigger, open_event
from smscode.triggers.envelope import EnvelopeError, encode

_HEALTH = "healthz"
_LONGEST_WAY = 15.0  # s from gateway to function; sample events carry time stamps of years ago
# Reasons of a 401 that a config newer than ours may not share.
_MAY_BE_NEW = frozenset({"unknown_token", "bad_signature", "not_configured"})


class App:
    """The handler. Nothing escapes it."""

    def __init__(  # noqa: PLR0913 - the parts that wiring puts together
        self,
        *,
        configs: ConfigCache,
        service: SmsService,
        role: FunctionRole,
        clock: Clock,
        log: Log,
        annotate: Annotate,
        loaded_at: float,
    ) -> None:
        self._configs = configs
        self._service = service
        self._role = role
        self._clock = clock
        self._log = log
        self._annotate = annotate
        self._loaded_at: float | None = loaded_at

    def __call__(self, event: object, context: object) -> object:
        """Serve *event* and return what the platform turns into its reply."""
        try:
            loaded_at, self._loaded_at = self._loaded_at, None
            invocation = Invocation.of(context, loaded_at, self._clock)
            trace = Trace(invocation.request_id, self._clock, self._annotate)
            if loaded_at is not None:
                trace.cold_start()
            self._role.see(context)
            trigger = open_event(event)
            return trigger.encode(self._serve(trigger, invocation, trace))
        except BaseException as error:  # noqa: BLE001 - runtimes log event and exception text
            request_id = secrets.token_hex(16)
            self._log.error("failed", requestId=request_id, type=type(error).__name__)
        return encode(GENERIC.reply(Outcome(MISCONFIGURED), Asker(request_id)))

    def _serve(self, trigger: Trigger, invocation: Invocation, trace: Trace) -> Reply:
        caller, asker = GENERIC, Asker(invocation.request_id)
        try:
            call = trigger.read()
            if call.last_segment == _HEALTH:
                return _health(call)
            caller = _route(call)
            trace.caller(caller)
            deadline = self._deadline(caller, call, invocation)
            with trace.stage("config"):
                config = self._authenticate(caller, call, deadline)
            if self._configs.serves_previous:
                trace.count(previousConfigs=1)
            asker = replace(asker, call=call, entry=config.caller(caller.name))
            request = caller.read(call, config)
            asker = replace(asker, locale=request.locale)
            trace.request(request, config)
            origin = Origin(caller.name, caller.window, call.headers.get("idempotency-key"))
            with trace.stage("send"):
                outcome = self._service.send(request, origin, config, deadline)
        except EnvelopeError as error:
            outcome = Outcome(INVALID_REQUEST, reason=f"envelope: {error}")
        except OutcomeError as error:
            outcome, asker = error.outcome, replace(asker, locale=error.locale)
        except BaseException as error:  # noqa: BLE001 - its text may hold number and code
            outcome = Outcome(MISCONFIGURED, reason=f"bug: {type(error).__name__}")
        trace.end(outcome, self._log)
        return caller.reply(_told(caller, outcome), asker)

    def _authenticate(self, caller: Caller, call: Call, deadline: Deadline) -> Config:
        """Authenticate by the config in hand, then by a newer one, if there is reason to look.

        Returns the config that serves the call.
        """
        configs = self._configs
        try:
            caller.authenticate(call, lambda: configs.current(deadline))
        except OutcomeError as error:
            if error.outcome.reason not in _MAY_BE_NEW:
                raise
        else:
            return configs.current(deadline)
        newer = configs.after_unknown_credential(configs.current(deadline), deadline)
        caller.authenticate(call, lambda: newer)
        return newer

    def _deadline(self, caller: Caller, call: Call, invocation: Invocation) -> Deadline:
        """Return when *caller* stops waiting; it began to wait when the gateway took the call."""
        began = invocation.began_at
        if call.received_at is not None:
            way = self._clock.time() - call.received_at
            if 0 <= way <= _LONGEST_WAY:
                began = self._clock.monotonic() - way
        return Deadline(self._clock, min(began + caller.patience, invocation.ends_at))


def _route(call: Call) -> Caller:
    caller = caller_of(call)
    if caller is None:
        raise OutcomeError(Outcome(NOT_FOUND))
    if call.method != "POST":
        raise OutcomeError(Outcome(METHOD_NOT_ALLOWED, allow="POST"))
    if len(call.body) > caller.body_limit:
        raise OutcomeError(Outcome(CONTENT_TOO_LARGE))
    return caller


def _told(caller: Caller, outcome: Outcome) -> Outcome:
    """Return what *caller* is told: one that throws the code away hears no doubt."""
    if outcome.kind is UNCERTAIN and not caller.keeps_code:
        return replace(outcome, kind=SENT)
    return outcome


def _health(call: Call) -> Reply:
    """Say that the function runs, touching no secret and no SDK."""
    if call.method not in ("GET", "HEAD"):
        raise OutcomeError(Outcome(METHOD_NOT_ALLOWED, allow="GET, HEAD"))
    return Reply(200, {"status": "ok"}, {"Content-Type": "application/json"})
