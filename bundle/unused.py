"""What of the vendor's SDK a bundle leaves out, because no send of this function ever uses it.

The SDK imports all it has for asynchronous calls, web sockets, key pairs and the credentials of
other hosts, and a model for each of its 79 operations. This function makes synchronous calls with
an access key or a role's token. What is left out is not there at all; where the SDK still names it
while it is imported, a placeholder has the name, and raises `RuntimeError` when it is used. TLS and
the signature are not among it: both are the standard library's.

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
    "charset-normalizer": "3.5.2",
    "darabonba-core": "1.0.9",
    "requests": "2.34.2",
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
    # Web sockets, which darabonba.websocket opens for other services.
    "websocket": Module("websocket-client"),
    "websocket._abnf": Module("websocket-client", ("ABNF",)),
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
