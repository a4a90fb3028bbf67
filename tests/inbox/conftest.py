"""What the tests in a browser start with."""

from inbox.fixtures import browser, page, program

__all__ = ["browser", "page", "program"]
