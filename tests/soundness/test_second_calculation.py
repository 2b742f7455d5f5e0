"""The pipeline of SQL and helpers agrees with a second calculation in plain loops, measure by measure."""

from datetime import date, timedelta

import pytest

from tests.company import STAGES, Company
from tests.soundness import measuring, plain

WINDOWS = {
    "a quarter": (date(2017, 1, 1), date(2017, 4, 1)),
    "a month of quarterly quotas": (date(2017, 2, 1), date(2017, 3, 1)),
    "one day": (date(2017, 2, 14), date(2017, 2, 15)),
    "before everything": (date(2001, 1, 1), date(2002, 1, 1)),
    "from a day on": (date(2017, 3, 3), None),
    "up to a day": (None, date(2017, 3, 3)),
    "everything": (None, None),
}
KEYS = {
    "rep": "rep_id",
    "product": "product",
    "segment": "segment",
    "source": "lead_source",
    "stage": "stage",
    "country": "country",
    "industry": "industry",
    "type": "type",
}


def expected(company: Company, deals: list[dict], reps: list[dict], window: tuple) -> dict[str, object]:
    chances = {stage: chance for stage, (_, chance) in STAGES.items()}
    carried = (window[0], window[1] or measuring.TODAY + timedelta(days=1))
    values = (
        plain.decided(deals, window)
        | plain.created(deals, company.opportunity_versions, window)
        | plain.pipeline(deals, chances, window, measuring.TODAY)
        | plain.attainment(reps, deals, company.quotas, carried)
    )
    rate = values["win_rate_amount"]
    values["coverage_needed"] = 1 / rate if rate else None
    parts = [values[name] for name in ("win_rate", "deal_size_mean", "sales_cycle_median_days")]
    blank = None in parts
    in_play = values["decided_deals"] + values["due_deals"]
    values["velocity"] = None if blank else in_play * parts[0] * parts[1] / parts[2]
    return values


def assert_same(found: dict, wanted: dict) -> None:
    for name, value in wanted.items():
        shown = found[name].value
        if value is None or shown is None:
            assert (name, shown) == (name, value)
        else:
            assert shown == pytest.approx(value, rel=1e-12, abs=1e-12), name


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_the_whole(company, window):
    deals = [deal for deal in company.opportunities if not deal["is_deleted"]]
    found = measuring.whole(company.engine, *window)
    assert_same(found, expected(company, deals, company.reps, window))
    named = set(expected(company, deals, company.reps, window))
    assert set(found) - named == {"open_deals_without_amount", "partial_quotas"}


@pytest.mark.parametrize("by", ["team", "manager", "territory", "rep"])
def test_each_group_of_reps(company, by):
    window = WINDOWS["a quarter"]
    column = {"rep": "name"}.get(by, by)
    group_of = {rep["rep_id"]: rep[column] or "(none)" for rep in company.reps}
    deals = [deal for deal in company.opportunities if not deal["is_deleted"]]
    for name, found in measuring.groups(company.engine, *window, by).items():
        own = [deal for deal in deals if group_of.get(deal["rep_id"], "(none)") == name]
        reps = [rep for rep in company.reps if group_of[rep["rep_id"]] == name]
        assert_same(found, expected(company, own, reps, window))


@pytest.mark.parametrize("by", [by for by in KEYS if by != "rep"])
def test_each_group_of_deals(company, by):
    window = WINDOWS["a quarter"]
    deals = [deal for deal in company.opportunities if not deal["is_deleted"]]
    for name, found in measuring.groups(company.engine, *window, by).items():
        own = [deal for deal in deals if (deal[KEYS[by]] or "(none)") == name]
        assert own
        assert_same(found, expected(company, own, [], window))  # no reps: quotas are not set for products


def test_every_quota_and_money_sum_is_exact_to_the_last_digit(company):
    window = WINDOWS["a quarter"]
    deals = [deal for deal in company.opportunities if not deal["is_deleted"]]
    found, wanted = measuring.whole(company.engine, *window), expected(company, deals, company.reps, window)
    for name in ("won_amount", "open_amount", "due_amount", "quota", "remaining_quota", "pipeline_created"):
        assert found[name].value == wanted[name], name
