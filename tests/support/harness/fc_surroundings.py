"""What FC 3.0 puts around a function: its environment variables and its context.

https://www.alibabacloud.com/help/en/functioncompute/fc/environment-variables
https://www.alibabacloud.com/help/en/functioncompute/fc/context-1
"""

import os
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

Flavour = Literal["python3.10", "python3.12"]

ACCOUNT_ID: Final = "1234567890123456"
FUNCTION_NAME: Final = "smscode"
MEMORY_MB: Final = 512
REGION: Final = "cn-hangzhou"


@dataclass(frozen=True, slots=True)
class StsCredentials:
    """The function role's temporary credentials."""

    access_key_id: str = "STS.test-key-id"
    access_key_secret: str = "test-key-secret"
    security_token: str = "test-security-token"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A deployed function: its handler, its runtime and the credentials of its role, if any.

    Python 3.10 finds the credentials on the context, 3.12 in the environment only. A real 3.10 has
    them in both; here in one, so that a function that looks in one place only is found out.
    """

    handler: str
    flavour: Flavour
    credentials: StsCredentials | None

    def environment(self, code: Path) -> dict[str, str]:
        """Return the variables of the runtime process, some of which it hides from the function."""
        return {
            "FC_ACCOUNT_ID": ACCOUNT_ID,
            "FC_FUNCTION_HANDLER": self.handler,
            "FC_FUNCTION_MEMORY_SIZE": str(MEMORY_MB),
            "FC_FUNCTION_NAME": FUNCTION_NAME,
            "FC_FUNC_CODE_PATH": str(code),
            "FC_INSTANCE_ID": "c-0123456789abcdef",
            "FC_QUALIFIER": "LATEST",
            "FC_REGION": REGION,
            "FC_RUNTIME_API": "127.0.0.1:9001",
            "FC_RUNTIME_VERSION": self.flavour,
            "FC_SERVER_PATH": "/var/fc/runtime",
            "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "PYTHONIOENCODING": "utf-8:surrogateescape",
        } | self._credential_variables()

    def context(self, timeout_seconds: float) -> dict[str, object]:
        """Return the members of the handler's context for one invocation."""
        request_id = f"1-{uuid.uuid4()}"
        function: dict[str, object] = {
            "handler": self.handler,
            "memory": MEMORY_MB,
            "name": FUNCTION_NAME,
            "timeout": timeout_seconds,
        }
        common: dict[str, object] = {
            "account_id": ACCOUNT_ID,
            "function": function,
            "logger": None,
            "region": REGION,
            "request_id": request_id,
            "retry_count": 0,
            "tracing": {},
        }
        if self.flavour == "python3.10":
            return common | {"requestId": request_id} | self._older_members()
        function |= {"qualifier": "LATEST", "version_id": ""}
        return common | {"log_project": "", "log_store": ""}

    def _credential_variables(self) -> dict[str, str]:
        if self.credentials is None or self.flavour == "python3.10":
            return {}
        members = asdict(self.credentials)
        return {f"ALIBABA_CLOUD_{name.upper()}": value for name, value in members.items()}

    def _older_members(self) -> dict[str, object]:
        log = {"log_project": "", "log_store": ""}
        service = {"name": "", "qualifier": "LATEST", "version_id": ""} | log
        keys = self.credentials and asdict(self.credentials)
        return {"credentials": keys, "service": service}
