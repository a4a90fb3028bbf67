"""What can come of a sound request, by name, with secrets in all places where one can be."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from aliyun_sms_sandbox.aliyun.vendor import answer
from aliyun_sms_sandbox.wire import Answer
from support.faults.function import QUICK
from support.leaks.child import Plan
from support.leaks.made_up import ODD, marred
from support.leaks.scene import Scenario, Scene

Make: TypeAlias = Callable[[Scene], Scenario]


def _by_role(scene: Scene, outcome: str, **environment: str) -> Scenario:
    config = scene.config(accessKeyId=None, accessKeySecret=None)
    return scene.sms(outcome, **{"CONFIG": config, **environment})


def _with_key(scene: Scene, key_id: str, secret: str) -> Scenario:
    config = scene.config(accessKeyId=key_id, accessKeySecret=secret)
    return scene.sms("misconfigured", CONFIG=config)


def _once(scene: Scene, outcome: str, endpoint: str) -> Scenario:
    """Return a scenario that takes a time limit to be played, and is so once."""
    usual = scene.sms(outcome, DYSMSAPI_ENDPOINT=endpoint)
    return replace(usual, outcomes=(outcome,), plan=Plan(usual.plan.events[:1], timeouts=QUICK))


def told(scene: Scene) -> str:
    """Return what somebody says who cannot keep a secret."""
    some = scene.secrets
    return f"{scene.number} {some.code} {some.next_code} {some.key_id} {some.role_token}"


def _words(scene: Scene) -> tuple[str, ...]:
    """Return what Aliyun could say of a refusal, with one secret each in the midst of words."""
    some = scene.secrets
    spelt = (some.code.lower(), some.code.upper(), "-".join(some.code), " ".join(some.code))
    secrets = (scene.number, some.number, some.code, *spelt, some.key_id, some.role_token)
    others = (some.key_secret, some.bearer, some.other_role_token[:40], some.claims_password)
    return tuple(f"模板 {secret} 不合法" for secret in (*secrets, *others))


def _page(scene: Scene, status: int) -> Answer:
    headers = {"content-type": "text/html", "location": "http://127.0.0.1/?a=b"}
    return Answer(status, headers, f"<html>{told(scene)}</html>".encode())


def _talkative(scene: Scene) -> Scenario:
    """Let the vendor give all kinds of answers, the secrets in each of them."""
    one, *_ = scene.sms("").plan.events
    pages = tuple(_page(scene, status) for status in (200, 302, 404, 502, 599))
    refused = answer("isv.MOBILE_NUMBER_ILLEGAL", told(scene))
    limited = answer("isv.BUSINESS_LIMIT_CONTROL", told(scene))
    failed = answer("InternalError", told(scene))
    throttled = answer("Throttling.User", told(scene))
    words = tuple(answer("isv.SMS_TEMPLATE_ILLEGAL", said) for said in _words(scene))
    unknown = answer("biz.NEW", told(scene))
    return Scenario(
        (
            *(*("uncertain",) * 6, "invalid_phone", "rate_limited", "unavailable"),
            *("misconfigured",) * (len(words) + 1),
        ),
        Plan((one,) * (10 + len(words))),
        scene.environment(),
        (*pages, failed, refused, limited, throttled, throttled, *words, unknown),
    )


def _with_odd_role(scene: Scene) -> Scenario:
    """Let the role's key have a character that no header can have."""
    return _by_role(
        scene, "misconfigured", ALIBABA_CLOUD_SECURITY_TOKEN=f"{scene.secrets.role_token}ＡＢ"
    )


def _abroad(scene: Scene, outcomes: tuple[str, ...], *answers: Answer) -> Scenario:
    """Return a scenario of international messages, whose text holds the code."""
    some, globe = scene.secrets, {"service": "globe", "message": "Your code is {code}."}
    template = {"usageType": "Generic", "templateCode": {"overseas": globe}}
    config = scene.config(templates=[template], allowedRegions=["GB"])
    events = tuple(
        scene.envelope(scene.fields(phone=f"+447400{some.number[-6:]}", code=code))
        for code in (some.code, some.next_code)
    )
    endpoint = scene.peers.vendor.endpoint
    environment = scene.environment(CONFIG=config, GLOBE_ENDPOINT=endpoint)
    return Scenario(outcomes, Plan(events), environment, answers)


def _said_abroad(scene: Scene, code: str) -> Answer:
    words = {"ResponseCode": code, "ResponseDescription": told(scene)}
    return Answer(200, {"content-type": "application/json"}, json.dumps(words).encode())


VENDOR: Final[Mapping[str, Make]] = {
    "sent abroad": lambda s: _abroad(s, ("sent", "sent")),
    "refused abroad": lambda s: _abroad(
        s,
        ("misconfigured", "uncertain"),
        *(_said_abroad(s, code) for code in ("INVALID_SENDERID", "SYSTEM_ERROR")),
    ),
    "sent": lambda s: s.sms("sent"),
    "sent with the role's key": lambda s: _by_role(s, "sent"),
    "connection refused": lambda s: s.sms("unavailable", DYSMSAPI_ENDPOINT=s.peers.refused),
    "no such host": lambda s: s.sms("unavailable", DYSMSAPI_ENDPOINT=s.peers.unknown),
    "connect timeout": lambda s: _once(s, "unavailable", s.peers.full),
    "read timeout": lambda s: _once(s, "uncertain", s.peers.silent),
    "talkative answers": _talkative,
    "key that no header can have": _with_odd_role,
    "repeats the request": lambda s: _by_role(s, "misconfigured", DYSMSAPI_ENDPOINT=s.peers.echo),
    "unknown key": lambda s: _with_key(s, s.secrets.other_key_id, s.secrets.other_key_secret),
    "wrong signature": lambda s: _with_key(s, s.secrets.key_id, s.secrets.other_key_secret),
    "wrong token": lambda s: _by_role(
        s, "misconfigured", ALIBABA_CLOUD_SECURITY_TOKEN=s.secrets.other_role_token
    ),
}

_URIS: Final = {
    "KMS": "aliyun-kms:n?region=cn-hangzhou&endpoint={}",
    "OSS": "aliyun-oss:bucket/key?region=cn-hangzhou&endpoint={}",
    "Secrets Manager": "aws-secretsmanager:n",
    "Parameter Store": "aws-ssm:n",
}
_OUTCOMES: Final = {"keeper": "sent", "echo": "misconfigured", "refused": "unavailable"}


def _stored(uri: str, peer: str) -> Make:
    def make(scene: Scene) -> Scenario:
        address: str = getattr(scene.peers, peer)
        outcome = _OUTCOMES[peer]
        return scene.sms(outcome, CONFIG_URI=uri.format(address), AWS_ENDPOINT_URL=address)

    return make


STORES: Final[Mapping[str, Make]] = {
    **{f"{s}, {peer}": _stored(uri, peer) for s, uri in _URIS.items() for peer in _OUTCOMES},
    "DynamoDB repeats the request": lambda s: s.sms(
        "sent", CLAIMS_URI="dynamodb:t", AWS_ENDPOINT_URL=s.peers.echo
    ),
    "Redis refused": lambda s: s.sms("sent", CLAIMS_URI=f"redis{s.peers.refused[4:]}/0"),
}


def damaged(scene: Scene) -> str:
    """Return a config with a secret wherever something else belongs."""
    some = scene.secrets
    return scene.config(
        accessKeyId=[some.key_id],
        accessKeySecret={some.key_secret: some.key_secret},
        claimsKey=some.claims_key[:20],
        claimsPassword=1,
        templates=[{"usageType": "x", "templateCode": {"service": some.bearer}}, some.bearer],
        allowedRegions=[some.bearer],
        strictPhoneRegionNumberCheck=some.bearer,
        callers={"generic": {"tokens": some.bearer}},
    )


def _misspelt(scene: Scene) -> str:
    """Return a config with secrets in members that have no meaning."""
    callers = {"generic": {"tokens": [scene.secrets.bearer], "token": scene.secrets.bearer}}
    return scene.config(accessKeySecert=scene.secrets.key_secret, callers=callers)


def _odd(odd: str) -> Make:
    """Return the scenario of a config whose secrets no header can hold."""
    return _wrong("CONFIG", lambda scene: json.dumps(marred(scene.config(), odd)))


def _wrong(variable: str, value: Callable[[Scene], str]) -> Make:
    return lambda scene: scene.sms("misconfigured", **{variable: value(scene)})


SETTINGS: Final[Mapping[str, Make]] = {
    "config is cut off": _wrong("CONFIG", lambda s: s.config()[:-1]),
    "config in single quotes": _wrong("CONFIG", lambda s: s.config().replace('"', "'")),
    "config of wrong types": _wrong("CONFIG", damaged),
    "config with misspelt members": lambda s: s.sms("sent", CONFIG=_misspelt(s)),
    **{f"secrets with a {name}": _odd(odd) for name, odd in ODD.items()},
    "URI is the config": _wrong("CONFIG_URI", Scene.config),
    "URI is a secret": _wrong("CONFIG_URI", lambda s: f"env:{s.secrets.bearer}"),
    "endpoint with a password": _wrong(
        "DYSMSAPI_ENDPOINT", lambda s: f"https://u:{s.secrets.claims_password}@127.0.0.1"
    ),
    "claims with a password": _wrong(
        "CLAIMS_URI", lambda s: f"redis://:{s.secrets.claims_password}@127.0.0.1:1/0"
    ),
}
