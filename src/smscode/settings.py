"""The function's own settings, read from its environment."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

_TTL = re.compile(r"[1-9][0-9]{0,4}")
_LONGEST_TTL = 86_400
# A label has 1 to 63 characters (RFC 1035, 2.3.4). Any other would fail later, in the send.
_LABEL = "[A-Za-z0-9-]{1,63}"
_AUTHORITY = re.compile(rf"({_LABEL}(\.{_LABEL})*\.?|\[[0-9A-Fa-f:]+\])(:[0-9]{{1,5}})?")


class SettingsError(ValueError):
    """Raised when a variable cannot be used; names the variable, never its value."""


class Endpoint(NamedTuple):
    """The base address of a cloud API: ``https``, or ``http`` to this machine only.

    Attributes:
        scheme: ``https`` or ``http``.
        authority: The host, and the port if one is given.
        is_loopback: Whether it is on this machine, which is never reached through a proxy.
    """

    scheme: str
    authority: str
    is_loopback: bool

    @classmethod
    def parse(cls, text: str, name: str) -> Endpoint:
        """Return the endpoint in *text*, where a bare host means ``https``.

        *name* is the variable or option that holds it.

        Raises:
            SettingsError: It is neither a plain https address nor http to a loopback address.
        """
        host, scheme, authority, rest = None, "", "", ""
        try:
            parts = urlsplit(text if "://" in text else f"https://{text}")
            host, scheme, authority = parts.hostname, parts.scheme, parts.netloc
            rest = parts.path.strip("/") + parts.query + parts.fragment
            parts.port  # noqa: B018 - raises when it is out of range
        except ValueError:
            host = None
        plain = _AUTHORITY.fullmatch(authority) and not rest
        if not host or not plain or scheme not in ("https", "http"):
            raise SettingsError(f"{name}: must be an address like https://dysmsapi.aliyuncs.com")
        loopback = is_loopback(host)
        if scheme == "http" and not loopback:
            raise SettingsError(
                f"{name}: http is for a loopback address only: the code would not be encrypted"
            )
        return cls(scheme, authority, loopback)


def is_loopback(host: str) -> bool:
    """Return whether *host*, an address or a name, is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(NamedTuple):
    """Settings that the operator makes on the function itself; none of them is a secret.

    Attributes:
        config_uri: Where the config is, see :mod:`smscode.secret_stores`.
        dysmsapi: The endpoint of the SMS service.
        dypnsapi: The endpoint of the number verification service.
        globe: The endpoint of the service for international messages.
        config_ttl: Seconds for which a config is used before the store is read again.
        claims_uri: Where claims are kept, see :mod:`smscode.claims.stores`.
    """

    config_uri: str
    dysmsapi: Endpoint
    dypnsapi: Endpoint
    globe: Endpoint
    config_ttl: float
    claims_uri: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Return the settings in the variables that the README lists.

        Raises:
            SettingsError: A variable is missing or cannot be used.
        """
        uri = environment.get("CONFIG_URI", "")
        if not uri:
            raise SettingsError("CONFIG_URI: is not set")
        ttl = environment.get("CONFIG_TTL_SECONDS") or "300"
        if not _TTL.fullmatch(ttl) or int(ttl) > _LONGEST_TTL:
            raise SettingsError(
                f"CONFIG_TTL_SECONDS: must be a whole number from 1 to {_LONGEST_TTL}"
            )
        return cls(
            config_uri=uri,
            dysmsapi=_endpoint(environment, "DYSMSAPI_ENDPOINT", "dysmsapi.aliyuncs.com"),
            dypnsapi=_endpoint(environment, "DYPNSAPI_ENDPOINT", "dypnsapi.aliyuncs.com"),
            globe=_endpoint(environment, "GLOBE_ENDPOINT", "dysmsapi.ap-southeast-1.aliyuncs.com"),
            config_ttl=float(ttl),
            claims_uri=environment.get("CLAIMS_URI") or "memory:",
        )


def _endpoint(environment: Mapping[str, str], name: str, default: str) -> Endpoint:
    return Endpoint.parse(environment.get(name) or default, name)
