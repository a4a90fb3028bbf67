"""Whose key `s` deploys with: the Aliyun CLI's current profile, or the environment's in CI."""

from pathlib import Path
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from support.cli_profiles import profile_of, write_profiles
from support.serverless_devs import (
    CREDENTIALS,
    ask,
    ask_with_profile,
    example,
    needs_s,
    project,
    sts,
    write_dotenv,
)

pytestmark = needs_s

DEPLOY: Final = ["deploy", "-y"]
KEY: Final = AccessKey("LTAI-of-the-profile", "secret-of-the-profile")
TEMPORARY: Final = AccessKey("STS.of-the-profile", "secret-of-the-profile", "token-of-the-profile")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that `s` can deploy from."""
    project(tmp_path)
    write_dotenv(tmp_path, example())
    return tmp_path


@pytest.mark.parametrize("key", [KEY, TEMPORARY], ids=["AK", "StsToken"])
def test_the_profile_is_the_key(key: AccessKey, folder: Path) -> None:
    """s.yaml has the current profile's key, and asks STS for the number of its account."""
    profiles = {"name": "another", "mode": "AK"}, {"name": "mine", **profile_of(key)}
    write_profiles(folder / "home", *profiles, current="mine")
    with sts.running() as server:
        asked = ask_with_profile(folder, DEPLOY, server.endpoint)
    assert asked.status == 0, asked.output
    given = {"AccountID": sts.ACCOUNT, "AccessKeyID": key.id, "AccessKeySecret": key.secret}
    token = {"SecurityToken": key.token} if key.token else {}
    assert asked.calls[0]["credential"] == {**given, **token}
    assert {*server.asked} == {("GetCallerIdentity", key.id)}
    assert key.secret not in asked.output


def test_a_role(folder: Path) -> None:
    """A profile that takes a role has the role's key."""
    arn = {"ram_role_arn": "acs:ram::1:role/deployer", "ram_session_name": "me"}
    write_profiles(folder / "home", {**profile_of(KEY), "mode": "RamRoleArn", **arn})
    with sts.running() as server:
        asked = ask_with_profile(folder, DEPLOY, server.endpoint)
    assert asked.status == 0, asked.output
    assert asked.calls[0]["credential"] == {**sts.ROLE, "AccountID": sts.ACCOUNT}


def test_the_environment_wins(folder: Path) -> None:
    """In CI the three variables are the key, whatever the profile is."""
    write_profiles(folder / "home", profile_of(KEY))
    asked = ask(folder, DEPLOY, {})
    assert asked.status == 0, asked.output
    assert asked.calls[0]["credential"] == CREDENTIALS


@pytest.mark.parametrize(
    ("profile", "status", "told"),
    [
        (None, 101, "Not found aliyun configuration file"),
        ({**profile_of(KEY), "mode": "OAuth"}, 1, "the mode 'OAuth' is not supported currently"),
        ({"mode": "CloudSSO"}, 1, "the mode 'CloudSSO' is not supported currently"),
    ],
    ids=["none", "OAuth", "CloudSSO"],
)
def test_what_it_does_not_take(
    profile: dict[str, object] | None, status: int, told: str, folder: Path
) -> None:
    """Without a profile, or with one whose mode `s` does not know, nothing is deployed."""
    if profile is not None:
        write_profiles(folder / "home", profile)
    with sts.running() as server:
        asked = ask_with_profile(folder, DEPLOY, server.endpoint)
    assert (asked.status, asked.calls) == (status, [])
    assert told in asked.output
