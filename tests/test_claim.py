"""The text of a claim: what is written into a store is read again, and nonsense is no receipt."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from smscode.claim import Claim
from smscode.outcome import KINDS, Outcome

CODES: Final = {kind.code for kind in KINDS}
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
    provider_message=st.none(),
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


def line(*others: str) -> st.SearchStrategy[str]:
    """Draw what could stand on one line."""
    return st.sampled_from(["", "a", *others])


ENDED: Final = st.tuples(
    *(line(), line(), line("sent", "no_such_code"), line("9", "soon", "9" * 10)),
    *(line(), line(), line()),
)
LINES: Final = ENDED | st.lists(line("sent"), max_size=9)


@given(st.text() | LINES.map("\n".join))
def test_nonsense(text: str) -> None:
    """Any text can be read; it is a claim only where a claim could have been written so."""
    claim, outcome = Claim.parse(text), Claim.outcome(text)
    if outcome is not None:
        assert text == claim.ended(outcome)
    elif claim != Claim("", ""):
        assert text.split("\n")[:2] == list(claim)
        assert text == claim.in_flight() or text.split("\n")[2] not in CODES
