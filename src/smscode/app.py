"""One call from event to return value: route, method, size, config, authenticate, parse, send."""

from __future__ import annotations

import secrets
from functools import partial

from smscode import admission
from smscode.call import Asker, Call, Reply
from smscode.callers import GENERIC, Peer, caller_of
from smscode.callers.receipts import path_secret
from smscode.clock import Clock, Deadline
from smscode.config_cache import ConfigCache
from smscode.logs import Log
from smscode.outcome import (
    INVALID_REQUEST,
    METHOD_NOT_ALLOWED,
    MISCONFIGURED,
    NOT_FOUND,
    Outcome,
    OutcomeError,
)
from smscode.receipts import Receipts
from smscode.role import FunctionRole
from smscode.runtime import Invocation
from smscode.sending import Sending
from smscode.service import SmsService
from smscode.trace import Annotate, Trace
from smscode.triggers import Trigger, open_event
from smscode.triggers.envelope import EnvelopeError, encode
from smscode.use_case import UseCase

_HEALTH = "healthz"
_LONGEST_WAY = 15.0  # s from gateway to function; sample events carry time stamps of years ago


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
        self._receipts = Receipts(clock)
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
        use_case: UseCase = Sending(GENERIC, self._service)
        asker = Asker(invocation.request_id)
        try:
            call = trigger.read()
            if call.last_segment == _HEALTH:
                return _health(call)
            wanted = self._route(call)
            admission.check_form(wanted.peer, call)
            use_case = wanted
            trace.caller(use_case.peer)
            deadline = self._deadline(use_case.peer, call, invocation)
            let_in = partial(admission.authenticate, wanted.peer, call, self._configs, deadline)
            config = trace.timed("configMs", let_in)
            if self._configs.serves_previous:
                trace.count(previousConfigs=1)
            asker = Asker(asker.request_id, None, call, config.caller(wanted.peer.name))
            served = use_case.serve(call, config, deadline, trace)
            outcome = served.outcome
            asker = Asker(asker.request_id, served.locale, call, asker.entry)
        except EnvelopeError as error:
            outcome = Outcome(INVALID_REQUEST, reason=f"envelope: {error}")
        except OutcomeError as error:
            outcome, asker = error.outcome, asker._replace(locale=error.locale)
        except BaseException as error:  # noqa: BLE001 - its text may hold number and code
            outcome = Outcome(MISCONFIGURED, reason=f"bug: {type(error).__name__}")
        trace.end(outcome, self._log)
        return use_case.reply(outcome, asker)

    def _route(self, call: Call) -> UseCase:
        """Return what *call* is for, by the end of its path."""
        caller = caller_of(call)
        if caller is not None:
            return Sending(caller, self._service)
        if path_secret(call) is not None:
            return self._receipts
        raise OutcomeError(Outcome(NOT_FOUND))

    def _deadline(self, peer: Peer, call: Call, invocation: Invocation) -> Deadline:
        """Return when *peer* stops waiting; it began to wait when the gateway took the call."""
        began = invocation.began_at
        if call.received_at is not None:
            way = self._clock.time() - call.received_at
            if 0 <= way <= _LONGEST_WAY:
                began = self._clock.monotonic() - way
        return Deadline(self._clock, min(began + peer.patience, invocation.ends_at))


def _health(call: Call) -> Reply:
    """Say that the function runs, touching no secret and no SDK."""
    if call.method not in ("GET", "HEAD"):
        raise OutcomeError(Outcome(METHOD_NOT_ALLOWED, allow="GET, HEAD"))
    return Reply(200, {"status": "ok"}, {"Content-Type": "application/json"})
