"""Options that say where it listens and reports, its flow control, and what is in KMS and OSS."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from urllib.parse import urlsplit

from aliyun_sms_sandbox import foreground, loopback
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue
from aliyun_sms_sandbox.aliyun.oss import REGION
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.loopback import Place
from aliyun_sms_sandbox.terminal import Terminal


def add(parser: ArgumentParser) -> None:
    """Let the parser know them."""
    parser.add_argument(
        "--host",
        default=loopback.HOST,
        help="another address than %(default)s lets everybody who reaches it read the codes",
    )
    parser.add_argument(
        "--allow-host",
        dest="names",
        type=foreground.host_name,
        action="append",
        default=[],
        metavar="NAME",
        help="what clients call this machine beside localhost; can be given again",
    )
    parser.add_argument(
        "--no-flow-control",
        action="store_true",
        help="accept any number of codes for one phone number",
    )
    parser.add_argument(
        "--secret",
        dest="secrets",
        type=_secret,
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="a secret in KMS; can be given again",
    )
    parser.add_argument(
        "--object",
        dest="objects",
        type=_object,
        action="append",
        default=[],
        metavar="BUCKET/KEY=FILE",
        help="an object in OSS; can be given again",
    )
    parser.add_argument(
        "--reports",
        type=_url,
        metavar="URL",
        help="push a delivery report of each SMS there, as Aliyun does: without the code, but with "
        "the number",
    )


def account_of(catalogue: Catalogue, chosen: Namespace) -> Catalogue:
    """Return what the account owns, without flow control if so chosen."""
    return catalogue.without_flow_control() if chosen.no_flow_control else catalogue


def place(chosen: Namespace, port: int) -> Place:
    """Return where to listen on this port; an address that was chosen is a name as well.

    Raises:
        PortError: There is no such address.
    """
    own = () if loopback.is_unspecified(chosen.host) else (chosen.host.lower(),)
    return Place(port, chosen.host, frozenset((*chosen.names, *own)))


def warn(chosen: Namespace, terminal: Terminal) -> None:
    """Say it if others can reach the address.

    Raises:
        PortError: There is no such address.
    """
    warning = loopback.warning(chosen.host)
    if warning is not None:
        terminal.heading(warning)


def fill(sandbox: Sandbox, chosen: Namespace) -> list[str]:
    """Put the files into KMS and OSS; return the `CONFIG_URI` of each."""
    sandbox.secrets.update(chosen.secrets)
    sandbox.objects.update(chosen.objects)
    where = f"region={REGION}&endpoint={sandbox.endpoint}"
    return [
        *(f"aliyun-kms:{name}?{where}" for name, _ in chosen.secrets),
        *(f"aliyun-oss:{bucket}/{key}?{where}" for (bucket, key), _ in chosen.objects),
    ]


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise ArgumentTypeError(f"{text!r} is not an http:// or https:// URL")
    return text


def _secret(text: str) -> tuple[str, str]:
    name, content = _named_file(text)
    try:
        return name, content.decode()
    except UnicodeDecodeError:
        raise ArgumentTypeError(f"{text!r}: a secret is text, in UTF-8") from None


def _object(text: str) -> tuple[tuple[str, str], bytes]:
    name, content = _named_file(text)
    bucket, _, key = name.partition("/")
    if not bucket or not key:
        raise ArgumentTypeError(f"{text!r}: an object is BUCKET/KEY=FILE")
    return (bucket, key), content


def _named_file(text: str) -> tuple[str, bytes]:
    name, _, path = text.partition("=")
    if not name or not path:
        raise ArgumentTypeError(f"{text!r} is not NAME=FILE")
    try:
        return name, Path(path).read_bytes()
    except OSError as error:
        raise ArgumentTypeError(f"{path}: {error.strerror}") from None
