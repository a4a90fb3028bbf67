"""Alibaba Cloud KMS: ``PutSecretValue``; creating a secret needs an instance and its key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from ops.config_put.errors import CannotCreateError
from smscode.aliyun import sdk
from smscode.clock import Clock
from smscode.credentials import Credentials
from smscode.outcome import Text
from smscode.secret_stores import aliyun, aliyun_kms
from smscode.secret_stores.aliyun import Address


class KmsWriter:
    """A writer for a secret of the type Generic."""

    missing = "aliyun-kms: Forbidden.ResourceNotFound"

    def __init__(
        self, address: Address, role: Callable[[], Credentials | None], clock: Clock
    ) -> None:
        self._address = address
        self._role = role
        self._clock = clock

    def create(self, text: str) -> Text:  # noqa: ARG002 - a writer's
        """Raise the error that names the command to create the secret."""
        raise CannotCreateError(
            f"aliyun kms CreateSecret --RegionId {self._address.region} "
            f"--SecretName {self._address.name} --VersionId v1 --SecretData '{{}}' "
            "--DKMSInstanceId YOUR_INSTANCE --EncryptionKeyId YOUR_KEY"
        )

    def replace(self, text: str) -> Text:
        """Store a new version; the one that was current gets the stage ``ACSPrevious``.

        A version never changes, so the request can be repeated.
        """
        now = datetime.fromtimestamp(self._clock.time(), timezone.utc)
        version = now.strftime("%Y%m%dT%H%M%S.%fZ")
        form = {"SecretName": self._address.name, "VersionId": version, "SecretData": text}

        def put(credentials: Credentials) -> Callable[[], object]:
            endpoint = aliyun_kms.endpoint_of(self._address)
            return sdk.post_api(endpoint, credentials, "PutSecretValue", "2016-01-20", form)

        aliyun.fetch("aliyun-kms", self._role, self._clock, put, aliyun_kms.code_of)
        return Text(f"version {version}", f"版本 {version}")
