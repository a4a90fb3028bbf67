"""What the commands that run until Ctrl-C say first: where everything is, in a form to copy."""

from sandbox.aliyun.catalogue import AccessKey, Catalogue, CatalogueError
from sandbox.inbox.front import EXAMPLE
from sandbox.inbox.pages import Surroundings
from sandbox.terminal import Terminal


def key_of(catalogue: Catalogue) -> AccessKey:
    """Return the first key that needs no token.

    Raises:
        CatalogueError: There is none.
    """
    for key in catalogue.access_keys.values():
        if key.token is None:
            return key
    raise CatalogueError("the catalogue has no access key without a token")


def show(terminal: Terminal, inbox: str, around: Surroundings) -> None:
    """Write the addresses and the commands."""
    terminal.line(f"Inbox     {inbox}/")
    if around.front is not None:
        terminal.line(f"Function  {around.front.url}")
    terminal.line(f"Aliyun    {around.endpoint}  (stand-in of dysmsapi and dypnsapi.aliyuncs.com)")
    terminal.line()
    if around.front is not None:
        terminal.heading("Send a code:")
        terminal.line(f"  {around.front.command(EXAMPLE)}")
        terminal.line()
    terminal.heading("Point another program here (any Aliyun SDK: this endpoint, protocol http):")
    for command in around.exports:
        terminal.line(f"  {command}")
    terminal.line()
    terminal.line("Each SMS is shown here and in the inbox as it arrives. Ctrl-C stops.")
    terminal.line()
