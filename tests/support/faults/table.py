"""The matrix: every failure, and what the function must make of it."""

from dataclasses import dataclass, replace
from typing import Final

from support.faults import certificates, handshakes, wire
from support.faults import ways_to_fail as way
from support.faults.function import AMPLE, BUDGET
from support.faults.line import Line
from support.faults.port import Port
from support.faults.vendor import Fault

_UTF8 = "Content-Type: application/json;charset=utf-8"
_OK = wire.reply("200 OK", wire.receipt("never-believed"), _UTF8)
_HEAD, _BODY = _OK[:-60], _OK[-60:]
_ENDLESS = wire.reply("200 OK", b"", length=10**12)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
_THROTTLED = wire.document(
    Code="Throttling.User", Message="Request was denied due to user flow control.", RequestId="r"
)
_BUSY = wire.document(Code="ServiceUnavailable", Message="The request has failed.", RequestId="r")
_BROKEN = wire.document(Code="InternalError", Message="The request processing has failed.")
_LIST = b"[" + wire.receipt("in-a-list") + b"]"
_LOWER = wire.document(code="OK", Message="OK", RequestId="r", BizId="in-lower-case")
_REDIRECTS = (
    "301 Moved Permanently",
    "302 Found",
    "303 See Other",
    "307 Temporary Redirect",
    "308 Permanent Redirect",
)


def _said(code: str) -> bytes:
    return wire.document(Code=code, Message="m", RequestId="r")


@dataclass(frozen=True, slots=True)
class Row:
    """One failure that lasts, and what may be seen of one call that meets it.

    Attributes:
        name: The failure.
        fault: What the vendor does.
        outcome: What the caller must be told.
        connections: How many connections the call has opened that the vendor has seen, unless one
            was kept.
        requests: How many requests the vendor has read.
        accepted: How many SMS it has sent.
        tls: Whether the vendor speaks TLS.
        seconds: What the call is given.
    """

    name: str
    fault: Fault
    outcome: str
    connections: int = 1
    requests: int = 0
    accepted: int = 0
    tls: bool = False
    seconds: float = AMPLE


def _not_sent(name: str, fault: Fault) -> Row:
    return Row(name, fault, "unavailable", connections=0)


def _no_handshake(name: str, fault: Fault) -> Row:
    return Row(name, fault, "unavailable", connections=2, tls=True)


def _unread(name: str, fault: Fault) -> Row:
    return Row(name, fault, "uncertain")


def _sent_unheard(name: str, fault: Fault) -> Row:
    return Row(name, fault, "uncertain", requests=1, accepted=1)


def _hanging(row: Row) -> Row:
    return replace(row, seconds=BUDGET)


def _refused_twice(name: str, fault: Fault) -> Row:
    return Row(name, fault, "unavailable", requests=2)


MATRIX: Final = (
    _not_sent("refused", way.port(Port.refuse)),
    _not_sent("TCP connect timeout", way.port(Port.overflow)),
    _no_handshake(
        "certificate of an unknown authority", handshakes.show(certificates.of_a_stranger)
    ),
    _no_handshake("expired certificate", handshakes.show(certificates.expired)),
    _no_handshake("certificate of another host", handshakes.show(certificates.of_another_host)),
    _no_handshake("TLS handshake hangs", way.connected(handshakes.hang)),
    _no_handshake("TLS handshake reset", way.connected(handshakes.reset)),
    _no_handshake("TLS handshake closed", way.connected(handshakes.close)),
    _no_handshake("no TLS at all", way.connected(way.raw(wire.reply("400 Bad Request", b"")))),
    _unread("closed at once", way.connected(Line.close)),
    _unread("reset before the request was read", way.unread(Line.reset)),
    _unread("closed before the request was read", way.unread(Line.close)),
    _hanging(_unread("connection silently dead", way.unread(way.fall_silent))),
    _sent_unheard("reset after the request was read", way.accepted(Line.reset)),
    _sent_unheard("closed without a reply", way.accepted(Line.close)),
    _hanging(_sent_unheard("no reply", way.accepted(way.stall(b"", _OK)))),
    _hanging(_sent_unheard("dripped head", way.accepted(way.drip(b"", _OK)))),
    _sent_unheard("truncated head", way.accepted(way.raw(_OK[:40]))),
    _sent_unheard("truncated body", way.accepted(way.raw(_HEAD))),
    _hanging(_sent_unheard("hanging body", way.accepted(way.stall(_HEAD, _BODY)))),
    _hanging(_sent_unheard("dripped body", way.accepted(way.drip(_HEAD, _BODY)))),
    _sent_unheard("endless body", way.accepted(way.endless(_ENDLESS))),
    _hanging(_sent_unheard("endless slow body", way.accepted(way.endless(_ENDLESS, 0.05)))),
    _hanging(_sent_unheard("100 Continue without end", way.accepted(way.flood(b"", _CONTINUE)))),
    _hanging(_sent_unheard("trailers without end", way.accepted(way.flood(_CHUNKS, b"X: y\r\n")))),
    _sent_unheard("gzip bomb", way.answered("200 OK", way.gzip_bomb(), way.GZIP)),
    _sent_unheard("bad gzip", way.answered("200 OK", way.bad_gzip(), way.GZIP)),
    _sent_unheard("garbage status line", way.accepted(way.raw(b"SMTP ready\r\n\r\n"))),
    _sent_unheard("HTML 502", way.answered("502 Bad Gateway", b"<html>OK</html>", way.HTML)),
    _sent_unheard("HTML 200", way.answered("200 OK", b"<html>OK</html>", way.HTML)),
    _sent_unheard("empty 200", way.answered("200 OK", b"")),
    _sent_unheard("204", way.answered("204 No Content", b"")),
    _sent_unheard("null", way.answered("200 OK", b"null")),
    _sent_unheard("list", way.answered("200 OK", _LIST)),
    _sent_unheard("lower-case code", way.answered("200 OK", _LOWER)),
    _sent_unheard("code that is no text", way.answered("200 OK", wire.document(Code=200))),
    *(
        _sent_unheard(f"unknown code {code} with {status}", way.answered(status, _said(code)))
        for code, status in (
            *((code, "200 OK") for code in ("isp.NEW", "Success", "ok", "ACCEPTED.LATER", "200")),
            ("New.One", "503 Service Unavailable"),
            ("biz.NEW", "500 Internal Server Error"),
        )
    ),
    *(
        Row(f"refused with {code}", way.refused(_said(code), status), outcome, requests=1)
        for code, status, outcome in (
            ("isv.NEW", "200 OK", "rejected"),
            ("biz.NEW", "200 OK", "misconfigured"),
            ("New.One", "400 Bad Request", "misconfigured"),
            ("biz.FREQUENCY", "200 OK", "rate_limited"),
            ("FUNCTION_NOT_OPENED", "200 OK", "misconfigured"),
            ("biz.BILLING_DEDUCTION_ERROR", "200 OK", "quota_exhausted"),
            ("COUNTRY_RESTRICTED", "500 Internal Server Error", "rejected"),
        )
    ),
    _sent_unheard("OK with 500", way.answered("500 Oh", wire.receipt("with-500"))),
    _sent_unheard("ServiceUnavailable", way.answered("503 Service Unavailable", _BUSY)),
    _sent_unheard("InternalError", way.answered("500 Internal Server Error", _BROKEN)),
    _refused_twice("Throttling.User", way.refused(_THROTTLED)),
    _refused_twice("Throttling.User 503", way.refused(_THROTTLED, "503 Service Unavailable")),
    _refused_twice(
        "Throttling.User with a time to wait",
        way.refused(_THROTTLED, "429 Too Many Requests", "x-acs-retry-after: 2000"),
    ),
    *(
        _sent_unheard(f"{status} to {name}", way.redirect(status, target))
        for status in _REDIRECTS
        for name, target in (("the same host", way.here), ("another host", way.elsewhere))
    ),
    _sent_unheard("302 to nowhere", way.redirect("302 Found", lambda _: "http://[")),
)
