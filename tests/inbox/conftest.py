"""What the tests of the inbox start with."""

from inbox.fixtures import browser, no_proxy, page, program, the_desk

__all__ = ["browser", "no_proxy", "page", "program", "the_desk"]
