"""What the commands that run until Ctrl-C say first: where everything is, in a form to copy."""

import shlex
from collections.abc import Sequence
from urllib.parse import urlsplit

from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue, CatalogueError
from aliyun_sms_sandbox.inbox.front import EXAMPLE
from aliyun_sms_sandbox.inbox.pages import Surroundings
from aliyun_sms_sandbox.terminal import Terminal


def key_of(catalogue: Catalogue) -> AccessKey:
    """Return the first key that works without a token, and may send.

    Raises:
        CatalogueError: There is none.
    """
    for key in catalogue.access_keys.values():
        if key.enabled and key.token is None and key.allows("dysms:SendSms"):
            return key
    raise CatalogueError("the catalogue has no access key that may send and needs no token")


def show(
    terminal: Terminal,
    inbox: str,
    around: Surroundings,
    config_uris: Sequence[str] = (),
    names: Sequence[str] = (),
) -> None:
    """Write the addresses and the commands.

    Args:
        terminal: Where to write.
        inbox: Its URL, without a trailing slash.
        around: What else runs.
        config_uris: What is in KMS and OSS.
        names: What others may call this machine.
    """
    terminal.line(f"Inbox     {inbox}/")
    if around.front is not None:
        terminal.line(f"Function  {around.front.url}")
    terminal.line(f"Aliyun    {around.endpoint}  (stand-in of dysmsapi and dypnsapi.aliyuncs.com)")
    for name in names:
        aliyun, page = (_as(name, endpoint) for endpoint in (around.endpoint, inbox))
        terminal.line(f"For others: Aliyun {aliyun}, inbox {page}/")
    terminal.line()
    if around.front is not None:
        terminal.heading("Send a code:")
        terminal.line(f"  {around.front.command(EXAMPLE)}")
        terminal.line()
    terminal.heading("Point another program here (any Aliyun SDK: this endpoint, protocol http):")
    for command in around.exports:
        terminal.line(f"  {command}")
    for uri in config_uris:
        terminal.line(f"  export CONFIG_URI={shlex.quote(uri)}")
    terminal.line()
    terminal.line("Each SMS is shown here and in the inbox as it arrives. Ctrl-C stops.")
    terminal.line()


def _as(name: str, endpoint: str) -> str:
    return f"http://{name}:{urlsplit(endpoint).port}"
