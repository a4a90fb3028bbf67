"""Access keys of the sandbox's account, and what each of them may do."""

from datetime import datetime
from fnmatch import fnmatchcase

from pydantic import AwareDatetime, ConfigDict
from pydantic.dataclasses import dataclass

from aliyun_sms_sandbox.aliyun.vendor import VendorError

# How each service says that RAM, the vendor's permission system, does not allow it: the tables of
# codes of SMS (help.aliyun.com 101346), number verification (85198), KMS and OSS. The actions for
# SMS abroad have theirs without a prefix (help.aliyun.com/zh/sms/error-code-intl).
_ABROAD = ("RAM_PERMISSION_DENY", "RAM permission denied.")
_REFUSALS = {
    "dysms:SendMessageToGlobe": _ABROAD,
    "dysms:QueryMessage": _ABROAD,
    "dysms": ("isp.RAM_PERMISSION_DENY", "RAM权限不足"),
    "dypns": ("isv.RAM_PERMISSION_DENY", "RAM权限不足"),
    "kms": ("Forbidden.NoPermission", "This operation is forbidden by permission system."),
    "oss": ("AccessDenied", "You have no right to access this object."),
}


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class AccessKey:
    """A key pair.

    Attributes:
        id: Its public half.
        secret: What requests are signed with.
        token: Makes it an STS key.
        expires: When an STS key stops to work.
        enabled: Whether it has been switched off in the console.
        actions: What RAM lets it do, such as `dysms:SendSms` or `dysms:*`.
    """

    id: str
    secret: str
    token: str | None = None
    expires: AwareDatetime | None = None
    enabled: bool = True
    actions: tuple[str, ...] = ("*",)

    def allows(self, action: str) -> bool:
        """Return whether RAM lets this key do it."""
        return any(fnmatchcase(action, pattern) for pattern in self.actions)

    def check_allows(self, action: str) -> None:
        """Check a RAM action, such as `dysms:SendSms`.

        Raises:
            VendorError: RAM does not let this key do it.
        """
        if not self.allows(action):
            service, _, _ = action.partition(":")
            raise VendorError(*(_REFUSALS.get(action) or _REFUSALS[service]))

    def has_expired(self, now: datetime) -> bool:
        """Return whether it is past its time."""
        return self.expires is not None and now >= self.expires
