"""What of the SDK is left out: proven on these versions, said when it is used, and no more."""

import os
import subprocess
from importlib.metadata import requires
from io import StringIO
from pathlib import Path
from typing import Final

import pytest
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bundle import closure, lean, target, unused
from bundle.build import Workshop
from bundle.errors import BuildError
from bundle.pins import Pin
from bundle.progress import Progress
from bundle.wheels import WheelStore
from deploy.test_requirements import DIRECT
from support.paths import ROOT
from support.tiny_packages import write_wheel

FC: Final = target.fc()
AIOHTTP: Final = "aiohttp is left out of this bundle; build with SDK=full"
CRYPTOGRAPHY: Final = AIOHTTP.replace("aiohttp", "cryptography")
WEBSOCKET: Final = AIOHTTP.replace("aiohttp", "websocket-client")
CLIENT: Final = "from alibabacloud_dysmsapi20170525.client import Client"
CHARSET: Final = AIOHTTP.replace("aiohttp", "charset-normalizer")


def reachable(direct: set[str], without: frozenset[str]) -> set[str]:
    """Return these distributions and all that they need, where the SDK needs none of *without*."""
    found: set[str] = set()
    new = direct
    while new:
        found |= new
        needed: set[str] = set()
        for name in new:
            names = {
                canonicalize_name(r.name)
                for r in map(Requirement, requires(name) or ())
                if FC.includes(r.marker)
            }
            needed |= names - without if name in unused.PROVEN_ON else names
        new = needed - found
    return found


def test_it_is_proven_on_what_is_pinned() -> None:
    """A new version of one of them is packed whole, until somebody proves anew what it uses."""
    pins = closure.select(ROOT, FC, ())
    assert lean.unproven(pins) == []


def test_what_is_left_out_is_what_nothing_else_needs() -> None:
    """The SDK's own wants are all that brings these distributions in, and none of theirs stays."""
    selected = {str(pin.name) for pin in closure.select(ROOT, FC, ())}
    left = selected - reachable(DIRECT - {"boto3"}, unused.DISTRIBUTIONS)
    assert left == unused.DISTRIBUTIONS


def test_another_version_is_not_proven() -> None:
    """The message names it."""
    pins = [
        Pin(canonicalize_name(name), version, frozenset())
        for name, version in unused.PROVEN_ON.items()
    ]
    assert lean.unproven(pins) == []
    newer = [Pin(pin.name, "9.9", pin.hashes) if pin.name == "requests" else pin for pin in pins]
    assert lean.unproven(newer) == ["requests==9.9"]
    assert lean.unproven(pins[1:]) == ["alibabacloud-credentials==None"]


def test_a_bundle_of_another_version_has_no_placeholder(tmp_path: Path) -> None:
    """It has all that is pinned, and the builder says why."""
    (tmp_path / "wheels").mkdir()
    pin = write_wheel(tmp_path / "wheels", "aiohttp", "9.9")
    (tmp_path / "requirements.txt").write_text(f"{pin}\n", encoding="utf-8")
    told = Progress(StringIO())
    workshop = Workshop(
        tmp_path, WheelStore(tmp_path / "wheels", told), Progress(out := StringIO())
    )
    contents = workshop.contents(FC, (), lean.UNUSED)
    assert [part.name for part in contents.parts] == ["smscode", "aiohttp"]
    assert contents.left_out == ()
    assert "packed whole: nothing is known to be unused of alibabacloud" in out.getvalue()


def said(name: str, needs: str) -> Metadata:
    """Return what a package says of itself."""
    text = f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\nRequires-Dist: {needs}\n"
    return Metadata.from_email(text, validate=False)


def test_only_the_sdk_may_lack_them() -> None:
    """A package of any other name that needs one of them stops the build."""
    sdk = Pin(canonicalize_name("darabonba-core"), "1.0", frozenset())
    closure.check([sdk], [said("darabonba-core", "aiohttp>=3")], FC, lean.UNUSED)
    with pytest.raises(BuildError, match="darabonba-core needs aiohttp"):
        closure.check([sdk], [said("darabonba-core", "aiohttp>=3")], FC)
    with pytest.raises(BuildError, match="darabonba-core needs yaml"):
        closure.check([sdk], [said("darabonba-core", "yaml")], FC, lean.UNUSED)
    other = Pin(canonicalize_name("redis"), "1.0", frozenset())
    with pytest.raises(BuildError, match="redis needs cryptography"):
        closure.check([other], [said("redis", "cryptography")], FC, lean.UNUSED)


@pytest.mark.parametrize(
    ("use", "message"),
    [
        ("import aiohttp; aiohttp.ClientSession()", AIOHTTP),
        ("import aiohttp; aiohttp.ClientSession.request", AIOHTTP),
        ("import aiohttp; aiohttp.TCPConnector()", AIOHTTP),
        ("from aiohttp import web", AIOHTTP),
        ("from darabonba.websocket import WebSocketMessage", WEBSOCKET),
        (
            "from darabonba.websocket import new_websocket_client_and_connect as call; call()",
            WEBSOCKET,
        ),
        (
            "from alibabacloud_tea_openapi import websocket_utils; websocket_utils.SubProtocolAWAP",
            WEBSOCKET,
        ),
        ("from cryptography import x509", CRYPTOGRAPHY),
        ("from cryptography.hazmat.primitives import hashes; hashes.SHA256()", CRYPTOGRAPHY),
        (
            "from alibabacloud_tea_openapi.utils import load_pem_private_key as load; load(b'')",
            CRYPTOGRAPHY,
        ),
        ("import requests; r = requests.Response(); r._content = b'x'; r.text", CHARSET),
        (
            "from alibabacloud_credentials.client import Client; Client()",
            "alibabacloud_credentials.provider, but for access keys and their tokens, is left out",
        ),
        (
            f"{CLIENT}; Client.__new__(Client).add_sms_sign",
            "add_sms_sign is left out of this bundle",
        ),
        (
            f"{CLIENT}; Client.__new__(Client).call_api_async",
            "call_api_async is left out of this bundle",
        ),
        (
            "from alibabacloud_dysmsapi20170525.models import QuerySendDetailsRequest",
            "alibabacloud_dysmsapi20170525.models, but for SendSms, is left out",
        ),
    ],
)
def test_a_placeholder_says_what_is_missing(
    bundles: Path, empty_python: Path, use: str, message: str
) -> None:
    """Whatever is done with it raises RuntimeError with the way out; nothing wrong comes back."""
    result = subprocess.run(  # noqa: S603 - the target's own Python
        [empty_python, "-c", use],
        cwd=bundles / "fc",
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith(f"RuntimeError: {message}")
    assert result.stderr.splitlines()[-1].endswith("build with SDK=full")


def run(python: Path, code: str, folder: Path) -> str:
    """Return what *code* prints, warnings and all, in a Python that has the bundle alone."""
    result = subprocess.run(  # noqa: S603 - the target's own Python
        [python, "-W", "default", "-c", code],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return result.stdout


@pytest.mark.parametrize(
    ("use", "result"),
    [
        (
            "import asyncio; from Tea.core import TeaCore as C; asyncio.run(C.sleep_async(0))",
            "None",
        ),
        (
            "import asyncio, darabonba.core as d; asyncio.run(d.DaraCore.sleep_async(0))",
            "None",
        ),
        (
            "from darabonba.utils.xml import XML; XML.parse_xml('<a><b>1</b></a>')",
            "{'a': {'b': '1'}}",
        ),
        (
            "from darabonba.utils.xml import XML; XML.to_xml({'a': {'b': [1, 2], 'c': 3}})",
            '<?xml version="1.0" encoding="utf-8"?><a><b>1</b><b>2</b><c>3</c></a>',
        ),
        ("from pydantic.plugin._loader import get_plugins; list(get_plugins())", "[]"),
        (
            "from urllib3.util.url import parse_url; parse_url('https://[::1%25a]:1/x').host",
            "[::1%a]",
        ),
        ("from urllib3.util.url import parse_url; parse_url('https://A.b/x').host", "a.b"),
        ("from pydantic_core import core_schema as c; c.str_schema()", "{'type': 'str'}"),
    ],
)
def test_what_is_edited_works_as_before(
    bundles: Path, whole_bundles: Path, empty_python: Path, use: str, result: str
) -> None:
    """An import that has moved is there for the function that needs it."""
    *before, last = use.split("; ")
    code = "; ".join([*before, f"print({last})"])
    for folder in (bundles, whole_bundles):
        assert run(empty_python, code, folder / "fc") == f"{result}\n"


def test_http2_says_what_it_lacks(bundles: Path, empty_python: Path) -> None:
    """urllib3's HTTP/2 still looks for its own library where it is turned on, and finds none."""
    told = run(empty_python, "import urllib3.http2 as h; h.inject_into_urllib3()", bundles / "fc")
    assert told.splitlines()[-1].endswith("No package metadata was found for h2")


def test_every_placeholder_can_be_imported(bundles: Path, empty_python: Path) -> None:
    """And is silent: a warning or a line of output on each cold start would be a false alarm."""
    lines = [f"import {name}" for name in unused.MODULES]
    imports = "\n".join([*lines, "import alibabacloud_dysmsapi20170525.client, requests"])
    assert run(empty_python, imports, bundles / "fc") == ""
