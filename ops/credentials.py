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

from ops.chinese import both
from smscode.background import TimeLimitError, call_within
from smscode.credentials import Credentials, FunctionRole
from smscode.outcome import Text
from smscode.settings import SettingsError

_NONE = Text(
    "There is no key for Alibaba Cloud: run `aliyun configure`, or set ALIBABA_CLOUD_ACCESS_KEY_ID "
    "and ALIBABA_CLOUD_ACCESS_KEY_SECRET (and ALIBABA_CLOUD_SECURITY_TOKEN for a role's)",
    "没有阿里云密钥：请运行 `aliyun configure`，或设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 "
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET（角色还需 ALIBABA_CLOUD_SECURITY_TOKEN）",
)
_VARIABLE = Text("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_ID")
# The provider waits 5 s for a connection and 10 s for an answer, and without end for a name.
_PATIENCE = 15.0  # s


class NoKeyError(SettingsError):
    """Raised when there is no key, or a profile gives none; says what to do in one sentence.

    It holds nothing of what a server or a process answered.

    Attributes:
        says: The sentence, in both languages.
    """

    def __init__(self, says: Text) -> None:
        super().__init__(says.english)
        self.says = says


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
    def source(self) -> Text:
        """Where :meth:`credentials` finds them, for a message.

        Raises:
            NoKeyError: The file of profiles cannot be used.
        """
        if FunctionRole(self._environment).credentials() is None and self._profile is not None:
            return self._profile.title
        return _VARIABLE

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

    @property
    def title(self) -> Text:
        """What it is known by."""
        name, path = self._name, self._path
        return Text(
            f'profile "{name}" ({self._mode or "no mode"}) of {path}',
            f'profile "{name}" ({self._mode or "无 mode"}, {path})',
        )

    def credentials(self, patience: float) -> Credentials:
        """Return the current credentials, or raise NoKeyError after *patience* seconds."""
        provider = self._provider
        try:
            found = call_within(patience, provider.get_credentials)
            return Credentials(
                found.get_access_key_id(),
                found.get_access_key_secret(),
                found.get_security_token() or None,
            )
        except TimeLimitError:
            problem = Text(f"no answer in {patience:g} s", f"{patience:g} 秒内没有应答")
        except Exception as error:  # noqa: BLE001 - anything at all, with the answer in its text
            problem = both(type(error).__name__)
        see = f"`aliyun sts GetCallerIdentity --profile {self._name}`"
        anew = f"`aliyun configure --profile {self._name}`"
        raise NoKeyError(
            Text(
                f"The {self.title.english} gives no credentials ({problem.english}): "
                f"see {see}, or set it anew with {anew}",
                f"{self.title.chinese} 给不出凭证（{problem.chinese}）："
                f"请用 {see} 查看，或用 {anew} 重新配置",
            )
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
        raise NoKeyError(
            Text(
                f"{path} is none of the CLI's: move it away and run `aliyun configure`",
                f"{path} 不是阿里云 CLI 的配置文件：请移走它并运行 `aliyun configure`",
            )
        )
    name = name or str(current)
    if name not in modes:
        raise NoKeyError(
            Text(
                f'{path} has no profile "{name}": `aliyun configure list` shows them',
                f'{path} 中没有 profile "{name}"：用 `aliyun configure list` 查看',
            )
        )
    return _Profile(path, name, modes[name])
