"""What the tests of the commands start with: a process, and the official SDK."""

from support.plain_sdk import plain_sdk
from support.starting import start

__all__ = ["plain_sdk", "start"]
