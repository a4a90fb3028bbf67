"""Requests, faults, repeats and deaths in any order, and what must hold whatever it is."""

from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from smscode.claims import limits
from smscode.claims.ledger import ClaimRequest, NamedClaim
from smscode.claims.limits import Counter
from smscode.claims.stores.memory import Memory
from smscode.outcome import DUPLICATE, QUOTA_EXHAUSTED, SENT, UNCERTAIN, Kind
from support.claims.instance import Instance, Trouble, Vendor
from support.stand_ins import HeldClock

WINDOW: Final = 60.0  # s
NAMED_FOR: Final = 600.0  # s
PER_HOUR: Final = 3
LONGEST_CALL: Final = 9.5  # s; the caller stops at 8, a claim ends at 10
MOST_LIVE: Final = 4
_NAMES: Final = (NamedClaim("key", NAMED_FOR, False), NamedClaim("message", NAMED_FOR, True))  # noqa: FBT003
_which = st.integers(0, MOST_LIVE - 1)
_no_trouble = st.none()
_trouble = st.builds(Trouble, st.integers(1, 3), st.booleans())


@dataclass(frozen=True, slots=True)
class Sms:
    """One that was accepted."""

    by: Instance
    at: float
    biz_id: str


class AnyOrder(RuleBasedStateMachine):
    """Instances that share a store; every step of each of them is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = HeldClock()
        self.store = Memory(self.clock)
        self.live: list[Instance] = []
        self.accepted: list[Sms] = []

    @precondition(lambda self: len(self.live) < MOST_LIVE)
    @rule(
        asked=st.sampled_from("xxxy"),
        name=st.sampled_from((None, None, *_NAMES)),
        vendor=st.sampled_from(Vendor),
        trouble=st.one_of(_no_trouble, _no_trouble, _trouble),
    )
    def ask(
        self, asked: str, name: NamedClaim | None, vendor: Vendor, trouble: Trouble | None
    ) -> None:
        """Begin a call; the same name with something else asked for is a misuse of it."""
        self._begin(asked, name, vendor, trouble)

    @precondition(lambda self: self.live)
    @rule(which=_which, steps=st.integers(1, 6))
    def go_on(self, which: int, steps: int) -> None:
        """Let one call take some steps."""
        one = self.live[which % len(self.live)]
        for _ in range(steps):
            self._step(one)
        self._bury()

    @precondition(lambda self: self.live)
    @rule(which=_which)
    def die(self, which: int) -> None:
        """Let an instance end where it stands."""
        self.live[which % len(self.live)].task.die()
        self._bury()

    @rule(seconds=st.floats(0.01, 70))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._pass_time(seconds)

    def _pass_time(self, seconds: float) -> None:
        """Move the clock, but not so far that a call outlives its platform's limit."""
        ends = [one.began + LONGEST_CALL for one in self.live]
        self.clock.now = min([self.clock.now + seconds, *ends])

    def teardown(self) -> None:
        """End every call, well or badly: no thread is left behind."""
        try:
            self._all_works_again()
        finally:
            for one in self.live:
                if not one.task.has_ended:
                    one.task.die()

    def _all_works_again(self) -> None:
        """Let every call end; when claims and names have ended too, everything can be sent."""
        while self.live:
            for one in self.live:
                self._step(one)
            self._bury()
        self.clock.sleep(10.0)
        for asked in "xy":
            self._finds(asked, None, (SENT, DUPLICATE, QUOTA_EXHAUSTED))
        self.clock.sleep(NAMED_FOR)
        for name in _NAMES:
            self._finds("x", name, (SENT, DUPLICATE, QUOTA_EXHAUSTED))

    def _finds(self, asked: str, name: NamedClaim | None, kinds: tuple[Kind, ...]) -> None:
        self._begin(asked, name, Vendor.SENDS, None)
        (one,) = self.live
        while not one.task.has_ended:
            self._step(one)
        assert one.task.result is not None
        assert one.task.result.kind in kinds
        self._bury()

    def _begin(
        self, asked: str, name: NamedClaim | None, vendor: Vendor, trouble: Trouble | None
    ) -> None:
        entry = ClaimRequest(asked, WINDOW, name, (self._per_hour(),))
        self.live.append(Instance(self.clock, self.store, entry, vendor, self._accept, trouble))

    def _step(self, one: Instance) -> None:
        if one.is_asleep:
            self._pass_time(one.wakes_at - self.clock.now)
        if not one.is_asleep and not one.task.has_ended:
            one.task.go_on()

    def _bury(self) -> None:
        for one in [one for one in self.live if one.task.has_ended]:
            self.live.remove(one)
            self._check_truth(one)

    def _check_truth(self, one: Instance) -> None:
        """What the caller was told is what happened."""
        outcome = one.task.result
        if outcome is None:
            assert one.task.has_died
        elif outcome.kind is SENT:
            assert one.biz_id == outcome.biz_id is not None
        elif outcome.kind is DUPLICATE:
            assert one.biz_id is None
            first = next(sms for sms in self.accepted if sms.biz_id == outcome.biz_id)
            assert first.by.entry.key == one.entry.key
            assert one.began - first.at < (NAMED_FOR if one.entry.name else WINDOW) + LONGEST_CALL
        elif outcome.kind is not UNCERTAIN:
            assert one.biz_id is None

    def _accept(self, by: Instance) -> str:
        """Send an SMS: no other one of its kind may be so young, and the hour not so full."""
        for earlier in self.accepted:
            age = self.clock.now - earlier.at
            if earlier.by.entry.key == by.entry.key and age < WINDOW:
                assert self._may_be_repeated(earlier.by) or by.lost_store
            if by.entry.name and earlier.by.entry.name == by.entry.name and age < NAMED_FOR:
                assert earlier.by.lost_store or by.lost_store
        sms = Sms(by, self.clock.now, f"receipt {len(self.accepted)}")
        self.accepted.append(sms)
        counted = [each.by for each in self.accepted if each.by.was_admitted]
        assert sum(_hour(one) == _hour(by) for one in counted) <= PER_HOUR
        return sms.biz_id

    def _may_be_repeated(self, earlier: Instance) -> bool:
        outcome = earlier.task.result
        is_uncertain = outcome is not None and outcome.kind is UNCERTAIN
        return is_uncertain or earlier.task.has_died or earlier.lost_store

    def _per_hour(self) -> Counter:
        number, left = limits.window(self.clock.time(), 3600)
        return Counter(f"hour {number}", PER_HOUR, left, QUOTA_EXHAUSTED, "perHour")


def _hour(one: Instance) -> str:
    (counter,) = one.entry.counters
    return counter.key
