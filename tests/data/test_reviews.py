"""What people say in a review: kept under its quarter and filters, one change at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from data import reviews
from data.errors import Refused
from data.reviews import Decision, Review

DECISION = Decision("Hire in the <West>", "Ada", "2026-12-31")


def test_nothing_was_said_at_first(tmp_path):
    assert reviews.of(tmp_path / "none yet", "2026-Q3") == Review("2026-Q3")


def test_what_was_said_is_read_back(tmp_path):
    said = Review(
        "2026-Q3", {"result": "We fell short"}, {"deals": "=cmd|x"}, (DECISION,), {"win_rate": 0.3, "won_amount": 1e6}
    )

    assert reviews.say(tmp_path, "2026-Q3", lambda _known: said) == said
    assert reviews.of(tmp_path, "2026-Q3") == said
    assert reviews.of(tmp_path, "2026-Q4") == Review("2026-Q4")


def test_a_change_leaves_the_rest_and_a_blank_text_takes_it_away(tmp_path):
    reviews.say(tmp_path, "2026-Q3", lambda known: replace(known, headlines={"result": "One", "deals": "Two"}))
    reviews.say(tmp_path, "2026-Q3", lambda known: replace(known, decisions=(DECISION,)))
    said = reviews.say(tmp_path, "2026-Q3", lambda known: replace(known, headlines=known.headlines | {"deals": " "}))

    assert said == Review("2026-Q3", {"result": "One"}, {}, (DECISION,))


def test_changes_made_at_once_are_all_kept(tmp_path):
    def add(number: int) -> None:
        reviews.say(
            tmp_path,
            "2026-Q3",
            lambda known: replace(known, decisions=(*known.decisions, Decision(f"Do {number}"))),
        )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(24)))

    assert {item.text for item in reviews.of(tmp_path, "2026-Q3").decisions} == {f"Do {n}" for n in range(24)}


def test_filters_have_reviews_of_their_own_whatever_their_order():
    assert reviews.key("2026-Q3", {}) == "2026-Q3"
    one = reviews.key("2026-Q3", {"team": ["West", "East"], "segment": ["SMB"]})
    assert one == reviews.key("2026-Q3", {"segment": ["SMB"], "team": ["East", "West"]})
    assert one != reviews.key("2026-Q3", {"segment": ["SMB"], "team": ["East"]})
    long = reviews.key("2026-Q3", {"owner": [f"a long name {number}" for number in range(90)]})
    assert long.startswith("2026-Q3 ")
    assert len(long) <= 60


@pytest.mark.parametrize(
    "change",
    [
        {"headlines": {"result": "x" * 2001}},
        {"decisions": (Decision("x" * 2001),)},
        {"decisions": (Decision(" "),)},
        {"decisions": (replace(DECISION, due_on="tomorrow"),)},
        {"decisions": (replace(DECISION, status="perhaps"),)},
        {"decisions": (DECISION,) * 101},
        {"targets": {"win_rate": float("nan")}},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(tmp_path, change):
    with pytest.raises(Refused):
        reviews.say(tmp_path, "2026-Q3", lambda known: replace(known, **change))
    assert reviews.of(tmp_path, "2026-Q3") == Review("2026-Q3")


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '[{"name": "2026-Q3", "decisions": 1}]', '[{"name": "2026-Q3", "x": 1}]']
)
def test_a_damaged_file_says_nothing_and_takes_what_is_said_next(tmp_path, text):
    (tmp_path / "reviews.json").write_text(text)
    assert reviews.of(tmp_path, "2026-Q3") == Review("2026-Q3")

    reviews.say(tmp_path, "2026-Q3", lambda known: replace(known, decisions=(DECISION,)))
    assert reviews.of(tmp_path, "2026-Q3").decisions == (DECISION,)


def test_the_next_review_goes_on_with_all_of_the_last_and_with_what_is_open_of_those_before(tmp_path):
    def decide(name, *decisions, **targets):
        reviews.say(tmp_path, name, lambda known: replace(known, decisions=decisions, targets=targets))

    decide("2026-Q1", Decision("Old and done", status="done"), Decision("Old and open"))
    decide("2026-Q2", Decision("Dropped", status="dropped"), won_amount=1.0)
    decide("2026-Q3", Decision("New and done", status="done"), Decision("New"), win_rate=0.3)

    found = reviews.carried(tmp_path, ["2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4"])

    assert [(item.text, item.decided_in) for item in found.decisions] == [
        ("New and done", "2026-Q3"),
        ("New", "2026-Q3"),
        ("Old and open", "2026-Q1"),
    ]
    assert found.targets == {"win_rate": 0.3}
    assert reviews.carried(tmp_path, []) == Review("")
    assert reviews.carried(tmp_path, ["2026-Q3 team=West"]).decisions == ()
