"""What a person sees: the app in a real browser."""

import json
import subprocess
import sys
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.pages.conftest import ROOT

# Hits that come from Streamlit's own frame, by rule: a new one is ours.
_STREAMLITS_OWN = {
    "list",
    "listitem",
    "presentation-role-conflict",
    "region",
    "scrollable-region-focusable",
    "svg-img-alt",
}
EVERY_PAGE = (
    "/",
    "/pipeline",
    "/funnel",
    "/forecast",
    "/deals",
    "/reps",
    "/rep?rep=r1",
    "/activities",
    "/imports",
    "/quality",
    "/settings",
    "/definitions",
)


def open_page(page, address, path="/"):
    page.goto(address + path)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)


def command(store, *arguments):
    """Run the command line on a store, beside the server; returns what it printed."""
    run = [sys.executable, "-m", "data", *arguments, "--store", str(store.folder)]
    return subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def bookings(page):
    return page.locator(".st-key-card_won_amount").get_by_test_id("stMetricValue")


def test_the_overview_draws_its_cards_and_charts(page, address):
    open_page(page, address)

    expect(bookings(page)).to_have_text("$400")
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    expect(page.locator(".js-plotly-plot .scatterlayer path.js-line").first).to_be_visible()
    expect(page.locator(".js-plotly-plot .barlayer path").first).to_be_visible()
    expect(page.get_by_test_id("stMetricChart")).not_to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/imports", "/definitions"])
def test_nothing_is_asked_of_other_machines_and_nothing_fails(page, address, seen, path):
    open_page(page, address, path)
    page.wait_for_timeout(1000)

    assert seen.outside == []
    assert seen.errors == []


def test_a_filter_stands_in_the_url_and_the_link_shows_the_same(page, address, context):
    open_page(page, address)

    page.locator(".st-key-filter_team button").first.click()
    page.locator(".st-key-choose_team input").click()
    page.get_by_role("option", name="West").click()
    expect(bookings(page)).to_have_text("$100")
    assert "team=West" in page.url

    page.reload()
    expect(bookings(page)).to_have_text("$100")

    colleague = context.new_page()
    open_page(colleague, address, page.url.removeprefix(address))
    expect(bookings(colleague)).to_have_text("$100")


def test_an_import_on_the_command_line_shows_on_the_next_run(page, address, app_store, tmp_path):
    open_page(page, address)
    expect(bookings(page)).to_have_text("$400")
    header = "Deal ID,Deal Name,Owner,Stage,Amount,Created Date,Close Date"
    file = tmp_path / "late.csv"
    file.write_text(f"{header}\nc1,Late news,Ada,Closed Won,50,2026-07-01,2026-08-14\n", encoding="utf-8")

    told = command(app_store, "import", str(file), "--as-of", "2026-08-15", "--json")
    number = json.loads(told)["imports"][0]["import_id"]
    page.get_by_text("All open deals").click()
    expect(bookings(page)).to_have_text("$450")

    command(app_store, "undo", str(number))
    page.get_by_text("Past close date").click()
    expect(bookings(page)).to_have_text("$400")


def test_the_period_is_chosen_from_presets(page, address):
    open_page(page, address)

    page.locator(".st-key-filter_period button").first.click()
    page.get_by_role("radio", name="Last quarter").or_(page.get_by_role("button", name="Last quarter")).first.click()

    expect(bookings(page)).to_have_text("$200")
    assert "period=2026-Q2" in page.url


def test_the_work_adds_up_to_the_card(page, address):
    open_page(page, address)

    page.locator(".st-key-work_won_amount button").click()

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 deals · total $400")
    dialog.get_by_role("tab", name="Left out").click()
    expect(dialog).to_contain_text("The amount is missing")
    dialog.get_by_role("tab", name="SQL").click()
    expect(dialog).to_contain_text(":period_start = 2026-07-01")


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_a_phone_needs_no_sideways_scrolling(page, address, path):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, address, path)

    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", EVERY_PAGE)
def test_accessibility_is_no_worse_than_streamlits_own(page, address, path, scheme):
    page.emulate_media(color_scheme=scheme)
    open_page(page, address, path)
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    page.wait_for_timeout(1000)

    found = Axe().run(page).response["violations"]

    ours = {
        item["id"]: [node["html"][:120] for node in item["nodes"]]
        for item in found
        if item["id"] not in _STREAMLITS_OWN
    }
    assert ours == {}


def test_a_deep_link_on_a_page_of_its_own(page, address):
    open_page(page, address, "/definitions")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()


def test_japanese_readers_get_japanese(browser, address):
    page = browser.new_context(locale="ja-JP").new_page()
    open_page(page, address)

    expect(page.get_by_test_id("stMainBlockContainer")).to_contain_text("受注額")
    page.context.close()


def test_every_answer_carries_the_security_headers(address):
    for path in ("/", "/healthz"):
        with urllib.request.urlopen(address + path) as answer:
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
            assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_an_upload_goes_from_preview_to_the_log_and_back(page, address, app_store):
    before = app_store.current().number
    open_page(page, address, "/imports")
    header = "Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Created Date,Owner"
    content = f"{header}\nz1,Zed,Closed Lost,5,2026-01-05,2026-01-02,Ada\n"

    upload = {"name": "more.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(upload)
    page.get_by_role("button", name="Publish", exact=True).click(timeout=30_000)
    expect(page.get_by_test_id("stAlert")).to_contain_text(f"Published as release {before + 1}", timeout=30_000)

    page.get_by_text("Undo this import").click()
    page.locator(".st-key-undo_yes button").click()
    expect(page.get_by_test_id("stAlert")).to_contain_text(f"this is release {before + 2}", timeout=30_000)
