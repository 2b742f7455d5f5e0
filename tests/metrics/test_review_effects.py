"""From one quarter's won amount to another's: effects that add up to the cent, whatever the groups."""

from decimal import Decimal

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.review import effects

_COLUMNS = ["group_name", "won_deals", "lost_deals", "won_amount"]
_CENTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
# A group wins or not, loses or not; amounts may be missing or negative (credits), and a quarter may have no group.
_GROUP = st.tuples(st.integers(0, 60), st.integers(0, 60), st.one_of(st.none(), _CENTS))
_QUARTER = st.dictionaries(st.sampled_from(["SMB", "Mid-market", "Enterprise", "", "=cmd|x"]), _GROUP, max_size=5)


def frame(quarter: dict) -> pd.DataFrame:
    """Rows of measures/decided: amounts are blank where nothing was won."""
    rows = [(name, won, lost, amount if won else None) for name, (won, lost, amount) in quarter.items()]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"won_amount": object})


def parts(found) -> list[Decimal]:
    return [getattr(found, cause) for cause in effects.CAUSES]


def test_one_group_by_hand():
    # Before: 10 decided, 4 won, 400 in all: rate 0.4, size 100. Now: 20 decided, 6 won, 900: rate 0.3, size 150.
    found = effects.effects(frame({"A": (4, 6, Decimal(400))}), frame({"A": (6, 14, Decimal(900))}))

    assert (found.start, found.end, found.change) == (400, 900, 500)
    assert found.volume == (20 - 10) * (Decimal(40) + 45) / 2  # worth of a decided deal: 0.4 × 100, then 0.3 × 150
    assert found.mix == 0
    assert found.win_rate == Decimal("-0.1") * 15 * 125  # 15 deals and 125 each on average of both quarters
    assert found.size == 50 * 15 * Decimal("0.35")


def test_a_shift_to_groups_that_are_worth_more_is_mix():
    # Each group keeps rate 0.5 and its size (10, 100); of 20 decided first 10 and 10, then 4 and 16.
    before = frame({"small": (5, 5, Decimal(50)), "large": (5, 5, Decimal(500))})
    now = frame({"small": (2, 2, Decimal(20)), "large": (8, 8, Decimal(800))})

    found = effects.effects(before, now)

    assert parts(found) == [0, -6 * 5 + 6 * 50, 0, 0]


def test_nothing_decided_in_one_quarter_is_a_matter_of_volume():
    found = effects.effects(frame({"A": (4, 6, Decimal(400))}), frame({}))

    assert parts(found) == [-400, 0, 0, 0]
    assert effects.effects(frame({}), frame({})).change == 0


@settings(deadline=None)
@given(_QUARTER, _QUARTER)
def test_effects_add_up_to_the_cent(before, now):
    found = effects.effects(frame(before), frame(now))

    won = [sum(amount or 0 for won, _lost, amount in quarter.values() if won) for quarter in (before, now)]
    assert [found.start, found.end] == won
    assert sum(parts(found)) == found.change == won[1] - won[0]
    assert all(part == round(part, 2) for part in parts(found))


@settings(deadline=None)
@given(_QUARTER, _QUARTER)
def test_groups_add_up_to_the_whole(before, now):
    found = effects.effects(frame(before), frame(now))

    scale = max(1.0, *(abs(float(part)) for part in parts(found)), abs(float(found.start)), abs(float(found.end)))
    for cause in effects.CAUSES:
        assert abs(found.groups[cause].sum() - float(getattr(found, cause))) < 1e-6 * scale + 0.05
    changes = found.groups[list(effects.CAUSES)].sum(axis=1) - found.groups["change"]
    assert (changes.abs() < 1e-6 * scale + 0.01).all()


@settings(deadline=None)
@given(_QUARTER, _QUARTER)
def test_swapping_the_quarters_turns_every_sign(before, now):
    there, back = effects.effects(frame(before), frame(now)), effects.effects(frame(now), frame(before))

    # What rounding leaves over may fall to another of the two largest.
    assert all(abs(one + other) <= Decimal("0.03") for one, other in zip(parts(there), parts(back), strict=True))


@settings(deadline=None)
@given(_QUARTER)
def test_a_quarter_like_the_one_before_has_no_effects(quarter):
    assert parts(effects.effects(frame(quarter), frame(quarter))) == [0, 0, 0, 0]
