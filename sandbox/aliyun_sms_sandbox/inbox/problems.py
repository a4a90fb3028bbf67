"""Refusals, as problem details (RFC 9457) like those of the function."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from aliyun_sms_sandbox.visitors import StrangerError

_CODES = {404: "not_found", 405: "method_not_allowed", 413: "content_too_large"}


class ProblemError(Exception):
    """A request that cannot be answered as asked; `code` is for programs, `detail` for people."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: list[dict[str, str]] | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers
        self.errors = errors

    def response(self) -> JSONResponse:
        """Return what is sent."""
        document: dict[str, object] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "code": self.code,
            "detail": self.detail,
        }
        if self.errors:
            document["errors"] = self.errors
        return JSONResponse(
            document, self.status, self.headers, media_type="application/problem+json"
        )


def of_problem(_request: Request, error: Exception) -> JSONResponse:
    """Answer with a problem that was raised."""
    assert isinstance(error, ProblemError)  # noqa: S101 - registered for it alone
    return error.response()


def of_stranger(error: StrangerError) -> JSONResponse:
    """Answer whoever is not answered."""
    return ProblemError(error.status, error.code, error.detail).response()


def of_http(_request: Request, error: Exception) -> JSONResponse:
    """Answer what the router has no route for."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    status = HTTPStatus(error.status_code)
    code = _CODES.get(status, "invalid_request")
    return ProblemError(status, code, error.detail, headers=error.headers).response()
