"""Laws that hold for any rows: parts sum to wholes, filters equal groups, order and currency do not matter."""

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

import queries
from tests.company import Company
from tests.soundness import measuring

QUARTER = (date(2017, 1, 1), date(2017, 4, 1))
ADDING = (
    "won_deals",
    "lost_deals",
    "decided_deals",
    "won_deals_without_amount",
    "won_deals_zero_amount",
    "won_amount",
    "created_deals",
    "pipeline_created",
    "open_deals",
    "open_amount",
    "due_deals",
    "due_amount",
    "weighted_pipeline",
    "overdue_deals",
    "overdue_amount",
    "negative_cycles",
    "zero_day_cycles",
)
OF_QUOTAS = ("quota", "partial_quotas")
MONEY = ("won_amount", "deal_size_mean", "deal_size_median", "due_amount", "weighted_pipeline", "quota", "velocity")


@pytest.mark.parametrize("by", queries.GROUPS)
@pytest.mark.parametrize("window", [QUARTER, (None, None)], ids=["a quarter", "everything"])
def test_groups_add_up_to_the_whole(company, by, window):
    total, groups = measuring.whole(company.engine, *window), measuring.groups(company.engine, *window, by)
    names = ADDING + (OF_QUOTAS if by in ("rep", "manager", "team", "territory") else ())
    for name in names:
        parts = [Decimal(str(values[name].value)) for values in groups.values() if values[name].value is not None]
        assert float(sum(parts, Decimal(0))) == total[name].value, name


@pytest.mark.parametrize("by", queries.GROUPS)
def test_the_rate_of_the_whole_lies_within_the_rates_of_its_groups(company, by):
    rates = [group["win_rate"].value for group in measuring.groups(company.engine, *QUARTER, by).values()]
    known = [rate for rate in rates if rate is not None]
    assert min(known) <= measuring.whole(company.engine, *QUARTER)["win_rate"].value <= max(known)


@pytest.mark.parametrize(
    ("by", "column"),
    [
        ("team", "team"),
        ("territory", "territory"),
        ("manager", "manager"),
        ("owner", "rep_id"),
        ("segment", "segment"),
        ("product", "product"),
        ("source", "lead_source"),
        ("industry", "industry"),
    ],
)
def test_a_filter_shows_what_the_group_of_that_name_shows(company, by, column):
    rows = company.reps if by in ("team", "territory", "manager", "owner") else company.opportunities
    group_by = {"owner": "rep"}.get(by, by)
    groups = measuring.groups(company.engine, *QUARTER, group_by)
    names = {rep["rep_id"]: rep["name"] for rep in company.reps}
    for value in sorted({row[column] for row in rows if row[column]}):
        filtered = measuring.whole(company.engine, *QUARTER, queries.Scope.of(**{by: [value]}))
        assert filtered == groups[names.get(value, value)], value


def test_two_values_of_a_filter_are_both_in(company):
    both = measuring.whole(company.engine, *QUARTER, queries.Scope.of(team=["North", "South"]))
    groups = measuring.groups(company.engine, *QUARTER, "team")
    assert both["won_deals"].value == groups["North"]["won_deals"].value + groups["South"]["won_deals"].value


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_the_unit_of_money_do_not_matter(blank_store, tmp_path, seed):
    plain, mixed = Company.draw(seed, deals=120), Company.draw(seed, deals=120)
    for rows in (mixed.opportunities, mixed.reps, mixed.quotas, mixed.opportunity_versions):
        random.Random(seed).shuffle(rows)
        for row in rows:
            for name in ("amount", "created_amount"):
                if row.get(name) is not None:
                    row[name] *= 1000
    plain.publish(blank_store, tmp_path / "plain")
    mixed.publish(blank_store, tmp_path / "mixed")
    before, after = measuring.whole(plain.engine, *QUARTER), measuring.whole(mixed.engine, *QUARTER)
    for name, value in before.items():
        factor = 1000 if value.unit in ("money", "money_per_day") else 1
        rounded = 1e-6 * 1000 * 120 if name == "weighted_pipeline" else 0  # rounded per deal
        wanted = None if value.value is None else pytest.approx(value.value * factor, rel=1e-12, abs=rounded)
        assert after[name].value == wanted, name
    plain.engine.dispose()
    mixed.engine.dispose()


def test_quarters_add_up_to_their_year(company):
    starts = [date(2016, 7, 1), date(2016, 10, 1), date(2017, 1, 1), date(2017, 4, 1), date(2017, 7, 1)]
    quarters = [measuring.whole(company.engine, *pair) for pair in pairwise(starts)]
    year = measuring.whole(company.engine, starts[0], starts[-1])
    for name in ("won_deals", "lost_deals", "won_amount", "created_deals", "due_deals", "due_amount", "quota"):
        parts = [Decimal(str(quarter[name].value or 0)) for quarter in quarters]
        assert float(sum(parts)) == year[name].value, name


def test_weighted_pipeline_never_exceeds_the_amount_it_weighs(company):
    for window in (QUARTER, (None, None)):
        for values in measuring.groups(company.engine, *window, "rep").values():
            if values["weighted_pipeline"].value is not None:
                assert values["weighted_pipeline"].value <= values["due_amount"].value


def test_months_of_the_sparkline_are_the_months_of_the_report(company):
    months = queries.run(company.engine, "measures/decided_by_month", period_start=QUARTER[0], period_end=QUARTER[1])
    assert [start.date() for start in months["month_start"]] == [date(2017, 1, 1), date(2017, 2, 1), date(2017, 3, 1)]
    for row in months.itertuples():
        start = row.month_start.date()
        end = (start + timedelta(days=32)).replace(day=1)
        report = measuring.whole(company.engine, start, end)
        assert (row.won_deals, row.lost_deals) == (report["won_deals"].value, report["lost_deals"].value)
        assert (row.won_amount, row.cycle_median) == (
            report["won_amount"].value,
            report["sales_cycle_median_days"].value,
        )
