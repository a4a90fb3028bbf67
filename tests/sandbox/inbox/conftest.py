"""What the tests of the inbox start with."""

from support.inbox.fixtures import browser, page, plain_sdk, program, the_desk

__all__ = ["browser", "page", "plain_sdk", "program", "the_desk"]
