"""HMAC-SHA256 by the openssl command: another implementation than the one that is tested."""

import shutil
import subprocess
from typing import Final

import pytest

OPENSSL: Final = shutil.which("openssl") or ""
needs_openssl = pytest.mark.skipif(not OPENSSL, reason="the openssl command is missing")


def hmac_sha256(key: str, content: bytes) -> str:
    """Return the HMAC in hex; the key is not empty."""
    options = ["-mac", "HMAC", "-macopt", f"hexkey:{key.encode().hex()}"]
    done = subprocess.run(  # noqa: S603 - a fixed command
        [OPENSSL, "dgst", "-sha256", "-r", *options],
        input=content,
        capture_output=True,
        check=True,
        timeout=120,
    )
    return done.stdout.decode().split()[0]
