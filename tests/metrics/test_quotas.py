"""Quotas side by side, by hand: the grid, what an edit changes, and what does not fit together."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from metrics import quotas
from metrics.periods import Period
from metrics.quotas import Edit, Misfit

YEAR = Period("2026", date(2026, 1, 1), date(2027, 1, 1))
Q3 = Period("2026-Q3", date(2026, 7, 1), date(2026, 10, 1))
Q4 = Period("2026-Q4", date(2026, 10, 1), date(2027, 1, 1))
_DAYS = ("starts_on", "ends_on", "hired_on", "left_on")


def known(drawn: str) -> pd.DataFrame:
    """Rows of quotas/known drawn as a table; the names are those of the ids."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]
    rows = pd.DataFrame(lines, columns=header).replace("", None)
    usual = {"manager_id": None, "hired_on": None, "left_on": None, "is_counted": True, "team": "West"}
    rows = rows.assign(**{name: value for name, value in usual.items() if name not in rows})
    rows = rows.assign(**{name: pd.to_datetime(rows[name]) for name in _DAYS}, amount=rows["amount"].astype(float))
    rows["is_counted"] = rows["is_counted"].isin([True, "yes"])
    return rows.assign(quota_id=[str(place) for place in range(len(rows))], rep_name=rows["rep_id"].str.title())


def sellers(*people: dict) -> pd.DataFrame:
    """Rows of quotas/sellers: people by id, with what differs from an account executive without a deal."""
    usual = {"is_manager": False, "hired_on": pd.NaT, "left_on": pd.NaT, "won_deals": 0, "won_amount": None}
    usual |= {"due_deals": 0, "team": "West", "manager_id": None}
    rows = pd.DataFrame([usual | person | {"rep_name": person["rep_id"].title()} for person in people])
    return rows.assign(hired_on=pd.to_datetime(rows["hired_on"]), left_on=pd.to_datetime(rows["left_on"]))


def test_the_grid_has_who_carries_a_quota_and_who_sells():
    told = known("""
        rep_id | starts_on  | ends_on    | amount
        ada    | 2026-07-01 | 2026-10-01 | 900
        ada    | 2026-07-01 | 2026-08-01 | 300
        bo     | 2026-10-01 | 2027-01-01 | 100
        bo     | 2026-10-01 | 2027-01-01 | 20
        max    | 2026-07-01 | 2026-10-01 | 5000
        cy     | 2026-07-01 | 2026-10-01 |
    """)
    people = sellers(
        {"rep_id": "ada"},
        {"rep_id": "bo", "left_on": "2026-05-01"},
        {"rep_id": "cy"},
        {"rep_id": "gone", "left_on": "2026-06-30"},
        {"rep_id": "later", "hired_on": "2027-01-01"},
        {"rep_id": "max", "is_manager": True},
        {"rep_id": "mia", "is_manager": True},
        {"rep_id": "moe", "is_manager": True, "due_deals": 1},
    )

    found = quotas.grid(told, people, [Q3, Q4])

    assert list(found.columns) == ["rep_id", "rep_name", "team", "manager_id", "2026-Q3", "2026-Q4"]
    cells = {
        row["rep_id"]: (row["2026-Q3"], row["2026-Q4"]) for row in found.replace({np.nan: None}).to_dict("records")
    }
    # the month is no quarter; bo left but carries one (two, which add up); cy's was taken back
    assert cells == {
        "ada": (900, None),
        "bo": (None, 100 + 20),
        "cy": (None, None),
        "max": (5000, None),
        "moe": (None, None),
    }


def test_a_managers_quota_is_not_added_to_the_reports():
    rows = pd.DataFrame(
        {
            "rep_id": ["max", "ada", "bo", "mia", "head"],
            "manager_id": ["head", "max", "max", "head", "head"],
            "2026-Q3": [1000.0, 600, 450, 70, np.nan],
            "2026-Q4": [1000.0, np.nan, 0, 70, 7],
        }
    )

    assert quotas.total(rows, "2026-Q3") == 600 + 450 + 70
    # nobody below max carries one, so his counts; the head, whose own manager is himself, stands above him and mia
    assert quotas.total(rows, "2026-Q4") == 1000 + 70


def test_an_edit_is_what_differs():
    found = pd.DataFrame(
        {"rep_id": ["a", "b"], "rep_name": ["Ada", "Bo"], "2026-Q3": [900.0, np.nan], "2026-Q4": [np.nan, 120.0]}
    )
    changed = {
        1: {"2026-Q4": None, "2026-Q3": None},  # taken back; blank as before
        0: {"2026-Q3": 900.0, "2026-Q4": 0.1, "rep_name": "Eve"},  # as it was; new; no period
    }

    assert quotas.edits(found, changed, [Q3, Q4]) == [Edit("a", Q4, Decimal("0.1")), Edit("b", Q4, None)]
    assert quotas.edits(found, {}, [Q3, Q4]) == []


def found(drawn: str, *people: dict, period: Period = YEAR) -> list[Misfit]:
    return quotas.misfits(known(drawn), sellers(*(people or ({"rep_id": "ada"},))), YEAR, period)


def test_months_that_do_not_add_up_to_their_quarter():
    months = """
        rep_id | starts_on  | ends_on    | amount | is_counted
        ada    | 2026-07-01 | 2026-10-01 | 900    | yes
        ada    | 2026-07-01 | 2026-08-01 | 300    | no
        ada    | 2026-08-01 | 2026-09-01 | 250    | no
        ada    | 2026-09-01 | 2026-10-01 | {last} | no
    """

    assert found(months.format(last=349)) == [Misfit("parts", "Ada", Q3.start, Q3.end, 900, 300 + 250 + 349, 3)]
    assert found(months.format(last=350)) == []
    assert found(months.format(last=349.5)) == []  # rounded
    partly = "\n".join(months.format(last=350).splitlines()[:-2])
    assert found(partly) == [Misfit("partly", "Ada", Q3.start, Q3.end, 900, 300 + 250, 2)]


def test_a_year_is_held_against_its_quarters_and_not_its_months_as_well():
    rows = found("""
        rep_id | starts_on  | ends_on    | amount
        ada    | 2026-01-01 | 2027-01-01 | 1000
        ada    | 2026-01-01 | 2026-04-01 | 100
        ada    | 2026-04-01 | 2026-07-01 | 200
        ada    | 2026-07-01 | 2026-10-01 | 300
        ada    | 2026-10-01 | 2027-01-01 | 300
        ada    | 2026-10-01 | 2026-11-01 | 300
    """)

    assert rows[0] == Misfit("parts", "Ada", YEAR.start, YEAR.end, 1000, 100 + 200 + 300 + 300, 4)
    assert rows[1] == Misfit("partly", "Ada", Q4.start, Q4.end, 300, 300, 1)


@pytest.mark.parametrize(
    ("hired", "left", "codes"),
    [
        ("", "2026-06-30", ["left"]),
        ("", "2026-07-01", []),
        ("2026-10-01", "", ["early"]),
        ("2026-09-30", "", []),
        ("", "", []),
    ],
)
def test_quotas_of_people_who_are_not_there(hired, left, codes):
    rows = found(f"""
        rep_id | starts_on  | ends_on    | amount | hired_on | left_on
        ada    | 2026-07-01 | 2026-10-01 | 900    | {hired}  | {left}
    """)

    assert [item.code for item in rows] == codes


def test_two_that_count_over_the_same_days_are_both_added():
    rows = found("""
        rep_id | starts_on  | ends_on    | amount | is_counted
        ada    | 2026-07-01 | 2026-10-01 | 900    | yes
        ada    | 2026-09-01 | 2026-12-01 | 600    | yes
        ada    | 2026-09-01 | 2026-10-01 | 300    | no
    """)

    assert [item for item in rows if item.code == "overlap"] == [
        Misfit("overlap", "Ada", date(2026, 9, 1), Q3.end, 900, 600, 2)
    ]


def test_a_managers_quota_is_held_against_those_of_the_reports():
    rows = found("""
        rep_id | starts_on  | ends_on    | amount | manager_id | is_counted
        max    | 2026-07-01 | 2026-10-01 | 1000   |            | no
        ada    | 2026-07-01 | 2026-10-01 | 600    | max        | yes
        bo     | 2026-07-01 | 2026-10-01 | 400    | max        | yes
        cy     | 2026-07-01 | 2026-10-01 | 70     | mia        | yes
    """)

    assert rows == [Misfit("above", "Max", Q3.start, Q3.end, 1000, 600 + 400, 2)]


def test_deals_without_a_quota_are_of_those_who_sell():
    people = (
        {"rep_id": "ada", "won_deals": 2, "won_amount": 50, "due_deals": 1},
        {"rep_id": "bo", "due_deals": 3},
        {"rep_id": "cy"},
        {"rep_id": "max", "is_manager": True, "won_deals": 1, "won_amount": 9},
        {"rep_id": "di", "won_deals": 1, "won_amount": 9},
    )
    rows = found(
        """
        rep_id | starts_on  | ends_on    | amount
        di     | 2026-07-01 | 2026-10-01 | 10
        ada    | 2026-10-01 | 2027-01-01 | 10
        bo     | 2026-07-01 | 2026-10-01 |
        """,
        *people,
        period=Q3,
    )

    # ada's begins after the period, bo's was taken back
    assert rows == [Misfit("none", "Ada", Q3.start, Q3.end, 50, 0, 3), Misfit("none", "Bo", Q3.start, Q3.end, 0, 0, 3)]
