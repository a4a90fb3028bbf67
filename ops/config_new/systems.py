"""The auth systems that may call the function: their entry in the config, and their side of it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smscode.outcome import Text


def _token() -> str:
    return secrets.token_urlsafe(32)


def _webhook_secret() -> str:
    """Return a secret as Standard Webhooks writes it: 32 random bytes."""
    return f"v1,whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


@dataclass(frozen=True, slots=True)
class System:
    """One auth system.

    Attributes:
        entry: The name of its entry under ``callers``, which is its path too, but for generic's.
        member: The member of the entry that holds its secrets.
        paste: Where its secret goes on the other side, in the words of its console; ``{url}`` is
            the function's URL and ``{secret}`` the secret.
        make: Makes a secret; None if the system makes its own and shows it.
    """

    entry: str
    member: str
    paste: Text
    make: Callable[[], str] | None = _token

    @property
    def variable(self) -> str:
        """The variable that holds the secret that the system has made."""
        return f"{self.entry.upper()}_SECRET"


def _generic(english: str, chinese: str) -> System:
    return System("generic", "tokens", Text(english, chinese))


_VARIABLES = _generic(
    "In your app's environment: SMSCODE_URL={url}/ and SMSCODE_TOKEN={secret}",
    "在应用的环境变量中设置：SMSCODE_URL={url}/ 和 SMSCODE_TOKEN={secret}",
)

#: By the name that the operator gives.
SYSTEMS: Mapping[str, System] = {
    "generic": _generic(
        "POST to {url}/ with the header Authorization: Bearer {secret}",
        "向 {url}/ 发 POST 请求，带请求头 Authorization: Bearer {secret}",
    ),
    "logto": System(
        "logto",
        "tokens",
        Text(
            "Logto, the HTTP SMS connector. Endpoint: {url}/logto  "
            "Authorization Header: Bearer {secret}",
            "Logto 的 HTTP SMS 连接器。Endpoint：{url}/logto  "
            "Authorization Header：Bearer {secret}",
        ),
    ),
    "supabase": System(
        "supabase",
        "webhookSecrets",
        Text(
            "Supabase, Auth Hooks, Send SMS hook. URL: {url}/supabase  Secret: {secret}",
            "Supabase 的 Auth Hooks → Send SMS hook。URL：{url}/supabase  Secret：{secret}",
        ),
        _webhook_secret,
    ),
    "casdoor": System(
        "casdoor",
        "tokens",
        Text(
            "Casdoor, the provider Custom HTTP SMS. Endpoint: {url}/casdoor  "
            "HTTP header: Authorization, Bearer {secret}",
            "Casdoor 的 Custom HTTP SMS 提供商。Endpoint：{url}/casdoor  "
            "HTTP header：Authorization，Bearer {secret}",
        ),
    ),
    "authentik": System(
        "authentik",
        "tokens",
        Text(
            "authentik, the SMS stage, provider Generic. External API URL: {url}/authentik  "
            "Bearer Token, API Auth Username: {secret}",
            "authentik 的短信阶段，Provider 选 Generic。External API URL：{url}/authentik  "
            "Bearer Token，API Auth Username：{secret}",
        ),
    ),
    "kratos": System(
        "kratos",
        "tokens",
        Text(
            "Kratos, courier channel sms. url: {url}/kratos  basic_auth, password: {secret}",
            "Kratos 的 courier 短信通道。url：{url}/kratos  basic_auth 的 password：{secret}",
        ),
    ),
    "authgear": System(
        "authgear",
        "webhookSecrets",
        Text(
            "Authgear, Custom SMS Gateway, provider Webhook. Webhook Endpoint: {url}/authgear",
            "Authgear 的 Custom SMS Gateway，选 Webhook。Webhook Endpoint：{url}/authgear",
        ),
        None,
    ),
    "zitadel": System(
        "zitadel",
        "signingKeys",
        Text(
            "ZITADEL, the HTTP SMS provider. endpoint: {url}/zitadel",
            "ZITADEL 的 HTTP SMS 提供商。endpoint：{url}/zitadel",
        ),
        None,
    ),
    "receipts": System(
        "receipts",
        "pathSecrets",
        Text(
            "Aliyun's SMS console, delivery reports by HTTP: {url}/receipts/{secret}",
            "阿里云短信控制台，HTTP 批量推送的地址：{url}/receipts/{secret}",
        ),
    ),
    "auth0": _generic(
        "Auth0, secrets of the Action: SMSCODE_URL={url}/ and SMSCODE_TOKEN={secret}",
        "Auth0 的 Action secrets：SMSCODE_URL={url}/ 和 SMSCODE_TOKEN={secret}",
    ),
    "keycloak": _generic(
        "Keycloak, Update Mobile Number. SMS API URL: {url}/  API Secret: Bearer {secret}",
        "Keycloak 的 Update Mobile Number。SMS API URL：{url}/  API Secret：Bearer {secret}",
    ),
    "appwrite": _VARIABLES,
    "better-auth": _VARIABLES,
    "nextauth": _VARIABLES,
}
