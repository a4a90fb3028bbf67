"""Puts a config document into its store: an operator's command, not part of the function.

A writer is an object like :class:`Writer`. A new one takes one file and one line in ``WRITERS``,
for a store that :mod:`smscode.secret_stores` can read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from ops.config_put.aliyun_kms import KmsWriter
from ops.config_put.aliyun_oss import OssWriter
from ops.config_put.aws_secrets_manager import SecretsManagerWriter
from ops.config_put.aws_ssm import SsmWriter
from ops.config_put.file import FileWriter
from smscode.outcome import Text
from smscode.secret_stores import Host
from smscode.secret_stores.aliyun import Address
from smscode.settings import SettingsError


class Writer(Protocol):
    """A writer for one document in one store."""

    #: The reason that the store's reader gives if there is no document yet.
    missing: str

    def create(self, text: str) -> Text:
        """Store *text* as the first version, unless there is one; return what is written.

        Raises:
            OutcomeError: The store refuses, or cannot be reached.
            CannotCreateError: Creating the document needs information that we do not have.
        """

    def replace(self, text: str) -> Text:
        """Store *text* as the current version; return what is written: the version's name.

        Raises:
            OutcomeError: The store refuses, or cannot be reached.
        """


#: Factories by the scheme of ``CONFIG_URI``; each is passed the rest of the URI.
WRITERS: Mapping[str, Callable[[str, Host], Writer]] = {
    "file": lambda path, _: FileWriter(path),
    "aws-secretsmanager": lambda name, _: SecretsManagerWriter(name),
    "aws-ssm": lambda name, _: SsmWriter(name),
    "aliyun-kms": lambda rest, host: KmsWriter(
        Address.parse(rest, host.environment), host.role, host.clock
    ),
    "aliyun-oss": lambda rest, host: OssWriter(
        Address.parse(rest, host.environment), host.role, host.clock
    ),
}


def open_writer(uri: str, host: Host) -> Writer:
    """Return the writer for the document that ``CONFIG_URI`` names; nothing is written yet.

    Raises:
        SettingsError: There is no such writer, or the address cannot be used.
    """
    scheme, _, rest = uri.partition(":")
    if scheme not in WRITERS or not rest:
        names = ", ".join(f"{name}:" for name in WRITERS)
        raise SettingsError(f"CONFIG_URI: to write the config it must begin with one of {names}")
    return WRITERS[scheme](rest, host)
