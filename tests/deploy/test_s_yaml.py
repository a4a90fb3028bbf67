"""s.yaml, as Serverless Devs renders it and as the fc3 component's schema wants it."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest
import yaml

from support.paths import ROOT
from support.serverless_devs import example, needs_s, render

SCHEMA: Final = json.loads((ROOT / "tests/deploy/fc3.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def props(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the lines of .env.example give."""
    return render(tmp_path_factory.mktemp("example"), example())


def closed(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return *schema* with unknown members refused, which fc3 itself lets pass (a typo, say)."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    # The root's if-then-else looks at one member only and must stay open.
    inner = {key: each if key == "if" else closed(each) for key, each in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in schema else inner


@needs_s
def test_fc3_takes_the_properties(props: dict[str, Any]) -> None:
    """They are valid, and every name among them is one that fc3 knows."""
    jsonschema.validate(props, SCHEMA)
    jsonschema.validate(props, closed(SCHEMA))


@needs_s
def test_an_unknown_property_would_be_found(props: dict[str, Any]) -> None:
    """The closed schema refuses a typo that the open one lets pass."""
    jsonschema.validate({**props, "memmorySize": 512}, SCHEMA)
    with pytest.raises(jsonschema.ValidationError, match="memmorySize"):
        jsonschema.validate({**props, "memmorySize": 512}, closed(SCHEMA))


@needs_s
def test_the_handler_is_in_the_code(props: dict[str, Any]) -> None:
    """The handler's module is at the top of the folder that the bundle is made of."""
    module, _, function = props["handler"].rpartition(".")
    source = (ROOT / "src" / f"{module}.py").read_text(encoding="utf-8")
    assert re.search(rf"^def {function}\(event\b.*, context\b", source, re.MULTILINE)


def test_a_deploy_first_builds_the_code_that_it_sends() -> None:
    """Once the settings are there the builder runs, for this cloud; and its folder is sent."""
    text = (ROOT / "s.yaml").read_text(encoding="utf-8")
    function = yaml.safe_load(text)["resources"]["function"]
    first, step = function["actions"]["pre-deploy"]
    assert first["run"] == "make settings-are-given"
    command = [
        "make",
        "--no-print-directory",
        "--dry-run",
        *step["run"].removeprefix("make ").split(),
    ]
    plan = subprocess.run(  # noqa: S603 - the file's own command
        command, cwd=ROOT / step["path"], stdout=subprocess.PIPE, text=True, check=True
    )
    assert plan.stdout.splitlines()[-1].rstrip() == ".venv/bin/python -m bundle --target=fc"
    assert function["props"]["code"] == "./build/fc"


@needs_s
def test_the_environment_is_plain_text_under_names_of_our_own(props: dict[str, Any]) -> None:
    """A reserved prefix fails the deploy, and a value that is not text is sent as it is."""
    assert {"CONFIG_URI", "CLAIMS_URI", "GLOBE_ENDPOINT", "LOG_LEVEL"} == set(
        props["environmentVariables"]
    )
    for name, value in props["environmentVariables"].items():
        assert not name.startswith(("FC_", "ALIBABA_CLOUD_"))
        assert isinstance(value, str)


@needs_s
def test_logs_have_a_project_of_their_own(props: dict[str, Any]) -> None:
    """`auto` would share project and logstore with every other function of the account."""
    assert {"project", "logstore"} <= set(props["logConfig"])


@needs_s
def test_no_call_is_repeated_or_unbounded(props: dict[str, Any]) -> None:
    """A repeated call is a second SMS, and calls at one time have a lid."""
    assert props["asyncInvokeConfig"]["maxAsyncRetryAttempts"] == 0
    assert props["concurrencyConfig"]["reservedConcurrency"] > 0


@needs_s
def test_the_trigger_passes_what_the_function_serves(props: dict[str, Any]) -> None:
    """One HTTP trigger lets GET, HEAD and POST through to the function's own check."""
    (trigger,) = props["triggers"]
    assert (trigger["triggerType"], trigger["qualifier"]) == ("http", "LATEST")
    assert trigger["triggerConfig"] == {
        "authType": "anonymous",
        "disableURLInternet": False,
        "methods": ["GET", "HEAD", "POST"],
    }


@needs_s
@pytest.mark.parametrize("auth", ["anonymous", "function", "jwt"])
def test_the_front_door_is_a_choice(auth: str, tmp_path: Path) -> None:
    """Each kind that fc3 knows can be chosen, and the schema takes it."""
    props = render(tmp_path, {**example(), "SMSCODE_HTTP_AUTH": auth})
    jsonschema.validate(props, closed(SCHEMA))
    assert props["triggers"][0]["triggerConfig"]["authType"] == auth


@needs_s
def test_what_serves_is_what_is_never_repeated(tmp_path: Path) -> None:
    """The alias that the front door serves has the asynchronous settings, which go by qualifier."""
    props = render(tmp_path, {**example(), "SMSCODE_QUALIFIER": "live"})
    assert props["triggers"][0]["qualifier"] == props["asyncInvokeConfig"]["qualifier"] == "live"


@needs_s
def test_without_its_last_block_there_is_no_front_door(tmp_path: Path) -> None:
    """What the file says about no door at all is a valid deployment."""
    text = (ROOT / "s.yaml").read_text(encoding="utf-8")
    (tmp_path / "s.yaml").write_text(text.partition("      triggers:\n")[0], encoding="utf-8")
    props = render(tmp_path, example())
    assert "triggers" not in props
    jsonschema.validate(props, closed(SCHEMA))


def test_the_page_names_variables_that_the_file_reads() -> None:
    """Each SMSCODE_ variable of the page is one of .env.example; none is exported."""
    page = (ROOT / "docs/deploy-fc.md").read_text(encoding="utf-8")
    assert {*re.findall(r"\bSMSCODE_[A-Z_]+", page)} <= set(example())
    assert not re.findall(r"export SMSCODE_", page)


@needs_s
def test_a_deployment_is_set_from_the_environment(tmp_path: Path) -> None:
    """What differs from one account to another needs no edit of the file."""
    settings = {
        "SMSCODE_REGION": "cn-shanghai",
        "SMSCODE_ROLE": "acs:ram::1:role/sender",
        "SMSCODE_CONFIG_URI": "aliyun-kms:smscode",
        "SMSCODE_CLAIMS_URI": "redis://cache:6379/0",
        "SMSCODE_GLOBE_ENDPOINT": "dysmsapi.aliyuncs.com",
        "SMSCODE_LOG_LEVEL": "DEBUG",
        "SMSCODE_LOG_PROJECT": "mine",
        "SMSCODE_LOGSTORE": "sms",
    }
    props = render(tmp_path, {**example(), **settings})
    assert (props["region"], props["role"]) == ("cn-shanghai", "acs:ram::1:role/sender")
    assert (props["logConfig"]["project"], props["logConfig"]["logstore"]) == ("mine", "sms")
    assert props["environmentVariables"] == {
        "CONFIG_URI": "aliyun-kms:smscode",
        "CLAIMS_URI": "redis://cache:6379/0",
        "GLOBE_ENDPOINT": "dysmsapi.aliyuncs.com",
        "LOG_LEVEL": "DEBUG",
    }
