"""Who may speak to a port: programs that call it by a name of its own, and its own pages.

A page of another site must neither read codes nor send any, and the access keys are public. Its
requests carry its `Origin` or, by a browser from 2023 or later, `Sec-Fetch-Site`
(w3c.github.io/webappsec-fetch-metadata); after DNS rebinding they carry neither, but its name in
`Host`. No SDK of Aliyun's sends either of the two.
"""

import ipaddress
import re
from collections.abc import Callable, Collection
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_HOST = re.compile(
    r"(?:\[(?P<bracketed>[0-9a-f:.]+)\]|(?P<name>[0-9a-z._-]+))(?::[0-9]+)?", re.ASCII
)


class StrangerError(Exception):
    """A request that is not answered; `code` is for programs, `detail` for people."""

    def __init__(self, status: HTTPStatus, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail


class Door:
    """Passes on to *app* what programs ask by loopback's names and *names*.

    A stranger gets what *refuse* makes of the reason.
    """

    def __init__(
        self, app: ASGIApp, names: Collection[str], refuse: Callable[[StrangerError], Response]
    ) -> None:
        self._app = app
        self._names = names
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        headers = Headers(scope=scope)
        try:
            check_host(headers, self._names)
            check_origin(headers)
            check_site(headers)
        except StrangerError as error:
            await self._refuse(error)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def check_host(headers: Headers, names: Collection[str]) -> None:
    """Check by which name a client has found us.

    Raises:
        StrangerError: It is neither loopback's nor among *names*, whatever it resolves to.
    """
    if not _is_ours(headers.get("host", ""), names):
        raise StrangerError(
            HTTPStatus.MISDIRECTED_REQUEST,
            "foreign_host",
            "Only localhost, 127.0.0.1, [::1] and the names of --allow-host are answered.",
        )


def check_origin(headers: Headers) -> None:
    """Check which page has sent a request, if one has.

    Raises:
        StrangerError: It is not one of this port.
    """
    if headers.get("origin") not in (None, f"http://{headers.get('host', '')}"):
        raise _foreign()


def check_site(headers: Headers) -> None:
    """Check from where a browser says that a request comes.

    Raises:
        StrangerError: That is neither this port nor the person at the browser.
    """
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise _foreign()


def _foreign() -> StrangerError:
    return StrangerError(
        HTTPStatus.FORBIDDEN, "foreign_origin", "Pages of other origins are not answered."
    )


def _is_ours(host: str, names: Collection[str]) -> bool:
    parsed = _HOST.fullmatch(host.lower())
    if parsed is None:
        return False
    if parsed["name"] == "localhost" or parsed["name"] in names:
        return True
    try:
        return ipaddress.ip_address(parsed["name"] or parsed["bracketed"]).is_loopback
    except ValueError:
        return False
