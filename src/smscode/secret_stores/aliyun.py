"""What the stores on Alibaba Cloud have in common: the address, the role's key, one more try."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from smscode.aliyun.exchange import Answer, perform
from smscode.credentials import Credentials
from smscode.outcome import MISCONFIGURED, UNAVAILABLE, failure
from smscode.settings import Endpoint, SettingsError

_OPTIONS = frozenset({"region", "endpoint"})
_LONGEST_READ = 3.0  # s for one request
_TRIES = 2  # reading twice costs nothing
_SERVER_ERROR = 500
_PASSING = frozenset(
    {
        "InternalError",
        "InternalFailure",
        "QpsLimitExceeded",
        "Rejected.Throttling",
        "RequestTimeout",
        "ServiceUnavailable",
        "ServiceUnavailableTemporary",
        "Throttling",
        "Throttling.Api",
        "Throttling.User",
    }
)


@dataclass(frozen=True, slots=True)
class Address:
    """``NAME?region=&endpoint=``, taken apart.

    Attributes:
        name: The name of the secret, or of bucket and object.
        region: The region that the URI or the function's environment (``FC_REGION``) names.
        endpoint: Where the service is, if the URI says.
        is_at_home: Whether the region is the function's own.
    """

    name: str
    region: str
    endpoint: Endpoint | None
    is_at_home: bool

    @classmethod
    def parse(cls, rest: str, environment: Mapping[str, str]) -> Address:
        """Read what stands behind the scheme of ``CONFIG_URI``.

        Raises:
            SettingsError: The name or the region is missing, or an option is not known.
        """
        name, _, text = rest.partition("?")
        options = dict(parse_qsl(text, keep_blank_values=True))
        home = environment.get("FC_REGION", "")
        region = options.get("region") or home
        if not name or not region or not options.keys() <= _OPTIONS:
            raise SettingsError("CONFIG_URI: must be NAME?region=&endpoint= behind the scheme")
        given = options.get("endpoint")
        endpoint = Endpoint.parse(given, "CONFIG_URI endpoint") if given else None
        return cls(name, region, endpoint, region == home)


def fetch(
    service: str,
    role: Callable[[], Credentials | None],
    request: Callable[[Credentials], None],
    code_of: Callable[[Answer], str | None],
    *,
    tries: int = _TRIES,
) -> Answer:
    """Return the answer to *request*, signed with the role's credentials of this moment.

    *code_of* gives the error code of an answer, None for a good one.

    Raises:
        OutcomeError: ``unavailable`` when there is no answer or one that will pass,
            ``misconfigured`` for any other refusal.
    """
    kind, cause = UNAVAILABLE, ""
    for _ in range(tries):
        credentials = role()
        if credentials is None:
            raise failure(MISCONFIGURED, f"{service}: the function has no role")
        exchange = perform(_LONGEST_READ, partial(request, credentials))
        answer = exchange.answer
        if answer is None:
            kind, cause = UNAVAILABLE, f"no answer: {exchange.cause}"
            continue
        code = code_of(answer)
        if code is None:
            return answer
        passing = code in _PASSING or answer.status >= _SERVER_ERROR
        kind, cause = UNAVAILABLE if passing else MISCONFIGURED, code
        if not passing:
            break
    raise failure(kind, f"{service}: {cause}")
