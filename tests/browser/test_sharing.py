"""Out of the browser and back: paper, pictures of charts, links, and the view one starts with."""

import re

import pytest
from playwright.sync_api import expect

from data import views
from data.views import View
from tests.browser.test_app import EVERY_PAGE, open_page

_SHEET = {"width": 703, "height": 1000}  # the printable part of A4 in CSS pixels
_SCREEN_ONLY = (
    "stSidebar",
    "stHeader",
    "stButton",
    "stDownloadButton",
    "stPopover",
    "stElementToolbar",
    "stFileUploader",
    "stTooltipIcon",
)


def print_as_pictured(page):
    """Lay the page out for paper as printing does, without the dialog."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(_SHEET)


def sees(page, question):
    expect(page.get_by_role("heading", name=question)).to_be_visible()


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_paper_shows_the_content_and_the_choice_alone_dark_on_white_and_whole(page, address, path):
    page.emulate_media(color_scheme="dark")
    open_page(page, address, path)
    page.wait_for_timeout(1000)

    print_as_pictured(page)

    for hidden in _SCREEN_ONLY:
        for part in page.get_by_test_id(hidden).all():
            expect(part).to_be_hidden()
    expect(page.locator(".st-key-filter_bar")).to_be_hidden()
    expect(page.locator(".st-key-paper_head")).to_be_visible()
    expect(page.locator(".st-key-paper_head")).to_contain_text("Release")
    heading = page.get_by_role("heading").first
    assert heading.evaluate("part => getComputedStyle(part).color") == "rgb(20, 32, 43)"
    assert page.locator(".stApp").evaluate("part => getComputedStyle(part).backgroundColor") == "rgb(255, 255, 255)"
    parts = page.locator(".js-plotly-plot, [data-testid=stDataFrame], [data-testid=stMetric]")
    beyond = parts.evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect().right).filter(right => right > innerWidth + 1)"
    )
    assert beyond == []


def test_what_was_chosen_stands_on_paper(page, address):
    open_page(page, address, "/pipeline?team=West&period=2026-Q3")
    expect(page.locator(".st-key-paper_head")).to_be_hidden()

    print_as_pictured(page)

    said = "Period: 2026-Q3; Team: West; Comparison: 2026-Q2; As of: 2026-08-15; Release"
    expect(page.locator(".st-key-paper_head")).to_contain_text(said)


@pytest.mark.parametrize(("path", "text"), [("/", "Acme renewal"), ("/definitions", "Win rate")])
def test_the_print_view_of_any_page_holds_its_tables_as_text(page, address, path, text):
    open_page(page, address, path)

    page.get_by_role("button", name="Print view").click()

    expect(page.locator("table").filter(has_text=text).first).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    page.get_by_role("button", name="Back to the page").click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()


@pytest.mark.parametrize(("form", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_a_chart_is_a_picture_by_keyboard_alone(page, address, form, begins):
    open_page(page, address)
    button = page.locator(f".st-key-bookings_path .modebar-btn[data-picture={form}]")
    expect(button).to_be_attached()

    button.focus()
    expect(page.locator(".st-key-bookings_path .modebar")).to_have_css("opacity", "1")
    with page.expect_download() as started:
        page.keyboard.press("Enter")

    assert started.value.suggested_filename == f"overview-bookings-path-2026-Q3.{form}"
    assert started.value.path().read_bytes().startswith(begins)


def test_the_copied_link_opens_the_same_tab_for_a_colleague(page, address, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, address, "/funnel?lang=en")
    page.get_by_role("tab", name="Cohorts").click()
    page.wait_for_url(re.compile("tab=cohorts"))

    page.get_by_role("button", name="Copy link").click()

    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{address}/funnel?tab=cohorts"
    colleague = context.new_page()
    open_page(colleague, address, link.removeprefix(address))
    expect(colleague.get_by_role("tab", name="Cohorts")).to_have_attribute("aria-selected", "true")


def test_the_start_page_opens_at_the_bare_address_of_this_browser_alone(page, address, app_store, browser):
    views.save(app_store.folder, View("週次 & co", "pipeline.py", {"team": ["West"]}))
    open_page(page, address)
    page.locator(".st-key-views button").first.click()
    page.get_by_role("button", name="Start here").click()
    expect(page.get_by_role("button", name="Start page")).to_be_visible()
    page.wait_for_function("document.cookie.includes('quarterdeck_start=')")

    page.goto(address)
    sees(page, "What changed, and is there enough?")
    page.wait_for_url(re.compile(r"/pipeline\?team=West$"))
    page.get_by_role("link", name="Overview").click()
    page.wait_for_url(re.compile(r"\d/\?.*at=overview"))
    page.reload()
    sees(page, "Are we on course this period, and what needs attention?")

    other = browser.new_context().new_page()
    open_page(other, address)
    sees(other, "Are we on course this period, and what needs attention?")
    other.context.close()
    views.delete(app_store.folder, "週次 & co")
