"""Errors found in shipped dashboards, each pinned so that it cannot come back here."""

from datetime import date

from metrics import periods
from tests.soundness import measuring

JANUARY = (date(2026, 1, 1), date(2026, 2, 1))


def test_a_rep_with_wins_and_no_losses_has_won_everything_and_counts_in_the_team(db):
    """A widely used package shows 0 % for such a rep, and 62.5 % for a team whose truth is 45.5 %."""
    db.insert(
        "reps",
        """
        rep_id | name | team
        ada    | Ada  | West
        bo     | Bo   | West
        """,
    )
    db.insert(
        "opportunities",
        "opportunity_id | rep_id | stage_kind | closed_on\n"
        + "".join(f"a{n} | ada | won  | 2026-01-10\n" for n in range(2))
        + "".join(f"b{n} | bo  | won  | 2026-01-10\n" for n in range(3))
        + "".join(f"c{n} | bo  | lost | 2026-01-10\n" for n in range(6)),
    )
    reps = measuring.groups(db.engine, *JANUARY, "rep")
    teams = measuring.groups(db.engine, *JANUARY, "team")
    assert (reps["Ada"]["win_rate"].value, reps["Ada"]["win_rate"].n) == (1.0, 2)
    assert reps["Ada"]["win_rate"].low < 0.5  # two deals prove little
    assert reps["Bo"]["win_rate"].value == 3 / (3 + 6)
    assert (teams["West"]["win_rate"].value, teams["West"]["win_rate"].n) == ((2 + 3) / (2 + 3 + 6), 11)


def test_a_rep_with_nothing_decided_is_blank_not_zero(db):
    db.insert("reps", "rep_id | name\nada | Ada")
    db.insert("opportunities", "opportunity_id | rep_id | stage_kind | close_on\n1 | ada | open | 2026-01-10")
    rate = measuring.groups(db.engine, *JANUARY, "rep")["Ada"]["win_rate"]
    assert (rate.value, rate.n, rate.low, rate.high) == (None, 0, None, None)


def test_cycles_run_forwards_and_impossible_ones_are_reported_not_averaged(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | created_on | closed_on
        forwards       | won        | 2026-01-01 | 2026-01-11
        longer         | won        | 2025-12-12 | 2026-01-11
        backwards      | won        | 2026-01-20 | 2026-01-15
        same day       | won        | 2026-01-15 | 2026-01-15
        not created    | won        |            | 2026-01-15
        lost           | lost       | 2025-01-15 | 2026-01-15
        """,
    )
    found = measuring.whole(db.engine, *JANUARY)
    assert (found["sales_cycle_mean_days"].value, found["sales_cycle_mean_days"].n) == ((10 + 30) / 2, 2)
    assert found["sales_cycle_median_days"].value == 20
    assert (found["negative_cycles"].value, found["zero_day_cycles"].value) == (1, 1)


def test_weighted_pipeline_never_exceeds_the_open_amount(db):
    db.insert("stages", "stage | kind | probability\nOffer | open | 0.6")
    db.insert(
        "opportunities",
        """
        opportunity_id | stage | amount | probability | close_on
        own            | Offer | 1000   | 0.25        | 2026-01-10
        of the stage   | Offer | 1000   |             | 2026-01-10
        certain        | Offer | 1000   | 1           | 2026-01-10
        """,
    )
    found = measuring.whole(db.engine, *JANUARY)
    assert found["weighted_pipeline"].value == 250 + 600 + 1000
    assert found["weighted_pipeline"].value <= found["due_amount"].value == 3000


def test_this_quarter_is_the_fiscal_quarter():
    found = periods.containing(date(2026, 1, 15), "quarter", first_month=2)
    assert (found.label, found.start, found.end) == ("FY2026-Q4", date(2025, 11, 1), date(2026, 2, 1))


def test_most_likely_is_part_of_the_pipeline_and_so_is_every_open_deal(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | amount | close_on   | forecast_category
        1              | 1      | 2026-01-10 | most_likely
        2              | 20     | 2026-01-10 | commit
        3              | 300    | 2026-01-10 | best_case
        4              | 4000   | 2026-01-10 |
        """,
    )
    assert measuring.whole(db.engine, *JANUARY)["due_amount"].value == 1 + 20 + 300 + 4000


def test_won_and_lost_deals_are_in_no_pipeline(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | amount | probability | close_on   | closed_on
        1              | lost       | 100    | 0.9         | 2026-01-10 | 2026-01-10
        2              | won        | 200    | 1           | 2026-01-10 | 2026-01-10
        3              | open       | 400    | 0.5         | 2026-01-10 |
        """,
    )
    found = measuring.whole(db.engine, *JANUARY)
    assert (found["open_amount"].value, found["weighted_pipeline"].value) == (400, 400 * 0.5)


def test_attainment_is_a_ratio_of_sums_over_the_same_reps(db):
    """Averaging 150 % and 10 % gives 80 %; a rep without quota would lift it further."""
    db.insert("reps", "rep_id | name\nada | Ada\nbo | Bo\ncy | Cy\ndee | Dee")
    db.insert(
        "quotas",
        """
        rep_id | starts_on  | ends_on    | amount
        ada    | 2026-01-01 | 2026-02-01 | 100
        bo     | 2026-01-01 | 2026-02-01 | 1000
        dee    | 2026-01-01 | 2026-02-01 | 900
        """,
    )
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | stage_kind | amount | closed_on
        1              | ada    | won        | 150    | 2026-01-31
        2              | bo     | won        | 100    | 2026-01-01
        3              | cy     | won        | 777    | 2026-01-10
        4              | ada    | won        | 999    | 2026-02-01
        """,
    )  # Cy has no quota; Dee has won nothing and stays in; deal 4 closed on the excluded end
    found = measuring.whole(db.engine, *JANUARY)
    assert found["quota_attainment"].value == (150 + 100) / (100 + 1000 + 900)
    assert (found["participation"].value, found["participation"].n) == (1 / 3, 3)
    by_rep = measuring.groups(db.engine, *JANUARY, "rep")
    assert by_rep["Cy"]["quota_attainment"].value is None
    assert by_rep["Dee"]["quota_attainment"].value == 0.0


def test_leavers_stay_and_a_managers_quota_is_not_added(db):
    db.insert(
        "reps",
        "rep_id | name | is_active | left_on\nada | Ada | true |\nbo | Bo | false | 2026-01-20\nmax | Max | true |",
    )
    db.insert(
        "quotas",
        """
        rep_id | starts_on  | ends_on    | amount | is_counted
        ada    | 2026-01-01 | 2026-02-01 | 100    | true
        bo     | 2026-01-01 | 2026-02-01 | 100    | true
        max    | 2026-01-01 | 2026-02-01 | 200    | false
        """,
    )
    found = measuring.whole(db.engine, *JANUARY)
    assert (found["quota"].value, found["quota"].n) == (100 + 100, 2)


def test_nothing_at_all_is_blank_everywhere_but_in_counts_and_sums(db):
    found = measuring.whole(db.engine, *JANUARY)
    filled = {name: value.value for name, value in found.items() if value.value is not None}
    assert set(filled.values()) == {0}
    blank = {"win_rate", "win_rate_amount", "win_rate_cohort", "deal_size_mean", "sales_cycle_median_days", "velocity"}
    assert not filled.keys() & (blank | {"quota", "quota_attainment", "participation", "coverage", "coverage_needed"})
