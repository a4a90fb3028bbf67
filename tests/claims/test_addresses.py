"""Addresses of people's devices: what is one, what of it is shown, and what it is counted by."""

import re
from ipaddress import ip_address
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smscode.call import address_of
from smscode.claims.limits import network_of

ADDRESSES: Final = [
    ("203.0.113.7", "203.0.113.7"),
    ("0.0.0.0", "0.0.0.0"),  # noqa: S104 - nothing listens
    ("2001:DB8::1", "2001:db8::1"),
    ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
    ("::1", "::1"),
    ("::ffff:203.0.113.7", str(ip_address("::ffff:203.0.113.7"))),  # CPython 3.13 has dots in it
    ("::1%13912345678", "::1"),
    ("fe80::1%eth0", "fe80::1"),
    ("fe80::1%735184", "fe80::1"),
    ("2001:db8::1%" + "x" * 9000, "2001:db8::1"),
    ("::1%\n{}", "::1"),
    ("::1%\ud83d", "::1"),
]
NO_ADDRESSES: Final[list[object]] = [
    *("", " ", "x", "localhost", "unknown", "null", "-"),
    *("1.2.3", "256.0.0.1", "1.2.3.4.5", "127.1", "010.0.0.1", "0x7f000001", "2130706433"),
    *("203.0.113.7:443", "[2001:db8::1]", "[2001:db8::1]:443", "203.0.113.7, 198.51.100.1"),
    *(
        " 203.0.113.7",
        "203.0.113.7\n",
        "203.0.113.0/24",
        "2001:db8::/64",
        "203.0.113.7%13912345678",
    ),
    *("::1%", "::1%a%b", "%13912345678", "13912345678", "735184", "g::1", "1:2:3:4:5:6:7:8:9"),
    *("１.2.3.4", "١.2.3.4", "203。0。113。7", "\ud83d", "x" * 9000, ":" * 9000),
    *(None, True, False, 0, 1, 2130706433, 2**127, -1, 1.5, b"\x7f\0\0\1", b"::1", [], {}),
    ["203.0.113.7"],
]


@pytest.mark.parametrize(("text", "address"), ADDRESSES, ids=lambda text: ascii(text)[:50])
def test_address(text: str, address: str) -> None:
    """An address is shown in its own form, whatever its scope id says."""
    assert address_of(text) == address


@pytest.mark.parametrize("text", NO_ADDRESSES, ids=lambda text: ascii(text)[:50])
def test_no_address(text: object) -> None:
    """A name, a port, a range, a list or a number is no address; only a text can be one."""
    assert address_of(text) is None


HEX: Final = st.from_regex(r"\A[0-9a-f]{0,4}(:[0-9a-f]{0,4}){1,7}\Z")
TEXTS: Final = st.one_of(
    st.text(),
    st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,3}){3}.{0,3}\Z"),
    st.builds("{}%{}".format, st.one_of(HEX, st.just("::1")), st.text()),
    st.ip_addresses().map(str),
)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(TEXTS)
def test_any_text(text: str) -> None:
    """What is shown of any text is an address and no more, and is the same address again."""
    address = address_of(text)
    if address is None:
        return
    assert re.fullmatch(r"[0-9a-f.:]{2,45}", address)
    assert address_of(address) == address
    assert ":" in address or address == text


COUNTED: Final = [
    ("8.8.8.8", "8.8.8.8"),
    ("223.5.5.5", "223.5.5.5"),
    ("::ffff:8.8.8.8", "8.8.8.8"),  # mapped: as a dual-stack server sees IPv4
    ("::ffff:808:808", "8.8.8.8"),
    ("64:ff9b::8.8.8.8", "8.8.8.8"),  # NAT64
    ("64:ff9b::808:808", "8.8.8.8"),
    ("2606:4700:1:2:3:4:5:6", "2606:4700:1:2::/64"),
    ("2606:4700:1:2:ffff::", "2606:4700:1:2::/64"),
    ("2606:4700:1:3::", "2606:4700:1:3::/64"),
    ("240e::1", "240e::/64"),
    ("2000::1", "2000::/64"),
]
NOT_COUNTED: Final = [
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "127.0.0.1"),
    *("169.254.0.1", "0.0.0.0", "255.255.255.255", "240.0.0.1", "224.0.0.1"),  # noqa: S104 - see above
    *("192.0.2.1", "198.51.100.7", "203.0.113.7", "198.18.0.1", "192.0.0.8", "192.0.0.9"),
    *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::203.0.113.7"),
    *(
        "::",
        "::1",
        "::8.8.8.8",
        "64:ff9b:1::1",
        "100::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd00::1",
    ),
    *("ff02::1", "ff0e::1", "2001:db8::1", "3fff::1", "2001::1", "2001:20::1", "2002:808:808::1"),
    *("4000::1", "5f00::1", "8000::1"),
]


@pytest.mark.parametrize(("ip", "network"), COUNTED)
def test_counted_by(ip: str, network: str) -> None:
    """An IPv4 address is counted as itself, whatever carries it; an IPv6 one with its /64."""
    assert network_of(ip) == network


@pytest.mark.parametrize("ip", NOT_COUNTED)
def test_not_counted(ip: str) -> None:
    """An address of a private net, a loopback, a document or nobody tells no person from another.

    On every Python alike: is_global of 3.10 and of 3.13 disagree on some of these.
    """
    assert network_of(ip) is None


@settings(deadline=None, derandomize=True)
@given(st.ip_addresses())
def test_any_address(address: object) -> None:
    """Whatever is counted is global by the library too, and the same again in its other forms."""
    ip = str(address)
    network = network_of(ip)
    assert network is None or ip_address(network.removesuffix("/64")).is_global
    if "." in ip:
        assert network_of(f"::ffff:{ip}") == network_of(f"64:ff9b::{ip}") == network
