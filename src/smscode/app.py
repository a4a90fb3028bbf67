"""One call from event to return value: route, method, size, config, authenticate, parse, send."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from smscode.call import Call, Invocation, Reply, ReplyContext
from smscode.callers import GENERIC, Caller, HttpCaller, authentication, caller_of
from smscode.claims.books import Origin
from smscode.clock import Clock, Deadline
from smscode.config.cache import ConfigCache
from smscode.credentials import FunctionRole
from smscode.delivery import SmsService
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
from smscode.receipts.push import Receipts, path_secret
from smscode.trace import Annotate, Trace
from smscode.triggers import Trigger, open_event
from smscode.triggers.envelope import EnvelopeError, encode

if TYPE_CHECKING:
    from smscode.config.model import Config

_HEALTH, _READY = "healthz", "readyz"
_LONGEST_WAY = 15.0  # s from gateway to function; sample events carry timestamps that are years old


class App:
    """The handler; no exception escapes it."""

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
        send_takes: float,
    ) -> None:
        self._configs = configs
        self._service = service
        self._receipts = Receipts(clock)
        self._role = role
        self._clock = clock
        self._log = log
        self._annotate = annotate
        self._loaded_at: float | None = loaded_at
        self._send_takes = send_takes

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
        return encode(GENERIC.reply(Outcome(MISCONFIGURED), ReplyContext(request_id)))

    def _serve(self, trigger: Trigger, invocation: Invocation, trace: Trace) -> Reply:
        """Return the reply to the call in *trigger*."""
        # 404, 405 and 413 are answered in our own dialect: such a call does not look like one that
        # the caller on its path would make.
        caller: HttpCaller = GENERIC
        context = ReplyContext(invocation.request_id)
        try:
            call = trigger.read()
            if call.last_segment in (_HEALTH, _READY):
                _check_probe(call)
            if call.last_segment == _HEALTH:
                return _json({"status": "ok"})  # without touching a secret or the SDK
            if call.last_segment == _READY:
                return self._ready(call, invocation, trace)
            named = caller_of(call) or self._receipts_of(call)
            _check_form(named, call)
            caller = named
            trace.caller(caller.name, has_person=caller.has_person)
            trace.source(call.source_ip)
            deadline = self._deadline(caller, call, invocation)
            with trace.timed("configMs"):
                config = self._authenticate(caller, call, deadline)
            if self._configs.serves_previous:
                trace.count(previousConfigs=1)
            context = ReplyContext(context.request_id, None, call, config.caller(caller.name))
            if isinstance(caller, Receipts):
                outcome = caller.receive(call, trace)
            else:
                outcome, locale = self._send(caller, call, config, deadline, trace)
                context = context._replace(locale=locale)
        except EnvelopeError as error:
            outcome = Outcome(INVALID_REQUEST, reason=f"envelope: {error}")
        except OutcomeError as error:
            outcome, context = error.outcome, context._replace(locale=error.locale)
        except BaseException as error:  # noqa: BLE001 - its text may hold number and code
            outcome = Outcome(MISCONFIGURED, reason=f"bug: {type(error).__name__}")
        trace.end(outcome, self._log)
        if outcome.kind is UNCERTAIN and not caller.keeps_code:
            outcome = outcome._replace(kind=SENT)
        return caller.reply(outcome, context)

    def _ready(self, call: Call, invocation: Invocation, trace: Trace) -> Reply:
        """Return how this instance's config stands to the store's, to a caller with our token.

        Raises:
            OutcomeError: ``unauthorized``, or why there is no config.
        """
        trace.caller(GENERIC.name, has_person=GENERIC.has_person)
        trace.source(call.source_ip)
        self._authenticate(GENERIC, call, self._deadline(GENERIC, call, invocation))
        state = self._configs.state()
        config = {"isCurrent": state.is_current, "ageSeconds": round(state.age)}
        return _json({"status": "ready", "config": config})

    def _receipts_of(self, call: Call) -> Receipts:
        if path_secret(call) is None:
            raise OutcomeError(Outcome(NOT_FOUND))
        return self._receipts

    def _authenticate(self, caller: HttpCaller, call: Call, deadline: Deadline) -> Config:
        """Return the config to serve *call* with: the cached one, or a newer one that accepts it.

        Raises:
            OutcomeError: ``unauthorized``, or why there is no config.
        """
        if call.is_direct:  # RAM or IAM has authorized it
            return self._configs.current(deadline)
        credential = caller.credential(call)
        config = self._configs.current(deadline)
        try:
            authentication.accept(caller, credential, config)
        except OutcomeError:
            config = self._configs.after_unknown_credential(config, deadline)
            authentication.accept(caller, credential, config)
        return config

    def _send(
        self, caller: Caller, call: Call, config: Config, deadline: Deadline, trace: Trace
    ) -> tuple[Outcome, str | None]:
        """Return the outcome of sending the code in *call*, and the person's locale, if known."""
        request = caller.read(call, config)
        hash_key = config.claims_key.get_secret_value() if config.claims_key else None
        trace.request(request, hash_key)
        origin = Origin(caller.name, caller.window, caller.idempotency_key(call))
        with trace.timed("sendMs"):
            outcome = self._service.send(request, origin, config, deadline)
        return outcome, request.locale

    def _deadline(self, caller: HttpCaller, call: Call, invocation: Invocation) -> Deadline:
        """Return when *caller* stops waiting, counted from when the gateway received the call."""
        began = invocation.began_at
        if call.received_at is not None:
            way = self._clock.time() - call.received_at
            if 0 <= way <= _LONGEST_WAY:
                began = self._clock.monotonic() - way
        ends = min(began + caller.patience, invocation.ends_at)
        return Deadline(self._clock, ends, self._send_takes)


def _check_form(caller: HttpCaller, call: Call) -> None:
    """Check that *call* is one that *caller* could have made.

    Raises:
        OutcomeError: ``method_not_allowed`` or ``content_too_large``.
    """
    if call.method != "POST":
        raise OutcomeError(Outcome(METHOD_NOT_ALLOWED, allow="POST"))
    if len(call.body) > caller.body_limit:
        raise OutcomeError(Outcome(CONTENT_TOO_LARGE))


def _check_probe(call: Call) -> None:
    """Check that *call* only asks.

    Raises:
        OutcomeError: ``method_not_allowed``.
    """
    if call.method not in ("GET", "HEAD"):
        raise OutcomeError(Outcome(METHOD_NOT_ALLOWED, allow="GET, HEAD"))


def _json(document: Mapping[str, object]) -> Reply:
    return Reply(200, document, {"Content-Type": "application/json"})
