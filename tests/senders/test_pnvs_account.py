"""Personal accounts over time and abroad: lent signatures that die, and what pnvs cannot send."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any, Final

import pytest

from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.server import Sandbox
from local import function
from support.instance import KEYED, Instance, actions, environment_for, issue
from support.stand_ins import log_lines

PERSONAL: Final = json.loads((function.CONFIG.parent / "config-personal.json").read_text("utf-8"))
FIRST, SECOND, *_ = PERSONAL["signName"]
SLOT: Final = {"service": "pnvs", "templateCode": "100001"}


def config_with(slot: object, **members: object) -> dict[str, Any]:
    """Return a document with a key of its own and one template."""
    templates = [{"usageType": "Generic", "templateCode": slot}]
    return {**KEYED, "signName": FIRST, "templates": templates, **members}


def test_a_lent_signature_dies_while_codes_are_sent(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody notices: the next signature serves, is remembered, and the log names the dead one."""
    total, threads = 400, 8
    dies_with = 100
    arrived = count(1)

    def watch(_: Message) -> None:
        if next(arrived) == dies_with:
            account.retire_sign(FIRST)

    account = Sandbox.start(on_message=watch)
    instance = Instance(environment_for(account, PERSONAL, issue(account, "role")))
    numbers = [f"+86139{number:08d}" for number in range(total)]
    with ThreadPoolExecutor(threads) as pool:
        documents = list(pool.map(lambda number: instance.call(phone=number), numbers))
    account.stop()
    assert {document["code"] for document in documents} == {"sent"}
    assert len({message.phone for message in account.messages}) == len(account.messages) == total
    signs = Counter(message.sign for message in account.messages)
    assert signs.keys() == {FIRST, SECOND}
    assert dies_with <= signs[FIRST] < dies_with + threads
    # A refusal for each call that was under way, and no more.
    assert len(account.requests) <= total + threads
    refused = [line for line in log_lines(capsys) if line["event"] == "sign_refused"]
    assert [(line["signName"], line["providerCode"]) for line in refused] == [
        (FIRST, "isv.SMS_SIGNATURE_ILLEGAL")
    ]


def test_at_home_pnvs_and_abroad_dysms(sandbox: Sandbox) -> None:
    """One template can be sent at home with what is lent, and abroad with a template of one's own.

    Each with the signature and the variable of its own slot.
    """
    abroad = {"templateCode": "SMS_2000002", "codeVariable": "otp", "signName": "速通科技"}
    config = config_with({"china": SLOT, "overseas": abroad}, allowedRegions=["CN", "HK"])
    instance = Instance(environment_for(sandbox, config))
    assert instance.call()["code"] == "sent"
    assert instance.call(phone="+85251234567")["code"] == "sent"
    assert actions(sandbox) == ["SendSmsVerifyCode", "SendSms"]
    home, overseas = sandbox.messages
    assert (home.phone, home.sign, home.template) == ("13800138000", FIRST, "100001")
    assert (overseas.phone, overseas.sign) == ("85251234567", "速通科技")
    assert overseas.params == {"otp": "123456"}


@pytest.mark.parametrize("usage_type", ["Generic", "SignIn"])
@pytest.mark.parametrize(
    "slot",
    [{"overseas": SLOT}, {"china": "SMS_1", "overseas": SLOT}, {"china": SLOT, "overseas": SLOT}],
)
def test_abroad_is_a_config_error(
    sandbox: Sandbox, usage_type: str, slot: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """A config that would send abroad by pnvs is refused when it is read, and says which slot."""
    templates = [
        {"usageType": "Register", "templateCode": "SMS_1"},
        {"usageType": usage_type, "templateCode": slot},
    ]
    document = Instance(environment_for(sandbox, {**KEYED, "templates": templates})).call()
    assert document["code"] == "misconfigured"
    reason = str(log_lines(capsys)[-1]["reason"])
    assert reason.startswith("config: /templates/1/templateCode")
    assert "pnvs sends to mainland numbers only" in reason
    assert sandbox.requests == ()
