"""What may be imported when: a stranger costs nothing, a send only what it needs.

In fresh processes under both runtimes, here on src/; `tests/bundle/test_artefact_budget.py` runs
the same on what is deployed. What is told apart are names of packages, not how many modules they
have.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.server import running
from support.app_bench import AppBench
from support.budget.instances import Code, Instance, on_fc, on_lambda
from support.paths import ROOT
from support.work import work_of

#: What reading and parsing a config from KMS takes, and a send to Dysmsapi not much more.
MODELS: Final = {"annotated_types", "pydantic", "pydantic_core", "typing_inspection"}
SENDER: Final = "alibabacloud_dysmsapi20170525"
NEVER_ON_FC: Final = {"boto3", "botocore", "phonenumbers", "redis"}
NEVER_FOR_A_STRANGER: Final = {
    *MODELS,
    *NEVER_ON_FC,
    SENDER,
    *("Tea", "alibabacloud_credentials", "alibabacloud_tea_openapi", "darabonba"),
    *("certifi", "requests", "urllib3"),
    *("asyncio", "email", "http", "importlib.metadata", "ssl"),
}
WRONG: Final = {"Authorization": "Bearer a-token-that-nobody-has-given-to-anybody"}


def refusals() -> dict[str, tuple[dict[str, object], int]]:
    """Return the changes to a good event that get it refused before it is authenticated."""
    http = {"domainName": "x.lambda-url.us-east-1.on.aws", "timeEpoch": 0}
    return {
        "healthz": ({"rawPath": "/healthz", "requestContext": {"http": {"method": "GET"}}}, 200),
        "route": ({"rawPath": "/nobody"}, 404),
        "method": ({"requestContext": {**http, "http": {"method": "PUT"}}}, 405),
        "size": ({"body": "x" * 16_385, "isBase64Encoded": False}, 413),
        "credential": ({"headers": {}}, 401),
        "envelope": ({"headers": 5}, 400),
    }


@pytest.fixture(scope="module")
def code() -> Code:
    """Return the source tree, and the Python that runs the tests."""
    return Code(ROOT / "src", ROOT / "src", sys.executable)


@pytest.fixture
def fc(code: Code) -> Iterator[Instance]:
    """Return a fresh instance on Function Compute."""
    with on_fc(code) as instance:
        yield instance


@pytest.fixture
def aws(code: Code) -> Iterator[Instance]:
    """Return a fresh instance on Lambda."""
    with on_lambda(code) as instance:
        yield instance


def packages(modules: frozenset[str]) -> set[str]:
    """Return the names of modules, and of what they are in."""
    return {name[:end] for name in modules for end in _ends(name)}


def _ends(name: str) -> list[int]:
    return [index for index, letter in enumerate(name + ".") if letter == "."]


def foreign(modules: frozenset[str]) -> set[str]:
    """Return those that are neither the standard library's nor the harness's."""
    known = {*sys.stdlib_module_names, "support", "probe"}
    tops = {name: name.partition(".")[0] for name in modules}
    return {name for name, top in tops.items() if top not in known and not top.startswith("_")}


def test_strangers_on_function_compute(fc: Instance) -> None:
    """Refused by route, method, size, envelope or for want of a credential: our own modules only.

    No secret is read; neither an SDK nor pydantic, TLS is there.
    """
    started = fc.modules()
    for name, (changes, status) in refusals().items():
        assert fc.call("fc-http-sign-in", **changes)["statusCode"] == status, name
    after = fc.modules()
    assert packages(after) & NEVER_FOR_A_STRANGER == set()
    assert {name.partition(".")[0] for name in foreign(after)} == {"index", "smscode"}
    assert foreign(after) == foreign(started)
    assert fc.reads == 0


def test_strangers_on_lambda(aws: Instance) -> None:
    """What there is to load is loaded in the start-up; a refused call adds nothing to it."""
    started = aws.modules()
    assert {SENDER, "boto3", "pydantic", "smscode.request"} <= packages(started)
    assert "phonenumbers" not in packages(started)
    for name, (changes, status) in refusals().items():
        assert aws.call("lambda-url-sign-in", **changes)["statusCode"] == status, name
    assert foreign(aws.modules()) == foreign(started)
    assert aws.reads == 0


def test_wrong_credential_on_function_compute(fc: Instance) -> None:
    """It loads what reads and parses the config, and not the client that sends."""
    answer = fc.call("fc-http-sign-in", headers=WRONG)
    assert answer["statusCode"] == 401
    reads = fc.reads
    assert reads >= 2  # the second time for a token that may be new
    loaded = packages(fc.modules())
    assert loaded > MODELS
    assert loaded & {*NEVER_ON_FC, SENDER, "smscode.request"} == set()
    assert fc.call("fc-http-sign-in", headers=WRONG)["statusCode"] == 401
    assert fc.reads <= reads + 1
    assert packages(fc.modules()) == loaded


def test_wrong_credential_on_lambda(aws: Instance) -> None:
    """It loads nothing that the start-up has not."""
    started = foreign(aws.modules())
    assert aws.call("lambda-url-sign-in", headers=WRONG)["statusCode"] == 401
    assert {name.partition(".")[0] for name in foreign(aws.modules()) - started} <= {"botocore"}
    assert aws.reads >= 2


def test_send_on_function_compute(fc: Instance, code: Code) -> None:
    """A mainland number needs no metadata of numbers; the next send needs nothing more."""
    assert fc.call("direct-sign-in")["code"] == "sent"
    loaded = fc.modules()
    assert packages(loaded) & NEVER_ON_FC == set()
    assert SENDER in packages(loaded)
    assert "smscode.senders.globe" not in loaded
    if code.is_lean:
        assert packages(loaded) & {"asyncio", "importlib.metadata", "xml.etree"} == set()
        models = {name for name in loaded if name.startswith(f"{SENDER}.models._")}
        assert {name for name in models if "._send_sms_" not in name} == set()
    assert fc.call("direct-register")["code"] == "sent"
    assert fc.modules() == loaded


def test_send_abroad(fc: Instance) -> None:
    """The metadata of numbers is there for a number abroad, that of its own country code alone."""
    fc.call("direct-sign-in")
    before = fc.modules()
    assert fc.call("direct-sign-in", phone="+85261234567")["code"] == "sent"
    added = {name for name in fc.modules() - before if name.startswith("phonenumbers.data.region")}
    assert added == {"phonenumbers.data.region_HK"}


def test_send_on_lambda(aws: Instance) -> None:
    """All of our own and of the SDK's is loaded before the first send."""
    started = foreign(aws.modules())
    assert aws.call("direct-sign-in")["code"] == "sent"
    added = foreign(aws.modules()) - started
    assert {name.partition(".")[0] for name in added} <= {"botocore"}


def test_work_of_a_wrong_credential(tmp_path: Path) -> None:
    """With the config in hand it costs less than twice the work of a missing one."""
    with running() as sandbox:
        bench = AppBench(tmp_path, sandbox)
        refused = {"Authorization": "Bearer nobody-has-given-this-token-to-anybody"}
        assert bench.http(headers=refused).status == 401
        wrong = work_of(lambda: bench.http(headers=refused)).instructions.total()
        missing = work_of(lambda: bench.http(headers={})).instructions.total()
    assert missing < wrong < 2 * missing
