"""template.yml's claims table and alarms, which must agree with what the code writes."""

import re
from typing import Any, Final

import pytest

from smscode.outcome import MISCONFIGURED, SENT
from smscode.trace import Embedded
from support.app_bench import AppBench
from support.paths import ROOT
from support.sam_template import FUNCTION, RESOURCES, TEMPLATE, of_type, under
from support.stand_ins import log_lines

#: The topic, where there is one.
TOPIC: Final = {"!If": ["HasAlarmTopic", [{"!Ref": "AlarmTopicArn"}], {"!Ref": "AWS::NoValue"}]}


def test_the_claims_table_is_the_one_that_the_store_uses() -> None:
    """Key, time to live and actions are those of claims/stores/dynamodb.py, and the URI is its."""
    source = (ROOT / "src/smscode/claims/stores/dynamodb.py").read_text(encoding="utf-8")
    table = RESOURCES["ClaimsTable"]["Properties"]
    (key,), ends = table["KeySchema"], table["TimeToLiveSpecification"]
    assert f'Key={{"{key["AttributeName"]}": {{"S": key}}}}' in source
    assert f'"{ends["AttributeName"]}": self._in(seconds)' in source
    assert table["AttributeDefinitions"] == [
        {"AttributeName": key["AttributeName"], "AttributeType": "S"}
    ]
    assert ends["Enabled"] is True
    (statement,) = RESOURCES["ClaimsPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    calls = set(re.findall(r"self\._client\.([a-z]+_item)\(", source))
    assert {each.removeprefix("dynamodb:") for each in statement["Action"]} == {
        name.title().replace("_", "") for name in calls
    }
    assert statement["Resource"] == {"!GetAtt": "ClaimsTable.Arn"}
    assert under("HasClaimsTable") == {"ClaimsTable", "ClaimsPolicy", "output ClaimsTable"}
    assert FUNCTION["Environment"]["Variables"]["CLAIMS_URI"] == {
        "!If": ["HasClaimsTable", {"!Sub": "dynamodb:${ClaimsTable}"}, "memory:"]
    }


def test_the_alarms_count_what_the_log_line_has() -> None:
    """Namespace, metric, dimension and its values are the ones of metrics.py and outcome.py."""
    annotations: Any = Embedded("name")({"outcome": "sent", "calls": 1}, 0.0)
    (directive,) = annotations["_aws"]["CloudWatchMetrics"]
    ours = [
        each["Properties"]
        for each in of_type("AWS::CloudWatch::Alarm")
        if each["Properties"]["Namespace"] == directive["Namespace"]
    ]
    assert {each["MetricName"] for each in ours} == {directive["Metrics"][0]["Name"]}
    watched = {}
    for each in ours:
        assert [dimension["Name"] for dimension in each["Dimensions"]] in directive["Dimensions"]
        function, outcome = (dimension["Value"] for dimension in each["Dimensions"])
        assert function == {"!Ref": "Function"}  # its name, which Lambda tells the code too
        watched[outcome] = (each["Period"], each["Threshold"])
    assert watched == {
        MISCONFIGURED.code: (60, {"!Ref": "MisconfiguredThreshold"}),
        SENT.code: (3600, {"!Ref": "MaxSentPerHour"}),
    }


def test_every_alarm_tells_the_topic_and_is_quiet_without_calls() -> None:
    """It is told the end of each too. Errors and throttles have an alarm; no data is none."""
    alarms = [each["Properties"] for each in of_type("AWS::CloudWatch::Alarm")]
    assert {each["MetricName"] for each in alarms} == {"Errors", "Throttles", "calls"}
    for each in alarms:
        assert each["TreatMissingData"] == "notBreaching"
        assert each["AlarmActions"] == each["OKActions"] == TOPIC


@pytest.mark.parametrize("level", TEMPLATE["Parameters"]["LogLevel"]["AllowedValues"])
def test_every_log_level_leaves_the_line_that_the_alarms_count(
    level: str, bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """A call that went well leaves its line, and Lambda itself drops none at its level."""
    bench.app = bench.wired({"AWS_LAMBDA_FUNCTION_NAME": "smscode", "LOG_LEVEL": level})
    bench.direct()
    line = log_lines(capsys)[-1]
    assert (line["event"], line["level"], line["outcome"]) == ("call", "info", SENT.code)
    assert "_aws" in line
    assert FUNCTION["LoggingConfig"]["ApplicationLogLevel"] == "INFO"
