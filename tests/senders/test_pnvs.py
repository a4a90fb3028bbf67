"""A personal account: number verification with what Aliyun lends, from HTTP to the message."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import parse_qsl
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.loopback import LoopbackServer
from aliyun_sms_sandbox.wire import Answer
from local import function
from local.clouds import trigger
from local.clouds.trigger import Handler, Trigger
from support.instance import KEYED, Instance, actions, environment_for, issue, tokens

PERSONAL: Final = json.loads((function.CONFIG.parent / "config-personal.json").read_text("utf-8"))
FIRST, SECOND, *_ = PERSONAL["signName"]
SLOT: Final = {"service": "pnvs", "templateCode": "100001"}
DOCUMENTED: Final = {"CountryCode", "PhoneNumber", "SignName", "TemplateCode", "TemplateParam"}


def personal(sandbox: Sandbox) -> Instance:
    """Return a function with a personal account's config: no key, a list of lent signatures."""
    return Instance(environment_for(sandbox, PERSONAL, issue(sandbox, "role")))


def config_with(slot: object, **members: object) -> dict[str, Any]:
    """Return a document with a key of its own and one template."""
    templates = [{"usageType": "Generic", "templateCode": slot}]
    return {**KEYED, "signName": FIRST, "templates": templates, **members}


def wire_query(sandbox: Sandbox) -> dict[str, str]:
    """Return the parameters of the one request."""
    (request,) = sandbox.requests
    pairs = parse_qsl(request.query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    assert request.body == b""
    return dict(pairs)


@contextmanager
def served(handler: Handler) -> Iterator[str]:
    """Serve *handler* behind the local HTTP trigger, and give its URL."""
    front = LoopbackServer(trigger.create_app(handler, Trigger.FC.platform))
    yield front.endpoint
    front.stop()


def post(url: str, document: Mapping[str, str]) -> dict[str, Any]:
    """Call the function over HTTP, as an auth flow would, and return the reply's document."""
    (token,) = PERSONAL["callers"]["generic"]["tokens"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(url, json.dumps(document).encode(), headers)  # noqa: S310 - loopback
    with build_opener(ProxyHandler({})).open(request, timeout=120) as response:
        reply = json.load(response)
    assert isinstance(reply, dict)
    return reply


def test_from_http_to_the_message(sandbox: Sandbox) -> None:
    """A personal account's config serves every usage by HTTP: the code arrives as it was given."""
    app = personal(sandbox).handler
    with served(app) as url:
        for number, template in enumerate(PERSONAL["templates"]):
            asked = {
                "phone": "+8613800138000",
                "usageType": template["usageType"],
                "code": f"12345{number}",
            }
            reply = post(f"{url}/", asked)
            message = sandbox.messages[-1]
            assert reply["code"] == "sent"
            assert reply["bizId"] == message.biz_id
            assert message.params == {"code": asked["code"], "min": "10"}
            assert message.template == template["templateCode"]["china"]["templateCode"]
            assert message.text.startswith(f"【{FIRST}】")
    assert actions(sandbox) == ["SendSmsVerifyCode"] * len(PERSONAL["templates"])


def test_keyless(sandbox: Sandbox) -> None:
    """Without a key in the config the role's credentials sign, and their token is on the wire."""
    assert personal(sandbox).call()["code"] == "sent"
    assert tokens(sandbox) == ["token-of-role"]
    assert "Credential=STS.role," in sandbox.requests[0].headers["authorization"]


def test_the_request(sandbox: Sandbox) -> None:
    """On the wire are the documented parameters and no others, and every value is a text."""
    config = config_with({"china": {**SLOT, "minutes": 10}})
    instance = Instance(environment_for(sandbox, config))
    assert instance.call(phone="+86 138-0013-8000", code="0a1B")["code"] == "sent"
    query = wire_query(sandbox)
    assert query.keys() == DOCUMENTED
    assert query == {
        "CountryCode": "86",
        "PhoneNumber": "13800138000",
        "SignName": FIRST,
        "TemplateCode": "100001",
        "TemplateParam": '{"code":"0a1B","min":"10"}',
    }
    (request,) = sandbox.requests
    assert request.headers["x-acs-version"] == "2017-05-25"


def test_out_id(sandbox: Sandbox) -> None:
    """What the auth flow calls the message goes along, as for SendSms."""
    assert personal(sandbox).call(outId="order 7/短信")["code"] == "sent"
    assert wire_query(sandbox).keys() == DOCUMENTED | {"OutId"}
    assert sandbox.messages[0].out_id == "order 7/短信"


def test_five_minutes_unless_it_is_said(sandbox: Sandbox) -> None:
    """A slot that does not say how long a code lives says five minutes."""
    assert Instance(environment_for(sandbox, config_with({"china": SLOT}))).call()["code"] == "sent"
    assert sandbox.messages[0].params == {"code": "123456", "min": "5"}


def test_the_receipt(sandbox: Sandbox) -> None:
    """Both ids are in the reply, though Dypnsapi gives them inside of `Model`."""
    document = personal(sandbox).call()
    assert document["bizId"] == sandbox.messages[0].biz_id
    assert document.keys() == {"code", "requestId", "bizId", "providerRequestId"}


def test_again_within_the_interval(sandbox: Sandbox) -> None:
    """Dypnsapi says so in an ordinary answer, and means a minute: nothing was sent."""
    sandbox.answer_next("biz.FREQUENCY", "check frequency failed", to="SendSmsVerifyCode")
    document = personal(sandbox).call()
    assert (document["code"], document["retryAfter"]) == ("rate_limited", 60)
    assert (len(sandbox.requests), sandbox.messages) == (1, ())


@pytest.mark.parametrize("prefix", ["", "isv.", "biz."])
@pytest.mark.parametrize(
    ("code", "told", "requests"),
    [
        ("BUSINESS_LIMIT_CONTROL", "rate_limited", 1),
        ("FREQUENCY_FAIL", "rate_limited", 1),
        ("FREQUENCY", "rate_limited", 1),
        ("FUNCTION_NOT_OPENED", "misconfigured", 1),
        ("MOBILE_NUMBER_ILLEGAL", "invalid_phone", 1),
        ("INVALID_PARAMETERS", "misconfigured", 1),
        ("SMS_TEMPLATE_ILLEGAL", "misconfigured", 1),
        ("RAM_PERMISSION_DENY", "misconfigured", 1),
        ("AMOUNT_NOT_ENOUGH", "quota_exhausted", 1),
        ("OUT_OF_SERVICE", "quota_exhausted", 1),
        ("SMS_SIGNATURE_ILLEGAL", "sent", 2),
        ("SIGN_NAME_ILLEGAL", "sent", 2),
    ],
)
def test_codes_with_and_without_prefix(
    sandbox: Sandbox, prefix: str, code: str, told: str, requests: int
) -> None:
    """Dypnsapi writes its codes either way, in an ordinary answer: both mean the same."""
    sandbox.answer_next(f"{prefix}{code}", status=200)
    assert personal(sandbox).call()["code"] == told
    assert len(sandbox.requests) == requests


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"null", b'{"Success": true}', b'{"Success": true, "Code": null}']
)
def test_an_unreadable_answer(sandbox: Sandbox, body: bytes) -> None:
    """What does not say that the message was refused may mean that it was sent."""
    sandbox.script(Answer(200, {"content-type": "application/json"}, body))
    assert personal(sandbox).call()["code"] == "uncertain"
    assert len(sandbox.requests) == 1
