"""What a person sees while a bundle is built."""

from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Progress:
    """Writes a line a stage; on a terminal, a line that changes with each step as well."""

    stream: TextIO

    def stage(self, text: str) -> None:
        """Write a line that stays."""
        self._write(f"{text}\n")

    def step(self, text: str) -> None:
        """Show what is being worked on, until the next call."""
        if self.stream.isatty():
            self._write(f"   {text}")

    def _write(self, text: str) -> None:
        back = "\r\x1b[K" if self.stream.isatty() else ""
        self.stream.write(back + text)
        self.stream.flush()
