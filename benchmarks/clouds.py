"""The clouds that functions are measured against: the sandbox for Aliyun, moto for AWS.

They run in a process of their own, so that their CPU time is nobody's, on another core than what is
measured. `python -m benchmarks.clouds` is that process; it lives until its input ends.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import boto3
from moto.server import ThreadedMotoServer

from aliyun_sms_sandbox.aliyun.catalogue import AccessKey
from aliyun_sms_sandbox.aliyun.server import running as sandbox_running
from benchmarks.tls import TlsFronts

_ROOT: Final = Path(__file__).parents[1]
TOKEN: Final = "token-of-the-benchmark-0000000000000000"
WRONG_TOKEN: Final = "Token-of-the-benchmark-0000000000000000"
SECRET: Final = "smscode"
SECRET_WITH_CLAIMS: Final = "smscode-with-claims"
TABLE: Final = "smscode-claims"
KEY: Final = ("sandbox-access-key-id", "sandbox-access-key-secret")  # of the sandbox's catalogue
ROLE: Final = AccessKey(
    "STS.test-key-id", "test-key-secret", "test-security-token"
)  # the harness's
_KEYLESS: Final[dict[str, Any]] = {
    "signName": "速通科技",
    "templates": [{"usageType": "SignIn", "templateCode": "SMS_1000001"}],
    "callers": {"generic": {"tokens": [TOKEN]}},
    "tokens": [TOKEN],  # where the naive function looks
}
_KEYED: Final = {**_KEYLESS, "accessKeyId": KEY[0], "accessKeySecret": KEY[1]}


@dataclass(frozen=True, slots=True)
class Clouds:
    """Where they listen: URLs without a trailing slash.

    Attributes:
        kms: Aliyun's KMS.
        sms: Aliyun's SMS; without TLS the same as `kms`.
        aws: Secrets Manager and DynamoDB.
    """

    kms: str
    sms: str
    aws: str

    @property
    def protocol(self) -> str:
        """`http` or `https`, which Aliyun's two have in common."""
        return self.sms.partition(":")[0]

    @property
    def sms_host(self) -> str:
        """Host and port of Aliyun's SMS, as its SDK wants them."""
        return self.sms.rpartition("/")[2]

    @property
    def kms_host(self) -> str:
        """Host and port of KMS, likewise."""
        return self.kms.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Doors:
    """The same clouds by two ways.

    Attributes:
        plain: Without TLS, as the sandbox speaks.
        tls: With TLS before Aliyun's, a port for each of its two services.
        authority: The certificate of who signed theirs.
    """

    plain: Clouds
    tls: Clouds
    authority: str


@contextmanager
def running() -> Iterator[Doors]:
    """Run both, with the config in KMS and in Secrets Manager."""
    command = [sys.executable, "-m", "benchmarks.clouds"]
    with subprocess.Popen(  # noqa: S603 - this module
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            yield Doors(Clouds(**told["plain"]), Clouds(**told["tls"]), told["authority"])
        finally:
            process.stdin.close()


def main() -> None:
    """Run both until the input ends; the first line of output says where they are."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # moto's server logs each request
    with sandbox_running() as sandbox:
        sandbox.access_keys[ROLE.id] = ROLE
        sandbox.secrets[SECRET] = json.dumps(_KEYLESS)
        moto = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        moto.start()
        host, port = moto.get_host_and_port()
        aws = f"http://{host}:{port}"
        secrets_manager = _client("secretsmanager", aws)
        secrets_manager.create_secret(Name=SECRET, SecretString=json.dumps(_KEYED))
        keyed = {**_KEYED, "claimsKey": TOKEN, "limits": {"perHour": 10**9}}
        secrets_manager.create_secret(Name=SECRET_WITH_CLAIMS, SecretString=json.dumps(keyed))
        _client("dynamodb", aws).create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        plain = Clouds(sandbox.endpoint, sandbox.endpoint, aws)
        fronts = TlsFronts()
        tls = Clouds(fronts.before(sandbox.endpoint), fronts.before(sandbox.endpoint), aws)
        sys.stdout.write(json.dumps(asdict(Doors(plain, tls, fronts.authority))) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
        moto.stop()


def _client(service: str, url: str) -> Any:  # noqa: ANN401 - made by boto3 at run time
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )


if __name__ == "__main__":
    main()
