"""The clouds that the function runs on: the lines of ``.env``, and the commands that come next."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ops.config_new.asking import Interview, Question, none_of, unlike
from smscode.outcome import Text

#: The stack of ros.yml and that of template.yml, whose names are those of the role and the secret.
STACK = "smscode"
_DOCUMENT = "smscode.json"
_KMS = "aliyun-kms:"
#: The endpoint of globe for an account of aliyun.com; the function's own is the other site's.
GLOBE_OF_ALIYUN = "dysmsapi.aliyuncs.com"


@dataclass(frozen=True, slots=True)
class Step:
    """A command that comes next, and what it is for."""

    says: Text
    command: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """One function on one cloud.

    Attributes:
        settings: The lines of ``.env``.
        steps: What comes next, in order.
    """

    settings: Mapping[str, str]
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud.

    Attributes:
        has_role: Whether the function's role signs for Aliyun, so that no key has to be stored.
        uses_example: Whether ``.env`` begins as ``.env.example``.
        plan: Asks what is open and returns the deployment, given the endpoint of globe where it is
            not the function's own.
    """

    has_role: bool
    uses_example: bool
    plan: Callable[[Interview, str | None], Deployment]


def ask_cloud(interview: Interview) -> Cloud:
    """Return the cloud that the function runs on."""
    return interview.ask(_CLOUD)


def _on_function_compute(interview: Interview, globe: str | None) -> Deployment:
    region = interview.ask(_REGION)
    name = f"{STACK}-{interview.ask(_ACCOUNT_ID)}-{region}"
    secret = interview.ask(_SECRET)
    settings = {
        "SMSCODE_REGION": region,
        "SMSCODE_ROLE": STACK,
        "SMSCODE_CONFIG_URI": f"{_KMS}{secret}" if secret else f"aliyun-oss:{name}/{_DOCUMENT}",
        "SMSCODE_LOG_PROJECT": name,
        **({"SMSCODE_GLOBE_ENDPOINT": globe} if globe else {}),
    }
    stack = f"aliyun ros CreateStack --RegionId {region} --StackName {STACK}"
    stack += ' --TemplateBody "$(cat ros.yml)"'
    if secret:
        stack += f" --Parameters.1.ParameterKey ConfigSecret --Parameters.1.ParameterValue {secret}"
    steps = (Step(_STACK, stack), _PUT, Step(_DEPLOY, "s deploy -y"), _CURL)
    return Deployment(settings, steps)


def _on_lambda(_: Interview, globe: str | None) -> Deployment:
    settings = {"SMSCODE_REGION": "", "SMSCODE_CONFIG_URI": f"aws-secretsmanager:{STACK}"}
    parameters = [Step(_PARAMETER, f'"GlobeEndpoint={globe}"')] if globe else []
    return Deployment(
        settings, (*parameters, _PUT, Step(_DEPLOY, "sam build && sam deploy"), _TRY_IT)
    )


_CLOUDS: Mapping[str, Cloud] = {
    "fc": Cloud(has_role=True, uses_example=True, plan=_on_function_compute),
    "aws": Cloud(has_role=False, uses_example=False, plan=_on_lambda),
}


def _cloud(answer: str) -> Cloud:
    if answer not in _CLOUDS:
        raise none_of(_CLOUDS)
    return _CLOUDS[answer]


def _matching(pattern: str, example: str) -> Callable[[str], str]:
    def read(answer: str) -> str:
        if not re.fullmatch(pattern, answer):
            raise unlike(example)
        return answer

    return read


_CLOUD = Question(
    "cloud",
    Text(
        "Where the function runs: fc (Alibaba Function Compute) or aws (AWS Lambda)",
        "函数部署在：fc（阿里云函数计算）或 aws（AWS Lambda）",
    ),
    _cloud,
    "fc",
)
_REGION = Question(
    "region",
    Text("Region of Function Compute", "函数计算的地域"),
    _matching("[a-z]+(-[a-z0-9]+)+", "cn-hangzhou"),
    "cn-hangzhou",
)
_ACCOUNT_ID = Question(
    "account-id",
    Text(
        "Account ID, 16 digits or so: behind your picture in the console",
        "阿里云账号 ID（约 16 位数字，控制台右上角头像处可见）",
    ),
    _matching("[0-9]{10,20}", "1234567890123456"),
)
_SECRET = Question(
    "kms-secret",
    Text(
        "Name of the KMS secret for the config, or nothing: an encrypted object in OSS is free",
        "存放配置的 KMS 凭据名称；留空则用 OSS 加密对象，不另收费",
    ),
    _matching("[A-Za-z0-9/_.-]{0,64}", "smscode"),
    "",
)
_STACK = Text(
    "As an administrator, once: the bucket, the role, the log and its alerts",
    "由管理员执行一次：创建存储空间、角色、日志和告警",
)
_PUT = Step(
    Text(
        "Check the config, and put it where the function reads it", "检查配置，并写入函数读取的位置"
    ),
    "make config-put",
)
_CURL = Step(
    Text("Send a first code", "发送第一条验证码"),
    "curl https://YOUR-FUNCTION/ -H 'Authorization: Bearer YOUR-TOKEN' "
    "-H 'Content-Type: application/json' "
    """-d '{"phone": "YOUR-NUMBER", "usageType": "SignIn", "code": "123456"}'""",
)
_TRY_IT = Step(
    Text("Show the command that sends a first code", "显示发送第一条验证码的命令"),
    f"aws cloudformation describe-stacks --stack-name {STACK} "
    """--query "Stacks[0].Outputs[?OutputKey=='TryIt'].OutputValue" --output text""",
)
_DEPLOY = Text("Build and deploy", "构建并部署")
_PARAMETER = Text(
    "Add to parameter_overrides in samconfig.toml",
    "在 samconfig.toml 的 parameter_overrides 中加入",
)
#: All of them, for the command's options.
QUESTIONS: Sequence[Question[Any]] = (_CLOUD, _REGION, _ACCOUNT_ID, _SECRET)
