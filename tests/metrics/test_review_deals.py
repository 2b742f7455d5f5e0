"""What a review says of the quarter's deals, people and risks: counted by hand."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from metrics import signals
from metrics.forecast.backtest import Record
from metrics.periods import Period
from metrics.review import ahead, deals, people, plain, record, risks, trend
from metrics.review.effects import effects


def decided(*rows: tuple) -> deals.Decided:
    """Rows of review/decided: id, whether won, amount, reason of the loss."""
    frame = pd.DataFrame(rows, columns=["opportunity_id", "is_won", "amount", "loss_reason"])
    return deals.Decided(frame.assign(name="Deal", account_name=None, rep_name="Ada", closed_on=None, cycle_days=30))


def test_a_blank_is_none_whatever_it_was_and_a_day_is_a_text():
    rows = pd.DataFrame(
        {
            "text": pd.Series(["a", pd.NA], dtype="string"),
            "number": [Decimal("1.50"), None],
            "days": [3, np.nan],
            "day": [pd.Timestamp("2026-09-30 12:00"), pd.NaT],
        }
    )

    assert plain.records(rows, rows.columns) == [
        {"text": "a", "number": 1.5, "days": 3.0, "day": "2026-09-30"},
        {"text": None, "number": None, "days": None, "day": None},
    ]
    assert plain.cell(date(2026, 9, 30)) == "2026-09-30"


def test_won_and_lost_are_told_apart_in_the_order_given():
    found = decided(("b", True, 30, None), ("a", False, 20, "Price"), ("c", True, 10, None))

    assert [deal["opportunity_id"] for deal in found.won] == ["b", "c"]
    assert [deal["loss_reason"] for deal in found.lost] == ["Price"]


def test_reasons_are_counted_by_deals_and_ranked_by_money():
    lost = decided(
        ("a", False, 100, "Price"), ("b", False, 50, "Timing"), ("c", False, None, "Timing"), ("d", False, 900, None)
    ).lost

    found = deals.reasons(lost)

    assert (found.n, found.unnamed, found.most, found.deals) == (4, 1, "Timing", 2)
    assert found.amounts == [(None, 900.0), ("Price", 100.0), ("Timing", 50.0)]


def test_losses_without_any_reason_have_no_most_frequent_one():
    found = deals.reasons(decided(("a", False, 1, None), ("b", False, 2, None)).lost)

    assert (found.n, found.unnamed, found.most, found.deals) == (2, 2, None, 0)
    assert deals.reasons([]) == deals.Reasons(0, 0, None, 0, [])


def test_the_largest_few_hold_their_share_of_the_money():
    won = decided(("a", True, 10, None), ("b", True, 60, None), ("c", True, 30, None), ("d", True, None, None)).won

    assert deals.held_by(won, 2) == (60 + 30) / (10 + 60 + 30)
    assert deals.held_by(won, 9) == 1
    assert deals.held_by([], 2) is None
    assert deals.held_by(decided(("a", True, 0, None)).won, 2) is None


def test_amounts_add_up_to_the_cent():
    assert deals.amount(decided(("a", True, 0.1, None), ("b", True, 0.2, None)).won) == 0.3


def test_what_slipped_counts_what_it_was_worth_when_it_was_due():
    moved = pd.DataFrame(
        {
            "opportunity_id": ["a", "b", "c", "d"],
            "has_slipped": [True, True, None, True],
            "reason": ["pushed_out", "pushed_out", "pushed_out", "won"],
            "start_amount": [100.0, None, 5.0, 300.0],
            "amount": [-80.0, -200.0, -5.0, -300.0],
        }
    ).assign(name="Deal", account_name=None, rep_name=None, close_on=None, stage="Talk")

    assert [(deal["opportunity_id"], deal["amount"]) for deal in deals.slipped(moved)] == [
        ("d", 300.0),
        ("b", 200.0),
        ("a", 100.0),
    ]
    assert [(deal["opportunity_id"], deal["amount"]) for deal in deals.pushed_out(moved)] == [
        ("b", 200.0),
        ("a", 80.0),
        ("c", 5.0),
    ]


def test_people_are_spread_over_bands_of_their_attainment():
    rows = pd.DataFrame(
        {
            "rep_id": list("abcdefg"),
            "rep_name": list("ABCDEFG"),
            "won_amount": [0, 25, 99, 100, 130, 50, 70],
            "quota": [100, 100, 100, 100, 100, None, 0],
        }
    )

    found = people.spread(rows)

    assert (found.n, found.reached) == (5, 2)  # f and g carry none
    assert [people_in for _low, _high, people_in in found.bands] == [1, 1, 0, 1, 1, 1]
    assert [row["rep_name"] for row in found.rows] == ["E", "D", "C", "B", "A"]
    assert found.rows[0]["gap"] == 130 - 100
    assert found.top is None  # five people are too few for a fifth


def test_the_top_fifth_of_ten_are_two():
    won = [100, 90, *[10] * 8]
    rows = pd.DataFrame({"rep_id": range(10), "rep_name": "x", "won_amount": won, "quota": 50})

    assert people.spread(rows).top == pytest.approx((100 + 90) / (190 + 80))
    assert people.spread(rows.assign(won_amount=0)).top is None


def book(*rows: tuple) -> pd.DataFrame:
    """A book of open deals: id, amount, due, overdue, at risk, and whether it shows the first signal."""
    frame = pd.DataFrame(rows, columns=["opportunity_id", "amount", "is_due", "is_overdue", "is_at_risk", "shows"])
    flags = {name: frame[name].astype(bool) for name in ("is_due", "is_overdue", "is_at_risk")}
    signs = dict.fromkeys(signals.SIGNALS, None) | {FIRST: frame["shows"]}
    return frame.assign(**flags, **signs, close_on=None)


FIRST = next(iter(signals.SIGNALS))
NAMES = pd.DataFrame({"opportunity_id": list("abcd"), "name": list("ABCD"), "account_name": None, "rep_name": "Ada"})


def test_risks_are_those_of_what_is_due_or_overdue():
    open_deals = book(
        ("a", 100, True, False, True, False),
        ("b", 300, True, False, False, False),
        ("c", 50, False, True, True, True),
        ("d", 900, False, False, True, True),  # due later: nobody's risk yet
    )

    found = risks.due(open_deals, NAMES, largest=1)

    assert found.amount == 100 + 300 + 50
    assert [(item.deal["name"], item.signals) for item in found.at_risk] == [("A", ()), ("C", (FIRST,))]
    assert found.share == (100 + 50) / 450
    assert found.few == 300 / 450
    assert found.overdue == 1


def test_nothing_due_has_no_share_and_no_count():
    found = risks.due(book(), NAMES, largest=5)

    assert (found.amount, found.at_risk, found.share, found.few, found.overdue) == (0, [], None, None, None)


def test_a_risk_is_new_where_it_was_none_before():
    before = book(("a", 1, True, False, True, False), ("b", 2, True, False, False, False))
    now = book(
        ("a", 1, True, False, True, False), ("b", 2, True, False, True, False), ("c", 3, True, False, True, False)
    )

    assert [item.deal["opportunity_id"] for item in risks.newly(now, before, NAMES)] == ["c", "b"]


def told(*rows: tuple) -> Record:
    """A record: quarter, week, method, forecast, actual; the range is ten either way."""
    origins = pd.DataFrame(rows, columns=["period_label", "week", "method", "forecast", "actual"])
    origins = origins.assign(p10=origins["forecast"] - 10, p90=origins["forecast"] + 10, day=range(len(origins)))
    blank = pd.DataFrame()
    return Record("quarter", origins, blank, blank, blank, None, False, 1.0)


def test_the_record_tells_our_forecasts_of_the_last_quarters():
    known = told(
        ("Q1", 0, "quarterdeck", 90, 100),
        ("Q2", 0, "quarterdeck", 120, 100),
        ("Q2", 0, "run_rate", 1, 100),
        ("Q3", 0, "quarterdeck", 50, 0),
    )

    assert [(item.period, item.off, item.is_inside) for item in record.said(known, 2)] == [
        ("Q2", (120 - 100) / 100, False),
        ("Q3", None, False),
    ]
    assert record.on_the_eve(known, "Q1").is_inside  # 80 to 100, and 100 came
    assert record.on_the_eve(known, "Q9") is None


def test_what_is_due_is_told_from_the_surest_category_to_none():
    opened = pd.DataFrame(
        [
            ("pipeline", 2, 20, True),
            ("commit", 1, 0.1, True),
            ("commit", 1, 0.2, True),
            (None, 3, 5, True),
            ("commit", 9, 900, False),
        ],
        columns=["forecast_category", "open_deals", "open_amount", "is_due"],
    )

    assert ahead.by_category(opened) == [("commit", 2, 0.3), ("pipeline", 2, 20.0), ("", 3, 5.0)]


def quarter(number: int) -> Period:
    return Period(f"Q{number}", date(2026, 3 * number - 2, 1), date(2026, 3 * number + 1, 1))


def test_the_trend_begins_with_the_first_quarter_in_which_something_was_decided():
    months = pd.DataFrame(
        {
            "month_start": pd.to_datetime(["2026-01-01", "2026-05-01", "2026-06-01", "2026-07-01"]),
            "won_deals": [0, 0, 1, 1],
            "lost_deals": [0, 1, 0, 0],
            "won_amount": [0, 0, 40, 2],
        }
    )

    def before(found: Period) -> Period:
        return quarter(int(found.label[1:]) - 1)

    assert trend.quarters(months, quarter(3), before, 8) == [(quarter(2), 40.0), (quarter(3), 2.0)]
    assert trend.quarters(months, quarter(3), before, 1) == [(quarter(3), 2.0)]


def test_the_leading_effect_goes_the_way_of_the_change():
    """From 10 decided, 5 won at 100 to 20 decided, 4 won at 200: 300 more."""
    rows = {"group_name": "all", "won_amount": 0}
    then = pd.DataFrame([rows | {"won_deals": 5, "lost_deals": 5, "won_amount": 500}])
    now = pd.DataFrame([rows | {"won_deals": 4, "lost_deals": 16, "won_amount": 800}])

    found = effects(then, now)

    # volume (20 − 10) × (½ × 100 + ⅕ × 200) ÷ 2 = 450; win rate 15 × (⅕ − ½) × 150 = −675; size 15 × 100 × .35 = 525
    assert (found.volume, found.win_rate, found.size, found.change) == (450, -675, 525, 300)
    assert found.leading == "size"
    assert effects(now, then).leading == "size"  # the other way round it takes most away
    assert [(part.group, part.change, part.effects["size"]) for part in found.ranked] == [("all", 300.0, 525.0)]
