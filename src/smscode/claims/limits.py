"""The operator's own limits, counted before the vendor is asked; and what an address counts as."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from smscode.claims.stores import ClaimStore
from smscode.outcome import Kind, Outcome

_CHINA = 8 * 3600  # s; days begin at midnight in China, as in Aliyun's own limits
_MARGIN = 60  # s for which a count outlives its window, so that it can be given back


class Counter(NamedTuple):
    """One window of one limit.

    Attributes:
        key: A keyed hash of limit and window.
        most: How many sends the window allows.
        seconds_left: Seconds until the window ends.
        kind: The outcome of a breach.
        name: The limit's name, for the log.
    """

    key: str
    most: int
    seconds_left: int
    kind: Kind
    name: str


def window(now: float, seconds: int) -> tuple[int, int]:
    """Return the number of the fixed window that *now* is in, and the seconds until it ends.

    Aliyun's own limits per minute and hour use fixed windows of the clock too
    (help.aliyun.com/document_detail/44335.html).
    """
    number, gone = divmod(int(now) + _CHINA, seconds)
    return number, seconds - gone


def take(store: ClaimStore, counters: Iterable[Counter]) -> Outcome | None:
    """Count one send; if a window is full, count nothing and return the breach.

    It counts first and compares second, so that two calls at once cannot both be the last one.
    """
    taken: list[Counter] = []
    for counter in counters:
        taken.append(counter)
        if store.add(counter.key, 1, counter.seconds_left + _MARGIN) > counter.most:
            give_back(store, taken)
            reason = f"limit {counter.name}"
            return Outcome(counter.kind, reason=reason, retry_after=counter.seconds_left)
    return None


def give_back(store: ClaimStore, counters: Iterable[Counter]) -> None:
    """Take back the counts of a send that certainly did not happen."""
    for counter in counters:
        store.add(counter.key, -1, counter.seconds_left + _MARGIN)


_network = cache(ip_network)  # read when needed: they are 1 ms of a cold start
_NAT64 = "64:ff9b::/96"  # RFC 6052
# Beside what is_global knows: multicast, what is not yet anybody's (outside of 2000::/3), and the
# special ranges of which Pythons say different things (python/cpython#113171 came with 3.12.4, and
# RFC 9637's 3fff::/20 is in none yet).
_NOT_GLOBAL = (
    *("192.0.0.0/24", "224.0.0.0/4", "::/3", "4000::/2", "8000::/1"),
    *("2001::/23", "2002::/16", "3fff::/20"),
)
_SUBSCRIBER = 64  # bits: whoever has one IPv6 address has all that begin with them


def network_of(ip: str) -> str | None:
    """Return what requests from the address *ip* are counted by; None where it is not global.

    An IPv4 address that IPv6 carries (mapped, or by NAT64) is itself, another IPv6 one its /64.
    """
    address = ip_address(ip)
    if isinstance(address, IPv6Address):
        address = _carried_by(address) or address
    if not address.is_global or any(address in _network(each) for each in _NOT_GLOBAL):
        return None
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address), _SUBSCRIBER), strict=False))


def _carried_by(address: IPv6Address) -> IPv4Address | None:
    if address in _network(_NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped
