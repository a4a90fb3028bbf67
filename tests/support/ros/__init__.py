"""ros.yml, filled in as ROS would, and put through the classes of its resource types."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from support.paths import ROOT

Json = dict[str, Any]

ROS_YML: Final = ROOT / "ros.yml"
_CLASSES: Final = ROOT / ".tools/ros/node_modules"
_RENDER: Final = Path(__file__).with_name("render.js")
_NODE: Final = shutil.which("node")
#: alibabacloud.com/help/en/ros/user-guide/pseudo-parameters
PSEUDO: Final = {
    "ALIYUN::TenantId": "1234567890123456",
    "ALIYUN::Region": "cn-hangzhou",
    "ALIYUN::StackName": "smscode",
}

needs_classes = pytest.mark.skipif(
    _NODE is None or not _CLASSES.exists(),
    reason=f"{'ROS CDK (make test installs it by npm)' if _NODE else 'node'} is missing",
)


@dataclass(frozen=True, slots=True)
class Stack:
    """What ROS makes of a template, by default of ros.yml, with some parameters given."""

    parameters: Mapping[str, object] = field(default_factory=dict)
    template: Json = field(default_factory=lambda: yaml.safe_load(ROS_YML.read_text("utf-8")))

    def resources(self) -> Json:
        """Return the resources that the conditions leave, every function of ROS evaluated."""
        listed: Json = self.template["Resources"]
        return {name: self._value(each) for name, each in listed.items() if self._is_made(each)}

    def of_type(self, kind: str) -> list[Json]:
        """Return the properties of each resource of a type, such as `SLS::Alert`."""
        made = self.resources().values()
        return [each["Properties"] for each in made if each["Type"] == f"ALIYUN::{kind}"]

    def _is_made(self, resource: Json) -> bool:
        return "Condition" not in resource or self._holds(resource["Condition"])

    def _holds(self, condition: str) -> bool:
        return bool(self._value(self.template["Conditions"][condition]))

    def _value(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """Return *value* without functions; one that is not among these is a KeyError."""
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if not isinstance(value, dict):
            return value
        (key, *others), (each, *_) = list(value) or [""], list(value.values()) or [None]
        if not others and (key == "Ref" or key.startswith("Fn::")):
            return self._functions()[key](each)
        return {name: self._value(each) for name, each in value.items()}

    def _functions(self) -> Mapping[str, Callable[[Any], Any]]:
        return {
            "Ref": self._named,
            "Fn::Sub": lambda text: re.sub(r"\$\{(.+?)\}", lambda m: str(self._named(m[1])), text),
            "Fn::If": lambda of: self._value(of[1] if self._holds(of[0]) else of[2]),
            "Fn::Equals": lambda of: self._value(of[0]) == self._value(of[1]),
            # Each attribute that the file uses is a property of the same name.
            "Fn::GetAtt": lambda of: self._value(
                self.template["Resources"][of[0]]["Properties"][of[1]]
            ),
        }

    def _named(self, name: str) -> object:
        if name in PSEUDO:
            return PSEUDO[name]
        return self.parameters.get(name, self.template["Parameters"][name]["Default"])


def render(resources: Json) -> Json:
    """Return what the class of each resource makes of its properties, constraints on.

    By name: its `properties` and `attributes`, or why they are `refused`. What a class does not
    know it leaves out without a word.
    """
    done = subprocess.run(  # noqa: S603 - our own script
        [str(_NODE), str(_RENDER)],
        env={"NODE_PATH": str(_CLASSES), "PATH": os.environ["PATH"]},
        input=json.dumps(resources),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=300,
    )
    rendered: Json = json.loads(done.stdout)
    return rendered
