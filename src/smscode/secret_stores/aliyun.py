"""Shared by the stores on Alibaba Cloud: the address, the role's key, one more try."""

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
_REGION = re.compile(r"[a-z0-9-]{1,40}")  # it becomes a part of a host's name, or of a label
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
#: s before each further try of a throttled read, at most, and the part of them at least. KMS lets
#: an account read 450 times a second: when more instances than that start together, those that were
#: refused come again spread out, and the last of them in time for the shortest deadline, 4.5 s with
#: 1.5 s of it left to send. docs/performance.md has the arithmetic.
PAUSES = (1.0, 1.5)
LEAST_PAUSE = 0.5


class Address(NamedTuple):
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
        if not name or not _REGION.fullmatch(region) or not options.keys() <= _OPTIONS:
            raise SettingsError("CONFIG_URI: must be NAME?region=&endpoint= behind the scheme")
        given = options.get("endpoint")
        endpoint = Endpoint.parse(given, "CONFIG_URI endpoint") if given else None
        return cls(name, region, endpoint, region == home)


def fetch(  # noqa: PLR0913 - what a store has, and what it asks
    service: str,
    role: Callable[[], Credentials | None],
    clock: Clock,
    prepare: Callable[[Credentials], Callable[[], object]],
    code_of: Callable[[Answer], str | None],
    *,
    tries: int = 1 + len(PAUSES),
) -> Answer:
    """Return the answer to the request that *prepare* makes with the role's credentials.

    They are those of the moment. To prepare imports the SDK, and counts for no time limit of the
    request. *code_of* gives the error code of an answer, None for a good one; *tries* is how often
    the request may be sent.

    Raises:
        OutcomeError: ``unavailable`` when there is no answer or one that will pass,
            ``misconfigured`` for any other refusal.
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
