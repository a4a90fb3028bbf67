"""Secret stores: where the config document lives.

A store is an object like :class:`SecretStore`. A new one takes one file, one line in ``STORES``
(and one in ``AWS_SERVICES`` if it is on AWS), and one row in the README. A factory imports what it
needs when it is called, so that deployments with another store do not pay for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from smscode.clock import Clock
from smscode.credentials import Credentials
from smscode.secret_stores.local import EnvironmentVariable, File
from smscode.settings import SettingsError


class SecretStore(Protocol):
    """One document in one store."""

    def read(self) -> str:
        """Return the document's text.

        Raises:
            OutcomeError: ``unavailable`` if the store cannot be reached or is overloaded,
                ``misconfigured`` if it answers that there is no such document for us.
        """

    def read_previous(self) -> str | None:
        """Return the text that was current before this one; None if the store keeps no versions.

        Raises:
            OutcomeError: As :meth:`read`.
        """


class Host(NamedTuple):
    """The parts of the function that a store may use."""

    environment: Mapping[str, str]
    role: Callable[[], Credentials | None]
    clock: Clock


# ruff: noqa: PLC0415 - the factories' imports


def _aws_secrets_manager(name: str, _: Host) -> SecretStore:
    from smscode.secret_stores.aws_secrets_manager import AwsSecretsManager

    return AwsSecretsManager(name)


def _aws_ssm(name: str, _: Host) -> SecretStore:
    from smscode.secret_stores.aws_ssm import AwsSsm

    return AwsSsm(name)


def _aliyun_kms(rest: str, host: Host) -> SecretStore:
    from smscode.secret_stores.aliyun import Address
    from smscode.secret_stores.aliyun_kms import AliyunKms

    return AliyunKms(Address.parse(rest, host.environment), host.role, host.clock)


def _aliyun_oss(rest: str, host: Host) -> SecretStore:
    from smscode.secret_stores.aliyun import Address
    from smscode.secret_stores.aliyun_oss import AliyunOss

    return AliyunOss(Address.parse(rest, host.environment), host.role, host.clock)


#: Factories by the scheme of ``CONFIG_URI``; each is passed the rest of the URI.
STORES: Mapping[str, Callable[[str, Host], SecretStore]] = {
    "file": lambda path, _: File(path),
    "env": lambda name, host: EnvironmentVariable(name, host.environment),
    "aws-secretsmanager": _aws_secrets_manager,
    "aws-ssm": _aws_ssm,
    "aliyun-kms": _aliyun_kms,
    "aliyun-oss": _aliyun_oss,
}


#: boto3's names of the stores on AWS, for which Lambda creates a client before the first call.
AWS_SERVICES: Mapping[str, str] = {"aws-secretsmanager": "secretsmanager", "aws-ssm": "ssm"}


def open_store(uri: str, host: Host) -> SecretStore:
    """Return the store that ``CONFIG_URI`` names; nothing is read yet.

    Raises:
        SettingsError: There is no such store, or its address cannot be used.
    """
    scheme, colon, rest = uri.partition(":")
    if scheme not in STORES or not colon or not rest:
        raise SettingsError(
            f"CONFIG_URI: must begin with one of {', '.join(f'{name}:' for name in STORES)}"
        )
    return STORES[scheme](rest, host)
