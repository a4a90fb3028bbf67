"""authentik's generic SMS provider, called by the library that authentik calls with: requests.

authentik/stages/authenticator_sms/models.py of github.com/goauthentik/authentik posts JSON with
``auth=(user, password)`` or a Bearer header; from status 400 on, ``response.text`` is the error.
"""

from typing import Any, Final

import pytest
import requests

from smscode.call import Call
from smscode.callers.authentik import Authentik
from smscode.outcome import INVALID_PHONE, INVALID_REQUEST, UNAUTHORIZED, Kind, OutcomeError
from support.callers.front import REFUSALS, Front, sandbox_config
from support.documents import MINIMAL, load

TOKEN: Final[str] = sandbox_config()["callers"]["authentik"]["tokens"][0]


def stage_sends(
    front: Front,
    payload: object,
    *,
    path: str = "/authentik",
    auth: tuple[str, str] | None = ("smscode", TOKEN),
    authorization: str | None = None,
) -> requests.Response:
    """Send a payload as the stage does, with Basic or another authorization."""
    return front.client.post(
        front.url + path,
        json=payload,
        auth=auth if authorization is None else None,
        headers={"Authorization": authorization} if authorization else {},
        timeout=120,
    )


def payload_with(code: str, **changes: object) -> dict[str, Any]:
    """Return what the stage sends when no mapping is set, with members changed."""
    return {
        "From": "authentik",
        "To": "+8613800138000",
        "Body": code,
        "Message": f"Use this code to authenticate in authentik: {code}",
        **changes,
    }


def test_sent_with_basic(front: Front) -> None:
    """Basic is authentik's default: the password is the token, the user name anything."""
    code = front.new_code()
    response = stage_sends(front, payload_with(code))
    response.raise_for_status()
    (sms,) = front.sandbox.messages
    assert (sms.phone, sms.template, sms.params) == ("13800138000", "SMS_1000008", {"code": code})


def test_sent_with_bearer(front: Front) -> None:
    """The token may be sent as Bearer too."""
    response = stage_sends(front, payload_with(front.new_code()), authorization=f"Bearer {TOKEN}")
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("auth", "authorization"),
    [(None, None), (("smscode", "x"), None), ((TOKEN, "x"), None), (None, "Bearer x")],
)
def test_strangers(front: Front, auth: tuple[str, str] | None, authorization: str | None) -> None:
    """Another token is refused in a sentence that tells nothing."""
    payload = payload_with(front.new_code())
    response = stage_sends(front, payload, auth=auth, authorization=authorization)
    assert (response.status_code, response.text) == (401, UNAUTHORIZED.text.english)
    assert response.headers["www-authenticate"] == "Bearer"
    assert not front.sandbox.requests


@pytest.mark.parametrize(("code", "kind"), REFUSALS.items())
def test_refusals_of_the_vendor(front: Front, code: str, kind: Kind) -> None:
    """The person reads one sentence, in the entry's language and readable as the library reads."""
    front.refuse(code)
    response = stage_sends(front, payload_with(front.new_code()))
    with pytest.raises(requests.HTTPError):
        response.raise_for_status()
    assert (response.status_code, response.text) == (kind.status, kind.text.chinese)


@pytest.mark.parametrize(
    "number",
    [
        *("13800138000", "138 0013 8000", "138-0013-8000", "+86 138 0013 8000", "8613800138000"),
        *("008613800138000", "(+86) 138.0013.8000"),
    ],
)
def test_numbers_as_typed(front: Front, number: str) -> None:
    """A number arrives as the person typed it."""
    response = stage_sends(front, payload_with(front.new_code(), To=number))
    assert response.status_code == 200
    assert [sms.phone for sms in front.sandbox.messages] == ["13800138000"]


@pytest.mark.parametrize(
    "number", ["", "my phone", "hash:0a1b2c", "138", "13800138000,13900139000"]
)
def test_numbers_that_are_none(front: Front, number: str) -> None:
    """What is not exactly one mobile number is told so."""
    response = stage_sends(front, payload_with(front.new_code(), To=number))
    assert (response.status_code, response.text) == (422, INVALID_PHONE.text.chinese)
    assert not front.sandbox.requests


@pytest.mark.parametrize(
    ("path", "payload", "template"),
    [
        ("/authentik", payload_with("410001"), "SMS_1000008"),
        ("/authentik?usage=BindMfa", payload_with("410002"), "SMS_1000009"),
        ("/authentik", payload_with("410003", usageType="BindMfa"), "SMS_1000009"),
        ("/authentik?usage=SignIn", payload_with("410004", usageType="BindMfa"), "SMS_1000009"),
        ("/authentik", {"phone": "13800138000", "code": "410005"}, "SMS_1000008"),
        (
            "/authentik",
            {"phone": "13800138000", "code": "410006", "usageType": "SignIn", "locale": "en"},
            "SMS_1000001",
        ),
    ],
)
def test_usage(front: Front, path: str, payload: object, template: str) -> None:
    """The URL may say what codes are for, and a mapping may say it of each."""
    assert stage_sends(front, payload, path=path).status_code == 200
    assert [sms.template for sms in front.sandbox.messages] == [template]


@pytest.mark.parametrize(
    ("entry", "payload", "locale"),
    [
        ({}, payload_with("400000"), None),
        ({"locale": "zh-CN"}, payload_with("400000"), "zh-CN"),
        ({"locale": "zh-CN"}, payload_with("400000", locale="en"), "en"),
    ],
)
def test_language(entry: dict[str, object], payload: object, locale: str | None) -> None:
    """The entry names the language, unless a mapping does."""
    options = {"tokens": [TOKEN], **entry}
    config = load({**MINIMAL, "callers": {"authentik": options}})
    body = requests.Request("POST", "http://127.0.0.1/", json=payload).prepare().body
    assert isinstance(body, bytes)
    assert Authentik().read(Call(body=body), config).locale == locale


@pytest.mark.parametrize("strict", [True, False])
def test_bare_digits(*, strict: bool) -> None:
    """A number without a country code is read as the config says."""
    config = load(
        {
            **MINIMAL,
            "strictPhoneRegionNumberCheck": strict,
            "callers": {"authentik": {"tokens": [TOKEN]}},
        }
    )
    call = Call(body=b'{"To": "18624017194", "Body": "400000"}')
    assert Authentik().read(call, config).phone.region == ("US" if strict else "CN")


@pytest.mark.parametrize(
    "payload",
    [
        *(None, [], {}, {"To": "+8613800138000"}, {"Body": "400000"}),
        payload_with("400000", To=None),
        payload_with("400000", Body=400000),
        payload_with("Use 400000"),
        payload_with("400000", usageType=5),
        payload_with("400000", usageType="Nonsense"),
    ],
)
def test_payloads_that_are_none(front: Front, payload: object) -> None:
    """Whatever else comes is refused and sends nothing."""
    response = stage_sends(front, payload)
    assert response.status_code == 400
    assert response.text in (INVALID_REQUEST.text.english, INVALID_REQUEST.text.chinese)
    assert not front.sandbox.requests


def test_language_of_a_refusal() -> None:
    """What cannot be read is told in the entry's language too."""
    config = load({**MINIMAL, "callers": {"authentik": {"tokens": [TOKEN], "locale": "zh-CN"}}})
    with pytest.raises(OutcomeError) as caught:
        Authentik().read(Call(body=b'{"To": "x", "Body": "400000"}'), config)
    assert caught.value.locale == "zh-CN"
