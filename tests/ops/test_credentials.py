"""The key of the operator's commands: the environment's, or else the Aliyun CLI's profile."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.loopback import HOST, LoopbackServer
from ops.credentials import NoKeyError, OperatorKey
from smscode.credentials import Credentials
from support.cli_profiles import profile_of, write_file, write_profiles
from support.faults.port import Port
from support.paths import ROOT

KEY: Final = AccessKey("LTAI5tOfTheProfile000000", "secretOfTheProfile000000000000")
ROLE: Final = AccessKey("STS.NUofTheProfile", "secretOfTheRole0000000000000000", "tokenOfTheRole00")
VARIABLES: Final = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI5tOfTheEnvironment00",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secretOfTheEnvironment00000000",
}
LOG_IN: Final = "accessTokenOfTheLogIn00000000"
SECRETS: Final = (KEY.secret, ROLE.secret, str(ROLE.token), LOG_IN, *VARIABLES.values())
PATIENCE: Final = 30.0  # s; of a busy machine


def given(key: AccessKey) -> Credentials:
    """Return what the commands make of *key*."""
    return Credentials(key.id, key.secret, key.token)


def refusal(home: Path, patience: float = PATIENCE, **variables: str) -> str:
    """Return the sentence with which there are no credentials."""
    operator = OperatorKey({"HOME": str(home), **variables}, patience)
    with pytest.raises(NoKeyError) as caught:
        operator.credentials()
    sentence = str(caught.value)
    assert caught.value.__context__ is None
    assert "\n" not in sentence
    assert [secret for secret in SECRETS if secret in sentence] == []
    return sentence


@pytest.mark.parametrize("key", [KEY, ROLE], ids=["AK", "StsToken"])
def test_a_profile_is_read(key: AccessKey, tmp_path: Path) -> None:
    """What `aliyun configure` wrote is the key, with its token, and is named as the source."""
    path = write_profiles(tmp_path, profile_of(key))
    operator = OperatorKey({"HOME": str(tmp_path)})
    assert operator.credentials() == given(key)
    assert operator.source.english == f'profile "default" ({profile_of(key)["mode"]}) of {path}'


def test_the_environment_wins(tmp_path: Path) -> None:
    """Both variables hide the profile, even a broken one; half a key is none."""
    write_file(tmp_path, "{")
    operator = OperatorKey({"HOME": str(tmp_path), **VARIABLES})
    assert operator.credentials() == Credentials(*VARIABLES.values())
    assert operator.source.english in VARIABLES
    write_profiles(tmp_path, profile_of(KEY))
    for name in VARIABLES:
        half = {"HOME": str(tmp_path), **VARIABLES, name: ""}
        assert OperatorKey(half).credentials() == given(KEY)


def test_the_current_profile_unless_another_is_named(tmp_path: Path) -> None:
    """`aliyun configure switch` decides, and ALIBABA_CLOUD_PROFILE over it."""
    admin, deployer = profile_of(KEY), {"name": "deployer", **profile_of(ROLE)}
    write_profiles(tmp_path, admin, deployer, current="admin")
    environment = {"HOME": str(tmp_path)}
    assert OperatorKey(environment).credentials() == given(KEY)
    environment["ALIBABA_CLOUD_PROFILE"] = "deployer"
    assert OperatorKey(environment).credentials() == given(ROLE)


def test_none(tmp_path: Path) -> None:
    """Without a file, a home, or the wish to have it read there is no key, and that is no error."""
    assert OperatorKey({"HOME": str(tmp_path)}).credentials() is None
    write_profiles(tmp_path, profile_of(KEY))
    disabled = {"HOME": str(tmp_path), "ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "true"}
    assert OperatorKey(disabled).credentials() is None
    assert OperatorKey({}).credentials() is None
    assert OperatorKey({"HOME": str(tmp_path)}).required() == given(KEY)
    with pytest.raises(NoKeyError) as caught:
        OperatorKey({}).required()
    for way in ("`aliyun configure`", *VARIABLES):
        assert way in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "null", "[]", '"a"', "{}", "\udcff"),
        '{"current": "a", "profiles": null}',
        '{"current": "a", "profiles": ["a"]}',
        '{"current": "a", "profiles": [{"mode": "AK"}]}',
        '{"profiles": [{"name": "a", "mode": "AK"}]}',
    ],
)
def test_a_broken_file(text: str, tmp_path: Path) -> None:
    """A file that is none of the CLI's is named, with what makes a new one."""
    path = write_file(tmp_path, "")
    path.write_bytes(text.encode(errors="surrogateescape"))
    sentence = refusal(tmp_path)
    assert str(path) in sentence
    assert "`aliyun configure`" in sentence


def test_an_unknown_profile(tmp_path: Path) -> None:
    """A name that the file does not have is named, whoever gave it."""
    write_profiles(tmp_path, {"name": "a", **profile_of(KEY)}, current="b")
    assert '"b"' in refusal(tmp_path)
    write_profiles(tmp_path, profile_of(KEY))
    assert '"c"' in refusal(tmp_path, ALIBABA_CLOUD_PROFILE="c")


@pytest.mark.parametrize(
    "profile",
    [
        {"mode": "AK", "access_key_id": "", "access_key_secret": ""},
        {**profile_of(KEY), "mode": "StsToken"},
        {**profile_of(KEY), "mode": "RamRoleArn"},
        {**profile_of(KEY), "mode": "BearerToken"},
        {**profile_of(KEY), "mode": "OAuth", "oauth_site_type": "MARS"},
        {"mode": "CloudSSO", "access_token": LOG_IN, "cloud_sso_access_token_expire": 1},
        {
            "mode": "ChainableRamRoleArn",
            "source_profile": "default",
            "ram_role_arn": "acs:ram::1:role/x",
        },
        {"mode": "External", "process_command": f"echo {KEY.secret}"},
        {"mode": "External", "process_command": f"ls {KEY.secret}"},
        {"mode": "External", "process_command": "/nowhere"},
    ],
    ids=lambda profile: str(profile["mode"]),
)
def test_a_profile_that_gives_nothing(
    profile: dict[str, object], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What is not filled in, has run out, fails or is not known is one sentence with its mode."""
    path = write_profiles(tmp_path, profile)
    sentence = refusal(tmp_path)
    assert f'profile "default" ({profile["mode"]}) of {path}' in sentence
    assert "--profile default" in sentence
    assert capfd.readouterr() == ("", "")


def test_a_process_that_gives_it(tmp_path: Path) -> None:
    """A profile may name a process; its role's credentials are asked for once."""
    answer = {"mode": "StsToken", "access_key_id": ROLE.id, "access_key_secret": ROLE.secret}
    answer |= {"sts_token": str(ROLE.token), "expiration": "2999-01-01T00:00:00Z"}
    script, asked = tmp_path / "give.sh", tmp_path / "asked"
    script.write_text(f"echo x >> {asked}\necho '{json.dumps(answer)}'\n", encoding="utf-8")
    write_profiles(tmp_path, {"mode": "External", "process_command": f"sh {script}"})
    operator = OperatorKey({"HOME": str(tmp_path)}, PATIENCE)
    assert [operator.credentials(), operator.credentials()] == [given(ROLE)] * 2
    assert asked.read_text(encoding="utf-8") == "x\n"


def single_sign_on(address: str) -> dict[str, object]:
    """Return a profile that is logged in at *address*."""
    return {
        "mode": "CloudSSO",
        "cloud_sso_sign_in_url": address,
        "cloud_sso_account_id": "1234567890123456",
        "cloud_sso_access_config": "ac-operator",
        "access_token": LOG_IN,
        "cloud_sso_access_token_expire": int(time.time()) + 3600,
    }


async def _log_in(request: Request) -> Response:
    """Give a role to whoever has logged in; tell everybody else what they have sent."""
    token = request.headers["authorization"]
    if token != f"Bearer {LOG_IN}":
        return Response(token, status_code=403)
    return JSONResponse(
        {
            "CloudCredential": {
                "AccessKeyId": ROLE.id,
                "AccessKeySecret": ROLE.secret,
                "SecurityToken": ROLE.token,
                "Expiration": "2999-01-01T00:00:00Z",
            }
        }
    )


@pytest.fixture
def sign_on() -> Iterator[str]:
    """Give the address of a server that gives roles to whoever is logged in."""
    app = Starlette(routes=[Route("/cloud-credentials", _log_in, methods=["POST"])])
    server = LoopbackServer(app)
    yield server.endpoint
    server.stop()


def test_a_server_that_gives_it(sign_on: str, tmp_path: Path) -> None:
    """A profile that is logged in gets its role's credentials."""
    write_profiles(tmp_path, single_sign_on(sign_on))
    assert OperatorKey({"HOME": str(tmp_path)}, PATIENCE).credentials() == given(ROLE)


def test_a_server_that_refuses(
    sign_on: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What it answers, the token in it, is neither told nor logged."""
    write_profiles(tmp_path, {**single_sign_on(sign_on), "access_token": KEY.secret})
    assert "CloudSSO" in refusal(tmp_path)
    assert capfd.readouterr() == ("", "")


def test_a_server_that_is_silent(tmp_path: Path) -> None:
    """It is waited for so long and no longer."""
    over = socket.socketpair()

    def hold(connection: socket.socket) -> None:
        with connection:
            over[0].recv(1)

    with over[0], closing(Port(hold)) as port:
        write_profiles(tmp_path, single_sign_on(f"http://{HOST}:{port.number}"))
        assert "no answer in 0.5 s" in refusal(tmp_path, 0.5)
        over[1].close()


def test_nobody_else_is_told(tmp_path: Path) -> None:
    """A process of its own prints nothing, though the SDK's import makes log handlers."""
    write_profiles(tmp_path, {**profile_of(KEY), "mode": "External", "process_command": "false"})
    code = (
        "import os; from ops.credentials import *\n"
        "try: OperatorKey(os.environ).credentials()\n"
        "except NoKeyError as error: print(error)"
    )
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": "src"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
