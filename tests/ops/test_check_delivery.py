"""``DELIVERY``: what became of one SMS that was sent before."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from aliyun_sms_sandbox.aliyun import vendor
from aliyun_sms_sandbox.aliyun.server import Sandbox
from ops.check.account import Account
from ops.check.delivery import look
from smscode.clock import SystemClock
from smscode.credentials import Credentials
from smscode.phone import Phone
from smscode.receipts.codes import RECEIPTS
from smscode.settings import Endpoint
from support.checking.scene import KEY_ID, KEY_SECRET, MASKED, MESSAGE, PHONE, Report, Scene

ABROAD, NEVER_THERE, NOT_HEARD_OF = (f"+1202555010{last}" for last in (0, 1, 2))
NEVER_DELIVERED, NOT_REPORTED = "+8619900000201", "+8619900000202"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Return a scene in which nothing is wrong."""
    return Scene(tmp_path)


@pytest.fixture
def account(scene: Scene) -> Iterator[Sandbox]:
    """Return the account, running."""
    scene.write()
    with scene.vendor() as sandbox:
        yield sandbox


def sent(scene: Scene, sandbox: Sandbox, number: str) -> str:
    """Send one SMS and return its receipt."""
    scene.check_with(sandbox, "--send-to", number)
    return str(sandbox.messages[-1].biz_id)


def asked(scene: Scene, sandbox: Sandbox, number: str, biz_id: str) -> Report:
    """Return the report on one message; nothing but its delivery is asked for."""
    before = len(sandbox.requests)
    report = scene.check_with(sandbox, "--delivery", f"{number},{biz_id}")
    action = "QuerySendDetails" if "^" in biz_id else "QueryMessage"
    assert set(report.actions[before:]) <= {action}
    return report


def test_a_delivered_message(scene: Scene, account: Sandbox) -> None:
    """It says when, with the number masked, and never the text."""
    biz_id = sent(scene, account, PHONE)
    report = asked(scene, account, PHONE, biz_id)
    (store, found) = report.findings
    assert (store["id"], found["id"], report.status) == ("store.read", "delivery.delivered", 0)
    assert found["subject"] == f"{MASKED} {biz_id}"


def test_one_that_was_not_delivered(scene: Scene, account: Sandbox) -> None:
    """It says the carrier's code, what it means and who can act."""
    report = asked(scene, account, NEVER_DELIVERED, sent(scene, account, NEVER_DELIVERED))
    found = report.findings[-1]
    assert (found["id"], report.status) == ("delivery.failed", 1)
    assert "(MOBILE_NOT_ON_SERVICE)" in found["message"]
    assert RECEIPTS["MOBILE_NOT_ON_SERVICE"].text.english in found["message"]
    assert found["todo"] == "Who can act: the recipient."


def test_one_that_is_on_its_way(scene: Scene, account: Sandbox) -> None:
    """No report yet is no fault."""
    report = asked(scene, account, NOT_REPORTED, sent(scene, account, NOT_REPORTED))
    assert (report.findings[-1]["id"], report.status) == ("delivery.waiting", 3)


def test_one_that_nobody_knows(scene: Scene, account: Sandbox) -> None:
    """Today and yesterday are asked for."""
    report = asked(scene, account, PHONE, "1234^0")
    assert (report.findings[-1]["id"], report.status) == ("delivery.no_record", 3)
    assert report.actions == ["QuerySendDetails"] * 2


def test_a_key_without_the_permission(scene: Scene, account: Sandbox) -> None:
    """It says which action to grant."""
    account.answer_next("isp.RAM_PERMISSION_DENY", to="QuerySendDetails")
    found = asked(scene, account, PHONE, "1234^0").findings[-1]
    assert found["id"] == "key.no_permission"
    assert "dysms:QuerySendDetails" in found["todo"]


@pytest.mark.parametrize("given", ["+8613800138000", ",1^0", "+86138,", ""])
def test_half_a_question_makes_no_sense(scene: Scene, account: Sandbox, given: str) -> None:
    """Number and receipt go together: exit status 2, and nobody is asked."""
    with pytest.raises(SystemExit) as ended:
        scene.check_with(account, "--delivery", given)
    assert ended.value.code == 2
    assert account.requests == ()


def test_a_number_that_is_none(scene: Scene, account: Sandbox) -> None:
    """It is refused before anybody is asked."""
    report = asked(scene, account, "+86123", "1^0")
    assert (report.findings[-1]["id"], report.actions) == ("number.wrong", [])


def test_without_a_key_nobody_can_be_asked(scene: Scene, account: Sandbox) -> None:
    """A keyless config needs the environment's key."""
    del scene.document["accessKeyId"], scene.document["accessKeySecret"]
    scene.write()
    report = asked(scene, account, PHONE, "1^0")
    assert (report.findings[-1]["id"], report.status) == ("key.none", 3)


@pytest.mark.parametrize(("hour", "days"), [(15, ["20261124", "20261123"]), (16, ["20261125"])])
def test_days_begin_in_china(account: Sandbox, hour: int, days: list[str]) -> None:
    """SendDate is the day in UTC+8, whatever the machine's zone; yesterday only after nothing."""
    detail = {
        "SendStatus": 3,
        "SendDate": "2026-11-25 00:01:02",
        "ReceiveDate": "2026-11-25 00:01:05",
    }
    nothing = vendor.ok(TotalCount="0", SmsSendDetailDTOs={"SmsSendDetailDTO": []})
    something = vendor.ok(TotalCount="1", SmsSendDetailDTOs={"SmsSendDetailDTO": [detail]})
    for answer in [nothing, something][2 - len(days) :]:
        account.script(answer, to="QuerySendDetails")
    now = datetime(2026, 11, 24, hour, 59, tzinfo=timezone.utc)
    key = Credentials(KEY_ID, KEY_SECRET)
    asked_one = Account(Endpoint.parse(account.endpoint, "x"), key, SystemClock())
    (found,) = look(Phone.parse(PHONE, strict=False), "1^0", asked_one, now)
    assert found.kind.id == "delivery.delivered"
    assert [_parameter(request.query, "SendDate") for request in account.requests] == days


def _parameter(query: str, name: str) -> str:
    return dict(pair.split("=", 1) for pair in query.split("&"))[name]


@pytest.mark.parametrize(
    "details",
    [
        None,
        [],
        {"SmsSendDetailDTO": None},
        {"SmsSendDetailDTO": ["x"]},
        {"SmsSendDetailDTO": 5},
        "x",
    ],
)
def test_an_answer_of_another_form_is_no_record(
    scene: Scene, account: Sandbox, details: object
) -> None:
    """Nothing breaks on what the API does not promise."""
    for _ in range(2):
        account.script(vendor.ok(SmsSendDetailDTOs=details), to="QuerySendDetails")
    assert asked(scene, account, PHONE, "1^0").findings[-1]["id"] == "delivery.no_record"


def test_the_time_of_a_record_is_that_of_the_report(scene: Scene, account: Sandbox) -> None:
    """Both times are shown as Aliyun tells them."""
    biz_id = sent(scene, account, PHONE)
    moment = account.messages[-1].time.astimezone(timezone(timedelta(hours=8)))
    found = asked(scene, account, PHONE, biz_id).findings[-1]
    assert f"{moment:%Y-%m-%d %H:%M:%S}" in found["message"]


@pytest.fixture
def abroad(scene: Scene) -> Iterator[Sandbox]:
    """Return the account of a document that sends messages to the United States."""
    scene.document["templates"][1]["templateCode"]["overseas"] = MESSAGE
    scene.document["allowedRegions"] = ["CN", "HK", "US"]
    scene.write()
    with scene.vendor() as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    ("number", "found", "status", "says"),
    [
        (ABROAD, "delivery.delivered", 0, "status 1, DELIVERED: success."),
        (NEVER_THERE, "delivery.failed", 1, "status 2, EXPIRED: expired."),
        (NOT_HEARD_OF, "delivery.waiting", 3, "status 3, -: -."),
    ],
)
def test_what_became_of_a_message_abroad(
    scene: Scene, abroad: Sandbox, number: str, found: str, status: int, says: str
) -> None:
    """Its id has no ^; the vendor's number of its status stands beside the vendor's words."""
    report = asked(scene, abroad, number, sent(scene, abroad, number))
    (_, told, note) = report.findings
    assert (told["id"], report.status) == (found, status)
    assert note["id"] == "delivery.status"
    assert note["message"].startswith(f"Aliyun says {says}")
    subject = f"+1******{number[-4:]} {abroad.messages[-1].biz_id}"
    assert (told["subject"], note["subject"]) == (subject, subject)


@pytest.mark.parametrize("status", ["1", "2", "3", "6", "", None, 1])
def test_the_number_of_a_status_decides_nothing(
    scene: Scene, abroad: Sandbox, status: object
) -> None:
    """Aliyun's pages contradict one another about it: the carrier's word counts."""
    answer = vendor.ok(ResponseCode="OK", Status=status, ErrorCode="DELIVERED", SendDate="today")
    abroad.script(answer, to="QueryMessage")
    assert asked(scene, abroad, ABROAD, "1234").findings[1]["id"] == "delivery.delivered"


def test_the_text_of_a_message_is_never_shown(scene: Scene, abroad: Sandbox) -> None:
    """Wherever Aliyun's words repeat text, code and number, neither language shows them."""
    text, code, number = "Your Acme code is Kx7pQm.", "Kx7pQm", "12025550100"
    answer = vendor.ok(
        ResponseCode="OK",
        Message=text,
        To=number,
        Status="2",
        ErrorCode="EXPIRED",
        ErrorDescription=f"Carrier gave up: {text} to {number} (code={code.lower()})",
    )
    for language in ("en", "zh"):
        abroad.script(answer, to="QueryMessage")
        report = scene.check_with(abroad, "--delivery", f"{ABROAD},1234", "--lang", language)
        shown = str(report.findings).casefold()
        assert "carrier gave up" in shown
        assert [each for each in (code, number, "Acme") if each.casefold() in shown] == []


@pytest.mark.parametrize("code", ["FORBIDDEN_ACTION", "NoPermission", "RAM_PERMISSION_DENY"])
def test_a_key_that_may_not_ask_abroad(scene: Scene, abroad: Sandbox, code: str) -> None:
    """It says which action to grant."""
    abroad.script(vendor.answer(code, "m", members=vendor.MEMBERS_ABROAD), to="QueryMessage")
    report = asked(scene, abroad, ABROAD, "1234")
    assert (report.findings[-1]["id"], report.status) == ("key.no_permission", 3)
    assert "dysms:QueryMessage" in report.findings[-1]["todo"]


def test_a_message_id_that_nobody_knows(scene: Scene, abroad: Sandbox) -> None:
    """Nothing is found; one question is enough, for the id needs no day."""
    report = asked(scene, abroad, ABROAD, "1234")
    assert (report.findings[-1]["id"], report.status) == ("delivery.unknown_id", 3)
    assert report.actions == ["QueryMessage"]
    assert "(DATA_NOT_EXIST)" in report.findings[-1]["message"]


def test_each_kind_of_receipt_has_its_endpoint(
    scene: Scene, account: Sandbox, abroad: Sandbox
) -> None:
    """What globe sent is asked for at globe's endpoint, and the others at dysms's."""
    scene.environment["GLOBE_ENDPOINT"] = abroad.endpoint
    scene.check_with(account, "--delivery", f"{ABROAD},1234")
    scene.check_with(account, "--delivery", f"{PHONE},1234^0")
    actions = [[each.headers["x-acs-action"] for each in one.requests] for one in (abroad, account)]
    assert actions == [["QueryMessage"], ["QuerySendDetails"] * 2]
