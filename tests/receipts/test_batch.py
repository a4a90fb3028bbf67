"""The reader of receipts, against whatever JSON can hold."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from smscode.outcome import INVALID_REQUEST, OutcomeError
from smscode.receipts import batch as receipt_batch
from smscode.receipts.batch import Batch, Report
from support.receipt_pushes import abroad, receipt

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
MEMBERS = sorted({*receipt(), *abroad()})
ITEMS = st.one_of(
    ANYTHING,
    st.builds(
        lambda whole, changes: {**whole, **changes},
        st.sampled_from([receipt(), abroad()]),
        st.dictionaries(st.sampled_from(MEMBERS), ANYTHING, max_size=3),
    ),
)


def read(body: bytes) -> Batch | None:
    """Return the batch in *body*; None when it is refused, as an invalid request and no other."""
    try:
        return receipt_batch.read(body)
    except OutcomeError as error:
        refused = error.outcome
    assert refused.kind is INVALID_REQUEST
    return None


@settings(deadline=None, derandomize=True, database=None)
@given(items=st.lists(ITEMS, max_size=5))
def test_every_item_is_counted(items: list[object]) -> None:
    """Each item is a receipt or unreadable, and what is known of a receipt can be logged."""
    batch = read(json.dumps(items).encode(errors="surrogatepass"))
    if batch is None:
        return
    assert len(batch.reports) + batch.unreadable == len(items)
    for report in batch.reports:
        assert report.phone.count("*") >= len(report.phone) // 2
        assert report.seconds is None or 0 <= report.seconds <= 3 * 86_400


#: Dates of either form, right and wrong, with any number where one belongs.
NUMBERS = st.one_of(st.integers(-1, 99999), st.integers()).map(str)
DATES = st.one_of(
    st.text(max_size=40),
    st.builds("Mon, {} Nov {} {}:{}:{} +{}".format, *[NUMBERS] * 6),
    st.builds("{}-{}-{} {}:{}:{}+{}".format, *[NUMBERS] * 7),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["Mon, 23 Nov 2026 16:00:00 ", "2026-11-23 16:00:00", "Mon, 23 ", ""]),
        st.sampled_from(["+", "-", "", "GMT"]),
        NUMBERS,
    ),
)


BAD = st.one_of(
    ANYTHING,
    *(
        st.builds(
            lambda whole, dates, change: {**whole, **dates, **change},
            st.just(whole),
            st.fixed_dictionaries(dict.fromkeys(dated, DATES)),
            st.dictionaries(st.sampled_from(MEMBERS), ANYTHING, max_size=1),
        )
        for whole, dated in (
            (receipt(biz_id="bad"), ("send_time", "report_time")),
            (abroad(MessageId="bad"), ("SendDate", "ReceiveDate")),
        )
    ),
)


@settings(deadline=None, derandomize=True, database=None)
@given(bad=BAD)
def test_one_spoils_none(bad: object) -> None:
    """Whatever one receipt holds, those before and behind it are taken as they are alone."""
    good = [receipt(1), abroad()]
    batch = read(json.dumps([good[0], bad, good[1]]).encode(errors="surrogatepass"))
    assert batch is not None
    assert [batch.reports[0], batch.reports[-1]] == [only(item) for item in good]
    assert len(batch.reports) + batch.unreadable == 3


@settings(deadline=None, derandomize=True, database=None)
@given(body=st.binary(max_size=60))
def test_any_bytes(body: bytes) -> None:
    """What is no batch is refused as an invalid request, and nothing else comes of it."""
    batch = read(body)
    assert batch is None or not batch.reports


def only(item: dict[str, object]) -> Report:
    """Return the one receipt in a batch."""
    (report,) = receipt_batch.read(json.dumps([item]).encode()).reports
    return report


def test_what_makes_a_receipt_another() -> None:
    """SMS, number, verdict and code tell receipts apart; times and texts do not."""
    usual = receipt()
    changes: list[dict[str, object]] = [
        {"biz_id": "2"},
        {"phone_number": "13800138001"},
        {"success": False},
        {"err_code": "MOBILE_SEND_LIMIT"},
    ]
    keys = {only(usual | change).key for change in [{}, *changes]}
    assert len(keys) == 5
    assert only(usual | {"report_time": "", "err_msg": "", "out_id": "x"}).key in keys


def test_it_shows_no_whole_number() -> None:
    """A receipt has the number masked from the start, and hides what it is told apart by."""
    for item in (receipt(), abroad()):
        shown = repr(only(item))
        assert "13800138000" not in shown
        assert "85251234567" not in shown
        assert "key" not in shown
