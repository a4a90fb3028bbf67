"""Findings as a person reads them: once what is said once, and in the right number."""

from pathlib import Path

import pytest

from ops.check.finding import Kind, Level, joined
from ops.language import counted
from smscode.outcome import Text
from support.checking.scene import LOGTO_TOKEN, Scene, template

ONE = Kind("one.kind", Level.ERROR, Text("It has {count}.", "有 {count}。"))
OTHER = Kind("other.kind", Level.ERROR, Text("It has {count}.", "有 {count}。"))


def test_what_is_said_twice_is_one_line() -> None:
    """The same of several subjects is one finding, at the place of the first; the rest stays."""
    findings = [
        *(ONE.at("a", count=1), ONE.at("b", count=2), ONE.at("c", count=1)),
        *(OTHER.at("d", count=1), ONE.at("a", count=1)),
    ]
    assert list(joined(findings)) == [
        ONE.at("a, c", count=1),
        ONE.at("b", count=2),
        OTHER.at("d", count=1),
    ]


@pytest.mark.parametrize(
    ("number", "english"), [(0, "0 items"), (1, "1 item"), (2, "2 items"), (11, "11 items")]
)
def test_a_number_and_what_is_counted(number: int, english: str) -> None:
    """One is singular, and Chinese has no plural."""
    assert counted(number, "item", "项") == Text(english, f"{number} 项")


def test_a_config_of_one_each(tmp_path: Path) -> None:
    """One template, one secret and one kind of character are told as one."""
    scene = Scene(tmp_path)
    scene.document["templates"] = [{"usageType": "Generic", "templateCode": {"china": "SMS_11"}}]
    scene.document["callers"] = {
        "generic": {"tokens": ["a" * 32]},
        "logto": {"tokens": [LOGTO_TOKEN]},
    }
    scene.templates = [template("SMS_11")]
    report = scene.check()
    said = {each["id"]: each["message"] for each in report.findings}
    assert "1 template." in said["document.parsed"]
    assert "1 secret," in said["caller.open"]
    assert "1 different character:" in said["secret.uniform"]


def test_a_mistake_in_two_places(tmp_path: Path) -> None:
    """Two fields with one mistake are one line, with both."""
    scene = Scene(tmp_path)
    for index in (0, 1):
        scene.document["templates"][index]["templateCode"]["china"] = ["SMS_11"]
    (wrong,) = scene.check().about("document.field")
    places = [f"/templates/{index}/templateCode/china" for index in (0, 1)]
    assert wrong["subject"].split(", ") == places
