"""Whose calls lean, against what is won and against the calls of others."""

import random

import pandas as pd
import pytest

from metrics.review.callers import leaning

PEOPLE = tuple("abcdefgh")


def calls(**factors: float) -> pd.DataFrame:
    """Twelve quarters of each person: won 50 to 149, called 20 % around it, times the person's factor."""
    rng = random.Random(4)
    rows = []
    for rep in PEOPLE:
        for _quarter in range(12):
            won = rng.randrange(50, 150)
            rows.append((rep, won * rng.uniform(0.8, 1.2) * factors.get(rep, 1.0), float(won)))
    return pd.DataFrame(rows, columns=["rep_id", "call", "actual"])


def test_who_calls_half_and_who_calls_twice_are_told_the_furthest_off_first():
    told = leaning(calls(b=0.5, g=2.0), PEOPLE)

    assert [(item.rep_id, item.n) for item in told] == [("g", 12), ("b", 12)]
    assert told[0].bias == pytest.approx(1.0, abs=0.1)
    assert told[1].bias == pytest.approx(-0.5, abs=0.1)


def test_who_calls_like_all_others_is_not_told_even_where_all_call_too_little():
    assert leaning(calls(), PEOPLE) == []
    assert leaning(calls(**dict.fromkeys(PEOPLE, 0.5)), PEOPLE) == []


def test_who_is_right_where_all_others_call_too_little_is_not_told():
    assert [item.rep_id for item in leaning(calls(**(dict.fromkeys(PEOPLE, 0.5) | {"a": 1.0})), PEOPLE)] == []


def test_few_quarters_and_managers_tell_nothing():
    few = calls(b=0.5).groupby("rep_id").head(5)
    assert leaning(few, PEOPLE) == []
    assert leaning(calls(b=0.5), set(PEOPLE) - {"b"}) == []
    assert leaning(calls().head(0), PEOPLE) == []


def test_a_quarter_without_call_and_win_is_left_out():
    silent = pd.DataFrame({"rep_id": ["b"] * 12, "call": 0.0, "actual": 0.0})
    assert leaning(pd.concat([calls(), silent]), PEOPLE) == []


def test_quarters_of_next_to_nothing_tell_no_habit():
    # A beginner's two first quarters, in which hardly anything is called or won, are off the other way.
    found = calls(b=0.5)
    own = found.index[found["rep_id"] == "b"]
    found.loc[own[:2], ["call", "actual"]] = [[3.0, 0.5], [4.0, 1.0]]

    (told,) = leaning(found, PEOPLE)

    assert (told.rep_id, told.n) == ("b", 10)
