"""One IP address: in its own form, and what requests from it are counted by."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network


def address_of(text: object) -> str | None:
    """Return the IP address that *text* is, in its own form; None where it is none.

    A scope id (``fe80::1%eth0``) is no part of an address, and can be any text: it is dropped.
    """
    if not isinstance(text, str):  # numbers and bytes are addresses, too, for the library
        return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return str(type(address)(int(address)))


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
