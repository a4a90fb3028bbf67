"""``SEND_TO``: one real SMS for a try, by the way that every request takes."""

import re
from pathlib import Path

import pytest

from aliyun_sms_sandbox.aliyun import vendor
from aliyun_sms_sandbox.aliyun.catalogue import AccessKey
from ops.check.account import ACTIONS
from support.checking.scene import MASKED, MESSAGE, PHONE, Report, Scene

BEGINS = "send.begins"
LENT_SIGNS = ["速通互联验证码", "云渚科技验证平台"]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Return a scene in which nothing is wrong."""
    return Scene(tmp_path)


def last(report: Report) -> tuple[str, str]:
    """Return the id and the message of the last finding."""
    return report.findings[-1]["id"], report.findings[-1]["message"]


def test_it_sends_one_sms_with_the_test_template(scene: Scene) -> None:
    """Six digits, the Test template, the first signature; said before, with the number masked."""
    report = scene.check("--send-to", PHONE)
    (sms,) = report.messages
    assert (sms.template, sms.sign, sms.phone) == ("SMS_13", "启明科技", "13912345678")
    assert sms.params["code"].isdigit()
    assert len(sms.params["code"]) == 6
    assert [each["subject"] for each in report.findings[-2:]] == [MASKED, MASKED]
    assert report.findings[-2]["id"] == BEGINS
    assert last(report) == (
        "send.sent",
        f"Accepted, BizId {sms.biz_id}. Accepted does not mean delivered.",
    )
    assert (report.status, report.actions.count("SendSms")) == (0, 1)


def test_the_code_is_another_each_time(scene: Scene) -> None:
    """Three tries do not send the same code three times."""
    codes = {scene.check("--send-to", PHONE).messages[0].params["code"] for _ in range(3)}
    assert len(codes) > 1


def test_without_a_test_template_it_is_the_generic_one(scene: Scene) -> None:
    """Generic stands in, with its own variable abroad."""
    del scene.document["templates"][2]
    (sms,) = scene.check("--send-to", "+852 5123 4567").messages
    assert (sms.template, list(sms.params)) == ("SMS_22", ["otp"])


def test_nothing_is_sent_while_something_is_wrong(scene: Scene) -> None:
    """An error that has to do with sending withholds the SMS."""
    scene.signs.clear()
    report = scene.check("--send-to", PHONE)
    assert last(report)[0] == "send.withheld"
    assert (report.messages, report.status) == ((), 1)


def test_a_callers_bad_secret_does_not_withhold_it(scene: Scene) -> None:
    """It has nothing to do with the way to the phone; the exit status still tells it."""
    scene.document["callers"]["generic"]["tokens"] = ["ab" * 16]
    report = scene.check("--send-to", PHONE)
    assert last(report)[0] == "send.sent"
    assert (len(report.messages), report.status) == (1, 1)


def test_a_key_that_may_send_and_nothing_else_does(scene: Scene) -> None:
    """What could not be checked does not withhold the SMS: it is the way to find out."""
    (key,) = scene.keys
    scene.keys = [AccessKey(key.id, key.secret, actions=("dysms:SendSms",))]
    report = scene.check("--send-to", PHONE)
    assert last(report)[0] == "send.sent"
    assert report.faults == {"key.no_permission"}
    assert report.status == 3


@pytest.mark.parametrize(
    ("code", "found", "told", "status"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", "send.refused", "rate_limited", 1),
        ("isv.DENY_IP_RANGE", "send.refused", "misconfigured", 1),
        ("isp.SYSTEM_ERROR", "send.uncertain", "may have been sent", 3),
        ("Throttling.User", "send.not_now", "unavailable", 3),
        ("biz.FREQUENCY", "send.refused", "rate_limited", 1),
        ("FUNCTION_NOT_OPENED", "send.refused", "misconfigured", 1),
        ("biz.NEVER_SEEN", "send.refused", "misconfigured", 1),
        ("Never.Seen", "send.refused", "misconfigured", 1),
        ("Success.Somehow", "send.uncertain", "may have been sent", 3),
    ],
)
@pytest.mark.parametrize("action", ["SendSms", "SendSmsVerifyCode"])
def test_what_came_of_it_is_told(
    scene: Scene, action: str, code: str, found: str, told: str, status: int
) -> None:
    """The outcome and Aliyun's code, and what to do; only a throttle is tried once more."""
    if action == "SendSmsVerifyCode":
        lent = {"service": "pnvs", "templateCode": "100001", "signName": LENT_SIGNS}
        scene.document["templates"][2]["templateCode"]["china"] = lent
    scene.script = [(vendor.answer(code, "message"), action)] * 2
    report = scene.check("--send-to", PHONE)
    assert last(report)[0] == found
    assert told in last(report)[1]
    assert code in last(report)[1]
    assert report.findings[-1]["todo"]
    assert (report.messages, report.status) == ((), status)
    assert report.actions.count(action) == (2 if code == "Throttling.User" else 1)


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("+86 138 0013", "number.wrong"),
        ("+8613912345678,+8613900139000", "number.wrong"),
        ("+442079460000", "number.wrong"),
        ("+447400123456", "send.refused"),
    ],
)
def test_a_number_that_cannot_be_sent_to(scene: Scene, number: str, found: str) -> None:
    """Nothing is sent to what is no number, or is in a region that is not allowed."""
    report = scene.check("--send-to", number)
    assert last(report)[0] == found
    assert (report.messages, report.status) == ((), 1)
    assert set(report.actions) <= set(ACTIONS)


def test_a_paused_usage_is_not_sent(scene: Scene) -> None:
    """The operator's own stop holds for the try, too."""
    scene.document["paused"] = True
    report = scene.check("--send-to", PHONE)
    assert last(report) == ("send.not_now", "Nothing was sent: unavailable (paused).")
    assert report.messages == ()


def test_an_international_message_is_sent(scene: Scene) -> None:
    """A number abroad gets the message that everybody without a locale gets, with a new code."""
    generic = scene.document["templates"][1]["templateCode"]
    generic["overseas"] = {"byLocale": {"zh": "SMS_21", "*": [MESSAGE, "SMS_21"]}}
    report = scene.check("--send-to", "+85251234567")
    (sms,) = report.messages
    assert re.fullmatch(r"Your Acme code is \d{6}\.", sms.text)
    assert (sms.sign, sms.by_globe) == ("Acme", True)
    assert last(report)[0] == "send.sent"
    assert report.findings[-1]["todo"].endswith(f"DELIVERY=NUMBER,{sms.biz_id}")
    assert report.actions[-2:] == ["QueryMessage", "SendMessageToGlobe"]
    assert report.status == 0


def test_a_list_falls_back_in_a_test_too(scene: Scene) -> None:
    """The second reference is tried where the first has certainly sent nothing."""
    generic = scene.document["templates"][1]["templateCode"]
    generic["overseas"] = [MESSAGE, "SMS_21"]
    refusal = vendor.answer("INVALID_SENDERID", "m", members=vendor.MEMBERS_ABROAD)
    scene.script = [(refusal, "SendMessageToGlobe")]
    report = scene.check("--send-to", "+85251234567")
    assert [sms.template for sms in report.messages] == ["SMS_21"]
    assert last(report)[0] == "send.sent"


def test_a_blocked_number_is_told_without_its_prefix(scene: Scene) -> None:
    """Nothing is sent, and the prefix, which may be the whole number, is named by its index."""
    scene.document["blockedPrefixes"] = [PHONE]
    report = scene.check("--send-to", PHONE)
    assert last(report) == ("send.refused", "Nothing was sent: rejected (blockedPrefixes/0).")
    assert report.messages == ()


def test_an_ill_formed_sender_id_withholds_it(scene: Scene) -> None:
    """It is an error that has to do with sending."""
    scene.document["templates"][1]["templateCode"]["overseas"] = {**MESSAGE, "senderId": "Ac-me"}
    report = scene.check("--send-to", "+85251234567")
    assert last(report)[0] == "send.withheld"
    assert report.messages == ()
