"""The pages as they come from the server, which is all that a browser without scripts has."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from aliyun_sms_sandbox.aliyun.glosses import GLOSSES, is_chinese
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.magic import MAGIC_NUMBERS
from aliyun_sms_sandbox.wire import Answer, Request, utc_now
from support.inbox.desk import PHONE, TOKEN, Desk, desk

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
SENT = {
    "statusCode": 200,
    "headers": {"Content-Type": "application/json"},
    "body": '{"code":"sent"}',
}


@pytest.fixture
def the_desk() -> Iterator[Desk]:
    """Return an inbox with a function that always says it sent."""
    with desk(SENT) as one:
        yield one


class Outline(HTMLParser):
    """Collects what a page refers to, and where each message is."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.shown: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        given = dict(attrs)
        self.links += [str(given[name]) for name in ("href", "src", "action") if name in given]
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if given.get("class", "") == "card" and "hidden" not in given:
            self.shown.append(str(given.get("id")))


def page(desk: Desk, target: str = "/", **headers: str) -> str:
    """Return a page's markup."""
    answer = desk.ask("GET", target, **headers)
    assert answer.status == 200
    return answer.body


def test_an_empty_inbox_says_so(the_desk: Desk) -> None:
    """Until an SMS is there."""
    shown = '<div class="empty" id="empty">'
    assert shown in page(the_desk)
    the_desk.deliver()
    assert shown not in page(the_desk)


def test_messages_are_there_newest_first_and_filtered_without_a_script(the_desk: Desk) -> None:
    """What does not match is hidden, for a script to show again."""
    for phone in (PHONE, "85251234567", PHONE):
        the_desk.deliver(phone)
    assert Outline(page(the_desk)).shown == ["entry-3", "entry-2", "entry-1"]
    assert Outline(page(the_desk, "/?phone=%2B86138")).shown == ["entry-3", "entry-1"]
    html = page(the_desk, "/?phone=999")
    assert Outline(html).shown == []
    assert re.search(r'id="no-match">', html)


@pytest.mark.parametrize("target", ["/", "/messages/1"])
def test_an_sms_without_a_code_is_there_like_any_other(the_desk: Desk, target: str) -> None:
    """A notification has none, and a request may give more than its template has."""
    the_desk.deliver(code="elsewhere", text="您的订单已到货")
    html = page(the_desk, target)
    assert "您的订单已到货" in html
    assert f"New SMS to {PHONE}" in html
    assert "<mark>" not in html
    assert "data-digits" not in html


@pytest.mark.parametrize(
    ("sender", "shown"), [("Acme", "Acme"), ("", "No sender id"), ("<b>", "&lt;b&gt;")]
)
def test_an_sms_abroad_is_there_with_its_sender_id(the_desk: Desk, sender: str, shown: str) -> None:
    """Its code is marked in its text, and its receipt has the name that it has abroad."""
    text = "Your code is 471147."
    the_desk.box.hear(Request("POST", "/", "", {}))
    the_desk.box.deliver(
        Message("85251234567", sender, "", {}, text, "task-7", "119", utc_now(), at_home=False)
    )
    html = page(the_desk)
    assert f'<span class="sign">{shown}</span>' in html
    assert "Your code is <mark>471147</mark>." in html
    assert "<span>MessageId 119</span><span>TaskId task-7</span>" in html
    assert the_desk.ask("GET", "/api/codes/+85251234567").json["code"] == "471147"


def test_a_notification_is_no_code_to_wait_for(the_desk: Desk) -> None:
    """Who asks for the newest code is given the one before."""
    assert the_desk.ask("GET", f"/api/codes/{PHONE}").status == 404
    the_desk.deliver(code="1234")
    the_desk.deliver(code="elsewhere", text="您的订单已到货")
    assert the_desk.ask("GET", f"/api/codes/{PHONE}").json["code"] == "1234"


@pytest.mark.parametrize("target", ["/", "/messages/1"])
def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline(
    the_desk: Desk, target: str
) -> None:
    """Every reference is to this server, and the policy has no exception to need."""
    the_desk.deliver()
    outline = Outline(page(the_desk, target))
    assert outline.links
    assert [link for link in outline.links if not re.match(r"/(?!/)|\?|#", link)] == []
    assert outline.inline == []


def test_the_language_is_switched_and_kept(the_desk: Desk) -> None:
    """By a link; the cookie that keeps it goes to no other site."""
    assert '<html lang="en">' in page(the_desk)
    assert '<html lang="zh-CN">' in page(the_desk, Accept_Language="zh-CN")
    answer = the_desk.ask("GET", "/?lang=zh")
    assert "短信收件箱" in answer.body
    cookie = answer.headers["set-cookie"]
    assert "SameSite=strict" in cookie
    assert '<html lang="zh-CN">' in page(the_desk, Cookie=cookie.partition(";")[0])


def test_the_raw_request_is_shown_decoded_with_its_headers(the_desk: Desk) -> None:
    """As it came, and what it says; headers that sign are marked."""
    the_desk.deliver()
    html = page(the_desk, "/messages/1")
    assert "POST /?PhoneNumbers=1%2B2&amp;TemplateCode=SMS_1" in html
    assert re.search(r"PhoneNumbers</th><td>1\+2</td>", html)
    assert re.search(r"host</th><td>a</td>", html)


def test_a_refused_send_is_there_with_the_vendors_words(the_desk: Desk) -> None:
    """So that nobody waits in vain; the request behind it can be looked at."""
    query = f"PhoneNumbers={PHONE}&SignName=x"
    the_desk.box.hear(Request("POST", "/", query, {"x-acs-action": "SendSms"}))
    the_desk.box.conclude(Answer(200, {}, b'{"Code": "isv.<X>", "Message": "no"}'))
    html = page(the_desk)
    assert "Not sent" in html
    assert "isv.&lt;X&gt;" in html
    assert re.search(
        r"x-acs-action <small>signature</small></th><td>SendSms</td>", page(the_desk, "/messages/1")
    )


def test_chinese_words_have_their_gloss_on_the_english_page(the_desk: Desk) -> None:
    """Beside them; where they are English, or the reader's are Chinese, there is none."""
    gloss = GLOSSES["isv.AMOUNT_NOT_ENOUGH"]
    for words in ("out of money", "账户余额不足"):
        assert gloss not in page(the_desk)
        body = json.dumps({"Code": "isv.AMOUNT_NOT_ENOUGH", "Message": words})
        the_desk.box.hear(Request("POST", "/", "", {"x-acs-action": "SendSms"}))
        the_desk.box.conclude(Answer(200, {}, body.encode()))
    assert gloss in page(the_desk)
    assert gloss in page(the_desk, "/messages/2")
    assert gloss not in page(the_desk, Accept_Language="zh-CN")


def test_scenarios_are_told_in_the_language_of_the_page(the_desk: Desk) -> None:
    """Each in the menu, and no text of the other language."""
    menu = {
        language: re.findall(r"<option value=\"199\d+\">(.+)</option>", page(the_desk, **header))
        for language, header in {"en": {}, "zh": {"Accept_Language": "zh"}}.items()
    }
    for language, options in menu.items():
        assert options == [
            f"{row.number[-3:]}  {getattr(row.scenario, language)}".replace("'", "&#39;")
            for row in MAGIC_NUMBERS
        ]
        assert all(is_chinese(option) is (language == "zh") for option in options)


def test_the_form_posts_through_the_function_and_shows_both_sides(the_desk: Desk) -> None:
    """The function got what was typed, with its token; request and reply are on the page."""
    fields = f"phone=%2B86{PHONE}&usageType=SignIn&code=123456"
    origin = the_desk.inbox.endpoint
    answer = the_desk.ask("POST", "/send", fields, Origin=origin, **FORM)
    (call,) = the_desk.calls
    typed = {"phone": f"+86{PHONE}", "usageType": "SignIn", "code": "123456"}
    assert json.loads(call["body"]) == typed
    assert call["headers"]["Authorization"] == f"Bearer {TOKEN}"
    assert "200 OK" in answer.body
    assert "&#34;code&#34;: &#34;sent&#34;" in answer.body
    assert "<html" in answer.body
    part = the_desk.ask("POST", "/send?part", fields, Origin=origin, **FORM)
    assert "200 OK" in part.body
    assert "<html" not in part.body


def test_the_form_asks_for_a_chinese_reply_on_a_chinese_page(the_desk: Desk) -> None:
    """The detail of a problem is then in the reader's language."""
    headers = {"Origin": the_desk.inbox.endpoint, "Accept_Language": "zh-CN", **FORM}
    the_desk.ask("POST", "/send", "phone=1", **headers)
    assert json.loads(the_desk.calls[0]["body"])["locale"] == "zh"


def test_a_refusal_is_shown_as_it_is() -> None:
    """Status, Retry-After and the problem document."""
    problem = {"statusCode": 429, "headers": {"Retry-After": "60"}, "body": '{"code":"<b>"}'}
    with desk(problem) as one:
        answer = one.ask("POST", "/send?part", "phone=", Origin=one.inbox.endpoint, **FORM)
    assert "429 Too Many Requests" in answer.body
    assert "retry-after: 60" in answer.body
    assert "&lt;b&gt;" in answer.body
    assert "<b>&#34;" not in answer.body


def test_without_a_function_there_is_no_form_but_a_way_for_programs() -> None:
    """How to point one here is open to read, and no post is taken."""
    unfolded = '<details class="panel fold" open id="connect">'
    with desk() as one:
        assert unfolded not in page(one)
    with desk(with_function=False) as one:
        html = page(one)
        assert 'action="/send"' not in html
        assert unfolded in html
        answer = one.ask("POST", "/send", "phone=1", Origin=one.inbox.endpoint, **FORM)
        assert answer.status == 404


def test_clearing_by_the_button_works_without_a_script(the_desk: Desk) -> None:
    """The form goes back to the inbox, which is empty."""
    the_desk.deliver()
    answer = the_desk.ask("POST", "/clear", Origin=the_desk.inbox.endpoint, **FORM)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert the_desk.box.arrivals == ()


def test_the_answer_to_the_form_leads_back_to_the_inbox(the_desk: Desk) -> None:
    """Its links to another language, and a reload of its address, are not lost."""
    for target, there in (("/send", "/?"), ("/send?lang=zh", "/?lang=zh")):
        answer = the_desk.ask("GET", target)
        assert (answer.status, answer.headers["location"]) == (303, there)
