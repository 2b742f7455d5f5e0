"""Calls in force, rolled up through a hierarchy; rows drawn as tables, sums by hand."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import calls

# head ─┬─ west ─┬─ ada
#       │        └─ bo
#       └─ cy
PEOPLE = calls.tree({"head": None, "west": "head", "ada": "west", "bo": "west", "cy": "head"})
TODAY = date(2026, 8, 15)


def submissions(drawn: str) -> pd.DataFrame:
    """Rows as query forecast/calls returns them; blank cells are None."""
    lines = [[cell.strip() or None for cell in line.split("|")] for line in drawn.strip().splitlines()]
    found = pd.DataFrame(lines[1:], columns=lines[0])
    defaults = {"starts_on": "2026-07-01", "ends_on": "2026-10-01", "category": "commit", "kind": "rep"}
    for name, value in defaults.items():
        found[name] = found[name].fillna(value) if name in found.columns else value
    found["submission_id"] = [f"s{number}" for number in range(len(found))]
    found["amount"] = found["amount"].astype(float)
    return found.astype(dict.fromkeys(["starts_on", "ends_on", "submitted_at"], "datetime64[us]"))


NOTHING = submissions("rep_id | amount | submitted_at").iloc[:0]
CALLS = """
    rep_id | kind    | amount | submitted_at
    ada    | rep     | 100    | 2026-08-12
    ada    | rep     | 120    | 2026-08-13
    bo     | rep     | 50     | 2026-08-01
    cy     | rep     | 30     | 2026-08-14
    west   | rep     | 7      | 2026-08-14
"""


def test_people_stand_above_those_who_report_to_them():
    assert PEOPLE.order == ("head", "west", "ada", "bo", "cy")
    assert PEOPLE.depth == {"head": 0, "west": 1, "ada": 2, "bo": 2, "cy": 1}
    assert PEOPLE.top == ["head"]
    assert PEOPLE.below("west") == {"west", "ada", "bo"}


def test_a_manager_who_is_not_among_them_does_not_count_and_circles_are_cut():
    found = calls.tree({"a": "b", "b": "c", "c": "a", "d": "gone", "e": "e", "f": "b"})

    assert found.top == ["a", "d", "e"]  # a is the first of the circle a → b → c → a
    assert found.order == ("a", "c", "b", "f", "d", "e")


def test_the_last_call_counts_and_calls_add_up():
    found = calls.standing(PEOPLE, submissions(CALLS), today=TODAY)

    assert found["ada"].amount == 120
    assert (found["west"].amount, found["west"].source) == (7 + 120 + 50, "own_and_below")
    assert (found["head"].amount, found["head"].source) == (7 + 120 + 50 + 30, "below")
    assert found["head"].said is None
    assert calls.whole(PEOPLE, found) == (207, 4, 4)  # ada, bo, cy and west have called; nobody else is expected


def test_an_override_replaces_what_the_person_and_those_below_say():
    over = "west | manager | 90 | 2026-08-10\nbo | manager | 40 | 2026-08-14"
    found = calls.standing(PEOPLE, submissions(f"{CALLS.strip()}\n{over}"), today=TODAY)

    assert (found["bo"].own, found["bo"].override, found["bo"].amount) == (50, 40, 40)
    assert (found["west"].amount, found["west"].source) == (90, "override")
    assert found["head"].amount == 90 + 30
    assert found["west"].stale == ("below",)  # ada said something on 13 August
    assert found["bo"].stale == ()


def test_what_is_taken_back_counts_no_more():
    found = calls.standing(PEOPLE, submissions(f"{CALLS.strip()}\nada | rep | | 2026-08-14"), today=TODAY)

    assert (found["ada"].amount, found["ada"].source, found["ada"].people) == (None, "", 0)
    assert found["west"].amount == 7 + 50


def test_silence_is_no_zero():
    found = calls.standing(PEOPLE, NOTHING, today=TODAY, expected=["ada", "bo"])

    assert calls.whole(PEOPLE, found) == (None, 2, 0)
    assert found["west"].amount is None


@pytest.mark.parametrize(
    ("said_at", "moved_at", "stale"),
    [
        ("2026-08-08 09:00", None, ()),  # seven days: a weekly habit is kept
        ("2026-08-07 23:00", None, ("old",)),
        ("2026-08-14 10:00", "2026-08-14 09:59", ()),
        ("2026-08-14 10:00", "2026-08-14 10:01", ("moved",)),
        ("2026-08-01 10:00", "2026-08-14 10:01", ("old", "moved")),
        ("2026-11-01 10:00", None, ()),  # younger than what the data know
    ],
)
def test_a_call_grows_stale_with_time_and_with_its_deals(said_at, moved_at, stale):
    said = submissions(f"rep_id | amount | submitted_at\nada | 1 | {said_at}")
    moved = {"ada": datetime.fromisoformat(moved_at)} if moved_at else {}

    assert calls.standing(PEOPLE, said, today=TODAY, moved=moved)["ada"].stale == stale


def test_categories_are_called_one_by_one():
    said = submissions("""
        rep_id | category  | amount | submitted_at
        ada    | commit    | 100    | 2026-08-12
        ada    | best_case | 150    | 2026-08-13
    """)

    assert calls.standing(PEOPLE, said, today=TODAY)["ada"].amount == 100
    assert calls.standing(PEOPLE, said, today=TODAY, category="best_case")["ada"].amount == 150


AMOUNTS = pd.DataFrame(
    [
        ("ada", "closed", 10.0),
        ("ada", "commit", 20.0),
        ("bo", "commit", 5.0),
        ("bo", "pipeline", 40.0),
        ("cy", "omitted", 3.0),
        ("cy", "", 2.0),
        ("cy", "moonshot", 1.0),
        ("west", "best_case", 8.0),
    ],
    columns=["rep_id", "forecast_category", "amount"],
)


def test_categories_single():
    grid = calls.by_category(PEOPLE, AMOUNTS, "amount", is_cumulative=False)

    assert grid.loc["west"].to_dict() == {
        "closed": 10,
        "commit": 20 + 5,
        "most_likely": 0,
        "best_case": 8,
        "pipeline": 40,
        "": 0,
        "omitted": 0,
    }
    assert grid.loc["head", ["", "omitted"]].to_list() == [2 + 1, 3]  # a category that we do not know is none


def test_categories_cumulative():
    grid = calls.by_category(PEOPLE, AMOUNTS, "amount", is_cumulative=True)

    assert grid.loc["head"].to_list() == [10, 10 + 25, 35, 35 + 8, 43 + 40, 3, 3]


def test_the_record_knows_only_what_had_been_said():
    found = calls.record(
        submissions("""
        rep_id | kind    | amount | submitted_at
        ada    | rep     | 100    | 2026-06-30 18:00
        bo     | rep     | 50     | 2026-07-07 23:59
        west   | manager | 130    | 2026-07-09
        """),
        PEOPLE,
        until=date(2026, 12, 31),
    )
    company = found[found["rep_id"].isna()].set_index("week")

    assert company.loc[0, "day"] == date(2026, 6, 30)  # the day before the quarter begins
    assert company["call"].head(4).to_list() == [100, 100 + 50, 130, 130]  # 30 June, 7, 14 and 21 July
    assert list(company.index) == list(range(14))
    assert company["day"].max() == date(2026, 9, 29)
    west = found[found["rep_id"] == "west"].set_index("week")["call"]
    assert west.head(3).to_list() == [100, 150, 130]
    assert found[(found["rep_id"] == "bo") & (found["week"] == 0)].empty


def test_nothing_said_leaves_no_record():
    assert calls.record(NOTHING, PEOPLE, until=TODAY).empty


def test_the_record_ends_with_the_last_day_known():
    found = calls.record(submissions(CALLS), PEOPLE, until=date(2026, 8, 11))

    assert found["day"].max() == date(2026, 8, 11)
    assert found[found["rep_id"].isna()]["call"].to_list() == [50, 50]  # Bo alone, on 4 and 11 August


@st.composite
def companies(draw):
    """A hierarchy of any shape, circles included, and calls of its people."""
    people = [f"p{number}" for number in range(draw(st.integers(1, 8)))]
    managers = {rep: draw(st.sampled_from([*people, None, "gone"])) for rep in people}
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(people),
                st.sampled_from(["rep", "rep", "manager"]),
                st.integers(0, 1000),
                st.integers(1, 28),
            ),
            max_size=14,
        )
    )
    lines = [f"{rep} | {kind} | {amount} | 2026-08-{day:02d}" for rep, kind, amount, day in rows]
    return managers, "\n".join(["rep_id | kind | amount | submitted_at", *lines])


@given(companies())
def test_every_person_stands_once_and_below_the_one_above(company):
    managers, _drawn = company
    found = calls.tree(managers)

    assert sorted(found.order) == sorted(managers)
    for rep, above in found.parent.items():
        assert found.order.index(above) < found.order.index(rep)
        assert managers[rep] == above


@given(companies())
def test_without_overrides_the_whole_is_the_sum_of_the_last_own_calls(company):
    managers, drawn = company
    said = submissions(drawn)
    said = said[said["kind"] == "rep"]
    people = calls.tree(managers)
    last = said.sort_values(["submitted_at", "submission_id"]).groupby("rep_id")["amount"].last()

    amount, _wanted, called = calls.whole(people, calls.standing(people, said, today=TODAY))

    assert called == len(last)
    assert amount == (last.sum() if len(last) else None)


@given(companies(), st.randoms())
def test_the_order_of_rows_does_not_matter_and_an_override_hides_all_below(company, random):
    managers, drawn = company
    people, said = calls.tree(managers), submissions(drawn)
    found = calls.standing(people, said, today=TODAY)
    order = list(range(len(said)))
    random.shuffle(order)

    assert calls.standing(people, said.iloc[order], today=TODAY) == found
    for rep, each in found.items():
        if each.override is not None:
            without = said[~said["rep_id"].isin(people.below(rep) - {rep})]
            assert calls.standing(people, without, today=TODAY)[rep].amount == each.amount == each.override


@settings(max_examples=20, deadline=None)
@given(companies())
def test_the_later_said_never_changes_what_was_recorded_before(company):
    managers, drawn = company
    people, said = calls.tree(managers), submissions(drawn)
    early = said[said["submitted_at"] < datetime(2026, 8, 12)]  # noqa: DTZ001 - UTC without a zone, as in the tables

    whole, then = (calls.record(rows, people, until=date(2026, 12, 31)) for rows in (said, early))

    known = whole[whole["day"] < date(2026, 8, 12)].reset_index(drop=True)
    pd.testing.assert_frame_equal(known, then[then["day"] < date(2026, 8, 12)].reset_index(drop=True))


@given(companies(), st.booleans())
def test_categories_of_all_topmost_hold_every_deal_once(company, is_cumulative):
    managers, drawn = company
    said = submissions(drawn)
    categories = [*calls.LADDER, *calls.ASIDE]
    amounts = (
        pd.DataFrame(
            {
                "rep_id": said["rep_id"],
                "forecast_category": [categories[number % len(categories)] for number in range(len(said))],
                "amount": said["amount"],
            }
        )
        .groupby(["rep_id", "forecast_category"], as_index=False)["amount"]
        .sum()
    )
    people = calls.tree(managers)

    total = calls.by_category(people, amounts, "amount", is_cumulative=is_cumulative).loc[people.top].sum()

    aside = total[list(calls.ASIDE)].sum()
    open_and_won = total["pipeline"] if is_cumulative else total[list(calls.LADDER)].sum()
    assert open_and_won + aside == amounts["amount"].sum()
