"""What of its dependencies a bundle leaves out, because no send of this function ever uses it.

The SDK imports all it has for asynchronous calls, web sockets, key pairs and the credentials of
other hosts, and a model for each of its 79 operations. This function makes synchronous calls with
an access key or a role's token. What is left out is not there at all; where the SDK still names it
while it is imported, a placeholder has the name, and raises `RuntimeError` when it is used. TLS and
the signature are not among it: both are the standard library's. Beside that, a few imports move to
where they are used, for the sake of the cold start, and pydantic-core's descriptions of its own
schemas, which type checkers alone read, are plain classes.

Proven, by every event in `events/` on the bundle that lacks it (`tests/bundle`), for the versions
in `PROVEN_ON` and no other: when one of them is pinned otherwise, the builder packs everything. So
it does with `make package SDK=full`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Module:
    """A module that a placeholder stands for.

    Attributes:
        left_out: What is not there, for the message of whoever uses it.
        named: The names that others read while they are imported.
        kept: The modules of a package that stay, each with its names that the package has.
        constants: Values that are read, and are as true of what was left out.
    """

    left_out: str
    named: tuple[str, ...] = ()
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


PROVEN_ON: Final[Mapping[str, str]] = {
    "alibabacloud-credentials": "1.0.12",
    "alibabacloud-credentials-api": "1.0.1",
    "alibabacloud-dysmsapi20170525": "4.6.0",
    "alibabacloud-gateway-spi": "0.0.4",
    "alibabacloud-tea": "0.4.3",
    "alibabacloud-tea-openapi": "0.4.6",
    "alibabacloud-tea-util": "0.3.15",
    "charset-normalizer": "3.5.3",
    "darabonba-core": "1.0.9",
    "pydantic": "2.14.4",
    "pydantic-core": "2.50.5",
    "requests": "2.34.2",
    "urllib3": "2.8.0",
}

#: Distributions that are left out. That one of `PROVEN_ON` says it needs one is no fault.
DISTRIBUTIONS: Final = frozenset(
    {
        *("aiofiles", "apscheduler", "tzlocal"),  # credentials of other hosts, and their renewal
        *("aiohttp", "aiohappyeyeballs", "aiosignal", "attrs", "frozenlist", "multidict"),
        *("propcache", "yarl"),  # with aiohttp: asynchronous calls
        *("cryptography", "cffi", "pycparser"),  # RSA key pairs
        "charset-normalizer",  # guesses at encodings
        "websocket-client",
    }
)

_MODELS: Final = "alibabacloud_dysmsapi20170525.models"
_PROVIDERS: Final = "alibabacloud_credentials.provider"

MODULES: Final[Mapping[str, Module]] = {
    # Asynchronous calls: in annotations of darabonba.response and darabonba.utils.stream.
    "aiohttp": Module("aiohttp", ("ClientResponse", "ClientSession")),
    # Web sockets, for other services.
    "alibabacloud_tea_openapi.websocket_utils": Module("websocket-client"),
    "darabonba.websocket": Module(
        "websocket-client",
        (
            "get_web_socket_enable_reconnect",
            "get_web_socket_handshake_timeout",
            "get_web_socket_max_reconnect_times",
            "get_web_socket_ping_interval",
            "get_web_socket_pong_timeout",
            "get_web_socket_reconnect_interval",
            "get_web_socket_write_timeout",
            "new_websocket_client_and_connect",
        ),
    ),
    # RSA key pairs: alibabacloud_tea_openapi.utils signs with them, this function by HMAC.
    "cryptography": Module("cryptography"),
    "cryptography.hazmat": Module("cryptography"),
    "cryptography.hazmat.primitives": Module("cryptography", ("hashes",)),
    "cryptography.hazmat.primitives.asymmetric": Module("cryptography", ("padding",)),
    "cryptography.hazmat.primitives.serialization": Module(
        "cryptography", ("load_pem_private_key",)
    ),
    # The guess at the encoding of an answer that names none; answers are read as bytes. requests
    # compares the version when it is imported.
    "charset_normalizer": Module(
        "charset-normalizer", constants={"__version__": PROVEN_ON["charset-normalizer"]}
    ),
    # Credentials of other hosts: profiles, ECS, OIDC. aiofiles and APScheduler are theirs alone.
    _PROVIDERS: Module(
        f"{_PROVIDERS}, but for access keys and their tokens,",
        (
            "DefaultCredentialsProvider",
            "EcsRamRoleCredentialsProvider",
            "OIDCRoleArnCredentialsProvider",
            "RamRoleArnCredentialsProvider",
            "RsaKeyPairCredentialsProvider",
            "URLCredentialsProvider",
        ),
        {
            "refreshable": (),
            "static_ak": ("StaticAKCredentialsProvider",),
            "static_sts": ("StaticSTSCredentialsProvider",),
        },
    ),
    # The models of all operations but SendSms, which the client names in annotations only.
    _MODELS: Module(
        f"{_MODELS}, but for SendSms,",
        kept={
            "_send_sms_request": ("SendSmsRequest",),
            "_send_sms_response": ("SendSmsResponse",),
            "_send_sms_response_body": ("SendSmsResponseBody",),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A text in a module, which is there once, and what stands there instead."""

    old: str
    new: str


def _moved(line: str, *uses: str) -> tuple[Edit, ...]:
    """Return the edits that take an import from the head of a module to the lines that need it."""
    lines = (use.removesuffix(use.lstrip()) + f"{line}\n{use}\n" for use in uses)
    return (Edit(f"{line}\n", ""), *map(Edit, (f"{use}\n" for use in uses), lines))


#: By the path of the module.
EDITS: Final[Mapping[str, tuple[Edit, ...]]] = {
    "Tea/core.py": _moved("import asyncio", "        await asyncio.sleep(t)"),
    "darabonba/core.py": _moved(
        "import asyncio", "        await asyncio.sleep(millisecond / 1000)"
    ),
    "alibabacloud_credentials/provider/refreshable.py": _moved(
        "import asyncio", "            loop = asyncio.new_event_loop()"
    ),
    "darabonba/utils/xml.py": _moved(
        "from xml.etree import ElementTree",
        "            sub_elem = ElementTree.SubElement(elem, k)",
        "                sub_elem = ElementTree.SubElement(parent_element, tag_name)",
        "        return XML._parse_xml(ElementTree.fromstring(body))",
        "        dic = {}",
    ),
    "pydantic/plugin/_loader.py": _moved(
        "from importlib.metadata import entry_points",
        "            for entry_point in entry_points(group=PYDANTIC_ENTRY_POINT_GROUP):",
    ),
    "urllib3/http2/__init__.py": _moved(
        "from importlib.metadata import version", '    h2_version = version("h2")'
    ),
    # An alias for a library that is imported where a host's name is not ASCII.
    "requests/packages.py": (
        Edit('for package in ("urllib3", "idna"):\n', 'for package in ("urllib3",):\n'),
    ),
    "pydantic_core/core_schema.py": (
        Edit(
            "else:\n    from typing import TypedDict\n",
            "else:\n\n    class TypedDict(dict):\n"
            "        def __init_subclass__(cls, total=True):\n            pass\n\n",
        ),
    ),
}

#: By the path of the module that has a client of the vendor's: which of its methods stay. What is
#: gone is asynchronous, or for operations and styles of request that are not ours.
OPERATIONS: Final[Mapping[str, frozenset[str]]] = {
    "alibabacloud_dysmsapi20170525/client.py": frozenset(
        {"__init__", "get_endpoint", "send_sms_with_options"}
    ),
    "alibabacloud_tea_openapi/client.py": frozenset(
        {
            *("__init__", "call_api", "check_config", "default_any", "do_request"),
            *("do_rpcrequest", "get_access_denied_detail", "get_rpc_headers", "set_rpc_headers"),
        }
    ),
}
