"""``env:NAME``: a variable of the environment, for development and tests.

Never for a deployment: consoles and deploy tools print a function's environment.
"""

from __future__ import annotations

from collections.abc import Mapping

from smscode.outcome import MISCONFIGURED, failure


class EnvironmentVariable:
    """A JSON document in a variable."""

    def __init__(self, name: str, environment: Mapping[str, str]) -> None:
        self._name = name
        self._environment = environment

    def read(self) -> str:
        """Return the variable's value."""
        value = self._environment.get(self._name)
        if value is None:
            raise failure(MISCONFIGURED, "env store: the variable is not set")
        return value

    def read_previous(self) -> str | None:
        """Return None: a variable has no versions."""
        return None
