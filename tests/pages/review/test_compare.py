"""Two reviews side by side: figures of one meaning stand in one line, whatever quarter their labels name."""

from dataclasses import replace

from pages.components import i18n
from pages.review import compare
from pages.review.document import Card, Section
from tests.pages.review.samples import ORDINARY


def of(period: str, *cards: Card, currency: str = "USD"):
    section = Section("pipeline", f"Pipeline for {period}", "", cards=cards)
    return replace(ORDINARY, period=period, sections=(section,), currency=currency)


def test_a_figure_whose_label_names_the_quarter_is_held_against_that_of_the_other_quarter():
    one = of("2026-Q4", Card("Due in 2026-Q4", 1500.0, "money", key="due"), Card("Win rate", 0.26, "share"))
    other = of("2026-Q3", Card("Due in 2026-Q3", 1000.0, "money", key="due"), Card("Win rate", 0.26, "share"))

    assert compare.figures(one, other) == [
        ("Pipeline for 2026-Q4", "Due in 2026-Q4", "$1.5K", "$1K", "+$500"),
        ("Pipeline for 2026-Q4", "Win rate", "26.0%", "26.0%", ""),
    ]


def test_what_one_review_has_not_is_blank_there_and_no_difference():
    one = of("2026-Q4", Card("Coverage", None, "multiple"), Card("New", 1.0, "number"))
    other = of("2026-Q4", Card("Coverage", 2.5, "multiple"))

    assert compare.figures(one, other) == [
        ("Pipeline for 2026-Q4", "Coverage", "–", "2.5×", "–"),
        ("Pipeline for 2026-Q4", "New", "1", "", "–"),
    ]


def test_money_of_two_currencies_has_no_difference():
    one, other = (of("2026-Q4", Card("Won", 1.0 + n, "money"), currency=code) for n, code in enumerate(("USD", "JPY")))

    assert compare.figures(one, other)[0][-1] == "–"


def test_the_finding_counts_what_differs():
    with i18n.speaking("en", None):
        assert compare.finding(["", "", "–"], "Q3") == "Every figure is the same as in “Q3”"
        assert compare.finding(["+$1", "", "−2"], "Q3") == "2 of 3 figures differ from “Q3”"
