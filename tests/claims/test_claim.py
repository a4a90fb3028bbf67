"""The text of a claim: what is written into a store is read again, and nonsense is no receipt."""

import json
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from smscode.claims.claim import Claim
from smscode.outcome import KINDS, Outcome

NAMES = st.from_regex(r"[0-9a-f]{1,64}", fullmatch=True)
#: What `smscode.senders.attempt` takes for a word of Aliyun's.
WORDS = st.none() | st.from_regex(r"[ -~]{1,128}", fullmatch=True)
CLAIMS = st.builds(Claim, NAMES, NAMES, st.integers(0, 4_000_000_000))
NAMELESS: Final = Claim("", "", 0)
OUTCOMES = st.builds(
    Outcome,
    st.sampled_from(KINDS),
    reason=st.just("as the same request before"),
    errors=st.just(()),
    allow=st.none(),
    retry_after=st.none() | st.integers(0, 86_400),
    biz_id=WORDS,
    provider_code=WORDS,
    provider_message=st.none(),
    provider_request_id=WORDS,
    store_failed=st.just(False),  # noqa: FBT003 - a value
    of_another=st.just(False),  # noqa: FBT003 - likewise
    first_provider_code=st.none(),
    fell_back=st.just(False),  # noqa: FBT003 - likewise
)


@given(CLAIMS)
def test_a_claim_in_flight(claim: Claim) -> None:
    """Its names are read again, and it has no outcome yet."""
    text = claim.in_flight()
    assert Claim.parse(text) == claim
    assert Claim.outcome(text) is None


@given(CLAIMS, OUTCOMES)
def test_a_claim_that_has_ended(claim: Claim, outcome: Outcome) -> None:
    """Its names and its receipt are read again, whatever Aliyun's words are."""
    text = claim.ended(outcome)
    assert Claim.parse(text) == claim
    assert Claim.outcome(text) == outcome


MEMBERS: Final = ("v", "attempt", "fingerprint", "since", "outcome", "retryAfter", "bizId")
VALUES: Final = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["sent", "a"])


@given(st.text() | st.dictionaries(st.sampled_from(MEMBERS), VALUES).map(json.dumps))
def test_nonsense(text: str) -> None:
    """Any text can be read; it is a claim only where it has a claim's members."""
    claim, outcome = Claim.parse(text), Claim.outcome(text)
    if claim == NAMELESS:
        assert outcome is None
    else:
        assert json.loads(text)["v"] == 1
        assert (outcome is None) or json.loads(text)["outcome"] == outcome.kind.code


@given(CLAIMS, OUTCOMES)
def test_another_versions_claim_has_no_name(claim: Claim, outcome: Outcome) -> None:
    """What a later version has written is some attempt, of which nothing is known."""
    for text in (claim.in_flight(), claim.ended(outcome)):
        later = json.dumps({**json.loads(text), "v": 2})
        assert (Claim.parse(later), Claim.outcome(later)) == (NAMELESS, None)
