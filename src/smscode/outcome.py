"""The closed vocabulary of outcomes of a call.

Every failure in the package is an :class:`OutcomeError` that carries its :class:`Outcome`; it is
raised once, where the cause is known, and turned into a reply once, by the caller's adapter.
"""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """One message in both languages."""

    english: str
    chinese: str


class Kind(NamedTuple):
    """One word of the vocabulary.

    Attributes:
        code: The stable identifier that clients compare with.
        status: The HTTP status (RFC 9110) that says the same.
        title: The constant title of the problem (RFC 9457, section 3.1.3).
        text: What the person at the sign-in page can do, short enough for a toast.
    """

    code: str
    status: int
    title: str
    text: Text

    def message(self, locale: str | None) -> str:
        """Return the text in Chinese for ``zh*`` locales, else in English."""
        chinese = (locale or "").lower().startswith("zh")
        return self.text.chinese if chinese else self.text.english


_SENT = Text("The code is on its way.", "验证码已发送")
_SENT_BEFORE = Text(
    "This code was sent a moment ago. Check your messages.", "验证码刚刚已发送，请查看短信"
)
_SUPPORT = Text("The code could not be sent. Please contact support.", "验证码发送失败，请联系客服")
_OTHER_REGION = Text(
    "Codes cannot be sent to this country or region. Use another number.",
    "暂不支持该国家或地区的手机号，请更换号码",
)
_CHECK_NUMBER = Text("Check the mobile number and try again.", "手机号有误，请检查后重试")
_OTHER_NUMBER = Text(
    "This number cannot receive codes. Use another number.", "该号码无法接收验证码，请更换号码"
)
_TOO_MANY = Text(
    "Too many codes were requested. Please try again later.", "发送过于频繁，请稍后再试"
)
_LATER = Text(
    "Codes cannot be sent right now. Please try again later.", "验证码暂时无法发送，请稍后再试"
)
_AGAIN = Text("The code was not sent. Please try again.", "验证码未发送，请重试")
_WAIT = Text(
    "The code may be on its way. Wait a minute before asking again.",
    "验证码可能已发送，请等待一分钟后再试",
)

SENT = Kind("sent", 200, "Sent", _SENT)
DUPLICATE = Kind("duplicate", 200, "Duplicate", _SENT_BEFORE)
INVALID_REQUEST = Kind("invalid_request", 400, "Invalid request", _SUPPORT)
UNAUTHORIZED = Kind("unauthorized", 401, "Unauthorized", _SUPPORT)
REGION_NOT_ALLOWED = Kind("region_not_allowed", 403, "Region not allowed", _OTHER_REGION)
NOT_FOUND = Kind("not_found", 404, "Not found", _SUPPORT)
METHOD_NOT_ALLOWED = Kind("method_not_allowed", 405, "Method not allowed", _SUPPORT)
CONTENT_TOO_LARGE = Kind("content_too_large", 413, "Content too large", _SUPPORT)
INVALID_PHONE = Kind("invalid_phone", 422, "Invalid phone number", _CHECK_NUMBER)
TEMPLATE_NOT_FOUND = Kind("template_not_found", 422, "Template not found", _SUPPORT)
REJECTED = Kind("rejected", 422, "Rejected", _OTHER_NUMBER)
RATE_LIMITED = Kind("rate_limited", 429, "Rate limited", _TOO_MANY)
MISCONFIGURED = Kind("misconfigured", 500, "Misconfigured", _SUPPORT)
QUOTA_EXHAUSTED = Kind("quota_exhausted", 503, "Quota exhausted", _LATER)
UNAVAILABLE = Kind("unavailable", 503, "Unavailable", _AGAIN)
UNCERTAIN = Kind("uncertain", 504, "Uncertain", _WAIT)

#: The outcomes of a code to send.
KINDS = (
    SENT,
    DUPLICATE,
    INVALID_REQUEST,
    UNAUTHORIZED,
    REGION_NOT_ALLOWED,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    CONTENT_TOO_LARGE,
    INVALID_PHONE,
    TEMPLATE_NOT_FOUND,
    REJECTED,
    RATE_LIMITED,
    MISCONFIGURED,
    QUOTA_EXHAUSTED,
    UNAVAILABLE,
    UNCERTAIN,
)
#: The outcome of a push of delivery reports.
RECEIVED = Kind("received", 200, "Received", Text("Received.", "接收成功"))


class FieldError(NamedTuple):
    """One error in a request: its JSON Pointer (RFC 6901) and what is wrong, never the value."""

    pointer: str
    detail: str


class Outcome(NamedTuple):
    """The result of one call.

    Attributes:
        kind: The word of the vocabulary.
        reason: Why, for the log only.
        errors: What is wrong with the request, all of it.
        allow: The methods that the path has, for ``method_not_allowed``.
        retry_after: Seconds until a repeat can succeed, where known.
        biz_id: Aliyun's receipt, the key of its delivery reports.
        provider_code: Aliyun's own code, for failures.
        provider_message: Aliyun's own words on a failure, for the log only, see
            :func:`smscode.senders.vendor_codes.fit_for_log`.
        provider_request_id: Aliyun's request id.
        store_failed: Whether the claim store has not done its part.
        of_another: Whether it came of another call for the same: for this one nothing was sent.
        first_provider_code: Aliyun's code for the first request, when a second one was made.
        fell_back: Whether the second reference was tried.
    """

    kind: Kind
    reason: str | None = None
    errors: tuple[FieldError, ...] = ()
    allow: str | None = None
    retry_after: int | None = None
    biz_id: str | None = None
    provider_code: str | None = None
    provider_message: str | None = None
    provider_request_id: str | None = None
    store_failed: bool = False
    of_another: bool = False
    first_provider_code: str | None = None
    fell_back: bool = False


class OutcomeError(Exception):
    """Raised when a call cannot go on; carries the outcome and the person's language.

    The text of the exception is the outcome's code, so that it can be printed anywhere.
    """

    def __init__(self, outcome: Outcome, locale: str | None = None) -> None:
        super().__init__(outcome.kind.code)
        self.outcome = outcome
        self.locale = locale


def failure(kind: Kind, reason: str) -> OutcomeError:
    """Return the error for *kind*; *reason* names the cause in the log and holds no secret."""
    return OutcomeError(Outcome(kind, reason=reason))
