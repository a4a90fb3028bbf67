"""The inbox's HTTP face: pages, their stream of changes, and the test API, behind the guard."""

from collections.abc import Collection
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from aliyun_sms_sandbox import wire
from aliyun_sms_sandbox.inbox import problems, texts
from aliyun_sms_sandbox.inbox.api import Api
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.guard import Guard
from aliyun_sms_sandbox.inbox.pages import HERE, Pages, Surroundings
from aliyun_sms_sandbox.inbox.problems import ProblemError
from aliyun_sms_sandbox.inbox.stream import Stream

_A_YEAR = 365 * 24 * 3600


class _Site:
    """What a browser opens and posts."""

    def __init__(self, box: Box, around: Surroundings) -> None:
        self._box = box
        self._front = around.front
        self.pages = Pages(box, around)

    def routes(self) -> list[Route]:
        """Return where it is served; a form only where there is a function behind it."""
        routes = [
            Route("/", self.inbox, methods=["GET"]),
            Route("/messages/{number:int}", self.message, methods=["GET"]),
            Route("/clear", self.clear, methods=["POST"]),
        ]
        if self._front is not None:
            routes.append(Route("/send", self.send, methods=["POST"]))
            routes.append(Route("/send", self.back, methods=["GET"]))
        return routes

    async def inbox(self, request: Request) -> Response:
        language = texts.language(request)
        part_of_phone = request.query_params.get("phone", "")
        url = str(request.base_url)
        # A thousand messages are half a second's work (measured), in which others are answered.
        html = await run_in_threadpool(self.pages.inbox, language, url, part_of_phone)
        response = HTMLResponse(html)
        if request.query_params.get("lang") == language:
            response.set_cookie(texts.COOKIE, language, _A_YEAR, httponly=True, samesite="strict")
        return response

    async def message(self, request: Request) -> Response:
        entry = self._box.find(request.path_params["number"])
        if entry is None:
            raise HTTPException(404, "This message is not there, or no longer.")
        return HTMLResponse(self.pages.message(texts.language(request), entry))

    async def clear(self, _request: Request) -> Response:
        self._box.clear()
        return RedirectResponse("/", 303)

    async def send(self, request: Request) -> Response:
        """Post the form's fields to the function; a script asks for the `part` that is new."""
        assert self._front is not None  # noqa: S101 - else there is no such route
        form = (await wire.read(request, wire.MAX_BODY)).body
        fields = dict(parse_qsl(form.decode(errors="replace")))
        language = texts.language(request)
        if language != "en":
            fields["locale"] = language
        exchange = await run_in_threadpool(self._front.send, fields)
        if "part" in request.query_params:
            return HTMLResponse(self.pages.exchange(language, exchange))
        url = str(request.base_url)
        html = await run_in_threadpool(
            self.pages.inbox, language, url, exchange=exchange, typed=fields
        )
        return HTMLResponse(html)

    async def back(self, request: Request) -> Response:
        """Open the inbox where the answer to the form has been, for its links and a reload."""
        return RedirectResponse(f"/?{request.url.query}", 303)


def create_app(box: Box, api: Api, around: Surroundings, names: Collection[str]) -> Starlette:
    """Serve the box and the API of the sandbox that it hears, under loopback's names and these."""
    site = _Site(box, around)
    return Starlette(
        routes=[
            *site.routes(),
            Route("/stream", Stream(box, site.pages), methods=["GET"]),
            *api.routes(),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(Guard, names)],
        exception_handlers={
            ProblemError: problems.of_problem,
            HTTPException: problems.of_http,
        },
    )
