"""What the sandbox's Aliyun account has at this moment."""

from dataclasses import dataclass, field

from aliyun_sms_sandbox.aliyun import lent
from aliyun_sms_sandbox.aliyun.catalogue import AccessKey, Catalogue
from aliyun_sms_sandbox.aliyun.versions import Versions


@dataclass(slots=True)
class Account:
    """Signs and templates of its own, and what a test may change in place while requests arrive.

    Attributes:
        catalogue: Its own signs and templates.
        access_keys: By key id; without its entry a key is refused.
        lent_signs: The names that number verification still lends.
        secrets: The texts in KMS, by name, with their versions.
        objects: The contents in OSS, by bucket and key; a bucket exists while it has an object.
        versioned_buckets: The buckets that keep the earlier versions of their objects.
    """

    catalogue: Catalogue
    access_keys: dict[str, AccessKey]
    lent_signs: set[str] = field(default_factory=lambda: set(lent.SIGNS))
    secrets: Versions[str, str] = field(default_factory=Versions)
    objects: Versions[tuple[str, str], bytes] = field(default_factory=Versions)
    versioned_buckets: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Account":
        """Return an account that owns *catalogue*, and has neither secrets nor objects."""
        return cls(catalogue, dict(catalogue.access_keys))
