"""template.yml's front door: who gets to the function, and through what."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from support.paths import ROOT
from support.sam_template import FUNCTION, RESOURCES, TEMPLATE, condition, of_type, under

CFN_LINT = ROOT / ".tools/sam/bin/cfn-lint"


def test_the_front_door_is_one_of_three() -> None:
    """A URL, where the partition has them, or an HTTP API, or nothing but direct invocation."""
    door = TEMPLATE["Parameters"]["FrontDoor"]
    assert door["AllowedValues"] == ["FunctionUrl", "HttpApi", "None"]
    assert condition("HasFunctionUrl") == {
        "!And": [
            {"!Equals": [{"!Ref": "FrontDoor"}, "FunctionUrl"]},
            {"!Equals": [{"!Ref": "AWS::Partition"}, "aws"]},
        ]
    }
    assert condition("HasHttpApi") == {"!Equals": [{"!Ref": "FrontDoor"}, "HttpApi"]}
    doors = {key for key, each in RESOURCES.items() if "AWS::ApiGatewayV2" in each["Type"]}
    assert under("HasHttpApi") == doors | {
        "HttpApiPermission",
        "HttpApiLogGroup",
        "output HttpApiUrl",
    }
    assert condition("HasUrl") == {
        "!Or": [condition("HasHttpApi"), condition("HasFunctionUrl")]  # written out: one may be cut
    }
    assert under("HasUrl") == {"output TryIt"}
    assert under("HasFunctionUrl") == {
        "FunctionUrl",
        "FunctionUrlPermission",
        "FunctionUrlInvokePermission",
        "output FunctionUrl",
    }


def test_a_function_url_has_both_permissions() -> None:
    """Anyone may call, with the two permissions that a call needs."""
    assert RESOURCES["FunctionUrl"]["Properties"]["AuthType"] == "NONE"
    grants = {
        each["Properties"]["Action"]: {**each["Properties"], "Action": None}
        for each in of_type("AWS::Lambda::Permission")
        if each["Condition"] == "HasFunctionUrl"
    }
    anyone = {"FunctionName": {"!Ref": "Function.Alias"}, "Principal": "*", "Action": None}
    assert grants == {
        "lambda:InvokeFunctionUrl": {**anyone, "FunctionUrlAuthType": "NONE"},
        "lambda:InvokeFunction": {**anyone, "InvokedViaFunctionUrl": True},
    }


def test_the_http_api_is_throttled_and_logs_no_credential() -> None:
    """Its stage has both throttles, and an access log of its own without headers, query or path."""
    stage = RESOURCES["HttpApiStage"]["Properties"]
    assert set(stage["DefaultRouteSettings"]) == {"ThrottlingRateLimit", "ThrottlingBurstLimit"}
    log = stage["AccessLogSettings"]
    assert log["DestinationArn"] == {"!GetAtt": "HttpApiLogGroup.Arn"}
    fields = json.loads(log["Format"])
    assert set(fields.values()) <= {
        "$context.requestId",
        "$context.identity.sourceIp",
        "$context.requestTime",
        "$context.httpMethod",
        "$context.status",
        "$context.responseLatency",
        "$context.integrationErrorMessage",
    }


def test_the_http_api_hands_over_what_our_trigger_reads() -> None:
    """Payload 2.0, on every path and method, from this API only."""
    assert RESOURCES["HttpApiIntegration"]["Properties"]["PayloadFormatVersion"] == "2.0"
    assert RESOURCES["HttpApiRoute"]["Properties"]["RouteKey"] == "$default"
    grant = RESOURCES["HttpApiPermission"]["Properties"]
    assert grant["Principal"] == "apigateway.amazonaws.com"
    assert "${HttpApi}" in grant["SourceArn"]["!Sub"]


def test_the_url_is_no_member_of_the_function() -> None:
    """A condition inside FunctionUrlConfig makes SAM drop both permissions without a word."""
    assert "FunctionUrlConfig" not in FUNCTION


@pytest.mark.parametrize("door", ["HasFunctionUrl", "HasHttpApi"])
def test_the_output_to_try_it_is_the_pages_command(door: str) -> None:
    """With the URL that there is; test_samples_of_pages.py posts it to the function."""
    separator, parts = TEMPLATE["Outputs"]["TryIt"]["Value"]["!Join"]
    said = separator.join(
        part if isinstance(part, str) else "YOUR_URL" if part["!If"][0] == door else part["!If"][2]
        for part in parts
    )
    page = (ROOT / "docs/deploy-aws.md").read_text(encoding="utf-8")
    assert f"\n$ {said}\n" in page
    urls = {part["!If"][0]: part["!If"][1] for part in parts if isinstance(part, dict)}
    assert urls == {
        "HasFunctionUrl": TEMPLATE["Outputs"]["FunctionUrl"]["Value"],
        "HasHttpApi": TEMPLATE["Outputs"]["HttpApiUrl"]["Value"],
    }


@pytest.mark.skipif(not CFN_LINT.exists(), reason="AWS SAM CLI (make test installs it) is missing")
@pytest.mark.parametrize("region", ["cn-north-1", "cn-northwest-1"])
def test_without_the_function_url_it_suits_the_china_regions(region: str, tmp_path: Path) -> None:
    """What the page's own command leaves has no resource that a China region does not know."""
    page = (ROOT / "docs/deploy-aws.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"^\$ sed '(.*)' template\.yml > template-cn\.yml$", page, re.MULTILINE)
    cut = subprocess.run(  # noqa: S603 - the page's own command
        ["sed", script, "template.yml"],  # noqa: S607 - any sed
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    assert b"FunctionUrl:" not in cut.stdout
    (tmp_path / "template-cn.yml").write_bytes(cut.stdout)
    result = subprocess.run(  # noqa: S603 - the tool that make installed
        [CFN_LINT, "--regions", region, "--include-checks", "I", "--", "template-cn.yml"],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout
