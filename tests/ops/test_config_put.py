"""Putting a config into every store: what is shown, asked, written and read back."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

import boto3
import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.wire import Request
from ops.config_put.__main__ import main
from smscode.clock import SystemClock
from smscode.credentials import FunctionRole
from smscode.secret_stores import Host, open_store
from support.cli_profiles import profile_of, write_file, write_profiles
from support.config_putting import FIRST, NO_ALIYUN, PER_HOUR, SECOND, Desk, HastyClock, Operator
from support.documents import MINIMAL, SECRETS
from support.instance import issue, tokens
from support.moto_on_loopback import lambda_environment

HOME: Final = "sa-east-1"  # no other test reads here, so no other endpoint is remembered for it
NAMES: Final = (f"smscode-{number}" for number in count(1))
BROKEN: Final = f'{{"accessKeySecret": "{SECRETS[1]}",}}'


@dataclass(frozen=True, slots=True)
class Store:
    """One of the stores, with a place in it of its own.

    Attributes:
        uri: Where the document is.
        lay: Lays a text there, as somebody else would.
        kept: Returns the text there, as the store has it; None when there is none.
        version: What the command calls a version.
    """

    uri: str
    lay: Callable[[str], object]
    kept: Callable[[], str | None]
    version: str


def file_store(_: Sandbox, folder: Path) -> Store:
    """Return a place in a folder."""
    path = folder / "config.json"
    return Store(
        f"file:{path}",
        lambda text: path.write_text(text, encoding="utf-8"),
        lambda: path.read_bytes().decode() if path.exists() else None,
        re.escape(str(path)),
    )


def secrets_manager(_: Sandbox, __: Path) -> Store:
    """Return a place in Secrets Manager."""
    name = next(NAMES)
    client: Any = boto3.client("secretsmanager", region_name=HOME)

    def lay(text: str) -> None:
        try:
            client.put_secret_value(SecretId=name, SecretString=text)
        except client.exceptions.ResourceNotFoundException:
            client.create_secret(Name=name, SecretString=text)

    def kept() -> str | None:
        try:
            return str(client.get_secret_value(SecretId=name)["SecretString"])
        except client.exceptions.ResourceNotFoundException:
            return None

    return Store(f"aws-secretsmanager:{name}", lay, kept, r"version [0-9a-f-]{36}")


def parameter_store(_: Sandbox, __: Path) -> Store:
    """Return a place in Parameter Store."""
    name = f"/sms/{next(NAMES)}"
    client: Any = boto3.client("ssm", region_name=HOME)

    def lay(text: str) -> None:
        client.put_parameter(Name=name, Value=text, Type="SecureString", Overwrite=True)

    def kept() -> str | None:
        try:
            found = client.get_parameter(Name=name, WithDecryption=True)["Parameter"]
        except client.exceptions.ParameterNotFound:
            return None
        assert found["Type"] == "SecureString"
        return str(found["Value"])

    return Store(f"aws-ssm:{name}", lay, kept, r"version [1-3]")


def kms(sandbox: Sandbox, _: Path) -> Store:
    """Return a place in KMS."""
    name = next(NAMES)

    def lay(text: str) -> None:
        sandbox.secrets[name] = text

    uri = f"aliyun-kms:{name}?region=cn-hangzhou&endpoint={sandbox.endpoint}"
    version = r"version 20\d{6}T\d{6}\.\d{6}Z"
    return Store(uri, lay, lambda: sandbox.secrets.get(name), version)


def oss(sandbox: Sandbox, _: Path) -> Store:
    """Return a place in a bucket that keeps versions."""
    sandbox.versioned_buckets.add("sms-config")
    sandbox.objects["sms-config", "other"] = b"{}"
    at = "sms-config", f"{next(NAMES)} 短信.json"

    def lay(text: str) -> None:
        sandbox.objects[at] = text.encode()

    def kept() -> str | None:
        content = sandbox.objects.get(at)
        return None if content is None else content.decode()

    uri = f"aliyun-oss:{'/'.join(at)}?region=cn-hangzhou&endpoint={sandbox.endpoint}"
    return Store(uri, lay, kept, r"version [0-9a-f]{32}")


STORES: Final = (file_store, secrets_manager, parameter_store, kms, oss)
CREATING: Final = (file_store, secrets_manager, parameter_store, oss)


@pytest.fixture(autouse=True, scope="module")
def on_aws() -> Iterator[None]:
    """Let boto3 find moto, with the operator's key."""
    with lambda_environment("AWS_ENDPOINT_URL", HOME):
        yield


@pytest.fixture
def desk(tmp_path: Path, sandbox: Sandbox) -> Desk:
    """Give the operator a desk."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder, issue(sandbox, "operator"))


@pytest.fixture
def store(request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path: Path) -> Store:
    """Give the store that the test is for."""
    made: Store = request.param(sandbox, tmp_path)
    return made


each_store = pytest.mark.parametrize("store", STORES, indirect=True, ids=lambda make: make.__name__)
each_creating = pytest.mark.parametrize(
    "store", CREATING, indirect=True, ids=lambda make: make.__name__
)


def no_secret(text: str) -> bool:
    """Return whether *text* shows none of the document's values."""
    return not [secret for secret in (*SECRETS, "SignOfTheTest", str(PER_HOUR)) if secret in text]


@each_store
def test_a_change(store: Store, desk: Desk) -> None:
    """It shows where the document changes, asks, writes, names the version, and reads it back."""
    store.lay(FIRST)
    status, said = desk.put(store.uri, SECOND)
    assert status == 0
    shown, written = said.split("Write it?")
    assert shown.splitlines()[1:] == ["  + /limits"]
    assert re.match(
        rf" \[y/N\] \nWritten: {store.version}\.\nRead back: it matches what was written\.\n",
        written,
    )
    assert store.kept() == SECOND
    assert no_secret(said)


@each_store
def test_line_breaks_are_kept(store: Store, desk: Desk) -> None:
    """A document that was written on Windows is read back as it is, and nobody was faster."""
    store.lay(FIRST)
    text = SECOND.replace("\n", "\r\n") + "\r\n"
    status, said = desk.put(store.uri, text)
    assert (status, store.kept()) == (0, text), said


@each_store
def test_the_previous_version_is_kept(store: Store, desk: Desk) -> None:
    """What was current before is the store's previous version, for a cold start on a broken one."""
    store.lay(FIRST)
    assert desk.put(store.uri, SECOND)[0] == 0
    host = Host(desk.environment, FunctionRole(desk.environment).credentials, SystemClock())
    reader = open_store(store.uri, host)
    assert reader.read() == SECOND
    assert reader.read_previous() == (None if store.uri.startswith("file:") else FIRST)


@each_creating
def test_the_first_version(store: Store, desk: Desk) -> None:
    """Where there is none it is made, after all of it was shown."""
    assert store.kept() is None
    status, said = desk.put(store.uri, FIRST)
    assert status == 0
    assert "would be created" in said
    shown = re.findall(r"^  ([-+~] .*)$", said, re.MULTILINE)
    assert shown == [
        "+ /accessKeyId",
        "+ /accessKeySecret",
        "+ /signName",
        "+ /templates  (1 item)",
        "+ /callers",
    ]
    assert store.kept() == FIRST
    assert no_secret(said)


def test_a_secret_in_kms_is_not_made(sandbox: Sandbox, desk: Desk, tmp_path: Path) -> None:
    """It takes an instance and a key of it: the command that makes one is told instead."""
    store = kms(sandbox, tmp_path)
    status, said = desk.put(store.uri, FIRST)
    assert (status, store.kept()) == (1, None)
    name = store.uri.removeprefix("aliyun-kms:").partition("?")[0]
    assert f"aliyun kms CreateSecret --RegionId cn-hangzhou --SecretName {name} " in said
    assert no_secret(said)


@each_store
def test_the_operator_does_not_agree(store: Store, desk: Desk) -> None:
    """Then nothing is written."""
    store.lay(FIRST)
    status, said = desk.put(store.uri, SECOND, Operator(agrees_to=False))
    assert (status, store.kept()) == (1, FIRST)
    assert said.endswith("Nothing was written.")


@each_store
@pytest.mark.parametrize("text", [FIRST, json.dumps(MINIMAL, indent=4, sort_keys=True)])
def test_nothing_changes(store: Store, text: str, desk: Desk) -> None:
    """The same document, however it is laid out, is not written again, and nobody is asked."""
    store.lay(FIRST)
    status, said = desk.put(store.uri, text)
    assert (status, store.kept()) == (0, FIRST)
    assert "has this document already: nothing to write." in said
    assert "Write it?" not in said


@each_store
def test_somebody_else_is_faster(store: Store, desk: Desk) -> None:
    """A change that was made while the operator was reading is not overwritten."""
    store.lay(FIRST)
    other = json.dumps({**MINIMAL, "paused": True})
    status, said = desk.put(store.uri, SECOND, Operator(meanwhile=lambda: store.lay(other)))
    assert (status, store.kept()) == (1, other)
    assert "Somebody else has changed it in the meantime: nothing was written." in said


@each_creating
def test_somebody_else_makes_it(store: Store, desk: Desk) -> None:
    """Nor is what was made meanwhile."""
    status, _ = desk.put(store.uri, SECOND, Operator(meanwhile=lambda: store.lay(FIRST)))
    assert (status, store.kept()) == (1, FIRST)


@each_store
def test_a_broken_one_is_mended(store: Store, desk: Desk) -> None:
    """A current document that is no JSON is replaced, and none of it is shown."""
    store.lay(BROKEN)
    status, said = desk.put(store.uri, FIRST)
    assert (status, store.kept()) == (0, FIRST)
    assert "the current document is not JSON" in said
    assert no_secret(said)


@each_store
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BROKEN, ["not JSON: ", "line 1 column"]),
        ("[]", ["/: must be an object"]),
        (
            json.dumps({**MINIMAL, "signName": [], "templates": 5, "allowedRegions": ["China"]}),
            ["/signName: ", "/templates: ", "/allowedRegions/0: "],
        ),
        ('{"a": 1, "a": 2}', ["a member is given twice"]),
        (b"\xff\xfe", ["is not UTF-8 at byte 0"]),
        ("", ["not JSON"]),
    ],
    ids=["cut", "list", "fields", "twice", "utf-16", "empty"],
)
def test_what_is_no_config(store: Store, text: str | bytes, told: list[str], desk: Desk) -> None:
    """All that is wrong with it is told at once, by field and without a value; nothing is asked."""
    store.lay(FIRST)
    status, said = desk.put(store.uri, text)
    assert (status, store.kept()) == (1, FIRST)
    assert all(part in said for part in told)
    assert "Write it?" not in said
    assert no_secret(said)


WARNINGS: Final = [
    ({"limitz": 1}, "warning: /limitz: This member is unknown"),
    ({"callers": {"nobody": {"secret": SECRETS[1]}}}, "warning: /callers/nobody: "),
    ({"allowedRegions": ["CN", "HK"]}, "warning: limits: "),
    ({"blockedPrefixes": ["+1202"]}, "warning: blockedPrefixes/0: No allowed region"),
]
ERRORS: Final = [
    (
        {"callers": {"generic": {"tokens": ["ab" * 16]}}},
        "error: callers/generic/tokens/0: ",
    ),
    ({"callers": {"generic": {"tokens": [SECRETS[1]]}}}, "error: callers/generic/tokens/0: "),
    ({"allowedRegions": ["CN", "ZZ"]}, "error: allowedRegions: "),
]


@pytest.mark.parametrize(("changes", "told"), WARNINGS)
def test_warnings(changes: dict[str, object], told: str, desk: Desk, tmp_path: Path) -> None:
    """What the check has to say of the document is said first; a warning keeps nothing back."""
    path = tmp_path / "config.json"
    status, said = desk.put(f"file:{path}", json.dumps({**MINIMAL, "paused": True, **changes}))
    assert status == 0
    assert told in said.partition(" would be created:")[0]
    assert no_secret(said.replace("HK", ""))


def test_new_members_are_shown_without_a_value(desk: Desk, tmp_path: Path) -> None:
    """Messages, constants, lists, locales and blocked prefixes change by their places alone."""
    path = tmp_path / "config.json"
    ref = {"templateCode": "SMS_8887776", "variables": {"product": "ProductOfTheTest"}}
    message = {"service": "globe", "message": "Of the test: {code}", "senderId": "SenderTest"}
    overseas = {"byLocale": {"zh": [ref, message], "*": message}}
    templates = [
        {"usageType": "Generic", "templateCode": {"china": "SMS_9999999", "overseas": overseas}}
    ]
    before = {**MINIMAL, "blockedPrefixes": ["+86170"]}
    after = {**MINIMAL, "templates": templates, "blockedPrefixes": ["+86170", "+861711"]}
    path.write_text(json.dumps(before), encoding="utf-8")
    status, said = desk.put(f"file:{path}", json.dumps(after))
    assert status == 0
    assert "~ /templates  (1 of 1 item)" in said
    assert "~ /blockedPrefixes  (1 -> 2 items)" in said
    values = ("SMS_8887776", "OfTheTest", "Of the test", "SenderTest", "+86170", "+861711")
    changes = said.partition(" would change:")[2]
    assert [value for value in values if value in changes] == []


@pytest.mark.parametrize(("changes", "told"), ERRORS)
def test_errors(changes: dict[str, object], told: str, desk: Desk, tmp_path: Path) -> None:
    """What the check calls an error is not written, though it is a config; nobody is asked."""
    path = tmp_path / "config.json"
    status, said = desk.put(f"file:{path}", json.dumps({**MINIMAL, **changes}))
    assert (status, path.exists()) == (1, False)
    assert told in said
    assert said.endswith("Nothing was written because of the errors above.")
    assert "Write it?" not in said
    assert no_secret(said)


@pytest.mark.parametrize(
    ("make", "action", "code"),
    [
        (kms, "PutSecretValue", "Forbidden.NoPermission"),
        (kms, "PutSecretValue", "Rejected.Throttling"),
        (oss, "PutObject", "AccessDenied"),
        (oss, "PutObject", "ServiceUnavailable"),
    ],
)
def test_a_store_that_refuses(
    make: Callable[[Sandbox, Path], Store],
    action: str,
    code: str,
    sandbox: Sandbox,
    desk: Desk,
    tmp_path: Path,
) -> None:
    """What the store says is told, and that nothing was written is true."""
    store = make(sandbox, tmp_path)
    store.lay(FIRST)
    for _ in range(3):  # a throttled one is tried as often
        sandbox.answer_next(code, to=action)
    status, said = desk.put(store.uri, SECOND)
    assert (status, store.kept()) == (1, FIRST)
    told, todo = said.splitlines()[-2:]
    assert told.startswith(("error: ", "unchecked: "))
    assert f"{store.uri}: " in told
    assert f"({code})" in told
    assert todo.startswith("  -> ")


def test_a_store_that_cannot_be_read(sandbox: Sandbox, desk: Desk, tmp_path: Path) -> None:
    """What cannot be shown is not written over."""
    for make, action in ((kms, "GetSecretValue"), (oss, "GetObject")):
        store = make(sandbox, tmp_path)
        store.lay(FIRST)
        sandbox.answer_next("Forbidden.NoPermission", to=action)
        status, said = desk.put(store.uri, SECOND)
        assert (status, store.kept()) == (1, FIRST)
        assert f"error: {store.uri}: These credentials lack the permission" in said
        assert "docs/policies/aliyun-config-writer.json" in said


def test_another_is_read_back(desk: Desk, tmp_path: Path) -> None:
    """A write that is overwritten at once is not reported as one that holds."""
    seen: list[str] = []
    places: list[Store] = []

    def overwrite(request: Request) -> None:
        seen.append(request.method)
        if request.method == "GET" and "PUT" in seen:
            places[0].lay("{}")

    vendor = Sandbox.start(on_request=overwrite)
    issue(vendor, "operator")
    places.append(oss(vendor, tmp_path))
    places[0].lay(FIRST)
    try:
        status, said = desk.put(places[0].uri, SECOND)
    finally:
        vendor.stop()
    assert status == 1
    assert "Written: version " in said
    assert said.endswith("somebody else has written too.")


def test_a_bucket_without_versions(sandbox: Sandbox, desk: Desk, tmp_path: Path) -> None:
    """The operator is told that nothing is kept to go back to, and how to change that."""
    store = oss(sandbox, tmp_path)
    sandbox.versioned_buckets.clear()
    for text in (FIRST, SECOND):
        status, said = desk.put(store.uri, text)
        assert (status, store.kept()) == (0, text)
        assert "aliyun oss bucket-versioning --method put oss://sms-config enabled" in said


def test_the_object_is_encrypted(sandbox: Sandbox, desk: Desk, tmp_path: Path) -> None:
    """A write asks for encryption by the server, under the operator's own signature."""
    store = oss(sandbox, tmp_path)
    assert desk.put(store.uri, FIRST)[0] == 0
    (request,) = (request for request in sandbox.requests if request.method == "PUT")
    assert request.headers["x-oss-server-side-encryption"] == "AES256"
    assert request.headers["x-oss-forbid-overwrite"] == "true"
    assert request.headers["x-oss-security-token"] == "token-of-operator"
    assert request.body.decode() == FIRST


def test_the_secret_is_in_no_url(sandbox: Sandbox, desk: Desk, tmp_path: Path) -> None:
    """KMS is given the document in the body: URLs are logged on the way."""
    store = kms(sandbox, tmp_path)
    store.lay(FIRST)
    assert desk.put(store.uri, SECOND)[0] == 0
    (request,) = (r for r in sandbox.requests if r.headers.get("x-acs-action") == "PutSecretValue")
    assert request.query == ""
    assert b"SecretData=" in request.body


def test_by_arn(desk: Desk) -> None:
    """What the function reads by its ARN is written by its ARN."""
    secrets: Any = boto3.client("secretsmanager", region_name=HOME)
    secret = secrets.create_secret(Name=next(NAMES), SecretString=FIRST)["ARN"]
    name = f"/sms/{next(NAMES)}"
    ssm: Any = boto3.client("ssm", region_name=HOME)
    ssm.put_parameter(Name=name, Value=FIRST, Type="SecureString")
    parameter = ssm.get_parameter(Name=name)["Parameter"]["ARN"]
    for uri in (f"aws-secretsmanager:{secret}", f"aws-ssm:{parameter}"):
        assert desk.put(uri, SECOND)[0] == 0
    assert secrets.get_secret_value(SecretId=secret)["SecretString"] == SECOND
    assert ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == SECOND


def test_a_plain_parameter_is_not_touched(desk: Desk) -> None:
    """A parameter that is not encrypted is refused, so that no key is left lying open."""
    name = f"/sms/{next(NAMES)}"
    ssm: Any = boto3.client("ssm", region_name=HOME)
    ssm.put_parameter(Name=name, Value=FIRST, Type="String")
    status, said = desk.put(f"aws-ssm:{name}", SECOND)
    assert status == 1
    assert "is not a SecureString" in said
    assert ssm.get_parameter(Name=name)["Parameter"]["Value"] == FIRST


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("env:CONFIG", "CONFIG_URI: to write the config it must begin with one of file:"),
        ("nowhere", "CONFIG_URI: must begin with one of"),
        ("s3:bucket/key", "CONFIG_URI: must begin with one of"),
        ("aliyun-oss:bucket?region=cn-hangzhou", "CONFIG_URI: must be aliyun-oss:BUCKET/KEY"),
        ("aliyun-kms:name", "CONFIG_URI: has no region: add ?region="),
    ],
)
def test_what_cannot_be_written(uri: str, told: str, desk: Desk) -> None:
    """A place that is none is told from a document that is none."""
    status, said = desk.put(uri, FIRST)
    assert status == 2
    assert said.startswith(told)


def test_no_key_for_aliyun(tmp_path: Path) -> None:
    """Without a key the operator is told how to have one; a broken profile is named instead."""
    desk = Desk(tmp_path)
    desk.environment = {"HOME": str(tmp_path)}
    status, said = desk.put("aliyun-kms:name?region=cn-hangzhou", FIRST)
    assert status == 2
    assert "`aliyun configure`" in said
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in said
    path = write_file(tmp_path, "{")
    status, said = desk.put("aliyun-kms:name?region=cn-hangzhou", FIRST)
    assert status == 2
    assert str(path) in said


@pytest.mark.parametrize("make", [kms, oss], ids=lambda make: make.__name__)
def test_a_profile_does_as_well(
    make: Callable[[Sandbox, Path], Store], sandbox: Sandbox, tmp_path: Path
) -> None:
    """The Aliyun CLI's profile reads and writes, with its security token and no variable."""
    store = make(sandbox, tmp_path)
    role = issue(sandbox, "profile")
    write_profiles(tmp_path, profile_of(sandbox.access_keys[role.access_key_id]))
    desk = Desk(tmp_path)
    desk.environment = {**NO_ALIYUN, "HOME": str(tmp_path)}
    store.lay(FIRST)
    status, said = desk.put(store.uri, SECOND)
    assert (status, store.kept()) == (0, SECOND), said
    assert {*tokens(sandbox)} == {role.security_token}


READY: Final = {
    **MINIMAL,
    "accessKeyId": "sandbox-access-key-id",
    "accessKeySecret": "sandbox-access-key-secret",
    "signName": "速通科技",
    "templates": [{"usageType": "Generic", "templateCode": {"overseas": "SMS_2000001"}}],
    "allowedRegions": ["HK"],
    "limits": {"perNumber": [[1, 60]], "perRegionDay": {"HK": 50}},
    "callers": {"generic": {"tokens": ["Mr32DIVkBozOZmqZN7BodRupSh70czBo6u4JkhDZ8Ns"]}},
}


MAINLAND: Final = [{"usageType": "Generic", "templateCode": {"china": "SMS_1000004"}}]


@pytest.mark.parametrize(
    ("changes", "level", "last"),
    [
        ({}, None, "nothing is wrong."),
        ({"signName": "审核中签名"}, "error: 审核中签名: ", "until the errors above are gone."),
        (
            {"signName": "未报备签名", "allowedRegions": ["CN"], "templates": MAINLAND},
            "error: 未报备签名: ",
            "until the errors above are gone.",
        ),
        ({"limits": {}}, "warning: ", None),
    ],
)
def test_it_ends_with_the_check(
    sandbox: Sandbox, desk: Desk, changes: dict[str, object], level: str | None, last: str | None
) -> None:
    """What the account says of the document is shown once it is written, and nothing twice."""
    desk.environment = {**desk.environment, "DYSMSAPI_ENDPOINT": sandbox.endpoint}
    target = desk.file.with_name("config.json")
    status, said = desk.put(f"file:{target}", json.dumps({**READY, **changes}))
    assert status == 0
    lines = said.splitlines()
    shown = [line for line in lines if line.startswith(("error: ", "warning: ", "unchecked: "))]
    assert len(shown) == len(set(shown))
    assert not level or [line for line in shown if line.startswith(level)], said
    assert bool(shown) == bool(level), said
    assert last is None or lines[-1].endswith(last), said


def test_in_chinese(desk: Desk) -> None:
    """Each line has Chinese words, but for places and the changes in them."""
    target = desk.file.with_name("config.json")
    operator = Operator(language="zh")
    status, _ = desk.put(f"file:{target}", json.dumps({**READY, "limits": {}}), operator)
    assert status == 0
    english = [line for line in operator.said if not re.search("[\u4e00-\u9fff]", line)]
    assert [line for line in english if not line.startswith("  + /")] == []


def test_no_file(desk: Desk, sandbox: Sandbox, tmp_path: Path) -> None:
    """A document that cannot be read is told so, and nothing is written."""
    store = file_store(sandbox, tmp_path)
    operator = Operator()
    status = main([store.uri, str(desk.file)], {}, operator, HastyClock())
    assert (status, store.kept()) == (1, None)
    assert operator.text == f"{desk.file} cannot be read: No such file or directory"
