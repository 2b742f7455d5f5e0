"""The checks of the data, each by hand."""

from datetime import date, timedelta

import pandas as pd
import pytest

from metrics import catalog, quality
from metrics.quality_checks import CHECKS, OF_DEALS, STATED
from metrics.values import Value

TODAY = date(2026, 8, 15)
NOTHING = pd.DataFrame(columns=["id", "twin_id", "reason", "group"])
KNOWN = quality.Company(True, True, date(2026, 1, 1), True, False, frozenset())
_FACTS = {
    "opportunity_id": "d",
    "rep_id": "r1",
    "rep_name": "Ada",
    "team": "West",
    "stage": "Proposal",
    "stage_kind": "open",
    "amount": 100.0,
    "amount_original": 100.0,
    "currency": "USD",
    "probability": 0.5,
    "created_on": date(2026, 8, 10),
    "close_on": date(2026, 9, 1),
    "closed_on": None,
    "last_activity_on": None,
    "is_stage_known": True,
    "is_listed": True,
    "is_active": True,
    "left_on": None,
}
WON = {"stage_kind": "won", "closed_on": date(2026, 8, 12)}
LOST = {"stage_kind": "lost", "closed_on": date(2026, 8, 12)}


def reason(check, known=KNOWN, touched=(), **facts):
    """What a check has against one deal."""
    rows = facts_of({**facts})
    return quality.judge_deals(rows, known, pd.Series(touched, dtype=object), NOTHING, TODAY).loc[0, check]


def facts_of(*drawn):
    rows = pd.DataFrame([_FACTS | facts for facts in drawn])
    days = ("created_on", "close_on", "closed_on", "last_activity_on", "left_on")
    return rows.assign(**{name: pd.to_datetime(rows[name]) for name in days})


@pytest.mark.parametrize(
    ("check", "facts", "expected"),
    [
        ("missing_amount", {}, ""),
        ("missing_amount", {"amount_original": None, "amount": None}, "blank"),
        ("missing_amount", {"amount_original": 0.0, "amount": 0.0}, "zero"),
        ("missing_amount", {"amount_original": 0.0, "amount": 0.0, **LOST}, ""),
        ("close_date", {"close_on": TODAY}, ""),
        ("close_date", {"close_on": TODAY - timedelta(days=1)}, "past"),
        ("close_date", {"close_on": None}, "absent"),
        ("close_date", {**WON, "close_on": None}, ""),
        ("close_date", {**WON, "closed_on": None}, "undated"),
        ("owner_gone", {"rep_id": None, "is_listed": None, "is_active": None}, "nobody"),
        ("owner_gone", {"left_on": TODAY}, ""),
        ("owner_gone", {"left_on": TODAY - timedelta(days=1)}, "left"),
        ("owner_gone", {"is_active": False}, "left"),
        ("owner_gone", {"is_active": False, "left_on": TODAY + timedelta(days=9)}, ""),
        ("owner_gone", {"is_listed": False}, "unlisted"),
        ("owner_gone", {**WON, "is_active": False}, None),
        ("stage_unknown", {"stage": None, "is_stage_known": None}, "no_stage"),
        ("stage_unknown", {"is_stage_known": False}, "unread"),
        ("cycle", {}, None),
        ("cycle", {**WON, "closed_on": date(2026, 8, 11)}, ""),
        ("cycle", {**WON, "closed_on": date(2026, 8, 10)}, "zero_days"),
        ("cycle", {**LOST, "closed_on": date(2026, 8, 10)}, ""),
        ("cycle", {**LOST, "closed_on": date(2026, 8, 9)}, "negative"),
        ("cycle", {**WON, "created_on": None}, None),
        ("currency", {"currency": None}, "no_currency"),
        ("currency", {"amount": None, "currency": "XAU"}, "no_rate"),
        ("currency", {"amount_original": None, "amount": None, "currency": None}, None),
        ("probability", {"probability": 0.005}, "share"),
        ("probability", {"probability": 0.01}, ""),
        ("probability", {"probability": 0.0}, ""),
        ("probability", {"probability": None}, None),
        ("probability", {**WON, "probability": 0.005}, None),
        ("no_activity", {"created_on": TODAY - timedelta(days=13)}, None),
        ("no_activity", {"created_on": TODAY - timedelta(days=14)}, "untouched"),
        ("no_activity", {"created_on": TODAY - timedelta(days=14), "last_activity_on": TODAY}, ""),
        ("mass_created", {}, ""),
        ("mass_created", {"created_on": None}, None),
    ],
)
def test_one_deal(check, facts, expected):
    assert reason(check, **facts) == expected or (expected is None and pd.isna(reason(check, **facts)))


def test_what_the_company_does_not_record_is_no_finding():
    unknown = quality.Company(False, False, None, False, False, frozenset())

    assert reason("owner_gone", unknown, is_listed=False) == ""
    assert reason("currency", unknown, currency=None) == ""
    assert pd.isna(reason("no_activity", unknown, created_on=date(2026, 1, 1)))
    # The log begins on the 10th: what was done before is not on record.
    late = quality.Company(True, True, date(2026, 8, 10), True, False, frozenset())
    assert pd.isna(reason("no_activity", late, created_on=date(2026, 1, 1)))
    assert reason("no_activity", touched=["d"], created_on=date(2026, 7, 1)) == ""


def test_all_open_deals_with_one_probability():
    row = {
        "listed_people": 1,
        "deals_with_currency": 1,
        "log_first_on": None,
        "leads_with_response": 0,
        "open_with_probability": 10,
        "open_probabilities": 1,
        "open_stages": 2,
    }
    none = pd.DataFrame(columns=["created_on", "deals"])

    assert quality.company(row, none).one_probability
    for other in ({"open_with_probability": 9}, {"open_probabilities": 2}, {"open_stages": 1}):
        assert not quality.company(row | other, none).one_probability
    assert reason("probability", quality.company(row, none)) == "same"


def created(**counts):
    """Deals by day, from Monday 5 January 2026 on, weeks apart: {"d0": 5, "d7": 4} are two Mondays."""
    days = [pd.Timestamp(2026, 1, 5) + pd.Timedelta(days=int(name[1:])) for name in counts]
    return pd.DataFrame({"created_on": days, "deals": list(counts.values())})


def test_mass_days_are_held_against_their_own_weekday():
    def found(**counts):
        return {(day - date(2026, 1, 5)).days for day in quality.mass_days(created(**counts))}

    assert found(d0=4, d7=4, d14=21, d21=4) == {14}  # 21 > 5 × 4
    assert found(d0=4, d7=4, d14=20, d21=4) == set()  # 20 = 5 × 4
    assert found(d0=1, d7=1, d14=19, d21=1) == set()  # fewer than 20 are no mass
    assert found(d0=60, d7=60, d14=60, d1=1) == set()  # whoever uploads on Mondays does so every Monday
    assert found(d0=20) == {0}  # one day is all there is
    assert found(d0=100, d1=20, d8=3, d15=4) == {0, 1}  # other weekdays are no norm
    assert found() == set()


def test_leads():
    rows = pd.DataFrame(
        [
            ("fine", "2026-08-01 09:00", "2026-08-01 10:00", False),
            ("never", "2026-08-01 09:00", None, False),
            ("logged", "2026-08-01 09:00", None, True),
            ("worked", "2026-08-01 09:00", None, True),
            ("early", "2026-08-01 09:00", "2026-07-01 10:00", False),
            ("undated", None, "2026-08-01 10:00", False),
        ],
        columns=["lead_id", "created_at", "first_response_at", "was_worked"],
    )
    rows = rows.assign(**{name: pd.to_datetime(rows[name]) for name in ("created_at", "first_response_at")})
    answered = pd.Series(["fine", "early", "undated", "logged"])

    found = quality.judge_leads(rows, KNOWN, answered)

    assert dict(zip(rows["lead_id"], found, strict=True)) == {
        "fine": "",
        "never": "",
        "logged": "",
        "worked": "unrecorded",
        "early": "backwards",
        "undated": "no_creation",
    }
    silent = quality.Company(True, True, None, False, False, frozenset())
    assert quality.judge_leads(rows.iloc[[1]], silent, answered).tolist() == ["no_record"]


def test_clean_share_is_money_over_money():
    rows = facts_of({"amount": 100.0}, {"amount": 300.0}, {"amount": None}, {"amount": 999.0, **WON})

    assert quality.clean_share(rows, pd.Series([False, True, True, True])) == Value(100 / (100 + 300), 3)
    assert quality.clean_share(rows.iloc[[3]], pd.Series([True], index=[3])) == Value(None, 0)


def test_a_score_per_owner():
    rows = facts_of(
        {"opportunity_id": "1", "amount": 100.0},
        {"opportunity_id": "2", "amount": 300.0, "close_on": None, "currency": None},
        {"opportunity_id": "3", **WON},
        {"opportunity_id": "4", "rep_id": None, "rep_name": None, "amount": 50.0},
    )
    reasons = quality.judge_deals(rows, KNOWN, pd.Series(dtype=object), NOTHING, TODAY)

    found = quality.by_owner(rows, reasons).set_index("rep_id")

    ada = found.loc["r1"]
    assert (ada["deals"], ada["found_deals"], ada["score"]) == (3, 1, 2 / 3)  # two findings are one deal
    assert (ada["open_amount"], ada["clean_share"], ada["affected_amount"]) == (400, 100 / 400, 300)
    assert (ada["close_date"], ada["currency"], ada["missing_amount"]) == (1, 1, 0)
    assert (found.loc["", "score"], found.loc["", "owner_gone"]) == (0, 1)
    assert found["found_deals"].sum() == quality.has_finding(reasons).sum() == 2


def test_owners_of_what_was_found():
    rows = pd.DataFrame(
        {"rep_id": ["a", "a", None, "b"], "rep_name": ["A", "A", None, "B"], "found": [1, 1, 1, 0], "looked_at": 1}
    )

    assert quality.owners_of(rows)[["rep_id", "found", "looked_at"]].to_dict("split")["data"] == [
        ["a", 2, 2],
        ["", 1, 1],
    ]


@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
def test_a_check_names_measures_of_the_catalogue_and_its_thresholds(check):
    assert set(check.distorts) <= set(catalog.MEASURES)
    assert check.rule.format(**STATED)
    assert "{" not in check.rule.format(**STATED)


def test_every_check_of_deals_is_judged():
    assert set(quality.judge_deals(facts_of({}), KNOWN, pd.Series(dtype=object), NOTHING, TODAY)) == set(OF_DEALS)
