"""A key that is rotated in the store while calls are served: no error, and few looks."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Timer
from typing import Any, Final

import pytest

from aliyun_sms_sandbox.aliyun.catalogue import AccessKey
from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from aliyun_sms_sandbox.wire import Request
from support.instance import KEYED, Instance, actions, environment_for, issue

OLD: Final = AccessKey("LTAI.old", "old-secret")
NEW: Final = AccessKey("LTAI.new", "new-secret")
THREADS: Final = 8
#: Looks at the store for one rotation: the first, the forced one, and one that was under way.
HANDFUL: Final = 3


def config_with(key: AccessKey) -> str:
    """Return the document as it is while *key* is the one to use."""
    return json.dumps({**KEYED, "accessKeyId": key.id, "accessKeySecret": key.secret})


def call_many(instance: Instance, times: int) -> list[Mapping[str, Any]]:
    """Ask for as many SMS, each to a number of its own, and return the documents."""
    numbers = [f"+86138{number:08d}" for number in range(times)]
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(lambda number: instance.call(phone=number), numbers))


def keys(sandbox: Sandbox) -> list[str]:
    """Return which key signed, SMS request by SMS request."""
    signed = (
        r.headers["authorization"] for r in sandbox.requests if "SendSms" in r.headers.values()
    )
    return [header.partition("Credential=")[2].partition(",")[0] for header in signed]


def test_rotated_in_the_midst_of_a_thousand_calls() -> None:
    """Half a second after the first read the old key is refused: every code is sent all the same.

    Literally kept, a floor between two looks would let 900 of the calls fail.
    """
    was_read, rotated = Event(), Event()

    def rotate() -> None:
        sandbox.secrets["sms-code"] = config_with(NEW)
        del sandbox.access_keys[OLD.id]
        rotated.set()

    def wait_for_the_first_read(_: Request) -> None:
        if not was_read.is_set():
            was_read.set()
            Timer(0.5, rotate).start()

    sandbox = Sandbox.start(on_request=wait_for_the_first_read)
    sandbox.access_keys |= {OLD.id: OLD, NEW.id: NEW}
    sandbox.secrets["sms-code"] = config_with(OLD)
    uri = f"aliyun-kms:sms-code?region=cn-hangzhou&endpoint={sandbox.endpoint}"
    documents = call_many(Instance(environment_for(sandbox, uri, issue(sandbox, "role"))), 1000)
    sandbox.stop()
    assert rotated.is_set()
    assert {document["code"] for document in documents} == {"sent"}
    assert len({message.phone for message in sandbox.messages}) == len(sandbox.messages) == 1000
    assert set(keys(sandbox)) == {OLD.id, NEW.id}
    # A refusal for each call that was under way, and no more.
    assert len(keys(sandbox)) <= 1000 + THREADS
    assert actions(sandbox).count("GetSecretValue") <= HANDFUL


@pytest.mark.parametrize("store", ["env", "file"])
def test_rotated_elsewhere(store: str, tmp_path: Path) -> None:
    """It is the same with a file and a variable."""
    path = tmp_path / "config.json"
    path.write_text(config_with(OLD), encoding="utf-8")
    with running() as sandbox:
        sandbox.access_keys |= {OLD.id: OLD, NEW.id: NEW}
        uri = {"env": "env:CONFIG", "file": f"file:{path}"}[store]
        environment = environment_for(sandbox, uri) | {"CONFIG": config_with(OLD)}
        instance = Instance(environment)
        assert instance.call()["code"] == "sent"
        path.write_text(config_with(NEW), encoding="utf-8")
        environment["CONFIG"] = config_with(NEW)
        del sandbox.access_keys[OLD.id]
        assert {document["code"] for document in call_many(instance, 50)} == {"sent"}


def test_a_key_that_is_refused_for_good() -> None:
    """With nothing newer in the store, calls are answered without asking it again and again."""
    with running() as sandbox:
        sandbox.secrets["sms-code"] = config_with(OLD)
        uri = f"aliyun-kms:sms-code?region=cn-hangzhou&endpoint={sandbox.endpoint}"
        instance = Instance(environment_for(sandbox, uri, issue(sandbox, "role")))
        documents = call_many(instance, 100)
        assert {document["code"] for document in documents} == {"misconfigured"}
        assert {d["providerCode"] for d in documents} == {"InvalidAccessKeyId.NotFound"}
        assert actions(sandbox).count("SendSms") == 100
        assert actions(sandbox).count("GetSecretValue") <= HANDFUL


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda sandbox: sandbox.access_keys.pop(OLD.id), id="deleted"),
        pytest.param(
            lambda sandbox: sandbox.access_keys.update({OLD.id: AccessKey(OLD.id, "another")}),
            id="another secret",
        ),
    ],
)
def test_every_way_to_refuse_a_key(wrong: Callable[[Sandbox], object]) -> None:
    """A key that is gone, or has another secret, makes the function look for a newer one."""
    with running() as sandbox:
        sandbox.access_keys |= {OLD.id: OLD, NEW.id: NEW}
        environment = environment_for(sandbox, "env:CONFIG") | {"CONFIG": config_with(OLD)}
        instance = Instance(environment)
        assert instance.call(code="1111")["code"] == "sent"
        environment["CONFIG"] = config_with(NEW)
        wrong(sandbox)
        assert instance.call(code="2222")["code"] == "sent"
        assert keys(sandbox) == [OLD.id, OLD.id, NEW.id]
