"""ros.yml: made of docs/policies and docs/ops, and such as the classes of ROS CDK take it."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from ops import ros
from support.paths import ROOT
from support.ros import PSEUDO, ROS_YML, Json, Stack, needs_classes, render
from support.serverless_devs import example

#: Where the config is, by the parameter that says so.
OSS: Final = {"ConfigSecret": ""}
KMS: Final = {"ConfigSecret": "smscode-config"}
each_place = pytest.mark.parametrize("place", [OSS, KMS], ids=["oss", "kms"])
#: CreateStack's limit for TemplateBody (alibabacloud.com/help/en/ros/api-createstack), and that of
#: Linux for one argument of a command, MAX_ARG_STRLEN with its last zero (execve(2)).
LARGEST_BODY: Final = 524_288
LARGEST_ARGUMENT: Final = 32 * 4096 - 1


def read(path: str) -> Json:
    """Return a JSON file of docs."""
    found: Json = json.loads((ROOT / "docs" / path).read_text(encoding="utf-8"))
    return found


def alert_files() -> list[Json]:
    """Return the bodies of the alerts in docs/ops."""
    names = sorted(path.name for path in (ROOT / "docs/ops").glob("sls-alert-*.json"))
    return [read(f"ops/{name}") for name in names]


def alert_conditions(stack: Stack) -> dict[str, str]:
    """Return the condition of each alert of *stack*, by name."""
    details = [each["Detail"] for each in stack.of_type("SLS::Alert")]
    return {
        each["Name"]: each["Configuration"]["SeverityConfigurations"][0]["EvalCondition"][
            "Condition"
        ]
        for each in details
    }


def actions(statements: list[Json]) -> set[str]:
    """Return every action that *statements* allow."""
    return {
        action
        for each in statements
        for action in ([each["Action"]] if isinstance(each["Action"], str) else each["Action"])
    }


def allowed_by(*stems: str) -> set[str]:
    """Return every action of these files of docs/policies."""
    return {each for stem in stems for each in actions(read(f"policies/{stem}.json")["Statement"])}


def policies(place: Json) -> dict[str, Json]:
    """Return the policies of the stack, by name."""
    return {each["PolicyName"]: each for each in Stack(place).of_type("RAM::ManagedPolicy")}


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Return every text in *value* that is no key."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def test_the_file_is_what_its_sources_make() -> None:
    """Whoever changes an alert or a policy makes the file again."""
    assert ROS_YML.read_text(encoding="utf-8") == ros.text(), "stale: make ros.yml"


def test_one_command_can_carry_it() -> None:
    """The file fits into the request, and into the one argument of the page's command."""
    assert len(ROS_YML.read_bytes()) <= min(LARGEST_BODY, LARGEST_ARGUMENT)


@needs_classes
@each_place
def test_the_classes_take_every_resource(place: Json) -> None:
    """They refuse no value, and leave out no property: what they render is what the file has."""
    resources = Stack(place).resources()
    rendered = render(resources)
    assert {each["refused"] for each in rendered.values() if "refused" in each} == set()
    assert {name: each["properties"] for name, each in rendered.items()} == {
        name: each["Properties"] for name, each in resources.items()
    }


@needs_classes
def test_the_classes_have_the_attributes() -> None:
    """Each attribute that one resource asks of another is one that its type has."""
    stack = Stack()
    asked = re.findall(r'"Fn::GetAtt": \["(\w+)", "(\w+)"\]', json.dumps(stack.template))
    rendered = render(stack.resources())
    assert asked
    assert not [pair for pair in asked if pair[1] not in rendered[pair[0]]["attributes"]]


@needs_classes
@pytest.mark.parametrize(
    ("resource", "spoil", "why"),
    [
        ("ConfigBucket", lambda has: has.update(AccessControl="secret"), "doesn't exist in"),
        ("ConfigBucket", lambda has: has.pop("BucketName"), "bucketName: required but missing"),
        ("Logstore", lambda has: has.update(TTL="30"), "ttl: .* should be a number"),
        ("LogProject", lambda has: has.update(Name="no_underscores"), "does not match"),
        (
            "SentPerHourAlert",
            lambda has: has["Detail"]["Configuration"].pop("Dashboard"),
            "dashboard: required but missing",
        ),
        ("ConfigBucket", lambda has: has.update(Versioning="Enabled"), None),
        (
            "SentPerHourAlert",
            lambda has: has["Detail"]["Configuration"]["QueryList"][0].update(Logstore="smscode"),
            None,
        ),
    ],
)
def test_a_mistake_would_be_found(
    resource: str, spoil: Callable[[Json], object], why: str | None
) -> None:
    """A wrong value is refused, and a property that nobody knows is not rendered."""
    resources = copy.deepcopy(Stack().resources())
    spoil(resources[resource]["Properties"])
    rendered = render(resources)[resource]
    if why is None:
        assert rendered["properties"] != resources[resource]["Properties"]
    else:
        assert re.search(why, rendered["refused"])


def test_the_config_alone_outlives_the_stack() -> None:
    """Its bucket is private, encrypted and versioned, and stays when the stack is deleted."""
    resources = Stack(OSS).resources()
    assert [name for name, each in resources.items() if each.get("DeletionPolicy") == "Retain"] == [
        "ConfigBucket"
    ]
    bucket = resources["ConfigBucket"]["Properties"]
    assert (bucket["AccessControl"], bucket["BlockPublicAccess"]) == ("private", True)
    assert bucket["ServerSideEncryptionConfiguration"] == {"SSEAlgorithm": "AES256"}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert Stack(KMS).of_type("OSS::Bucket") == []


@pytest.mark.parametrize(
    ("place", "runtime"), [(OSS, "fc-runtime-oss"), (KMS, "fc-runtime-kms")], ids=["oss", "kms"]
)
def test_policies_allow_what_the_files_allow(place: Json, runtime: str) -> None:
    """The role's actions are the file's; a checker may read the config, a writer change it."""
    allowed = {
        name: actions(each["PolicyDocument"]["Statement"]) for name, each in policies(place).items()
    }
    reads = {each for each in allowed_by(runtime) if re.match("oss:Get|kms:Get", each)}
    service = runtime.removeprefix("fc-runtime-")
    writes = {each for each in allowed_by("aliyun-config-writer") if each.startswith(service)}
    assert allowed == {
        "smscode": allowed_by(runtime),
        "smscode-deployer": allowed_by("fc-deployer"),
        "smscode-check": allowed_by("aliyun-check") | reads,
        "smscode-config-writer": writes,
    }


@each_place
def test_the_role_is_the_functions_alone(place: Json) -> None:
    """Function Compute takes it, and it has one policy; the others wait for their users."""
    (role,) = Stack(place).of_type("RAM::Role")
    assert role["AssumeRolePolicyDocument"] == read("policies/fc-trust.json")
    attached = {name: each.get("Roles", []) for name, each in policies(place).items()}
    assert {name: roles for name, roles in attached.items() if roles} == {
        "smscode": [role["RoleName"]]
    }


def test_names_are_those_of_the_convention() -> None:
    """Bucket and project follow from account and region, and the rest is .env.example's."""
    name = f"smscode-{PSEUDO['ALIYUN::TenantId']}-{PSEUDO['ALIYUN::Region']}"
    stack = Stack()
    (bucket,), (project,) = stack.of_type("OSS::Bucket"), stack.of_type("SLS::Project")
    (role,), (store,) = stack.of_type("RAM::Role"), stack.of_type("SLS::Logstore")
    assert (bucket["BucketName"], project["Name"]) == (name, name)
    assert role["RoleName"] == example()["SMSCODE_ROLE"]
    assert store["LogstoreName"] == example()["SMSCODE_LOGSTORE"]


@each_place
def test_no_placeholder_is_left(place: Json) -> None:
    """Neither a value nor a part of a resource's name still waits to be filled in."""
    found = list(texts(Stack(place).resources()))
    assert not [text for text in found if re.fullmatch(r"[A-Z_]{3,}", text)]
    assert not [text for text in found if text.startswith("acs:") and re.search("[A-Z]{3}", text)]


def test_every_alert_is_there_as_its_file_has_it() -> None:
    """Query, times and condition are the file's, and what is asked is the stack's own log."""
    stack = Stack()
    (project,), (store,) = stack.of_type("SLS::Project"), stack.of_type("SLS::Logstore")
    own = {
        "Region": PSEUDO["ALIYUN::Region"],
        "Project": project["Name"],
        "Store": store["LogstoreName"],
    }
    queries = {
        each["Detail"]["Name"]: each["Detail"]["Configuration"]["QueryList"]
        for each in stack.of_type("SLS::Alert")
    }
    bodies = {body["name"]: body["configuration"] for body in alert_files()}
    assert queries == {
        name: [
            {**{key[0].upper() + key[1:]: each for key, each in query.items()}, **own}
            for query in body["queryList"]
        ]
        for name, body in bodies.items()
    }
    assert alert_conditions(stack) == {
        name: body["severityConfigurations"][0]["evalCondition"]["condition"]
        for name, body in bodies.items()
    }


def test_every_alert_tells_somebody() -> None:
    """Each is on, belongs to the dashboard, and goes by the action policy that one chooses."""
    stack = Stack({"ActionPolicy": "on-call"})
    (dashboard,) = stack.of_type("SLS::Dashboard")
    for alert in stack.of_type("SLS::Alert"):
        configuration = alert["Detail"]["Configuration"]
        assert alert["Detail"]["State"] == "Enabled"
        assert configuration["Dashboard"] == dashboard["DashboardName"]
        assert configuration["PolicyConfiguration"]["ActionPolicyId"] == "on-call"


@pytest.mark.parametrize("body", [pytest.param(body, id=body["name"]) for body in alert_files()])
def test_a_threshold_is_a_parameter_of_one_alert(body: Json) -> None:
    """Given another number, the alert of that name has it, and no other alert changes."""
    name = body["name"].removeprefix("smscode-").title().replace("-", "") + "Threshold"
    before, after = alert_conditions(Stack()), alert_conditions(Stack({name: 7654}))
    changed = {each: after[each] for each in after if after[each] != before[each]}
    assert changed == {body["name"]: re.sub(r"\d+$", "7654", before[body["name"]])}


def test_the_dashboard_is_the_files() -> None:
    """It has the file's charts, over the stack's logstore."""
    (made,), body = Stack().of_type("SLS::Dashboard"), read("ops/sls-dashboard.json")
    (store,) = Stack().of_type("SLS::Logstore")
    assert made["DashboardName"] == body["dashboardName"]
    for chart in body["charts"]:
        chart["search"]["logstore"] = store["LogstoreName"]
    assert made["Charts"] == body["charts"]


def test_the_log_is_kept_as_long_as_one_says_and_searched_as_the_file_says() -> None:
    """The retention is a parameter, and the index has the file's keys and delimiters."""
    stack = Stack({"LogRetentionDays": 7})
    (store,), (index,) = stack.of_type("SLS::Logstore"), stack.of_type("SLS::Index")
    body = read("ops/sls-index.json")
    assert store["TTL"] == 7
    assert index["FullTextIndex"]["Delimiter"] == "".join(body["line"]["token"])
    assert {key["Name"]: key["EnableAnalytics"] for key in index["KeyIndices"]} == {
        name: key["doc_value"] for name, key in body["keys"].items()
    }
