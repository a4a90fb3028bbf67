"""The text of a claim: what is written into a store is read again, and nonsense is no receipt."""

from hypothesis import given
from hypothesis import strategies as st

from smscode.claim import Claim
from smscode.outcome import KINDS, Outcome

NAMES = st.from_regex(r"[0-9a-f]{1,64}", fullmatch=True)
#: What `smscode.senders.answer` takes for a word of Aliyun's.
WORDS = st.none() | st.from_regex(r"[ -~]{1,128}", fullmatch=True)
CLAIMS = st.builds(Claim, NAMES, NAMES)
OUTCOMES = st.builds(
    Outcome,
    st.sampled_from(KINDS),
    reason=st.just("as the same request before"),
    errors=st.just(()),
    allow=st.none(),
    retry_after=st.none() | st.integers(0, 86_400),
    biz_id=WORDS,
    provider_code=WORDS,
    provider_request_id=WORDS,
    store_failed=st.just(False),  # noqa: FBT003 - a value
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


@given(st.text())
def test_nonsense(text: str) -> None:
    """Any text can be read; a claim is only what could have been written."""
    claim, outcome = Claim.parse(text), Claim.outcome(text)
    written = {claim.in_flight(), claim.ended(outcome) if outcome else ""}
    assert text in written or claim == Claim("", "")
