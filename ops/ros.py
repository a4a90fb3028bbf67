"""Writes ros.yml, what stands around the function on Function Compute: ``python -m ops.ros``.

docs/policies and docs/ops stay the one place of the policies, the index, the dashboard and the
alerts: here they are put into the words of ROS, Aliyun's own stacks. It runs in a checkout for
development, because PyYAML is in tests/requirements.txt; an operator needs the file alone.

The property names are those of the resource types at alibabacloud.com/help/ros, which
``@alicloud/ros-cdk-*`` has as classes: tests/deploy/test_ros_yml.py puts ros.yml through them.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

import yaml

Json = dict[str, Any]

ROOT: Final = Path(__file__).resolve().parents[1]
_HEADING: Final = """\
# What stands around the function on Alibaba Function Compute, as a stack of ROS: the bucket of the
# config, the function's role, the policies of those who deploy, check and write the config, and the
# log with its dashboard and alerts. docs/deploy-fc.md has the commands. All names follow from the
# account, the region and the stack's name, so nothing has to be copied out of the stack.
#
# Generated from docs/policies and docs/ops by `make ros.yml`: change those.

"""
_NAME: Final = "smscode-${ALIYUN::TenantId}-${ALIYUN::Region}"
#: What stands for each placeholder of docs/policies and docs/ops.
_VALUES: Final = {
    "ACCOUNT_ID": "${ALIYUN::TenantId}",
    "REGION": "${ALIYUN::Region}",
    "ROLE": "${ALIYUN::StackName}",
    "BUCKET": _NAME,
    "OBJECT": "smscode.json",
    "SECRET": "${ConfigSecret}",
    "LOG_PROJECT": _NAME,
    "LOGSTORE": "smscode",
    "ACTION_POLICY": "${ActionPolicy}",
}
_PLACEHOLDER: Final = re.compile(rf"\b(?:{'|'.join(_VALUES)})\b")
_PARAMETERS: Final = {
    "ConfigSecret": {
        "Type": "String",
        "Default": "",
        "Description": "The KMS secret that holds the config. Empty if the stack's bucket does.",
    },
    "LogRetentionDays": {
        "Type": "Number",
        "Default": 30,
        "MinValue": 1,
        "MaxValue": 3600,
        "Description": "For how many days log lines are kept.",
    },
    "ActionPolicy": {
        "Type": "String",
        "Default": "sls.builtin",
        "Description": "The action policy of Log Service, which says whom the alerts tell and how.",
    },
}
_PROJECT: Final = {"Fn::GetAtt": ["LogProject", "Name"]}


def text() -> str:
    """Return what ros.yml holds."""
    plain = json.loads(json.dumps(template()))  # what is used twice would become a YAML alias
    # One line for each value: a query that is folded cannot be searched for.
    body: str = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=2**16)
    return _HEADING + body


def template() -> Json:
    """Return the template.

    Raises:
        ValueError: An alert has not exactly one condition, ``name > number``.
    """
    bodies = [_read(path.stem) for path in sorted((ROOT / "docs/ops").glob("sls-alert-*.json"))]
    alerts = {_id(each): _alert(each) for each in bodies}
    return {
        "ROSTemplateFormatVersion": "2015-09-01",
        "Description": "What stands around smscode on Function Compute",
        "Parameters": _PARAMETERS | {_threshold(each): _parameter(each) for each in bodies},
        "Conditions": {"ConfigInOss": {"Fn::Equals": [{"Ref": "ConfigSecret"}, ""]}},
        "Resources": _config() | _policies() | _log() | alerts,
    }


def _config() -> Json:
    bucket = {
        "BucketName": _filled("BUCKET"),
        "AccessControl": "private",
        "BlockPublicAccess": True,
        "ServerSideEncryptionConfiguration": {"SSEAlgorithm": "AES256"},
        "VersioningConfiguration": {"Status": "Enabled"},
    }
    # The config outlives a stack that somebody deletes.
    kept = {"Condition": "ConfigInOss", "DeletionPolicy": "Retain"}
    return {"ConfigBucket": {**_resource("OSS::Bucket", bucket), **kept}}


def _policies() -> Json:
    """Return the role with its policy, and the policies that an administrator gives to users."""
    role = {"RoleName": _filled("ROLE"), "AssumeRolePolicyDocument": _read("fc-trust")}
    in_oss, in_kms = _statements("fc-runtime-oss"), _statements("fc-runtime-kms")
    # To check the config is to read it as well.
    check, writer = _statements("aliyun-check"), _statements("aliyun-config-writer")
    check_oss, check_kms = check + _naming("OBJECT", in_oss), check + _naming("SECRET", in_kms)
    write_oss, write_kms = _naming("OBJECT", writer), _naming("SECRET", writer)
    of_role = {"Roles": [{"Fn::GetAtt": ["Role", "RoleName"]}]}
    return {
        "Role": _resource("RAM::Role", role),
        "RolePolicy": _policy("ROLE", _either(in_oss, in_kms), **of_role),
        "DeployerPolicy": _policy("ROLE-deployer", _statements("fc-deployer")),
        "CheckPolicy": _policy("ROLE-check", _either(check_oss, check_kms)),
        "ConfigWriterPolicy": _policy("ROLE-config-writer", _either(write_oss, write_kms)),
    }


def _policy(name: str, statements: list[Json] | Json, **attached: list[Json]) -> Json:
    document = {"Version": "1", "Statement": _filled(statements)}
    properties = {"PolicyName": _filled(name), **attached, "PolicyDocument": document}
    return _resource("RAM::ManagedPolicy", properties)


def _either(in_oss: list[Json], in_kms: list[Json]) -> Json:
    """Return the statements for where the config is.

    They are two halves of one policy, and not two policies with a condition each: an update makes
    what is new before it deletes what is old, and RAM has no two policies of one name.
    """
    return {"Fn::If": ["ConfigInOss", in_oss, in_kms]}


def _statements(stem: str) -> list[Json]:
    """Return what a policy says, in lists where RAM itself takes one text as well."""
    listed: list[Json] = _read(stem)["Statement"]
    many = ("Action", "Resource")
    return [
        {**each, **{key: [each[key]] for key in many if isinstance(each[key], str)}}
        for each in listed
    ]


def _naming(placeholder: str, statements: list[Json]) -> list[Json]:
    """Return the statements whose resource has the placeholder in its name."""
    return [each for each in statements if placeholder in "".join(each["Resource"])]


def _log() -> Json:
    project = {"Name": _filled("LOG_PROJECT"), "Description": "smscode"}
    store = {
        "ProjectName": _PROJECT,
        "LogstoreName": _filled("LOGSTORE"),
        "TTL": {"Ref": "LogRetentionDays"},
        "ShardCount": 1,
    }
    index = {
        "ProjectName": _PROJECT,
        "LogstoreName": {"Fn::GetAtt": ["Logstore", "LogstoreName"]},
        **_index(_read("sls-index")),
    }
    body = _read("sls-dashboard")
    dashboard = {
        "ProjectName": _PROJECT,
        **{_capital(key): body[key] for key in ("dashboardName", "displayName", "description")},
        "Charts": _filled(body["charts"]),
    }
    return {
        "LogProject": _resource("SLS::Project", project),
        "Logstore": _resource("SLS::Logstore", store),
        "Index": _resource("SLS::Index", index),
        "Dashboard": _resource("SLS::Dashboard", dashboard),
    }


def _index(body: Json) -> Json:
    """Return the body of CreateIndex in the words of ROS, which writes delimiters as one text."""
    return {
        "FullTextIndex": {"Enable": True, **_indexed(body["line"])},
        "KeyIndices": [{"Name": name, **_indexed(key)} for name, key in body["keys"].items()],
    }


def _indexed(body: Json) -> Json:
    names = {
        "type": "Type",
        "token": "Delimiter",
        "doc_value": "EnableAnalytics",
        "caseSensitive": "CaseSensitive",
        "chn": "IncludeChinese",
    }
    texts = {key: "".join(each) if key == "token" else each for key, each in body.items()}
    return {names[key]: each for key, each in texts.items()}


def _alert(body: Json) -> Json:
    """Return the body of CreateAlert in the words of ROS, with its threshold as a parameter."""
    # Type and state as in the example at aliyun-sls-alert; pages differ on which state is default.
    detail: Json = {**_capitals(_filled(body)), "Type": "Alert", "State": "Enabled"}
    configuration = detail["Configuration"]
    configuration["Dashboard"] = {"Fn::GetAtt": ["Dashboard", "DashboardName"]}
    condition = {"Fn::Sub": f"{_condition(body)[0]}${{{_threshold(body)}}}"}
    configuration["SeverityConfigurations"][0]["EvalCondition"]["Condition"] = condition
    return _resource("SLS::Alert", {"Project": _PROJECT, "Detail": detail})


def _condition(body: Json) -> tuple[str, int]:
    """Return the condition of an alert up to its number, and the number."""
    (severity,) = body["configuration"]["severityConfigurations"]
    condition = severity["evalCondition"]["condition"]
    found = re.fullmatch(r"(\w+ >=? )(\d+)", condition)
    if found is None:
        raise ValueError(f"{body['name']}: no threshold in {condition}")
    return found[1], int(found[2])


def _parameter(body: Json) -> Json:
    condition, number = _condition(body)
    return {
        "Type": "Number",
        "Default": number,
        "MinValue": 0,
        "Description": f"The alert {body['name']} goes off at {condition}this number.",
    }


def _threshold(body: Json) -> str:
    return _id(body).removesuffix("Alert") + "Threshold"


def _id(body: Json) -> str:
    """Return the name of an alert among the resources: `smscode-a-b` is `ABAlert`."""
    name: str = body["name"]
    return name.removeprefix("smscode").title().replace("-", "") + "Alert"


def _resource(kind: str, properties: Json) -> Json:
    return {"Type": f"ALIYUN::{kind}", "Properties": properties}


def _filled(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return *value* with the placeholders in its texts filled in."""
    if isinstance(value, list):
        return [_filled(each) for each in value]
    if isinstance(value, dict):
        return {key: _filled(each) for key, each in value.items()}
    if not isinstance(value, str) or not _PLACEHOLDER.search(value):
        return value
    filled = _PLACEHOLDER.sub(lambda found: _VALUES[found[0]], value)
    whole = re.fullmatch(r"\$\{([^}]+)\}", filled)
    if whole:
        return {"Ref": whole[1]}
    return {"Fn::Sub": filled} if "${" in filled else filled


def _capitals(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return *value* with a capital at the head of each key, as ROS writes the API's names."""
    if isinstance(value, list):
        return [_capitals(each) for each in value]
    if isinstance(value, dict):
        # A function of ROS is no name.
        return {
            key if key == "Ref" or key.startswith("Fn::") else _capital(key): _capitals(each)
            for key, each in value.items()
        }
    return value


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]


def _read(stem: str) -> Json:
    """Return the file of that name in docs/policies or docs/ops."""
    folder = "docs/ops" if stem.startswith("sls-") else "docs/policies"
    found: Json = json.loads((ROOT / folder / f"{stem}.json").read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    (ROOT / "ros.yml").write_text(text(), encoding="utf-8")
