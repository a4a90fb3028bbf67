"""The key that a request to Aliyun is signed with: the config's own, or the role's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """An AccessKey pair, with a security token if it is a role's (STS); its repr shows nothing."""

    access_key_id: str = field(repr=False)
    access_key_secret: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)


class FunctionRole:
    """The function role's credentials, which the runtime renews while the function lives.

    On Python 3.10 they come with each call's context. On 3.12 they are in the environment
    (alibabacloud.com/help/en/functioncompute/fc/context-1), which the runtime then rewrites.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._of_context: Credentials | None = None

    def see(self, context: object) -> None:
        """Keep the credentials in *context*, if it has any."""
        given = getattr(context, "credentials", None)
        key = getattr(given, "access_key_id", None)
        secret = getattr(given, "access_key_secret", None)
        if isinstance(key, str) and isinstance(secret, str) and key and secret:
            token = getattr(given, "security_token", None)
            self._of_context = Credentials(key, secret, token or None)

    def credentials(self) -> Credentials | None:
        """Return the current credentials; None if there are none."""
        if self._of_context is not None:
            return self._of_context
        key = self._environment.get("ALIBABA_CLOUD_ACCESS_KEY_ID")
        secret = self._environment.get("ALIBABA_CLOUD_ACCESS_KEY_SECRET")
        if not key or not secret:
            return None
        return Credentials(key, secret, self._environment.get("ALIBABA_CLOUD_SECURITY_TOKEN"))
