"""What the tests of the callers start with."""

from support.callers.fixtures import each_front, each_sandbox, front, sandbox, warm

__all__ = ["each_front", "each_sandbox", "front", "sandbox", "warm"]
