"""The words of the tables in Chinese."""

from typing import Final

CHINESE: Final[dict[str, str]] = {}
