"""The generic caller and direct invocation: who is let in, what is read, how it is answered."""

import base64
import json
from typing import Final

import pytest

from smscode.call import Call, ReplyContext
from smscode.callers import CALLERS, DIRECT, GENERIC, Caller, caller_of
from smscode.config.model import Config
from smscode.outcome import (
    KINDS,
    METHOD_NOT_ALLOWED,
    RATE_LIMITED,
    REGION_NOT_ALLOWED,
    SENT,
    UNAUTHORIZED,
    FieldError,
    Kind,
    Outcome,
    OutcomeError,
)
from support.documents import MINIMAL, TOKEN, load
from support.letting_in import let_in

NEXT: Final = "token-of-next-week"
CONFIG: Final = load({**MINIMAL, "callers": {"generic": {"tokens": [TOKEN, NEXT]}}})
BODY: Final = b'{"phone": "+8613800138000", "usageType": "SignIn", "code": "123456"}'


def basic(text: str) -> str:
    """Return the header of HTTP Basic."""
    return "Basic " + base64.b64encode(text.encode()).decode()


def refused_for(headers: dict[str, str], config: Config = CONFIG) -> str | None:
    """Return why a call with these headers is not let in; None when it is."""
    try:
        let_in(GENERIC, Call(headers=headers), config)
    except OutcomeError as error:
        return (
            error.outcome.reason if error.outcome.kind is UNAUTHORIZED else error.outcome.kind.code
        )
    return None


@pytest.mark.parametrize("token", [TOKEN, NEXT])
@pytest.mark.parametrize("header", ["Bearer {}", "bearer {}", "BEARER  {} ", "{}", " {} "])
def test_token_in_authorization(header: str, token: str) -> None:
    """Each configured token is good, as Bearer or bare: the next one before the rotation."""
    assert refused_for({"authorization": header.format(token)}) is None


@pytest.mark.parametrize("token", [TOKEN, NEXT])
def test_token_elsewhere(token: str) -> None:
    """A token may be a Basic password under any name, or stand in X-Api-Key."""
    assert refused_for({"authorization": basic(f"anybody:{token}")}) is None
    assert refused_for({"authorization": basic(f":{token}").replace("Basic", "BASIC")}) is None
    assert refused_for({"x-api-key": token}) is None
    assert refused_for({"x-api-key": token, "authorization": "Bearer of-a-proxy"}) is None


@pytest.mark.parametrize(
    "headers",
    [
        *({}, {"authorization": ""}, {"authorization": "  "}, {"authorization": "Bearer"}),
        *({"authorization": "Bearer "}, {"x-api-key": " "}, {"authorization": basic("user:")}),
        *({"authorization": basic(TOKEN)}, {"authorization": basic(f"{TOKEN}:")}),
        *({"cookie": TOKEN}, {"proxy-authorization": f"Bearer {TOKEN}"}, {"api-key": TOKEN}),
    ],
)
def test_no_credential(headers: dict[str, str]) -> None:
    """A call without a credential is turned away before any config is looked at."""
    with pytest.raises(OutcomeError) as caught:
        GENERIC.credential(Call(headers=headers))
    assert caught.value.outcome.reason == "no_credential"


@pytest.mark.parametrize(
    "headers",
    [
        *({"authorization": f"Bearer {wrong}"} for wrong in ("x", TOKEN[:-1], TOKEN + "x")),
        *({"authorization": f"Bearer {wrong}"} for wrong in (TOKEN.upper(), f"{TOKEN},{TOKEN}")),
        *({"authorization": f"Bearer {wrong}"} for wrong in (f"{TOKEN} {NEXT}", "\ud83d", "密")),
        *({"authorization": wrong} for wrong in (f"Digest {TOKEN}", f"Bearer Bearer {TOKEN}")),
        *({"authorization": wrong} for wrong in (basic(f"{TOKEN}:x"), "Basic ***")),
        *({"authorization": wrong} for wrong in ("Basic /w==", basic("user:x"), "Basic é")),
        *({"x-api-key": wrong} for wrong in ("x", f"Bearer {TOKEN}", TOKEN + "\x00")),
        {"authorization": f"Bearer {NEXT}é"},
    ],
)
def test_unknown_token(headers: dict[str, str]) -> None:
    """A token that is not exactly one of the configured ones is unknown."""
    assert refused_for(headers) == "unknown_token"


@pytest.mark.parametrize("callers", [{}, {"generic": None}, {"other": {"tokens": [TOKEN]}}])
def test_not_configured(callers: dict[str, object]) -> None:
    """A caller without an entry is closed, whatever is presented."""
    config = load({**MINIMAL, "callers": callers})
    assert refused_for({"authorization": f"Bearer {TOKEN}"}, config) == "not_configured"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b'"text"', b"5", b"\xff", b'{"a":1,"a":1}']
)
@pytest.mark.parametrize("caller", [GENERIC, DIRECT], ids=lambda caller: str(caller.name))
def test_body_that_is_no_object(caller: Caller, body: bytes) -> None:
    """Anything but a JSON object is one error about the whole document."""
    with pytest.raises(OutcomeError) as caught:
        caller.read(Call(body=body), CONFIG)
    assert caught.value.outcome.kind.code == "invalid_request"
    (error,) = caught.value.outcome.errors
    assert error.pointer == ""
    assert "must be" in error.detail


@pytest.mark.parametrize("caller", [GENERIC, DIRECT], ids=lambda caller: str(caller.name))
@pytest.mark.parametrize(("strict", "region"), [(True, "US"), (False, "CN")])
def test_body(caller: Caller, region: str, *, strict: bool) -> None:
    """The body is the request; bare digits are read as the config says."""
    config = load({**MINIMAL, "strictPhoneRegionNumberCheck": strict})
    request = caller.read(Call(body=BODY.replace(b"+8613800138000", b"18624017194")), config)
    assert (request.usage_type, request.code.value) == ("SignIn", "123456")
    assert request.phone.region == region


@pytest.mark.parametrize("caller", [GENERIC, DIRECT], ids=lambda caller: str(caller.name))
def test_usage_in_the_query(caller: Caller) -> None:
    """A body without a usage type takes the one of the address; its own goes first."""
    bare = BODY.replace(b'"usageType": "SignIn", ', b"")
    query = {"usage": "Register"}
    assert caller.read(Call(body=bare, query=query), CONFIG).usage_type == "Register"
    assert caller.read(Call(body=BODY, query=query), CONFIG).usage_type == "SignIn"


def test_receipt() -> None:
    """A success is a receipt in plain JSON."""
    reply = GENERIC.reply(
        Outcome(SENT, biz_id="b", provider_request_id="p"), ReplyContext("r", "en")
    )
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.body == {"code": "sent", "requestId": "r", "bizId": "b", "providerRequestId": "p"}


def test_problem() -> None:
    """A failure is a problem document (RFC 9457) with all that is known, and no reason."""
    outcome = Outcome(
        RATE_LIMITED,
        reason="for the log",
        errors=(FieldError("/code", "is wrong"),),
        retry_after=60,
        provider_code="isv.BUSINESS_LIMIT_CONTROL",
        provider_request_id="p",
    )
    reply = GENERIC.reply(outcome, ReplyContext("r", "zh-CN"))
    assert (reply.status, reply.headers["Retry-After"]) == (429, "60")
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.body == {
        "type": "about:blank",
        "title": "Rate limited",
        "status": 429,
        "code": "rate_limited",
        "detail": RATE_LIMITED.text.chinese,
        "requestId": "r",
        "providerCode": "isv.BUSINESS_LIMIT_CONTROL",
        "providerRequestId": "p",
        "retryAfter": 60,
        "errors": [{"pointer": "/code", "detail": "is wrong"}],
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))
def test_reply_of_every_kind(kind: Kind) -> None:
    """Each outcome has its status and code, JSON without empty members, and is never cached."""
    reply = GENERIC.reply(Outcome(kind, reason="for the log"), ReplyContext("r"))
    assert isinstance(reply.body, dict)
    assert (reply.status, reply.body["code"], reply.body["requestId"]) == (
        kind.status,
        kind.code,
        "r",
    )
    assert None not in reply.body.values()
    assert "for the log" not in json.dumps(reply.body)
    assert reply.headers["Cache-Control"] == "no-store"
    assert ("WWW-Authenticate" in reply.headers) == (kind is UNAUTHORIZED)
    assert "Retry-After" not in reply.headers
    assert DIRECT.reply(Outcome(kind), ReplyContext("r")).body == reply.body


def test_allowed_methods() -> None:
    """A refused method is told which ones there are."""
    reply = GENERIC.reply(Outcome(METHOD_NOT_ALLOWED, allow="POST"), ReplyContext("r"))
    assert reply.headers["Allow"] == "POST"
    assert (
        GENERIC.reply(Outcome(UNAUTHORIZED), ReplyContext("r")).headers["WWW-Authenticate"]
        == "Bearer"
    )


def test_language_of_the_detail() -> None:
    """The message for the person is in their language."""
    outcome = Outcome(REGION_NOT_ALLOWED)
    details = [GENERIC.reply(outcome, ReplyContext("r", tag)).body for tag in ("zh-CN", "en")]
    assert [body["detail"] for body in details if isinstance(body, dict)] == [
        REGION_NOT_ALLOWED.text.chinese,
        REGION_NOT_ALLOWED.text.english,
    ]


@pytest.mark.parametrize("path", ["", "/", "//", "/generic", "/generic/", "/prod/generic", "/a/b/"])
def test_route_of_direct(path: str) -> None:
    """A direct invocation is its own caller, and the path of an HTTP call never leads to it."""
    assert caller_of(Call(path=path, is_direct=True)) is DIRECT
    assert caller_of(Call(path=path)) is not DIRECT
    assert DIRECT not in CALLERS


@pytest.mark.parametrize(
    ("path", "name"),
    [
        *((path, "generic") for path in ("", "/", "/generic", "/generic/", "/prod/generic")),
        *(
            (path, None)
            for path in ("/direct", "/nobody", "/v1/", "/Generic", "/generic//x", "/%67eneric")
        ),
    ],
)
def test_route(path: str, name: str | None) -> None:
    """The last segment of the path names the caller; the root is the generic one's."""
    caller = caller_of(Call(path=path))
    assert (caller.name if caller else None) == name
