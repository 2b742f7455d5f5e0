"""Behaviour of queries/measures/*.sql on hand-drawn rows."""

from datetime import date

import pytest

from queries import Scope
from tests.conftest import ALWAYS, JULY_TO_SEPTEMBER

ALL = JULY_TO_SEPTEMBER | {"group_by": "all"}
EVERYTHING = ALWAYS | {"group_by": "all"}


def one(rows: list[dict], *names: str) -> tuple:
    """The named cells of the only row."""
    (row,) = rows
    return tuple(row[name] for name in names)


def test_decided_counts_deals_closed_inside_the_half_open_window(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | amount | closed_on  | is_deleted
        first day      | won        | 10.10  | 2017-07-01 | false
        last day       | lost       | 20     | 2017-09-30 | false
        excluded end   | won        | 30     | 2017-10-01 | false
        before         | won        | 40     | 2017-06-30 | false
        open           | open       | 50     |            | false
        deleted        | won        | 60     | 2017-07-01 | true
        undated        | won        | 70     |            | false
        """,
    )
    found = db.run("measures/decided", **ALL)
    assert one(found, "group_name", "won_deals", "lost_deals", "won_amount", "lost_amount") == ("all", 1, 1, 10.10, 20)
    found = db.run("measures/decided", **EVERYTHING)
    assert one(found, "won_deals", "won_amount") == (4, 10.10 + 30 + 40 + 70)


def test_decided_keeps_missing_and_zero_amounts_apart(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | amount | closed_on
        1              | won        | 300    | 2017-07-01
        2              | won        | 100    | 2017-07-01
        3              | won        | 0      | 2017-07-01
        4              | won        |        | 2017-07-01
        5              | lost       | 0      | 2017-07-01
        6              | lost       |        | 2017-07-01
        """,
    )
    found = db.run("measures/decided", **ALL)
    assert one(found, "won_deals", "won_amount", "won_with_amount") == (4, 300 + 100, 2)
    assert one(found, "won_zero_amount", "won_without_amount", "lost_with_amount") == (1, 1, 0)
    assert one(found, "size_median") == ((300 + 100) / 2,)


def test_decided_says_blank_where_no_deal_has_an_amount(db):
    db.insert("opportunities", "opportunity_id | stage_kind | closed_on\n1 | won | 2017-07-01")
    assert one(db.run("measures/decided", **ALL), "won_amount", "size_median", "top_tenth_amount") == (None, None, None)


@pytest.mark.parametrize(("deals", "top"), [(1, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_the_top_tenth_is_rounded_up(db, deals, top):
    rows = "\n".join(f"{n:02} | won | {n} | 2017-07-01" for n in range(1, deals + 1))
    db.insert("opportunities", f"opportunity_id | stage_kind | amount | closed_on\n{rows}")
    largest = sum(range(deals - top + 1, deals + 1))
    assert one(db.run("measures/decided", **ALL), "top_tenth_amount") == (largest,)


def test_quantiles_are_linear_between_ranks(db):
    rows = "\n".join(f"{n} | won | 2017-07-01 | 2017-07-{1 + n:02}" for n in (1, 2, 4, 8))
    db.insert("opportunities", f"opportunity_id | stage_kind | created_on | closed_on\n{rows}")
    found = db.run("measures/decided", **ALL)
    # ranks 0 to 3: a quarter of the way is 0.75, three quarters 2.25, nine tenths 2.7
    assert one(found, "cycle_p25", "cycle_median", "cycle_p75") == (1 + 0.75 * 1, 3, 4 + 0.25 * 4)
    assert one(found, "cycle_p90") == (pytest.approx(4 + 0.7 * 4),)
    assert one(found, "cycle_total_days", "cycle_deals") == (1 + 2 + 4 + 8, 4)


def test_groups_without_a_name_are_called_none(db):
    db.insert("reps", "rep_id | name | team\nada | Ada | West\nbo | Bo |")
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | rep_id | closed_on
        1              | won        | ada    | 2017-07-01
        2              | won        | bo     | 2017-07-01
        3              | won        |        | 2017-07-01
        """,
    )
    found = db.run("measures/decided", **JULY_TO_SEPTEMBER, group_by="team")
    assert [(row["group_name"], row["won_deals"]) for row in found] == [("(none)", 2), ("West", 1)]


def test_money_is_summed_as_decimals(db):
    rows = "\n".join(f"{n} | won | 0.10 | 2017-07-01" for n in range(10))
    db.insert("opportunities", f"opportunity_id | stage_kind | amount | closed_on\n{rows}")
    assert one(db.run("measures/decided", **ALL), "won_amount") == (1.0,)  # ten floats of 0.1 give 0.9999999999999999


def test_months_without_a_decision_are_in_the_series(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | amount | created_on | closed_on
        1              | won        | 10     | 2017-07-01 | 2017-07-31
        2              | won        | 0      | 2017-07-31 | 2017-07-31
        3              | lost       | 20     | 2017-07-01 | 2017-09-30
        """,
    )
    found = db.run("measures/decided_by_month", **JULY_TO_SEPTEMBER)
    assert [(row["month_start"].month, row["won_deals"], row["lost_deals"]) for row in found] == [
        (7, 2, 0),
        (8, 0, 0),
        (9, 0, 1),
    ]
    assert [row["won_amount"] for row in found] == [10, None, None]
    assert [(row["won_with_amount"], row["cycle_median"]) for row in found] == [(1, 30), (0, None), (0, None)]


def test_created_takes_the_amount_of_the_creation_not_todays(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | amount | created_on | created_amount
        grown          | won        | 900    | 2017-07-03 | 100
        same           | open       | 20     | 2017-07-03 | 20
        seen late      | lost       | 900    | 2017-07-03 |
        other quarter  | open       | 900    | 2017-10-01 | 900
        """,
    )
    found = db.run("measures/created", **ALL)
    assert one(found, "created_amount", "created_with_amount", "created_deals") == (100 + 20, 2, 3)
    assert one(found, "won_deals", "lost_deals", "open_deals") == (1, 1, 1)


def test_open_pipeline_is_due_in_the_window_and_overdue_before_today(db):
    db.insert("stages", "stage | kind | probability\nOffer | open | 0.5")
    db.insert(
        "opportunities",
        """
        opportunity_id | stage | amount | probability | close_on   | forecast_category
        overdue        | Offer | 1      | 0.1         | 2017-08-31 | commit
        due today      | Offer | 20     | 0.1         | 2017-09-01 | commit
        stage's chance | Offer | 300    |             | 2017-09-30 |
        no amount      | Offer |        | 0.1         | 2017-09-30 | commit
        no chance      |       | 4000   |             | 2017-09-30 |
        later          | Offer | 50000  | 0.1         | 2017-10-01 | commit
        undated        | Offer | 600000 | 0.1         |            |
        """,
    )
    found = db.run("measures/open_pipeline", **ALL, today=date(2017, 9, 1))
    assert one(found, "open_deals", "open_amount", "open_with_amount") == (7, 654321, 6)
    assert one(found, "due_deals", "due_amount", "due_with_amount") == (5, 1 + 20 + 300 + 4000, 4)
    assert one(found, "weighted_amount", "weighted_deals") == (0.1 + 2 + 150, 3)
    assert one(found, "overdue_deals", "overdue_amount") == (1, 1)
    assert one(found, "commit_deals", "commit_amount") == (3, 1 + 20)
    found = db.run("measures/open_pipeline", **EVERYTHING, today=date(2017, 9, 1))
    assert one(found, "due_deals", "due_amount") == (7, 654321)


def test_the_largest_amounts_can_be_weighted(db):
    db.insert("opportunities", "opportunity_id | amount | probability\n1 | 99999999999999.9999 | 0.5")
    found = db.run("measures/open_pipeline", **EVERYTHING, today=date(2017, 9, 1))
    assert one(found, "weighted_amount") == (pytest.approx(5e13),)


def test_pipeline_at_is_what_was_open_at_the_end_of_the_day(db):
    db.insert("opportunities", "opportunity_id | stage_kind\n1 | won\n2 | open\n3 | open")
    db.insert(
        "opportunity_versions",
        """
        opportunity_id | stage_kind | amount | probability | valid_from          | valid_to            | is_deleted
        1              | open       | 100    | 0.5         | 2017-07-01 00:00:00 | 2017-07-10 23:59:59 | false
        1              | won        | 100    |             | 2017-07-10 23:59:59 |                     | false
        2              | open       | 20     |             | 2017-07-10 23:59:59 |                     | false
        3              | open       | 3000   |             | 2017-07-01 00:00:00 | 2017-07-05 00:00:00 | false
        3              | open       | 3000   |             | 2017-07-05 00:00:00 |                     | true
        """,
    )

    def on(day: int) -> list[dict]:
        return db.run("measures/pipeline_at", day=date(2017, 7, day), group_by="all")

    assert one(on(4), "open_deals", "open_amount", "weighted_amount") == (2, 100 + 3000, 50)
    assert one(on(9), "open_deals", "open_amount", "weighted_amount") == (1, 100, 50)
    assert one(on(10), "open_deals", "open_amount", "weighted_amount") == (1, 20, None)


QUOTAS = """
    rep_id | starts_on  | ends_on    | amount
    ada    | 2017-07-01 | 2017-10-01 | 920
    bo     | 2017-07-01 | 2017-10-01 | 9200
    bo     | 2017-10-01 | 2018-01-01 | 1
"""


def test_attainment_takes_whole_quotas_whole_and_others_by_their_days(db):
    db.insert("reps", "rep_id | name | team\nada | Ada | West\nbo | Bo | West")
    db.insert("quotas", QUOTAS)
    whole = db.run("measures/attainment", **ALL)
    assert [(row["rep_name"], row["quota"], row["partial_quotas"]) for row in whole] == [
        ("Ada", 920, 0),
        ("Bo", 9200, 0),
    ]
    july = {"period_start": date(2017, 7, 1), "period_end": date(2017, 8, 1), "group_by": "team"}
    found = db.run("measures/attainment", **july)  # 31 of 92 days
    assert [(row["group_name"], row["quota"], row["partial_quotas"]) for row in found] == [
        ("West", 310, 1),
        ("West", 3100, 1),
    ]


def test_attainment_counts_what_was_won_on_the_days_that_the_quota_covers(db):
    db.insert("reps", "rep_id | name\nada | Ada\nbo | Bo\ncy | Cy")
    db.insert("quotas", QUOTAS)
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | stage_kind | amount | closed_on  | close_on   | forecast_category
        1              | ada    | won        | 1      | 2017-07-01 | 2017-07-01 | closed
        2              | ada    | won        | 20     | 2017-06-30 | 2017-06-30 | closed
        3              | ada    | lost       | 300    | 2017-07-01 | 2017-07-01 | omitted
        4              | ada    | open       | 4000   |            | 2017-09-30 | commit
        5              | ada    | open       | 50000  |            | 2017-09-30 | best_case
        6              | ada    | open       | 600000 |            | 2017-10-01 | commit
        7              | cy     | won        | 7      | 2017-07-01 | 2017-07-01 | closed
        """,
    )
    half_year = {"period_start": date(2017, 7, 1), "period_end": date(2018, 1, 1), "group_by": "rep"}
    found = db.run("measures/attainment", **half_year)
    assert [(row["rep_id"], row["won_amount"], row["commit_amount"], row["due_amount"]) for row in found] == [
        ("ada", 1, 4000, 4000 + 50000),
        ("bo", 0, 0, 0),
    ]


def test_two_quotas_over_the_same_days_do_not_double_a_deal(db):
    db.insert("reps", "rep_id | name\nada | Ada")
    db.insert("quotas", "rep_id | starts_on | ends_on | amount\n" + "ada | 2017-07-01 | 2017-10-01 | 10\n" * 2)
    db.insert(
        "opportunities", "opportunity_id | rep_id | stage_kind | amount | closed_on\n1 | ada | won | 5 | 2017-07-01"
    )
    assert one(db.run("measures/attainment", **ALL), "quota", "won_amount") == (20, 5)


def test_there_is_no_attainment_of_a_product_or_a_segment(db):
    db.insert("reps", "rep_id | name\nada | Ada")
    db.insert("quotas", QUOTAS)
    assert db.run("measures/attainment", **JULY_TO_SEPTEMBER, group_by="product") == []
    assert db.run("measures/attainment", Scope.of(segment=["SMB"]), **ALL) == []


def test_two_reps_of_one_name_stay_two(db):
    db.insert("reps", "rep_id | name\nu1 | Kim\nu2 | Kim\nu3 | Lee")
    rows = "\n".join(f"{rep} | {rep} | won | 2017-07-01" for rep in ("u1", "u2", "u3"))
    db.insert("opportunities", f"opportunity_id | rep_id | stage_kind | closed_on\n{rows}")
    found = db.run("measures/decided", **JULY_TO_SEPTEMBER, group_by="rep")
    assert [row["group_name"] for row in found] == ["Kim (u1)", "Kim (u2)", "Lee"]


def test_organisation_falls_back_to_what_most_have(db):
    (facts,) = db.run("settings/organisation")
    assert (facts["currency"], facts["fiscal_year_start"], facts["fiscal_year_label"]) == ("USD", 1, "ending")
    assert (facts["as_of"], facts["first_day"], facts["last_day"], facts["deals"]) == (None, None, None, 0)


def test_organisation_tells_settings_and_the_reach_of_the_data(db):
    db.insert("settings", "key | value\ncurrency | JPY\nfiscal_year_start | 4\nfiscal_year_label | starting")
    db.insert("imports", "import_id | as_of | undone_at\n1 | 2017-09-30 | \n2 | 2017-10-31 | 2017-11-01")
    db.insert("opportunities", "opportunity_id | created_on | closed_on\n1 | 2017-01-02 | 2017-03-04\n2 | | 2016-12-31")
    (facts,) = db.run("settings/organisation")
    assert (facts["currency"], facts["fiscal_year_start"], facts["fiscal_year_label"]) == ("JPY", 4, "starting")
    assert (facts["as_of"], facts["first_day"], facts["last_day"]) == (
        date(2017, 9, 30),
        date(2016, 12, 31),
        date(2017, 3, 4),
    )
