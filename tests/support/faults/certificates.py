"""Certificates for the vendor: a good one, and three that no client may accept."""

import ssl
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Final

import trustme

#: A name that no real resolver answers (RFC 6761); good certificates have it.
NAME: Final = "sms.invalid"
_LOOPBACK: Final = "127.0.0.1"


@cache
def _authority() -> trustme.CA:
    return trustme.CA()


def write_authority(folder: Path) -> str:
    """Write the certificate of our authority and return its path, for ``SSL_CERT_FILE``."""
    path = folder / "authority.pem"
    _authority().cert_pem.write_to_path(path)
    return str(path)


@cache
def good() -> ssl.SSLContext:
    """Return a server's side with a certificate for loopback and for ``NAME``."""
    return _context(_authority().issue_cert(_LOOPBACK, NAME))


@cache
def of_a_stranger() -> ssl.SSLContext:
    """Return one whose certificate comes from an authority that the client does not know."""
    return _context(trustme.CA().issue_cert(_LOOPBACK))


@cache
def expired() -> ssl.SSLContext:
    """Return one whose certificate was good until yesterday."""
    now = datetime.now(timezone.utc)
    began, ended = now - timedelta(days=30), now - timedelta(days=1)
    return _context(_authority().issue_cert(_LOOPBACK, not_before=began, not_after=ended))


@cache
def of_another_host() -> ssl.SSLContext:
    """Return one whose certificate is good, but for another host."""
    return _context(_authority().issue_cert("another.invalid"))


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
