"""docs/policies, against a vendor that lets a key do what its policy says and nothing more."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from local.clouds.fc import Credentials
from support.aliyun_store import KMS, OSS, Store, each_store
from support.config_putting import FIRST, SECOND, Desk
from support.instance import KEYED, KEYLESS, Instance, environment_for, issue
from support.paths import ROOT
from support.stand_ins import log_lines

POLICIES: Final = ROOT / "docs/policies"
RUNTIME: Final = {KMS.scheme: "fc-runtime-kms", OSS.scheme: "fc-runtime-oss"}
GOOD: Final = json.dumps(KEYED)
TEMPLATE: Final = {"usageType": "Generic"}
ABROAD_ONLY: Final = {**KEYLESS, "allowedRegions": ["HK"]}
#: By service: the action that RAM asks for, and what is sent.
ABROAD: Final[dict[str, tuple[str, object]]] = {
    "dysms": ("dysms:SendSms", "SMS_2000001"),
    "globe": (
        "dysms:SendMessageToGlobe",
        {"service": "globe", "message": "Your Acme code is {code}."},
    ),
}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a vendor whose bucket keeps versions."""
    with running() as started:
        started.versioned_buckets.add("sms-config")
        yield started


def held_to(sandbox: Sandbox, policy: str, *without: str) -> Credentials:
    """Return credentials that may do what *policy* says, *without* some of it."""
    document = json.loads((POLICIES / f"{policy}.json").read_text(encoding="utf-8"))
    listed = [statement["Action"] for statement in document["Statement"]]
    named = [name for each in listed for name in ([each] if isinstance(each, str) else each)]
    credentials = issue(sandbox, policy)
    key = sandbox.access_keys[credentials.access_key_id]
    allowed = tuple(name for name in named if name not in without)
    sandbox.access_keys[key.id] = replace(key, actions=allowed)
    return credentials


def instance_of(store: Store, sandbox: Sandbox, role: Credentials) -> Instance:
    """Return a fresh instance of the function with *role*."""
    return Instance(environment_for(sandbox, store.uri(sandbox.endpoint), role))


@each_store
def test_the_function_reads_both_versions(store: Store, sandbox: Sandbox) -> None:
    """With the runtime's policy a cold start on a broken version is served by the one before."""
    for text in (GOOD, "broken"):
        store.put(sandbox, text)
    role = held_to(sandbox, RUNTIME[store.scheme])
    assert instance_of(store, sandbox, role).call()["code"] == "sent"


@pytest.mark.parametrize("service", ABROAD)
def test_the_function_sends_abroad(service: str, sandbox: Sandbox) -> None:
    """One action lets it send by each service; the other's alone is refused by RAM."""
    action, overseas = ABROAD[service]
    document = {**ABROAD_ONLY, "templates": [{**TEMPLATE, "templateCode": {"overseas": overseas}}]}
    others = {each for each, _ in ABROAD.values()} - {action}
    for without, outcome in (*others, "sent"), (action, "misconfigured"):
        role = held_to(sandbox, RUNTIME[OSS.scheme], without)
        instance = Instance(environment_for(sandbox, document, role))
        assert instance.call(phone="+85251234567")["code"] == outcome


@pytest.mark.parametrize("action", ["oss:ListObjectVersions", "oss:GetObjectVersion"])
def test_the_function_without_versions(
    action: str, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the page says can be left out can: a good version is read, and no one before it."""
    role = held_to(sandbox, RUNTIME[OSS.scheme], action)
    OSS.put(sandbox, GOOD)
    assert instance_of(OSS, sandbox, role).call()["code"] == "sent"
    OSS.put(sandbox, "broken")
    capsys.readouterr()
    assert instance_of(OSS, sandbox, role).call()["code"] == "misconfigured"
    reason = log_lines(capsys)[0]["reason"]
    assert reason.endswith("; previous version: aliyun-oss: AccessDenied")


@each_store
def test_the_function_cannot_write(store: Store, sandbox: Sandbox, tmp_path: Path) -> None:
    """The role that reads the config is refused when it wants to write it."""
    store.put(sandbox, FIRST)
    desk = Desk(tmp_path, held_to(sandbox, RUNTIME[store.scheme]))
    status, said = desk.put(store.uri(sandbox.endpoint), SECOND)
    assert status == 1
    assert f"({store.denied})" in said.splitlines()[-2]


@each_store
def test_the_writer_writes(store: Store, sandbox: Sandbox, tmp_path: Path) -> None:
    """With the writer's policy, and no more, the command goes through."""
    store.put(sandbox, FIRST)
    desk = Desk(tmp_path, held_to(sandbox, "aliyun-config-writer"))
    status, said = desk.put(store.uri(sandbox.endpoint), SECOND)
    assert status == 0
    assert "Read back: it matches what was written." in said
