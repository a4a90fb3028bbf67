"""The key that the operator's commands sign with: the environment's, or the Aliyun CLI's profile.

The variables win, for CI. The profile is what ``aliyun configure`` writes into
``~/.aliyun/config.json`` (help.aliyun.com/zh/cli/other-configure-command-operations). The function
itself never reads one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from smscode.background import TimeLimitError, call_within
from smscode.credentials import Credentials, FunctionRole
from smscode.settings import SettingsError

_NONE = (
    "There is no key for Alibaba Cloud: run `aliyun configure`, or set ALIBABA_CLOUD_ACCESS_KEY_ID "
    "and ALIBABA_CLOUD_ACCESS_KEY_SECRET (and ALIBABA_CLOUD_SECURITY_TOKEN for a role's)"
)
# The provider waits 5 s for a connection and 10 s for an answer, and without end for a name.
_PATIENCE = 15.0  # s


class NoKeyError(SettingsError):
    """Raised when there is no key, or a profile gives none; says what to do in one sentence.

    It holds nothing of what a server or a process answered.
    """


class OperatorKey:
    """The credentials of whoever runs a command; those that expire are renewed."""

    def __init__(self, environment: Mapping[str, str], patience: float = _PATIENCE) -> None:
        """Keep *environment*; a profile that has to ask for credentials has *patience* seconds."""
        self._environment = environment
        self._patience = patience

    def credentials(self) -> Credentials | None:
        """Return the current credentials; None if there is neither a key nor a profile.

        Raises:
            NoKeyError: There is a file of profiles, but no credentials from it.
        """
        given = FunctionRole(self._environment).credentials()
        if given is None and self._profile is not None:
            return self._profile.credentials(self._patience)
        return given

    def required(self) -> Credentials:
        """Return the current credentials, for what cannot be done without.

        Raises:
            NoKeyError: There are none.
        """
        found = self.credentials()
        if found is None:
            raise NoKeyError(_NONE)
        return found

    @property
    def source(self) -> str:
        """Where :meth:`credentials` finds them, for a message.

        Raises:
            NoKeyError: The file of profiles cannot be used.
        """
        if FunctionRole(self._environment).credentials() is None and self._profile is not None:
            return str(self._profile)
        return "ALIBABA_CLOUD_ACCESS_KEY_ID"

    @cached_property
    def _profile(self) -> _Profile | None:
        home = self._environment.get("HOME")
        disabled = self._environment.get("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "")
        if not home or disabled.lower() == "true":
            return None
        path = Path(home, ".aliyun", "config.json")
        return _find(path, self._environment.get("ALIBABA_CLOUD_PROFILE"))


class _Profile:
    """A profile of the Aliyun CLI, which may have to ask a server or a process."""

    def __init__(self, path: Path, name: str, mode: str) -> None:
        self._path, self._name, self._mode = path, name, mode

    def __str__(self) -> str:
        return f'profile "{self._name}" ({self._mode or "no mode"}) of {self._path}'

    def credentials(self, patience: float) -> Credentials:
        """Return the current credentials, or raise NoKeyError after *patience* seconds."""
        provider = self._provider
        problem = ""
        try:
            found = call_within(patience, provider.get_credentials)
            return Credentials(
                found.get_access_key_id(),
                found.get_access_key_secret(),
                found.get_security_token() or None,
            )
        except TimeLimitError:
            problem = f"no answer in {patience:g} s"
        except Exception as error:  # noqa: BLE001 - anything at all, with the answer in its text
            problem = type(error).__name__
        raise NoKeyError(
            f"The {self} gives no credentials ({problem}): "
            f"see `aliyun sts GetCallerIdentity --profile {self._name}`, or set it anew with "
            f"`aliyun configure --profile {self._name}`"
        )

    @cached_property
    def _provider(self) -> Any:  # noqa: ANN401 - the SDK has no types
        """Return Aliyun's own reader, which keeps what it was given until that is about to expire.

        Like the CLI it writes the file where a log-in is renewed (OAuth, External).
        """
        from alibabacloud_credentials.provider.cli_profile import (  # noqa: PLC0415 - takes 0.6 s
            CLIProfileCredentialsProvider,
        )

        # Importing it takes away the log handlers that importing the reader adds.
        import smscode.aliyun.sdk  # noqa: F401, PLC0415

        # Without any handler, logging itself would write to stderr that a record was withheld.
        logging.getLogger("credentials").addHandler(logging.NullHandler())
        return CLIProfileCredentialsProvider(profile_file=str(self._path), profile_name=self._name)


def _find(path: Path, name: str | None) -> _Profile | None:
    """Return the profile *name*, or else the current one; None if there is no file.

    Raises:
        NoKeyError: The file is none of the CLI's, or has no such profile.
    """
    modes: Mapping[object, str] | None = None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        current = document["current"]
        modes = {each["name"]: each.get("mode", "") for each in document["profiles"]}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        pass
    if modes is None:
        raise NoKeyError(f"{path} is none of the CLI's: move it away and run `aliyun configure`")
    name = name or str(current)
    if name not in modes:
        raise NoKeyError(f'{path} has no profile "{name}": `aliyun configure list` shows them')
    return _Profile(path, name, modes[name])
