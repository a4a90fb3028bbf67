"""The inbox's own guard: strangers get a problem, and a browser loads nothing from elsewhere."""

from collections.abc import Collection
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aliyun_sms_sandbox import visitors
from aliyun_sms_sandbox.inbox import problems
from aliyun_sms_sandbox.inbox.problems import ProblemError
from aliyun_sms_sandbox.visitors import StrangerError

_SAFE = frozenset({"GET", "HEAD"})
_JSON = "application/json"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not `no-referrer`: with it a form's Origin is `null`, of its own page too
    # (fetch.spec.whatwg.org/#append-a-request-origin-header).
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Refuses strangers, and lets a browser load nothing from elsewhere."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            _check(str(scope["method"]), Headers(scope=scope), self._names)
        except StrangerError as error:
            await problems.of_stranger(error)(scope, receive, send_guarded)
        except ProblemError as error:
            await error.response()(scope, receive, send_guarded)
        else:
            await self._app(scope, receive, send_guarded)


def _check(method: str, headers: Headers, names: Collection[str]) -> None:
    visitors.check_host(headers, names)
    visitors.check_origin(headers)
    # A link of another site may open a page: nobody but the reader sees it.
    if method not in _SAFE or headers.get("sec-fetch-mode") != "navigate":
        visitors.check_site(headers)
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method == "POST" and "origin" not in headers and content_type != _JSON:
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Send application/json; forms are taken from the inbox's own pages only.",
        )
