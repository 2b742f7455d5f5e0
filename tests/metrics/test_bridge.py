"""Bridge: every cause by hand, the parts adding up, and a proof that fails when won deals are missing."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.forecast import bridge
from tests.metrics.fake_outlook import outlook

THEN = """
    id | name | stage | close_on   | quoted | amount | chance_0 | rep_id | forecast_category
    a  | Abe  | Talk  | 2026-09-01 | 100    | 90     | 0.5      | r1     | commit
    b  | Bea  | Talk  | 2026-09-01 | 200    | 180    | 0.5      | r1     | commit
    c  | Cid  | Talk  | 2026-09-01 | 100    | 100    | 0.2      | r1     | commit
    d  | Dan  | Talk  | 2026-09-01 | 100    | 100    | 0.4      | r1     | commit
    e  | Eve  | Talk  | 2026-09-01 |        | 100    | 0.4      | r1     | commit
    f  | Fay  | Talk  | 2026-09-01 | 100    | 100    | 0.4      | r1     | commit
    g  | Gus  | Talk  | 2026-09-01 | 100    | 100    | 0.4      | r1     | commit
    h  | Hal  | Talk  |            | 100    | 100    | 0.3      | r1     |
"""
NOW = """
    id | name | stage | close_on   | quoted | amount | chance_0 | rep_id | forecast_category
    c  | Cid  | Quote | 2026-09-20 | 100    | 100    | 0.6      | r2     | commit
    d  | Dan  | Talk  | 2026-09-01 | 150    | 150    | 0.5      | r1     | commit
    e  | Eve  | Talk  | 2026-12-01 |        | 100    | 0.1      | r1     | commit
    f  | Fay  | Talk  | 2026-09-01 | 100    | 110    | 0.4      | r1     | commit
    g  | Gus  | Talk  | 2026-09-01 | 100    | 100    | 0.5      | r1     | best case
    h  | Hal  | Talk  |            | 100    | 100    | 0.3      | r1     |
    n  | Ned  | Talk  | 2026-09-01 | 100    | 100    | 0.3      | r1     | commit
"""


def won(**amounts: float) -> pd.DataFrame:
    rows = [(one, amount, f"{one} won") for one, amount in amounts.items()]
    return pd.DataFrame(rows, columns=["opportunity_id", "amount", "name"])


def moves(**reasons: str) -> pd.DataFrame:
    return pd.DataFrame(reasons.items(), columns=["opportunity_id", "reason"])


def change(found: bridge.Bridge) -> dict[str, tuple[float, int]]:
    return {step.cause: (pytest.approx(step.amount), step.deals) for step in found.steps}


def test_every_change_of_a_deal_has_one_cause():
    then = outlook(THEN, (50.0, 40.0, -10.0))
    now = outlook(NOW, (50.0 + 110.0, 30.0, -15.0))

    found = bridge.bridge(then, now, won(z=50.0), won(z=50.0, a=110.0), moves(a="won", b="lost", n="created"))

    assert change(found) == {
        "won": (110 - 90 * 0.5, 1),
        "new": (100 * 0.3, 1),
        "stage": (100 * (0.6 - 0.2), 1),  # c: its owner and close date changed too; the stage comes first
        "amount": ((150 - 100) * 0.4, 1),
        "close_date": (100 * (0.1 - 0.4), 1),
        "other": (100 * (0.5 - 0.4), 1),  # g: its forecast category
        "time": (150 * (0.5 - 0.4) + (110 - 100) * 0.4, 2),  # d after its amount; f: the expected part of an amount
        "lost": (-180 * 0.5, 1),
        "not_created": (30 - 40, 0),
        "adjustment": (-15 + 10, 0),
    }
    assert [step.cause for step in found.steps] == [cause for cause in bridge.CAUSES if cause in change(found)]
    assert (found.start, found.end) == (then.periods[0].mean, now.periods[0].mean)
    assert found.adds_up


def test_the_deals_behind_a_cause_add_up_to_it():
    found = bridge.bridge(outlook(THEN), outlook(NOW, (110.0, 0.0, 0.0)), won(), won(a=110.0), moves(b="lost"))

    for step in found.steps:
        assert found.behind(step.cause)["change"].sum() == pytest.approx(step.amount), step
    assert list(found.deals["change"].abs()) == sorted(found.deals["change"].abs(), reverse=True)
    row = found.behind("won").iloc[0]
    assert (row["name"], row["value_then"], row["value_now"], row["chance_then"]) == ("a won", 45.0, 110.0, 0.5)
    assert pd.isna(row["chance_now"])


@pytest.mark.parametrize(
    ("reason", "cause"),
    [("lost", "lost"), ("won", "won_elsewhere"), ("transferred_out", "transferred"), ("removed", "removed")],
)
def test_a_deal_that_went_is_named_by_what_became_of_it(reason, cause):
    drawn = "id | stage | quoted | amount | chance_0\n"
    found = bridge.bridge(outlook(drawn + "a | Talk | 10 | 10 | 0.5"), outlook(drawn), won(), won(), moves(a=reason))

    assert change(found) == {cause: (-5.0, 1)}


@pytest.mark.parametrize(
    ("reason", "cause"), [("created", "new"), ("reopened", "reopened"), ("transferred_in", "transferred")]
)
def test_a_deal_that_came_is_named_by_where_it_came_from(reason, cause):
    drawn = "id | stage | quoted | amount | chance_0\n"
    found = bridge.bridge(outlook(drawn), outlook(drawn + "a | Talk | 10 | 10 | 0.5"), won(), won(), moves(a=reason))

    assert change(found) == {cause: (5.0, 1)}


def test_won_deals_may_be_corrected_reopened_and_removed():
    drawn = "id | stage | quoted | amount | chance_0\n"
    then = outlook(drawn, (10.0 + 20.0 + 30.0, 0.0, 0.0))
    now = outlook(drawn + "b | Talk | 20 | 20 | 0.5", (12.0, 0.0, 0.0))

    found = bridge.bridge(then, now, won(a=10.0, b=20.0, c=30.0), won(a=12.0), moves(b="reopened"))

    assert change(found) == {"won": (2.0, 1), "reopened": (10.0 - 20.0, 1), "removed": (-30.0, 1)}
    assert found.adds_up


def test_nothing_that_changed_is_no_step_at_all():
    found = bridge.bridge(outlook(THEN), outlook(THEN), won(), won(), moves())

    assert (found.steps, found.change, len(found.deals)) == ((), 0.0, 0)
    assert found.adds_up
    assert list(bridge.bars(found)["cause"]) == ["start", "end"]


def test_empty_outlooks_have_an_empty_bridge():
    drawn = "id | stage | quoted | amount | chance_0\n"
    found = bridge.bridge(outlook(drawn), outlook(drawn), won(), won(), moves())

    assert (found.start, found.end, found.steps) == (0.0, 0.0, ())


def test_a_won_deal_that_is_missing_breaks_the_proof():
    found = bridge.bridge(outlook(THEN), outlook(THEN, (100.0, 0.0, 0.0)), won(), won(), moves())

    assert found.difference == pytest.approx(100.0)
    assert not found.adds_up


def test_a_deal_told_open_and_won_at_once_counts_once_and_breaks_the_proof():
    now = outlook(THEN, (500.0, 0.0, 0.0))
    found = bridge.bridge(outlook(THEN), now, won(), won(a=500.0), moves())

    assert found.steps == ()
    assert found.difference == pytest.approx(500.0)


def test_bars_lead_from_start_to_end():
    now = outlook(NOW, (110.0, 0.0, 0.0))
    bars = bridge.bars(bridge.bridge(outlook(THEN), now, won(), won(a=110.0), moves(b="lost")))

    ends = bars["base"] + bars["amount"]
    assert list(bars["base"][1:-1]) == pytest.approx(list(ends[:-2]))
    assert ends.iloc[-2] == pytest.approx(ends.iloc[-1])


LINES = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from(["Talk", "Quote"]),
        st.sampled_from(["2026-09-01", "2026-12-01", ""]),
        st.sampled_from(["", "10", "33.3"]),
        st.floats(0, 1e6).map(lambda amount: f"{amount:.2f}"),
        st.floats(0, 1).map(lambda chance: f"{chance:.4f}"),
    ),
    unique_by=lambda line: line[0],
)
HEADER = "id | stage | close_on | quoted | amount | chance_0"


@settings(max_examples=40)
@given(
    LINES,
    LINES,
    st.dictionaries(st.sampled_from("hijk"), st.floats(0, 1e6)),
    st.dictionaries(st.sampled_from("ahij"), st.floats(0, 1e6)),
)
def test_the_steps_always_add_up_to_the_change(lines_then, lines_now, won_then, won_now):
    # a deal is open or won, never both
    lines_then = [line for line in lines_then if line[0] not in won_then]
    lines_now = [line for line in lines_now if line[0] not in won_now]
    then = outlook("\n".join([HEADER, *map("|".join, lines_then)]), (sum(won_then.values()), 3.0, -1.0))
    now = outlook("\n".join([HEADER, *map("|".join, lines_now)]), (sum(won_now.values()), 2.0, 1.0))

    found = bridge.bridge(then, now, won(**won_then), won(**won_now), moves())

    assert found.adds_up
    per_deal = found.deals.groupby("opportunity_id")[["value_then", "value_now"]].first()
    changes = found.deals.groupby("opportunity_id")["change"].sum()
    assert list(changes) == pytest.approx(list(per_deal["value_now"] - per_deal["value_then"]), abs=1e-6)
