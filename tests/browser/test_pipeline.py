"""The Pipeline page in a real browser: a bar of the waterfall opens to its deals."""

import csv
import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.test_app import open_page

ORDER = ("start", "created", "won", "end")  # the bars that the store of tests/pages has


def bar(page, reason):
    """The visible bar of a reason; the first trace only catches clicks beside the bars."""
    bars = page.locator(".st-key-waterfall .barlayer .trace").nth(1).locator(".point path")
    expect(bars).to_have_count(len(ORDER))
    return bars.nth(ORDER.index(reason))


def downloaded_sum(page):
    """What the deals of the downloaded CSV add up to."""
    with page.expect_download() as started:
        page.locator(".st-key-movement_deals_csv button").click()
    about, *lines = started.value.path().read_text("utf-8-sig").splitlines()
    assert "Period: 2026-Q3" in about
    assert "As of: 2026-08-15; Release " in about
    return sum(Decimal(line["Amount, USD"] or 0) for line in csv.DictReader(lines))


@pytest.mark.parametrize(
    ("reason", "bar_says", "deals_say", "total"),
    [
        ("created", "+$1.48K · 5 deals", "5 deals · total +$1,480", 1480),
        ("won", "−$400 · 3 deals", "total −$400", -400),
    ],
)
def test_a_click_on_a_bar_shows_its_deals_whose_sum_is_the_bar(page, address, reason, bar_says, deals_say, total):
    open_page(page, address, "/pipeline")
    bar(page, reason).scroll_into_view_if_needed()

    box = bar(page, reason).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(page.get_by_text(re.compile(r"deals? · total"))).to_contain_text(deals_say)
    expect(page.locator(".st-key-waterfall .textpoint").nth(ORDER.index(reason))).to_contain_text(bar_says)
    assert f"reason={reason}" in page.url
    assert downloaded_sum(page) == total


def test_a_click_beside_a_thin_bar_counts_as_well(page, address):
    open_page(page, address, "/pipeline")
    bar(page, "won").scroll_into_view_if_needed()
    row, chart = bar(page, "won").bounding_box(), page.locator(".st-key-waterfall .plot-container").bounding_box()

    page.mouse.click(chart["x"] + 40, row["y"] + row["height"] / 2)

    expect(page.get_by_text(re.compile(r"Won: 3 deals · total"))).to_contain_text("−$400")


def test_the_keyboard_reaches_the_deals_too(page, address):
    open_page(page, address, "/pipeline")

    page.locator(".st-key-movement_reason").get_by_role("button", name="Won").or_(
        page.locator(".st-key-movement_reason").get_by_role("radio", name="Won")
    ).first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text(re.compile(r"Won: 3 deals · total"))).to_be_visible()


def test_the_page_of_a_past_day_says_so_and_leads_back(page, address):
    open_page(page, address, "/pipeline?asof=2026-07-31")

    expect(page.get_by_text("As of July 31, 2026")).to_be_visible()
    page.get_by_role("button", name="Back to today").click()
    expect(page.get_by_text("As of July 31, 2026")).to_have_count(0)
    assert "asof" not in page.url


def test_nothing_is_asked_of_other_machines_and_nothing_fails(page, address, seen):
    open_page(page, address, "/pipeline")
    page.wait_for_timeout(1000)

    assert seen.outside == []
    assert seen.errors == []


def test_a_phone_needs_no_sideways_scrolling(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, address, "/pipeline?reason=created")

    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")
