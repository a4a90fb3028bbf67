"""What the tests of the inbox start with."""

from support.inbox.fixtures import browser, page, program, the_desk
from support.plain_sdk import plain_sdk

__all__ = ["browser", "page", "plain_sdk", "program", "the_desk"]
