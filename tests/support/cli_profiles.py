"""The file of profiles that `aliyun configure` writes, in a home of the test's own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aliyun_sms_sandbox.aliyun.access_key import AccessKey

#: As `aliyun configure` leaves one, but for its key.
_REST: Final = {"region_id": "cn-hangzhou", "output_format": "json", "language": "en"}


def write_profiles(home: Path, *profiles: Mapping[str, object], current: str = "default") -> Path:
    """Write the file and return its path; a profile without a name is the current one."""
    named = [{"name": current, **_REST, **profile} for profile in profiles]
    return write_file(home, json.dumps({"current": current, "profiles": named, "meta_path": ""}))


def write_file(home: Path, text: str) -> Path:
    """Write anything at all in the file's place."""
    path = home / ".aliyun" / "config.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def profile_of(key: AccessKey) -> dict[str, object]:
    """Return the members of a profile with *key*."""
    pair = {"access_key_id": key.id, "access_key_secret": key.secret}
    if key.token is None:
        return {"mode": "AK", **pair}
    return {"mode": "StsToken", **pair, "sts_token": key.token}
