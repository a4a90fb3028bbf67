"""Values that hold a secret hide it, however they are shown; and the scanner would find it."""

import gc
import json
from collections.abc import Callable, Iterator, Mapping
from pprint import pformat
from typing import Any, Final

import pytest
from pydantic import BaseModel, ValidationError

from smscode.aliyun.exchange import Answer
from smscode.call import Call
from smscode.config.callers import ENTRIES
from smscode.config.model import Config, config_model, parse_config
from smscode.credentials import Credentials, FunctionRole
from smscode.outcome import OutcomeError
from smscode.phone import Phone
from smscode.request import Code, Rules, SendRequest, read_request
from smscode.settings import Settings
from support.hostile.envelopes import FIELDS
from support.hostile.function import Function
from support.leaks.made_up import Secrets
from support.leaks.peers import meeting
from support.leaks.scanner import found
from support.leaks.scenarios import damaged
from support.leaks.scene import Scene

WAYS: Final[Mapping[str, Callable[[Any], str]]] = {
    "repr": repr,
    "str": str,
    "f-string": lambda value: f"{value}{value!r}{value!s}{value!a}",
    "percent": lambda value: f"{[value]} %s %r" % (value, value),
    "json": lambda value: json.dumps({"x": [value]}, default=str),
    "pprint": pformat,
}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Return secrets that nobody has seen."""
    secrets = Secrets()
    with meeting(secrets) as peers:
        yield Scene(secrets, peers)


def config_of(scene: Scene) -> Config:
    """Return the operator's config."""
    return parse_config(scene.config(), config_model(ENTRIES))


def request_of(scene: Scene) -> SendRequest:
    """Return a sound request."""
    return read_request(scene.fields(), Rules(config_of(scene).usage_types, strict=False))


def role_of(scene: Scene) -> FunctionRole:
    """Return the role, with the keys of the environment."""
    return FunctionRole(scene.environment())


VALUES: Final[Mapping[str, Callable[[Scene], object]]] = {
    "Phone": lambda s: Phone.parse(s.number, strict=True),
    "Phone abroad": lambda s: Phone.parse(f"+{s.secrets.stranger}", strict=True),
    "Code": lambda s: Code(s.secrets.code),
    "SendRequest": request_of,
    "Config": config_of,
    "Config with unknown members": lambda s: parse_config(s.config(secret=s.secrets.key_secret)),
    "Config's callers": lambda s: config_of(s).callers,
    "Credentials": lambda s: Credentials(s.secrets.key_id, s.secrets.key_secret),
    "Credentials of a role": lambda s: role_of(s).credentials(),
    "FunctionRole": role_of,
    "Settings": lambda s: Settings.from_environment(s.environment()),
    "Call": lambda s: Call(
        path=f"/{s.secrets.number}",
        headers={"authorization": f"Bearer {s.secrets.bearer}"},
        body=json.dumps(s.fields()).encode(),
    ),
    "Answer": lambda s: Answer(200, s.config().encode()),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", VALUES)
def test_value(scene: Scene, name: str, way: str) -> None:
    """No way to show a value shows what is secret in it."""
    assert found(WAYS[way](VALUES[name](scene)), scene.secrets.by_name()) == []


def test_everything_that_lives_on(scene: Scene) -> None:
    """Of all our objects that a call leaves behind none shows a secret."""
    function = Function(scene.peers.vendor, environment=scene.environment())
    assert function.call(scene.fields()).code == function.call(FIELDS).code == "sent"
    ours = [o for o in gc.get_objects() if str(type(o).__module__).startswith("smscode")]
    assert len(ours) > 20
    leaks = {type(o).__qualname__: found(f"{o!r} {o}", scene.secrets.by_name()) for o in ours}
    assert {name: leak for name, leak in leaks.items() if leak} == {}


@pytest.mark.parametrize("show", [str, repr])
def test_refused_request(scene: Scene, show: Callable[[object], str]) -> None:
    """What is wrong with a request is told without the number and the code that were given."""
    fields = scene.fields(phone=scene.secrets.number[1:], code=scene.secrets.bearer)
    with pytest.raises(OutcomeError) as caught:
        read_request(fields, Rules(config_of(scene).usage_types, strict=False))
    told = f"{show(caught.value)} {show(caught.value.outcome)}"
    assert found(told, scene.secrets.by_name()) == []


@pytest.mark.parametrize("show", [str, repr])
@pytest.mark.parametrize(
    "validate",
    [
        lambda s: config_model(ENTRIES).model_validate(json.loads(damaged(s))),
        lambda s: config_model(ENTRIES).model_validate(s.config()),
        lambda s: Config.model_validate_json(s.config()[:-1]),
    ],
    ids=["damaged config", "text", "cut off"],
)
def test_pydantic(
    scene: Scene,
    validate: Callable[[Scene], BaseModel],
    show: Callable[[BaseException], str],
) -> None:
    """The text of pydantic's own errors, which say what is wrong, does not say where with."""
    with pytest.raises(ValidationError) as caught:
        validate(scene)
    assert found(show(caught.value), scene.secrets.by_name()) == []
