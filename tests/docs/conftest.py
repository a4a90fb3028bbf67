"""What the pages' examples are run against."""

from support.callers.fixtures import each_front, front, warm
from support.inbox.fixtures import program

__all__ = ["each_front", "front", "program", "warm"]
