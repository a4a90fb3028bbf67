"""Request bodies, of a bounded size."""

from http import HTTPStatus

from starlette.requests import Request

from sandbox.inbox.problems import ProblemError

_MAX_BYTES = 65_536


async def read_body(request: Request) -> bytes:
    """Read a body to its end.

    Raises:
        ProblemError: It is too long.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise ProblemError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "content_too_large", "The body is over 64 KiB."
            )
    return body
