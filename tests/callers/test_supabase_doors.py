"""Who may call Supabase's path: signatures over HTTP, their age, and rotation of the secrets."""

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Final

import pytest

from local.clouds.trigger import Trigger
from smscode.call import Call
from smscode.callers.supabase import Supabase
from smscode.outcome import OutcomeError
from support.callers.front import Front, fronting, sandbox_config
from support.callers.supabase_hook import DONE, SECRET, call_hook, payload, seen, signed
from support.documents import MINIMAL, load
from support.letting_in import let_in
from support.stand_ins import log_lines

NEXT: Final = "v1,whsec_dGhlLXNlY3JldC1vZi1uZXh0LXdlZWstbG9uZy1lbm91Z2g="


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"webhook-id": None}, "no_credential"),
        ({"webhook-signature": None}, "no_credential"),
        ({"webhook-timestamp": "yesterday"}, "stale_timestamp"),
        ({"webhook-timestamp": "1"}, "stale_timestamp"),
        ({"webhook-signature": "v1"}, "bad_signature"),
        ({"webhook-signature": "v1,"}, "bad_signature"),
        ({"webhook-signature": "v1,a v1,a,a ,,,"}, "bad_signature"),
        ({"webhook-signature": "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="}, "bad_signature"),
        ({"webhook-signature": "v1,\xe9\xff"}, "bad_signature"),
    ],
)
def test_strangers(
    front: Front,
    capsys: pytest.CaptureFixture[str],
    change: Mapping[str, str | None],
    reason: str,
) -> None:
    """A malformed header is a 401, and only the log knows why."""
    body = json.dumps(payload(front.new_code())).encode()
    headers = {**signed(body), **change}
    kept = {name: value for name, value in headers.items() if value is not None}
    answer = front.post("/supabase", body, {k: v.encode("latin-1") for k, v in kept.items()})
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Standard-Webhooks")
    assert reason.encode() not in answer.body
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    assert line["reason"] == reason
    assert not front.sandbox.requests


def test_replay(front: Front) -> None:
    """A genuine request from six minutes ago is refused."""
    body = json.dumps(payload(front.new_code())).encode()
    past = datetime.now(timezone.utc).timestamp() - 360
    assert front.post("/supabase", body, signed(body, at=past)).status == 401


def test_the_clock_is_passed_in() -> None:
    """Signatures are compared with the time that the caller was made with."""
    config = load({**MINIMAL, "callers": {"supabase": {"webhookSecrets": [SECRET]}}})
    call = Call(headers=signed(b"", at=1_700_000_000.0), body=b"")
    let_in(Supabase(lambda: 1_700_000_300.0), call, config)
    with pytest.raises(OutcomeError):
        let_in(Supabase(lambda: 1_700_000_301.0), call, config)


def test_rotation_without_a_gap(tmp_path: Path) -> None:
    """Both secrets are good on both sides; one that was added a moment ago is found at once."""
    config = tmp_path / "config.json"

    def configure(*secrets: str) -> None:
        document = sandbox_config(supabase={"webhookSecrets": secrets})
        config.write_text(json.dumps(document), encoding="utf-8")

    configure(SECRET)
    with fronting(Trigger.FC, config) as front:
        assert seen(call_hook(front, payload(front.new_code()))) == DONE
        assert seen(call_hook(front, payload(front.new_code()), NEXT, SECRET)) == DONE
        configure(SECRET, NEXT)
        assert seen(call_hook(front, payload(front.new_code()), NEXT)) == DONE
        assert seen(call_hook(front, payload(front.new_code()), SECRET)) == DONE
        assert len(front.sandbox.messages) == 4


@pytest.mark.parametrize(
    "secret",
    [
        *("", "v1,whsec_", "v1,whsec_short", "v1,whsec_c2hvcnQ=", "whsec_***", 5, None, ["x"]),
        f"{SECRET}|{NEXT}",
        "v1a,whsk_" + "A" * 32,
    ],
)
def test_unusable_secret(secret: object) -> None:
    """A secret that cannot be one is named in the config's refusal, and not shown."""
    with pytest.raises(OutcomeError) as caught:
        load({**MINIMAL, "callers": {"supabase": {"webhookSecrets": [SECRET, secret]}}})
    reason = str(caught.value.outcome.reason)
    assert "/callers/supabase/webhookSecrets/1" in reason
    assert not isinstance(secret, str) or len(secret) < 12 or secret not in reason


def test_secrets_hide() -> None:
    """Neither the entry nor the config shows a secret."""
    config = load({**MINIMAL, "callers": {"supabase": {"webhookSecrets": [SECRET]}}})
    shown = repr(config) + str(config) + repr(config.caller("supabase"))
    assert SECRET.removeprefix("v1,whsec_") not in shown
    assert "sandbox-supabase-secret" not in shown
