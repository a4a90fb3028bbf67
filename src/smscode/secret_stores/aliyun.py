"""Reads from the stores on Alibaba Cloud: their address, the role's key, and retries."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import NamedTuple
from urllib.parse import parse_qsl

from smscode.aliyun.exchange import Answer, perform
from smscode.clock import Clock, jittered
from smscode.credentials import Credentials
from smscode.outcome import MISCONFIGURED, UNAVAILABLE, failure
from smscode.settings import Endpoint, SettingsError

_OPTIONS = frozenset({"region", "endpoint"})
_REGION = re.compile(r"[a-z0-9-]{1,40}")  # it becomes part of a host name
_WORD = re.compile(r"[A-Za-z_-]{1,32}")  # any other name of an option could be a misplaced value
_LONGEST_READ = 3.0  # s for one request
_SERVER_ERROR = 500
_THROTTLED = frozenset(
    {
        "QpsLimitExceeded",
        "Rejected.Throttling",
        "Throttling",
        "Throttling.Api",
        "Throttling.User",
    }
)
_PASSING = _THROTTLED | {
    "InternalError",
    "InternalFailure",
    "RequestTimeout",
    "ServiceUnavailable",
    "ServiceUnavailableTemporary",
}
_AT_ONCE = (0.0,)  # reading twice costs nothing
#: The longest pause before each retry of a throttled read, in seconds, and the least part of it
#: that jitter leaves. KMS lets an account read 450 times a second. When more instances than that
#: start together, those that were throttled retry spread out over time, and the last retry still
#: meets the shortest deadline, 4.5 s of which 1.5 s are left to send. docs/performance.md has the
#: arithmetic.
PAUSES = (1.0, 1.5)
LEAST_PAUSE = 0.5


class Address(NamedTuple):
    """The parts of ``NAME?region=&endpoint=``.

    Attributes:
        name: The name of the secret, or of bucket and object.
        region: The region that the URI or the function's environment (``FC_REGION``) names.
        endpoint: Where the service is, if the URI names it.
        is_at_home: Whether the region is the function's own.
    """

    name: str
    region: str
    endpoint: Endpoint | None
    is_at_home: bool

    @classmethod
    def parse(cls, rest: str, environment: Mapping[str, str]) -> Address:
        """Return the parts of *rest*, which follows the scheme of ``CONFIG_URI``.

        Raises:
            SettingsError: The name or the region is missing, or an option is unknown.
        """
        name, _, text = rest.partition("?")
        options = dict(parse_qsl(text, keep_blank_values=True))
        home = environment.get("FC_REGION", "")
        region = options.get("region") or home
        problem = _problem(name, region, options)
        if problem is not None:
            raise SettingsError(f"CONFIG_URI: {problem}")
        given = options.get("endpoint")
        endpoint = Endpoint.parse(given, "CONFIG_URI endpoint") if given else None
        return cls(name, region, endpoint, region == home)


def _problem(name: str, region: str, options: Mapping[str, str]) -> str | None:
    """Return the first thing that is wrong with an address; None if nothing is."""
    for option in options:
        if option not in _OPTIONS:
            shown = option if _WORD.fullmatch(option) else "…"
            return f"has the unknown option {shown}: only region and endpoint are known"
    if not name:
        return "must name a secret, or a bucket and an object, after the scheme"
    if not region:
        return "has no region: add ?region=cn-hangzhou, or whichever is yours"
    if not _REGION.fullmatch(region):
        return "has a region that is not written like cn-hangzhou"
    return None


def fetch(  # noqa: PLR0913 - the parts of a store, and its request
    service: str,
    role: Callable[[], Credentials | None],
    clock: Clock,
    prepare: Callable[[Credentials], Callable[[], object]],
    code_of: Callable[[Answer], str | None],
    *,
    tries: int = 1 + len(PAUSES),
) -> Answer:
    """Return the answer to the request that *prepare* makes with the role's credentials.

    Each try uses the credentials of that moment. Preparing a request imports the SDK, which does
    not count against the request's time limit. *code_of* returns the error code of an answer, None
    for a good one; *tries* is how often the request may be sent.

    Raises:
        OutcomeError: ``unavailable`` if there is no answer or the error is a passing one,
            ``misconfigured`` for any other error.
    """
    for tried in count():
        credentials = role()
        if credentials is None:
            raise failure(MISCONFIGURED, f"{service}: the function has no role")
        exchange = perform(_LONGEST_READ, prepare(credentials))
        answer = exchange.answer
        code = exchange.reason if answer is None else code_of(answer)
        if answer is not None and code is None:
            return answer
        if answer is None:
            passing = not exchange.is_unsendable
        else:
            passing = code in _PASSING or answer.status >= _SERVER_ERROR
        pauses = PAUSES if code in _THROTTLED else _AT_ONCE
        if not passing or tried >= min(len(pauses), tries - 1):
            break
        clock.sleep(jittered(pauses[tried], LEAST_PAUSE))
    raise failure(UNAVAILABLE if passing else MISCONFIGURED, f"{service}: {code}")
