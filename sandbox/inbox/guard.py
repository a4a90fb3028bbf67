"""Who may speak to the inbox: programs on this machine, and its own pages in a browser.

A page of another site must neither read codes nor send any. Its requests carry its `Origin` or
`Sec-Fetch-Site`; after DNS rebinding they carry neither, but its name in `Host`.
"""

import ipaddress
import re
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.inbox.problems import ProblemError

_HOST = re.compile(
    r"(?:localhost|\[(?P<bracketed>[0-9a-f:.]+)\]|(?P<address>[0-9.]+))(?::[0-9]+)?", re.ASCII
)
_SAFE = frozenset({"GET", "HEAD"})
_JSON = "application/json"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Refuses strangers, and lets a browser load nothing from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            _check(str(scope["method"]), Headers(scope=scope))
        except ProblemError as error:
            await error.response()(scope, receive, send_guarded)
        else:
            await self._app(scope, receive, send_guarded)


def _check(method: str, headers: Headers) -> None:
    host = headers.get("host", "")
    if not _is_loopback(host):
        raise ProblemError(
            HTTPStatus.MISDIRECTED_REQUEST,
            "foreign_host",
            "Only localhost, 127.0.0.1 and [::1] are answered, whatever resolves to them.",
        )
    origin = headers.get("origin")
    if origin not in (None, f"http://{host}"):
        raise _foreign()
    site = headers.get("sec-fetch-site", "none")
    opens_a_page = method in _SAFE and headers.get("sec-fetch-mode") == "navigate"
    if site not in ("none", "same-origin") and not opens_a_page:
        raise _foreign()
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method == "POST" and origin is None and content_type != _JSON:
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Send application/json; forms are taken from the inbox's own pages only.",
        )


def _foreign() -> ProblemError:
    return ProblemError(
        HTTPStatus.FORBIDDEN, "foreign_origin", "Pages of other origins are not answered."
    )


def _is_loopback(host: str) -> bool:
    named = _HOST.fullmatch(host.lower())
    if named is None:
        return False
    address = named["address"] or named["bracketed"]
    try:
        return address is None or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
