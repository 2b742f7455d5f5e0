"""Show the work: the deals behind each card come to the card, and every other deal says why it is left out."""

import pytest

from pages.components import reckoning
from pages.components.work import Work
from tests.pages.conftest import fill, open_app, texts

# Deals that count in some figures and not in others; deals, owner, stage, amount, probability and days follow DEALS.
EDGES = (
    ["e1", "For nothing", "Ada", "Closed Won", "0", "100", "2026-07-01", "2026-07-30", "Widget", "SMB"],
    ["e2", "Same day", "Bo", "Closed Won", "40", "100", "2026-07-15", "2026-07-15", "Widget", "SMB"],
    ["e3", "Back to front", "Bo", "Closed Won", "60", "100", "2026-08-10", "2026-08-01", "Widget", "SMB"],
    ["e4", "No quota", "Cy", "Talk", "500", "10", "2026-08-01", "2026-09-20", "Widget", "SMB"],
    ["e5", "No amount", "Ada", "Talk", "", "10", "2026-08-01", "2026-09-20", "Widget", "SMB"],
    ["e6", "Unlikely", "Ada", "Talk", "70.5", "", "2026-08-01", "2026-09-25", "Widget", "SMB"],
)


@pytest.fixture
def app(store):
    fill(store, *EDGES)
    return open_app()


def work(app, measure: str) -> str:
    app.button(key=f"work_{measure}").click().run()
    assert not app.exception
    return texts(app).replace("\\", "")


@pytest.mark.parametrize(
    ("measure", "line"),
    [
        ("won_amount", "5 deals · total $500"),  # 100 + 300 + 0 + 40 + 60
        ("win_rate", "7 deals · 6 won ÷ 7 decided = 85.7%"),
        ("deal_size_mean", "4 deals · $500 ÷ 4 won deals with an amount = $125"),
        ("sales_cycle_median_days", "4 deals · the middle of 4 cycles = 35 d"),  # 20, 29, 41, 42
        # 80 × 0.5 + 1000 × 0.2 + 500 × 0.1; the deal without a probability has its stage's, which is none
        ("weighted_pipeline", "3 deals · total $290"),
        # Ada and Bo have 80 + 1000 + 70.5 due, and won 500 of 1000
        ("coverage", "3 deals · $1,150.50 due ÷ $500 missing to quota = 2.3×"),
    ],
)
def test_the_deals_behind_a_card_come_to_the_card(app, measure, line):
    assert line in work(app, measure)


@pytest.mark.parametrize(
    ("measure", "reasons"),
    [
        ("won_amount", ["1 · The amount is missing, or could not be converted"]),
        ("win_rate", ["No deal was left out."]),
        ("deal_size_mean", ["1 · The amount is missing", "1 · The amount is zero"]),
        ("sales_cycle_median_days", ["1 · It was closed before", "1 · It was closed on the day"]),
        ("weighted_pipeline", ["1 · The amount is missing", "1 · Neither the deal nor its stage has a probability"]),
        ("coverage", ["1 · No quota covers it", "1 · The amount is missing"]),
    ],
)
def test_every_deal_left_out_says_why(app, measure, reasons):
    said = work(app, measure)

    for reason in reasons:
        assert reason in said


def test_each_card_has_its_work(app):
    works = [item for item in vars(reckoning).values() if isinstance(item, Work)]

    assert {button.key for button in app.button if button.key.startswith("work_")} == {
        f"work_{item.measure}" for item in works
    }


def test_the_work_shows_the_statement_and_what_was_bound(store):
    fill(store, *EDGES)
    app = open_app(team=["West"])

    work(app, "won_amount")

    shown = "\n".join(block.value for block in app.code)
    assert "from opportunities" in shown
    assert ":scope_team = ['West']" in shown
    assert ":period_start = 2026-07-01" in shown
