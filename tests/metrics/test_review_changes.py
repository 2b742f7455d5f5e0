"""Which changes between two quarters are claimed, and which group is said to explain them."""

import pandas as pd
import pytest

from metrics.review import changes


def deals(*groups: tuple[str, str, int, int], amount: float = 100.0, days: int = 30) -> pd.DataFrame:
    """Decided deals: (segment, team, won, lost) each; amounts and cycles differ a little from deal to deal."""
    rows = []
    for segment, team, won, lost in groups:
        for number in range(won + lost):
            rows.append((segment, team, number < won, amount + number % 7, days + number % 5))
    return pd.DataFrame(rows, columns=["segment", "team", "is_won", "amount", "cycle_days"])


def found(now, before, days=91, days_before=91):
    return {item.measure: item for item in changes.changes(now, before, days=days, days_before=days_before)}


def test_like_quarters_differ_in_nothing():
    quarter = deals(("SMB", "West", 60, 140))

    assert not any(item.differs for item in found(quarter, quarter).values())


def test_a_win_rate_that_fell_by_half_is_told_with_both_values():
    rate = found(deals(("SMB", "West", 50, 250)), deals(("SMB", "West", 100, 200)))["win_rate"]

    assert rate.differs
    assert not rate.rose
    assert (rate.now.value, rate.before.value, rate.now.n) == (50 / 300, 100 / 300, 300)


def test_a_win_rate_of_few_deals_that_fell_by_half_is_not_told():
    assert not found(deals(("SMB", "West", 2, 10)), deals(("SMB", "West", 4, 8)))["win_rate"].differs


def test_sizes_and_cycles_are_those_of_won_deals_alone():
    now = pd.concat([deals(("SMB", "West", 80, 0), amount=200, days=60), deals(("SMB", "West", 0, 100), amount=1)])
    before = pd.concat([deals(("SMB", "West", 80, 0)), deals(("SMB", "West", 0, 100), amount=1)])

    told = found(now, before)

    assert told["deal_size_median"].differs
    assert told["deal_size_median"].now.value == 203  # 200 + 0 … 6, middle 3
    assert told["sales_cycle_median_days"].rose
    assert not told["win_rate"].differs


def test_a_day_of_a_quarter_is_no_fall_against_a_whole_one():
    now, before = deals(("SMB", "West", 3, 7)), deals(("SMB", "West", 270, 630))

    assert not found(now, before, days=1, days_before=90)["decided_deals"].differs
    assert found(now, before, days=90, days_before=90)["decided_deals"].differs


@pytest.mark.parametrize("sides", [((), ()), ((("SMB", "West", 3, 5),), ()), ((), (("SMB", "West", 3, 5),))])
def test_quarters_without_deals_claim_nothing_of_their_rates(sides):
    told = found(deals(*sides[0]), deals(*sides[1]))

    assert [name for name, item in told.items() if item.differs and name != "decided_deals"] == []


def test_the_group_whose_rate_fell_explains_the_fall():
    # Enterprise · West falls from 80 of 200 to 20 of 200; the other three keep 60 of 200.
    steady = [("Enterprise", "East", 60, 140), ("SMB", "West", 60, 140), ("SMB", "East", 60, 140)]
    now, before = deals(("Enterprise", "West", 20, 180), *steady), deals(("Enterprise", "West", 80, 120), *steady)

    told = changes.explained(now, before, ("segment", "team"))

    assert told is not None
    assert (told.dimension, told.group) == ("segment · team", "Enterprise · West")
    assert told.part == pytest.approx(1.0)
    assert (told.now.value, told.before.value, told.now.n) == (0.1, 0.4, 200)


def test_a_fall_that_everyone_shares_is_explained_by_nobody():
    now = deals(*((segment, team, 10, 40) for segment in "ABC" for team in "XYZ"))
    before = deals(*((segment, team, 15, 35) for segment in "ABC" for team in "XYZ"))

    assert changes.explained(now, before, ("segment", "team")) is None


def test_groups_of_few_deals_are_not_looked_at():
    now, before = deals(("SMB", "West", 0, 19)), deals(("SMB", "West", 19, 0))

    assert changes.explained(now, before, ("segment", "team")) is None
