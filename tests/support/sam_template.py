"""template.yml for tests: what it says, with CloudFormation's short forms kept."""

from typing import Any, Final

import yaml

from support.paths import ROOT


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms: `!Ref X` as `{"!Ref": "X"}`."""


def _short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {f"!{suffix}": loader.construct_scalar(node)}
    assert isinstance(node, yaml.SequenceNode)
    return {f"!{suffix}": loader.construct_sequence(node, deep=True)}


Loader.add_multi_constructor("!", _short_form)


def load(name: str) -> dict[str, Any]:
    """Return the YAML file at *name* below the root."""
    document: dict[str, Any] = yaml.load((ROOT / name).read_bytes(), Loader)  # noqa: S506 - safe
    return document


TEMPLATE: Final = load("template.yml")
RESOURCES: Final[dict[str, dict[str, Any]]] = TEMPLATE["Resources"]
FUNCTION: Final[dict[str, Any]] = RESOURCES["Function"]["Properties"]


def of_type(kind: str) -> list[dict[str, Any]]:
    """Return the resources of one CloudFormation type."""
    return [each for each in RESOURCES.values() if each["Type"] == kind]


def condition(name: str) -> Any:  # noqa: ANN401 - any YAML
    """Return what decides on the resources with the condition *name*."""
    return TEMPLATE["Conditions"][name]


def under(name: str) -> set[str]:
    """Return the resources and outputs that the condition *name* decides on."""
    blocks = {**RESOURCES, **{f"output {key}": each for key, each in TEMPLATE["Outputs"].items()}}
    return {key for key, each in blocks.items() if each.get("Condition") == name}
