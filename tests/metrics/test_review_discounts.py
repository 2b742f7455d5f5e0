"""Whose discounts are said to have changed between two years."""

import pandas as pd
import pytest

from metrics.review import discounts

DIMENSIONS = ("product", "team")


def quotes(*groups: tuple[str, str, int, float]) -> pd.DataFrame:
    """Quotes: (product, team, how many, discount) each; every second one gives a point more."""
    rows = [
        (product, team, discount + 0.01 * (number % 2))
        for product, team, many, discount in groups
        for number in range(many)
    ]
    return pd.DataFrame(rows, columns=["product", "team", "discount"])


def told(now, before):
    return [(item.dimension, item.group, item.rose) for item in discounts.changed(now, before, DIMENSIONS)]


def test_equal_years_differ_in_nothing():
    year = quotes(("Core", "West", 60, 0.1), ("Plus", "East", 60, 0.2))

    assert told(year, year) == []


def test_a_product_that_is_sold_cheaper_is_told_with_both_means():
    before = quotes(("Core", "West", 100, 0.1), ("Core", "East", 100, 0.1), ("Plus", "West", 40, 0.1))
    now = quotes(("Core", "West", 100, 0.1), ("Core", "East", 100, 0.1), ("Plus", "West", 30, 0.2))

    (item,) = discounts.changed(now, before, DIMENSIONS)

    assert (item.dimension, item.group, item.rose) == ("product", "Plus", True)
    # Half of the quotes give a point more: 0.20 and 0.21, 0.10 and 0.11.
    assert (item.now.value, item.before.value) == (pytest.approx(0.205), pytest.approx(0.105))
    assert (item.now.n, item.before.n) == (30, 40)


def test_smaller_discounts_are_told_as_such():
    others = ("Core", "West", 300, 0.1)

    assert told(quotes(others, ("Plus", "West", 40, 0.05)), quotes(others, ("Plus", "West", 40, 0.2))) == [
        ("product", "Plus", False)
    ]


def test_all_deals_are_told_together_where_all_changed_alike():
    before, now = (quotes(("Core", "West", 50, off), ("Plus", "East", 50, off)) for off in (0.1, 0.2))

    assert told(now, before) == [("all", "all", True)]


def test_few_quotes_tell_nothing():
    before, now = (quotes(("Core", "West", 19, off)) for off in (0.1, 0.3))

    assert discounts.compared(now, before, DIMENSIONS) == []
    assert discounts.compared(now, now.head(0), DIMENSIONS) == []
    assert told(now.head(0), now.head(0)) == []


def test_ranks_one_way_and_means_the_other_are_not_told():
    # Nearly all give three points less, and three give it all away: a mean that rose would tell the opposite.
    before = quotes(("Core", "West", 60, 0.1))
    now = pd.concat([quotes(("Core", "West", 57, 0.07)), quotes(("Core", "West", 3, 0.9))])

    assert told(now, before) == []


def test_deals_of_no_team_are_part_of_the_whole_alone():
    rows = quotes(("Core", "West", 40, 0.1)).assign(team=None)

    assert {item.dimension for item in discounts.compared(rows, rows, DIMENSIONS)} == {"all", "product"}
