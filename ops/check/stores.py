"""The store of the document: why it does not give the document, or does not take it.

The codes: alibabacloud.com/help/en/oss/user-guide/http-403-error-code for OSS, and for KMS
alibabacloud.com/help/en/kms/key-management-service/developer-reference/common-error-codes-1; on AWS
the errors of GetSecretValue, GetParameter and PutParameter in the API references, CommonErrors
there, and the exceptions of botocore. A code that is in neither table is shown as it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ops.check.finding import Finding, Kind, Level, Value
from ops.chinese import both
from smscode.outcome import UNAVAILABLE, Outcome, Text

GOOD = Kind("store.read", Level.OK, Text("The config was read.", "已读取配置。"))
NO_DOCUMENT = Kind(
    "store.no_document",
    Level.ERROR,
    Text("There is no such document ({code}).", "没有这份配置（{code}）。"),
    Text(
        "Write it with make config-put, or correct the name in CONFIG_URI.",
        "请用 make config-put 写入，或更正 CONFIG_URI 中的名称。",
    ),
)
NO_BUCKET = Kind(
    "store.no_bucket",
    Level.ERROR,
    Text("There is no such bucket ({code}).", "存储空间不存在（{code}）。"),
    Text(
        "Create it, as the stack of ros.yml does, or correct its name in CONFIG_URI.",
        "请创建它（ros.yml 的资源栈会创建），或更正 CONFIG_URI 中的名称。",
    ),
)
NO_PERMISSION = Kind(
    "store.no_permission",
    Level.ERROR,
    Text("These credentials lack the permission ({code}).", "当前凭证没有权限（{code}）。"),
    Text(
        "Grant {actions} on it: docs/policies/{policy}.",
        "请授予 {actions} 权限：docs/policies/{policy}。",
    ),
)
#: OSS has one code for both, and the function keeps none of its words.
DENIED_BY_OSS = Kind(
    "store.denied_by_oss",
    Level.ERROR,
    Text(
        "These credentials lack the permission, or the bucket is in another region ({code}).",
        "当前凭证没有权限，或存储空间在其他地域（{code}）。",
    ),
    Text(
        "Compare the region in CONFIG_URI with the OSS console; then grant {actions} on the "
        "object: docs/policies/{policy}.",
        "请与 OSS 控制台核对 CONFIG_URI 中的地域；无误则授予 {actions} 权限："
        "docs/policies/{policy}。",
    ),
)
OTHER_REGION = Kind(
    "store.other_region",
    Level.ERROR,
    Text("The bucket is in another region ({code}).", "存储空间在其他地域（{code}）。"),
    Text(
        "Correct region= in CONFIG_URI; the OSS console shows the bucket's.",
        "请更正 CONFIG_URI 中的 region=，以 OSS 控制台显示的为准。",
    ),
)
NO_REGION = Kind(
    "store.no_region",
    Level.ERROR,
    Text("AWS's region is not known here ({code}).", "不知道 AWS 的区域（{code}）。"),
    Text(
        "Set AWS_DEFAULT_REGION, or write the ARN in CONFIG_URI.",
        "请设置 AWS_DEFAULT_REGION，或在 CONFIG_URI 中写 ARN。",
    ),
)
NO_CREDENTIALS = Kind(
    "store.no_credentials",
    Level.UNCHECKED,
    Text(
        "The store could not be asked: there are no credentials here ({code}).",
        "无法访问存储：本机没有凭证（{code}）。",
    ),
    Text(
        "For AWS run `aws configure` or set AWS_PROFILE; for Alibaba Cloud run `aliyun configure`.",
        "AWS 请运行 `aws configure` 或设置 AWS_PROFILE；阿里云请运行 `aliyun configure`。",
    ),
)
UNKNOWN_KEY = Kind(
    "store.unknown_key",
    Level.ERROR,
    Text(
        "The store does not know the key of these credentials, or it is disabled ({code}).",
        "存储不认识当前凭证的密钥，或密钥已被禁用（{code}）。",
    ),
    Text(
        "Compare its id with the console of RAM or IAM; Aliyun's two sites have separate accounts.",
        "请与 RAM 或 IAM 控制台核对密钥 ID；阿里云国内站与国际站账号互不通用。",
    ),
)
WRONG_SIGNATURE = Kind(
    "store.wrong_signature",
    Level.ERROR,
    Text(
        "The secret of these credentials does not match their key ({code}).",
        "当前凭证的 secret 与密钥不匹配（{code}）。",
    ),
    Text(
        "Enter both again, without spaces; AWS says so of a wrong clock, too.",
        "请重新填写两者，注意不要有空格；AWS 在本机时钟不准时也会这样报错。",
    ),
)
EXPIRED = Kind(
    "store.expired",
    Level.ERROR,
    Text(
        "The session token has expired, or is of another key ({code}).",
        "会话令牌已过期，或不属于该密钥（{code}）。",
    ),
    Text("Log in again, or get new credentials of the role.", "请重新登录，或重新获取角色凭证。"),
)
WRONG_CLOCK = Kind(
    "store.wrong_clock",
    Level.ERROR,
    Text("The store refuses this machine's time ({code}).", "存储拒绝本机时间（{code}）。"),
    Text("Set this machine's clock by NTP.", "请用 NTP 校准本机时钟。"),
)
UNDECRYPTED = Kind(
    "store.undecrypted",
    Level.ERROR,
    Text(
        "KMS does not decrypt it: its key or its instance is not available ({code}).",
        "KMS 无法解密：密钥或实例不可用（{code}）。",
    ),
    Text(
        "Look at the key and the instance in the KMS console, and grant kms:Decrypt on the key.",
        "请在 KMS 控制台查看密钥和实例的状态，并授予该密钥的 kms:Decrypt 权限。",
    ),
)
DELETED = Kind(
    "store.deleted",
    Level.ERROR,
    Text(
        "The secret is being deleted, or has no value yet ({code}).",
        "该凭据正在删除，或还没有值（{code}）。",
    ),
    Text("Restore it, or choose another name.", "请恢复它，或换一个名称。"),
)
NOT_ENCRYPTED = Kind(
    "store.not_encrypted",
    Level.ERROR,
    Text("The parameter is not a SecureString.", "该参数不是 SecureString。"),
    Text("Delete it; make config-put writes one.", "请删除它，再用 make config-put 写入。"),
)
NO_TEXT = Kind(
    "store.no_text",
    Level.ERROR,
    Text("The secret has no text.", "该凭据没有文本值。"),
    Text("Write it with make config-put.", "请用 make config-put 写入。"),
)
BAD_NAME = Kind(
    "store.bad_name",
    Level.ERROR,
    Text("The store does not take this name ({code}).", "存储不接受这个名称（{code}）。"),
    Text(
        "Correct it in CONFIG_URI; after aws-secretsmanager: and aws-ssm: come a name or an ARN "
        "alone.",
        "请更正 CONFIG_URI；aws-secretsmanager: 和 aws-ssm: 之后只能是名称或 ARN。",
    ),
)
BAD_FILE = Kind(
    "store.bad_file",
    Level.ERROR,
    Text("This path cannot be used ({code}).", "无法使用该路径（{code}）。"),
    Text(
        "CONFIG_URI must name a file that you may read and write.",
        "CONFIG_URI 必须指向您可以读写的文件。",
    ),
)
EXISTS = Kind(
    "store.exists",
    Level.ERROR,
    Text("Somebody else has just created it ({code}).", "已被其他人抢先创建（{code}）。"),
    Text("Try again: it shows what would change.", "请重试，届时会显示变更。"),
)
SUSPENDED = Kind(
    "store.suspended",
    Level.ERROR,
    Text("The account is overdue or suspended ({code}).", "账号欠费或已停用（{code}）。"),
    Text("Look at the account in its console.", "请在控制台查看账号状态。"),
)
REFUSED = Kind(
    "store.refused",
    Level.ERROR,
    Text("The store refuses it ({code}).", "存储拒绝了请求（{code}）。"),
    Text(
        "Look the code up on the store's own pages; these credentials need {actions}: "
        "docs/policies/{policy}.",
        "请在该存储的官方文档中查找此错误码；当前凭证需要 {actions} 权限：docs/policies/{policy}。",
    ),
)
SILENT = Kind(
    "store.silent",
    Level.UNCHECKED,
    Text("The store could not be reached ({code}).", "无法访问存储（{code}）。"),
    Text(
        "Check this machine's network and proxy, and the region in CONFIG_URI: it is part of the "
        "host name.",
        "请检查本机网络与代理，以及 CONFIG_URI 中的地域：它是域名的一部分。",
    ),
)
BUSY = Kind(
    "store.busy",
    Level.UNCHECKED,
    Text("The store is overloaded or throttling ({code}).", "存储繁忙或正在限流（{code}）。"),
    Text("Try again in a minute.", "请一分钟后重试。"),
)
UNSENDABLE = Kind(
    "store.no_request",
    Level.ERROR,
    Text("No request can be built ({code}).", "无法构造请求（{code}）。"),
    Text(
        "A key, a token or a proxy's address has a character that headers and URLs do not allow: "
        "check this machine's environment.",
        "密钥、令牌或代理地址里有请求头或 URL 不允许的字符：请检查本机的环境变量。",
    ),
)


class Task(NamedTuple):
    """What credentials must be allowed.

    Attributes:
        actions: The actions, by the scheme of ``CONFIG_URI``.
        policies: The files in docs/policies that allow them, likewise.
    """

    actions: Mapping[str, str]
    policies: Mapping[str, str]


READ = Task(
    {
        "aliyun-oss": "oss:GetObject",
        "aliyun-kms": "kms:GetSecretValue",
        "aws-secretsmanager": "secretsmanager:GetSecretValue",
        "aws-ssm": "ssm:GetParameter",
    },
    {
        "aliyun-oss": "fc-runtime-oss.json",
        "aliyun-kms": "fc-runtime-kms.json",
        "aws-secretsmanager": "aws-check.json",
        "aws-ssm": "aws-check.json",
    },
)
PUT = Task(
    {
        "aliyun-oss": "oss:GetObject, oss:PutObject",
        "aliyun-kms": "kms:GetSecretValue, kms:PutSecretValue",
        "aws-secretsmanager": (
            "secretsmanager:GetSecretValue, secretsmanager:PutSecretValue, "
            "secretsmanager:CreateSecret"
        ),
        "aws-ssm": "ssm:GetParameter, ssm:PutParameter",
    },
    {
        "aliyun-oss": "aliyun-config-writer.json",
        "aliyun-kms": "aliyun-config-writer.json",
        "aws-secretsmanager": "aws-config-writer.json",
        "aws-ssm": "aws-config-writer.json",
    },
)

_CODES: Mapping[str, Kind] = {
    **dict.fromkeys(
        (
            *("NoSuchKey", "Forbidden.ResourceNotFound", "ResourceNotFoundException"),
            *("ParameterNotFound", "FileNotFoundError", "the variable is not set"),
        ),
        NO_DOCUMENT,
    ),
    "NoSuchBucket": NO_BUCKET,
    **dict.fromkeys(
        ("Forbidden.NoPermission", "Forbidden.RAM", "AccessDeniedException"), NO_PERMISSION
    ),
    "AccessDenied": DENIED_BY_OSS,
    "PermanentRedirect": OTHER_REGION,
    "NoRegionError": NO_REGION,
    **dict.fromkeys(
        (
            *("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"),
            *("ProfileNotFound", "SSOTokenLoadError", "UnauthorizedSSOTokenError"),
            *("TokenRetrievalError", "the function has no role"),
        ),
        NO_CREDENTIALS,
    ),
    **dict.fromkeys(
        (
            *("InvalidAccessKeyId", "InvalidAccessKeyId.NotFound", "InvalidAccessKeyId.Inactive"),
            *("UnrecognizedClientException", "InvalidClientTokenId"),
        ),
        UNKNOWN_KEY,
    ),
    **dict.fromkeys(
        ("SignatureDoesNotMatch", "IncompleteSignature", "InvalidSignatureException"),
        WRONG_SIGNATURE,
    ),
    **dict.fromkeys(
        (
            *("SecurityTokenExpired", "InvalidSecurityToken", "InvalidSecurityToken.Expired"),
            *("InvalidSecurityToken.MismatchWithAccessKey", "InvalidSecurityToken.Malformed"),
            *("AccessKeyIdAndSecurityTokenNotMatch", "MissingSecurityToken"),
            *("ExpiredTokenException", "ExpiredToken"),
        ),
        EXPIRED,
    ),
    **dict.fromkeys(
        ("RequestTimeTooSkewed", "InvalidTimeStamp.Expired", "RequestExpired"), WRONG_CLOCK
    ),
    **dict.fromkeys(
        (
            *("Rejected.Unavailable", "UbsmsInvalidBid", "DecryptionFailure", "InvalidKeyId"),
            "EncryptionFailure",
        ),
        UNDECRYPTED,
    ),
    "InvalidRequestException": DELETED,
    "the parameter is not a SecureString": NOT_ENCRYPTED,
    "the answer has no SecretData": NO_TEXT,
    **dict.fromkeys(
        (
            *("ValidationException", "ParamValidationError", "InvalidParameterException"),
            *("InvalidParameter", "InvalidBucketName", "InvalidObjectName"),
        ),
        BAD_NAME,
    ),
    **dict.fromkeys(
        ("PermissionError", "IsADirectoryError", "NotADirectoryError", "OSError", "ValueError"),
        BAD_FILE,
    ),
    **dict.fromkeys(
        (
            *("FileAlreadyExists", "ResourceExistsException", "ParameterAlreadyExists"),
            "FileExistsError",
        ),
        EXISTS,
    ),
    **dict.fromkeys(
        (
            *("AbnormalBucketOwnerStatus", "BucketDisable", "InDebt", "InDebtOverdue"),
            "UserDisable",
        ),
        SUSPENDED,
    ),
    **dict.fromkeys(
        (
            *("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError"),
            *("ConnectionClosedError", "ProxyConnectionError", "SSLError"),
        ),
        SILENT,
    ),
}
_NO_ANSWER, _NO_REQUEST = "no answer", "no request"


def trouble(uri: str, outcome: Outcome, task: Task) -> Finding:
    """Return why the store at *uri* failed with *outcome*, and what *task* asks for."""
    code = (outcome.reason or outcome.kind.code).partition(": ")[2] or outcome.kind.code
    scheme = uri.partition(":")[0]
    fields: dict[str, Value] = {
        "code": both(code),
        "actions": task.actions.get(scheme, "-"),
        "policy": task.policies.get(scheme, "-"),
    }
    return _kind(code, outcome).at(uri, **fields)


def _kind(code: str, outcome: Outcome) -> Kind:
    if code.startswith(_NO_ANSWER):
        return SILENT
    if code.startswith(_NO_REQUEST):
        return UNSENDABLE
    return _CODES.get(code) or (BUSY if outcome.kind is UNAVAILABLE else REFUSED)
