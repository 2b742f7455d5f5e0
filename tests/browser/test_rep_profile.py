"""A rep's profile in a real browser: from the board to the profile, its link, and the paper it prints on."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_app import open_page

_HEADER, _ROW = 36, 35  # pixels of a table's lines


def pick(page, row):
    """Choose a row of the board by its check box."""
    board = page.locator(".st-key-reps_board_table")
    board.scroll_into_view_if_needed()
    canvas = board.get_by_test_id("data-grid-canvas").first
    canvas.click(position={"x": 18, "y": _HEADER + _ROW * row + _ROW // 2}, force=True)  # a scroller lies above it


def settle(page):
    """Wait until nothing is drawn any more: a list that is drawn anew closes under the pointer."""
    page.wait_for_timeout(500)
    page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")


def open_profile(page, address, query="?rep=r1"):
    open_page(page, address, f"/rep{query}")
    expect(page.get_by_role("heading", name="Ada", exact=True)).to_be_visible()
    expect(page.locator(".st-key-paper_trend .plot-container")).to_be_visible()


def test_a_row_of_the_board_leads_to_the_profile_whose_link_opens_it_again(page, address):
    open_page(page, address, "/reps")
    pick(page, 0)
    page.get_by_role("link", name="Open the profile").click()

    page.wait_for_url(re.compile(r"/rep\?.*rep=r[12]"))
    name = page.locator("h2").filter(has_text=re.compile("^(Ada|Bo)$"))
    expect(name).to_be_visible()
    shown, link = name.inner_text(), page.url

    page.goto("about:blank")
    page.goto(link)

    expect(page.get_by_role("heading", name=shown, exact=True)).to_be_visible()


def test_the_print_view_is_clean_and_leads_back(page, address):
    open_profile(page, address)

    page.get_by_role("button", name="Print view").click()
    page.wait_for_url(re.compile("paper=on"))

    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator(".st-key-filter_bar")).to_be_hidden()
    expect(page.locator("table").filter(has_text="Acme renewal")).to_be_visible()
    page.get_by_role("button", name="Back to the page").click()
    expect(page.locator(".st-key-filter_bar")).to_be_visible()
    assert "paper=" not in page.url


def test_the_print_button_prints(page, address):
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1 }")
    open_profile(page, address, "?rep=r1&paper=on")

    page.get_by_role("button", name="Print", exact=True).click()

    assert page.evaluate("window.printed") == 1


@pytest.mark.parametrize("query", ["?rep=r1", "?rep=r1&paper=on"])
def test_paper_shows_the_content_alone_dark_on_white(page, address, query):
    page.emulate_media(color_scheme="dark")
    open_profile(page, address, query)

    page.emulate_media(media="print", color_scheme="dark")

    for hidden in ("stSidebar", "stHeader", "stDownloadButton", "stExpander"):
        for part in page.get_by_test_id(hidden).all():
            expect(part).to_be_hidden()
    for part in (".st-key-filter_bar", ".st-key-print_controls"):
        expect(page.locator(part)).to_be_hidden()
    heading = page.get_by_role("heading", name="Ada", exact=True)
    assert heading.evaluate("part => getComputedStyle(part).color") == "rgb(20, 32, 43)"
    assert page.locator(".stApp").evaluate("part => getComputedStyle(part).backgroundColor") == "rgb(255, 255, 255)"


def test_a_printed_profile_is_a_few_pages_long(page, address):
    open_profile(page, address, "?rep=r1&paper=on")

    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))

    assert 2 <= pages <= 6


def test_a_goal_can_be_set_and_is_shown(page, address):
    open_profile(page, address, "?rep=r1")
    page.get_by_text("Set or change a goal").click()
    author = page.locator(".st-key-goal_by_r1 input")
    expect(author).to_be_visible()
    settle(page)
    author.click()
    author.fill("Bo")
    page.get_by_role("option", name="Bo").click()
    settle(page)
    page.locator(".st-key-goal_target input").fill("500")

    page.get_by_role("button", name="Set the goal").click()

    expect(page.get_by_text("The goal is set from 2026-Q3 on.")).to_be_visible()
    expect(page.get_by_text("Goal behind in 2026-Q3: Bookings at least $500, now $100")).to_be_visible()


@pytest.mark.parametrize("query", ["?rep=r1", "?rep=r1&paper=on"])
def test_nothing_is_asked_of_other_machines_and_nothing_fails(page, address, seen, query):
    open_profile(page, address, query)
    page.wait_for_timeout(1000)

    assert seen.outside == []
    assert seen.errors == []


def test_a_phone_needs_no_sideways_scrolling(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    open_profile(page, address)

    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")
