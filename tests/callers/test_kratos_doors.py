"""Who may call Kratos' path: what a channel's `auth` can be, and how it can be wrong.

request/auth.go of github.com/ory/kratos: `basic_auth`, or an `api_key` of any name in a header or a
cookie; the function knows `Authorization` and `X-Api-Key`, and cookies of any name.
"""

import json
from pathlib import Path

import pytest

from local.clouds.trigger import Trigger
from support.callers.front import Front, fronting, sandbox_config
from support.callers.kratos_courier import TOKEN, call_channel, login, told


@pytest.mark.parametrize(
    ("headers", "auth"),
    [
        ({}, ("any name", TOKEN)),
        ({"X-Api-Key": TOKEN}, None),
        ({"Authorization": TOKEN}, None),
        ({"Authorization": f"Bearer {TOKEN}"}, None),
        ({"Cookie": f"smscode={TOKEN}"}, None),
        ({"Cookie": f"a=b; any-name={TOKEN}; c="}, None),
        ({"Cookie": f"any-name={TOKEN}", "X-Api-Key": "guess"}, None),
    ],
)
def test_credentials(front: Front, headers: dict[str, str], auth: tuple[str, str] | None) -> None:
    """Basic, or an API key in a header or a cookie of any name."""
    answer = call_channel(front, login(front.new_code()), headers=headers, auth=auth)
    assert told(answer) == (200, "sent")


@pytest.mark.parametrize(
    ("headers", "auth"),
    [
        ({}, None),
        ({}, (TOKEN, "guess")),
        ({"X-Api-Key": TOKEN[:-1]}, None),
        *(
            ({"Cookie": cookie}, None)
            for cookie in (
                "",
                "=",
                ";;;",
                TOKEN,
                f"{TOKEN}=",
                f"{TOKEN}=x",
                f"a={TOKEN}x; b=x{TOKEN}",
            )
        ),
        ({"Set-Cookie": f"smscode={TOKEN}"}, None),
    ],
)
def test_strangers(front: Front, headers: dict[str, str], auth: tuple[str, str] | None) -> None:
    """Anything else is a 401, which is no success: nothing is lost but what a stranger sent."""
    answer = call_channel(front, login(front.new_code()), headers=headers, auth=auth)
    assert told(answer) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert not front.sandbox.requests


def test_rotation_without_a_gap(tmp_path: Path) -> None:
    """A token that was added a moment ago is found at once, beside the old one."""
    config = tmp_path / "config.json"

    def configure(*tokens: str) -> None:
        document = sandbox_config(kratos={"tokens": tokens})
        config.write_text(json.dumps(document), encoding="utf-8")

    configure(TOKEN)
    with fronting(Trigger.LAMBDA, config) as front:
        assert call_channel(front, login(front.new_code())).status == 200
        configure(TOKEN, "the-next-of-its-tokens")
        cookie = {"Cookie": "smscode=the-next-of-its-tokens"}
        answer = call_channel(front, login(front.new_code()), headers=cookie, auth=None)
        assert answer.status == 200
        assert call_channel(front, login(front.new_code())).status == 200
