"""The ideal customer: conditions, who meets them, and both sides of the comparison, worked out by hand."""

from math import exp, log

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import fit
from metrics.fit import Condition
from metrics.intervals import wilson


def values(*rows: tuple) -> pd.DataFrame:
    """account_id, value and number; the record is the account, or named first in a tuple of four."""
    whole = [row if len(row) == 4 else (row[0], *row) for row in rows]
    return pd.DataFrame(whole, columns=["record_id", "account_id", "value", "number"])


TOOLS = values(("A", "Slack; HubSpot", None), ("B", "slack", None), ("C", "SAP", None), ("D", "HubSpot ; SAP", None))
SPEND = values(("A", "100", 100.0), ("B", "250", 250.0), ("C", "n/a", None))


# ---- links -----------------------------------------------------------------------------------------------------------


def test_a_link_holds_the_conditions():
    asked = (
        Condition("accounts:tools used", choices=("Slack", "物流")),
        Condition("accounts:employees", 50.0, None),
        Condition("contacts:role"),
    )
    text = fit.written(asked)
    assert (
        text
        == '[["accounts:tools used",["Slack","物流"]],["accounts:employees",[50.0,null]],["contacts:role",[null,null]]]'
    )
    assert fit.parsed(text) == asked
    assert fit.written(()) == ""


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "nonsense",
        "{}",
        "[1]",
        '["x"]',
        '[["accounts:x"]]',
        '[["x",["y"]]]',
        '[[1,["y"]]]',
        '[["a:b","c"]]',
        "null",
        '["ab"]',
    ],
)
def test_what_is_not_understood_is_left_out(text):
    assert fit.parsed(text) == ()


def test_of_a_link_that_says_too_much_only_so_much_is_read():
    asked = [Condition(f"accounts:{n}", float(n)) for n in range(40)]
    assert fit.parsed(fit.written(asked)) == tuple(asked[:12])
    assert fit.parsed('[["accounts:x",[true,Infinity]]]') == (Condition("accounts:x"),)
    twice = '[["accounts:x",["a"]],["accounts:x",["b"]]]'
    assert fit.parsed(twice) == (Condition("accounts:x", choices=("b",)),)


CHOSEN = st.builds(
    Condition,
    st.text(min_size=1, max_size=8).map(lambda name: f"accounts:{name}"),
    choices=st.lists(st.text(max_size=8), unique=True, min_size=1, max_size=3).map(tuple),
)


@given(st.lists(CHOSEN, max_size=5, unique_by=lambda one: one.attribute))
def test_every_link_brings_back_what_was_written(asked):
    assert fit.parsed(fit.written(asked)) == tuple(asked)


# ---- attributes and choices ------------------------------------------------------------------------------------------


def test_attributes_are_numbers_or_texts_to_choose_from():
    rows = pd.DataFrame(
        [
            ("accounts", "industry", 10, 0, 3, None, None),
            ("accounts", "employees", 8, 8, 8, 5.0, 900.0),
            ("accounts", "mixed", 4, 2, 4, 1.0, 2.0),
            ("accounts", "website", 1000, 0, 999, None, None),  # a text of its own for nearly every record
            ("leads", "industry", 50, 0, 4, None, None),  # told by accounts already
            ("leads", "hobby", 5, 0, 2, None, None),
            ("contacts", "role", 9, 0, 3, None, None),
        ],
        columns=["entity", "name", "records", "numbers", "texts", "lowest", "highest"],
    )
    found = fit.attributes(rows)
    assert list(zip(found["code"], found["is_number"], strict=True)) == [
        ("accounts:industry", False),
        ("accounts:employees", True),
        ("accounts:hobby", False),
        ("accounts:mixed", True),
        ("contacts:role", False),
    ]


def test_a_cell_of_several_texts_counts_for_each():
    assert fit.choices(TOOLS) == [("HubSpot", 2), ("SAP", 2), ("Slack", 2)]


def test_commas_part_texts_only_where_that_makes_sense():
    listed = values(("A", "Slack, HubSpot", None), ("B", "Slack", None), ("C", "HubSpot", None))
    assert fit.choices(listed) == [("HubSpot", 2), ("Slack", 2)]
    whole = values(("A", "Food, Beverage", None), ("B", "Retail", None), ("C", "Food, Beverage", None))
    assert fit.choices(whole) == [("Food, Beverage", 2), ("Retail", 1)]


# ---- who meets a profile ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "accounts"),
    [
        (Condition("accounts:tools", choices=("Slack",)), {"A", "B"}),
        (Condition("accounts:tools", choices=("Slack", "SAP")), {"A", "B", "C", "D"}),
        (Condition("accounts:tools", choices=("Sla",)), set()),  # a part of a word is not the word
        (Condition("accounts:spend", 100, 250), {"A", "B"}),  # both bounds are included
        (Condition("accounts:spend", 101), {"B"}),
        (Condition("accounts:spend", None, 100), {"A"}),
        (Condition("accounts:spend"), set()),  # nothing is asked: nobody is chosen
    ],
)
def test_who_fits(condition, accounts):
    assert fit.fitting([condition], {"accounts:tools": TOOLS, "accounts:spend": SPEND}) == accounts


def test_all_conditions_must_be_met():
    asked = [Condition("accounts:tools", choices=("Slack",)), Condition("accounts:spend", 200), Condition("accounts:x")]
    known = {"accounts:tools": TOOLS, "accounts:spend": SPEND, "accounts:x": values()}
    assert fit.fitting(asked, known) == {"B"}
    assert fit.told(asked, known) == {"A", "B", "C"}  # D says nothing of its spend


def test_one_and_the_same_contact_must_meet_the_conditions_on_contacts():
    role = values(
        ("c1", "A", "CFO", None), ("c2", "A", "User", None), ("c3", "B", "CFO", None), ("c4", None, "CFO", None)
    )
    months = values(("c1", "A", "40", 40.0), ("c2", "A", "3", 3.0), ("c3", "B", "3", 3.0), ("c4", None, "3", 3.0))
    asked = [Condition("contacts:role", choices=("CFO",)), Condition("contacts:months", None, 12)]
    assert fit.fitting(asked, {"contacts:role": role, "contacts:months": months}) == {"B"}


def test_leads_are_judged_by_their_own_records():
    asked = [Condition("accounts:tools", choices=("SAP",)), Condition("accounts:x")]
    assert fit.fitting_records(asked, {"accounts:tools": TOOLS}) == {"C", "D"}
    assert fit.fitting_records([], {}) == set()


# ---- the comparison --------------------------------------------------------------------------------------------------


def deals(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["account_id", "stage_kind", "amount", "cycle_days"])


def test_both_sides_by_hand():
    rows = deals(
        ("A", "won", 100.0, 10),
        ("A", "won", 400.0, 40),
        ("A", "lost", 9000.0, 5),
        ("B", "won", 50.0, 0),  # decided on its first day: in no cycle
        ("B", "lost", None, 8),
        ("B", "lost", 70.0, 8),
        (None, "won", 0.0, 20),  # without an account, and worth nothing: outside, in no size
    )
    found = fit.compare(rows, {"A"}, {"A", "B"})
    assert (found.inside, found.outside, found.untold) == (3, 4, 1)
    rate, size, cycle = found.gaps
    assert (rate.own.value, rate.own.n, rate.peers.value, rate.peers.n) == (2 / 3, 3, 2 / 4, 4)
    assert (rate.own.low, rate.own.high) == wilson(2, 3)
    assert rate.difference.value == pytest.approx(2 / 3 - 2 / 4)
    assert (size.own.value, size.own.n) == (pytest.approx(200.0), 2)  # √(100 × 400)
    assert (size.peers.value, size.peers.n) == (pytest.approx(50.0), 1)
    assert size.difference.value == pytest.approx(200 / 50 - 1)
    assert (cycle.own.value, cycle.peers.value) == (pytest.approx(20.0), pytest.approx(20.0))
    # two logarithms, 0.69 to either side of their mean: standard deviation log 2 × √2, t(1) = 12.706
    reach = 12.7062 * log(2) * 2**0.5 / 2**0.5
    assert size.own.low == pytest.approx(exp(log(200) - reach), rel=1e-4)
    assert size.own.high == pytest.approx(exp(log(200) + reach), rel=1e-4)
    assert not any(gap.is_sure for gap in found.gaps)


def test_a_plain_difference_is_beyond_chance_and_an_empty_side_is_not():
    rows = deals(*[("A", "won", 100.0, 10)] * 40, *[("A", "lost", 1.0, 1)] * 20, *[("B", "won", 100.0, 10)] * 20,
                 *[("B", "lost", 1.0, 1)] * 40)  # fmt: skip
    assert fit.compare(rows, {"A"}, {"A", "B"}).gaps[0].is_sure
    for accounts in (set(), {"A", "B"}):
        alone = fit.compare(rows, accounts, {"A", "B"})
        assert not any(gap.is_sure for gap in alone.gaps)
    assert fit.compare(rows.head(0), {"A"}, set()).gaps[0].own.value is None


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", None]),
        st.sampled_from(["won", "lost"]),
        st.one_of(st.none(), st.integers(0, 1000).map(float)),
        st.integers(-5, 300),
    ),
    max_size=40,
)


@given(ROWS, st.sets(st.sampled_from(["A", "B", "C"])))
def test_inside_and_outside_make_up_all(rows, accounts):
    found = fit.compare(deals(*rows), accounts, {"A", "B"})
    rate, size, cycle = found.gaps
    assert found.inside + found.outside == len(rows) == (rate.own.n or 0) + sum(row[0] not in accounts for row in rows)
    won = [row for row in rows if row[1] == "won"]
    assert (size.own.n or 0) + sum(row[0] not in accounts and (row[2] or 0) > 0 for row in won) == sum(
        (row[2] or 0) > 0 for row in won
    )
    assert cycle.own.n == sum(row[0] in accounts and row[3] > 0 for row in won)
    assert 0 <= found.untold <= found.outside
