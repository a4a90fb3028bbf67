"""Answers that the API does not promise, and what a check makes of them."""

import base64
import io
from pathlib import Path
from typing import Any, Final

import pytest

from aliyun_sms_sandbox.aliyun import vendor
from aliyun_sms_sandbox.aliyun.catalogue import Sign, Status
from aliyun_sms_sandbox.aliyun.sms_sign import FilingStatus
from aliyun_sms_sandbox.aliyun.sms_template import Rule
from aliyun_sms_sandbox.wire import Answer
from ops.check import key
from ops.check.__main__ import main
from ops.check.answer import ApiAnswer, words
from ops.check.verdict import verdict
from smscode.aliyun.exchange import Answer as Seen
from support.checking.scene import PHONE, SIGN, Scene, filing, sign, template

DATE: Final = "Wed, 25 Nov 2026 12:00:00 GMT"
NOON: Final = 1795608000.0
JSON: Final = {"content-type": "application/json"}
ODD: Final[dict[str, Any]] = {
    "nothing more": {},
    "nulls": dict.fromkeys(("SignStatus", "TemplateStatus", "TemplateType", "AuditInfo")),
    "texts for numbers": {"SignStatus": "1", "SignTag": "x", "TemplateStatus": 1},
    "new statuses": {"SignStatus": 77, "TemplateStatus": "77", "TemplateType": "9"},
    "lists for objects": {"AuditInfo": [1], "SignStatus": 2, "TemplateStatus": "2"},
    "a filing that is a number": {"SignStatus": 1, "SignIspRegisterDetailList": 7},
    "filings that are texts": {"SignStatus": 1, "SignIspRegisterDetailList": ["mobile"]},
    "a new filing": {
        "SignStatus": 1,
        "SignIspRegisterDetailList": [{"OperatorCode": "mobile", "RegisterStatus": 9}],
    },
    "a filing without a time": {
        "SignStatus": 1,
        "SignIspRegisterDetailList": [
            {"OperatorCode": "mobile", "RegisterStatus": 3, "OperatorCompleteTime": "soon"}
        ],
    },
    "reasons of another form": {
        "SignStatus": 1,
        "SignIspRegisterDetailList": [
            {"OperatorCode": "mobile", "RegisterStatus": 0, "RegisterStatusReasons": "none"}
        ],
    },
    "content that is a number": {
        "TemplateStatus": "1",
        "TemplateType": "0",
        "TemplateContent": 5,
        "VariableAttribute": [],
    },
    "a long reason": {
        "SignStatus": 2,
        "TemplateStatus": "2",
        "AuditInfo": {"RejectInfo": "\x1b[2J不\n行" * 500},
    },
}
NOT_OBJECTS: Final = (b"", b"null", b"[]", b'"OK"', b"{", b'{"Code": null}', b'{"Code": {}}')


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Return a scene in which nothing is wrong."""
    return Scene(tmp_path)


@pytest.mark.parametrize("action", ["GetSmsSign", "GetSmsTemplate"])
@pytest.mark.parametrize("members", ODD.values(), ids=ODD.keys())
def test_an_odd_answer_is_never_taken_for_a_good_one(
    scene: Scene, action: str, members: dict[str, Any]
) -> None:
    """It ends in a finding of its own, never in a crash."""
    scene.script = [(vendor.ok(**members), action)]
    report = scene.check()
    subject = SIGN if action == "GetSmsSign" else "SMS_11 (SignIn/china)"
    about = [each for each in report.findings if each["subject"] == subject]
    assert about
    assert "template.good" not in {each["id"] for each in about}
    assert "sign.filed" not in {each["id"] for each in about} or "RegisterStatus" in str(members)
    assert all(len(each["message"]) < 400 for each in about)


@pytest.mark.parametrize("body", NOT_OBJECTS)
def test_an_unreadable_answer_could_not_be_checked(scene: Scene, body: bytes) -> None:
    """No code, no verdict."""
    scene.script = [(Answer(200, JSON, body), "GetSmsTemplate")]
    report = scene.check()
    assert (report.status, report.faults) == (3, {"service.unclear"})


def test_nothing_moves_the_cursor(scene: Scene) -> None:
    """Neither Aliyun's words nor a name in the document bring a control character to a terminal."""
    audit = {"RejectInfo": "\x1b[2Jwiped\r"}
    scene.script = [(vendor.ok(SignStatus=2, AuditInfo=audit), "GetSmsSign")]
    scene.document["a\x1b[2J\rb"] = 1
    output = io.StringIO()
    scene.write()
    with scene.vendor() as sandbox:
        main((), scene.surroundings(sandbox), output, scene.clock)
    assert "wiped" in output.getvalue()
    assert "a?[2J?b" in output.getvalue()
    assert "\x1b" not in output.getvalue()
    assert "\r" not in output.getvalue()


def test_after_a_final_answer_nobody_is_asked_again(scene: Scene) -> None:
    """A key that is refused in the middle is told once, and nothing more is asked with it."""
    scene.script = [(vendor.answer("InvalidAccessKeyId.Inactive", "message"), "GetSmsTemplate")]
    report = scene.check()
    assert report.faults == {"key.disabled"}
    assert len(report.about("key.disabled")) == 1
    assert report.actions.count("GetSmsTemplate") == 1


def test_a_throttled_question_is_put_once_more(scene: Scene) -> None:
    """A question costs nothing."""
    scene.script = [(vendor.answer("Throttling.User", "message"), "GetSmsTemplate")]
    report = scene.check()
    assert (report.status, report.faults) == (0, set())
    assert report.actions.count("GetSmsTemplate") == 5 + 1


@pytest.mark.parametrize(
    ("date", "now", "found"),
    [
        (DATE, NOON, "clock.right"),
        (DATE, NOON + 299, "clock.right"),
        (DATE, NOON - 301, "clock.off"),
        (DATE, NOON + 900, "clock.off"),
        (DATE, NOON + 901, "clock.wrong"),
        (DATE, NOON - 86_400, "clock.wrong"),
        (None, NOON, None),
        ("", NOON, None),
        ("yesterday", NOON, None),
        ("Wed, 99 Nov 2026 12:00:00 GMT", NOON, None),
    ],
)
def test_the_clock_is_compared_with_the_answers_date(
    date: str | None, now: float, found: str | None
) -> None:
    """More than 5 minutes is a warning, more than 15 an error; without a date nothing is said."""
    headers = {} if date is None else {"date": date}
    reply = ApiAnswer.of("dysms:GetSmsSign", Seen(200, b"{}", headers), now)
    assert [each.kind.id for each in key.look_at_clock(reply)] == ([found] if found else [])


@pytest.mark.parametrize(
    ("code", "proves"),
    [
        ("OK", True),
        ("isv.SMS_SIGNATURE_ILLEGAL", True),
        ("SignatureNotFound", True),
        ("isp.RAM_PERMISSION_DENY", True),
        ("isv.PRODUCT_UN_SUBSCRIPT", True),
        ("InvalidAccessKeyId.NotFound", False),
        ("SignatureDoesNotMatch", False),
        ("InvalidTimeStamp.Expired", False),
        ("Throttling.User", False),
        ("ServiceUnavailable", False),
        ("", False),
    ],
)
def test_what_proves_the_key(code: str, proves: bool) -> None:  # noqa: FBT001 - a column
    """Who has checked the signature says so by any answer of the service, refusals too."""
    assert ApiAnswer("dysms:GetSmsSign", code).proves_key is proves


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\n b\t c。", "a b c"),
        (None, ""),
        (7, ""),
        ({}, ""),
        ("\x00\x1b", ""),
        ("x" * 999, "x" * 200),
    ],
)
def test_words_are_one_short_line(value: object, expected: str) -> None:
    """Texts of others are cut and cleaned."""
    assert words(value) == expected


def test_the_bytes_of_a_webhook_secret_may_be_white_space(scene: Scene) -> None:
    """They are no text: what a product has made at random is not called wrong for its ends."""
    secret = base64.b64encode(
        b" \t\x8f\x11Wq\xd3\x02\x9a\xbeZ\xc1\x0c\xe4\x1d\x77k\x05\xf2\x33\xa9\x0b\n\r"
    ).decode()
    scene.document["callers"]["supabase"] = {"webhookSecrets": [f"v1,whsec_{secret}"]}
    assert scene.check().faults == set()


def test_a_webhook_secret_of_a_document_is_seen_through_its_base64(scene: Scene) -> None:
    """The sample is looked for in what the secret stands for."""
    secret = base64.b64encode(b"sandbox-supabase-secret-for-local-use").decode()
    scene.document["callers"]["supabase"] = {"webhookSecrets": [f"v1,whsec_{secret}"]}
    report = scene.check()
    assert report.faults == {"secret.sample"}
    assert report.about("secret.sample")[0]["subject"] == "callers/supabase/webhookSecrets/0"


def test_a_personal_account_is_not_asked_what_it_lends(scene: Scene) -> None:
    """With pnvs alone one question tells whether the key is good; nothing is found wrong."""
    slot = {"service": "pnvs", "templateCode": "100001", "minutes": 10}
    scene.document |= {
        "signName": ["速通互联验证码", "云渚科技验证平台"],
        "templates": [{"usageType": "Generic", "templateCode": {"china": slot}}],
        "allowedRegions": ["CN"],
        "limits": {"perHour": 9},
    }
    report = scene.check()
    assert (report.status, report.faults) == (0, set())
    assert report.actions == ["GetSmsSign"]
    (lent,) = report.about("sign.lent")
    assert lent["subject"] == "速通互联验证码, 云渚科技验证平台"
    assert report.about("key.good")


def test_a_signature_for_abroad_alone_needs_no_filing(scene: Scene) -> None:
    """Carriers of mainland China file what is sent to mainland China."""
    overseas = {"templateCode": "SMS_21", "signName": "海外签名"}
    scene.document["templates"][0]["templateCode"]["overseas"] = overseas
    scene.signs.append(Sign("海外签名", Status.APPROVED))
    assert scene.check().faults == set()


def test_a_filing_that_is_in_use_does_not_lapse(scene: Scene) -> None:
    """An old filing is good while messages go out with it."""
    scene.document["signName"] = SIGN
    scene.signs = [sign(SIGN, mobile=filing(FilingStatus.FILED, 400))]
    scene.write()
    with scene.vendor() as sandbox:
        assert scene.check_with(sandbox).faults == {"sign.lapses_soon"}
        scene.check_with(sandbox, "--send-to", PHONE)
        assert scene.check_with(sandbox).faults == set()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("InvalidAccessKeyId.NotFound", "key.unknown"),
        ("InvalidAccessKeyId.Inactive", "key.disabled"),
        ("Forbidden.AccessKeyDisabled", "key.disabled"),
        ("Forbidden.RAM", "key.no_permission"),
        ("NoPermission", "key.no_permission"),
        ("isp.RAM_PERMISSION_DENY", "key.no_permission"),
        ("IncompleteSignature", "key.secret_wrong"),
        ("InvalidSecurityToken.Malformed", "key.token_wrong"),
        ("MissingSecurityToken", "key.token_wrong"),
        ("InvalidTimeStamp.Expired", "clock.refused"),
        ("isv.ACCOUNT_ABNORMAL", "account.refused"),
        ("isv.AMOUNT_NOT_ENOUGH", "account.refused"),
        ("isv.SECURITY_FROZEN_ACCOUNT", "account.refused"),
        ("Throttling.Api", "service.busy"),
        ("InternalError", "service.unclear"),
        ("SomethingNew", "service.unclear"),
        ("biz.SOMETHING_NEW", "service.unclear"),
        ("SUCCESS", "service.unclear"),
        ("200", "service.unclear"),
        ("FORBIDDEN_ACTION", "key.no_permission"),
        ("PRODUCT_NOT_SUBSCRIBED", "account.refused"),
        ("FUNCTION_NOT_OPENED", "account.refused"),
        ("biz.BILLING_DEDUCTION_ERROR", "account.refused"),
        ("isv.SMS_TEMPLATE_ILLEGAL", None),
        ("isv.SOMETHING_NEW", None),
        ("TemplateNotFound", None),
        ("OK", None),
    ],
)
def test_what_a_code_says_to_one_who_asks(code: str, found: str | None) -> None:
    """Key, account, clock and service have codes of their own; the rest is about the question."""
    kind = verdict(code, "")
    assert (kind.id if kind else None) == found


def test_what_is_only_worth_a_note(scene: Scene) -> None:
    """A config for direct invocation alone, and a template for digits alone, have nothing wrong."""
    scene.document["callers"] = {}
    digits = [template(code, rule=Rule.DIGITS) for code in ("SMS_11", "SMS_12", "SMS_13")]
    scene.templates = [*digits, *scene.templates[3:]]
    scene.signs = [sign(SIGN, mobile=filing(FilingStatus.UNVERIFIED)), *scene.signs[1:]]
    report = scene.check("--strict")
    assert report.status == 0
    notes = {each["id"] for each in report.findings if each["level"] == "note"}
    assert {"caller.none", "template.digits_only", "sign.filed_unproven"} < notes
