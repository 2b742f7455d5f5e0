"""Quotas set in place in a real browser: typed into the grid, kept under a name, told in the history."""

import pytest
from playwright.sync_api import expect

from data.warehouse import Store
from tests.browser.conftest import serving
from tests.browser.test_app import open_page
from tests.data.files import rows
from tests.pages.conftest import fill


@pytest.fixture
def own(tmp_path):
    """A store that a test may write to, and the address of a server on it."""
    store = Store(tmp_path / "store")
    fill(store)
    with serving(store) as found:
        yield store, found


def test_a_quota_is_typed_kept_and_told(page, own):
    store, address = own
    open_page(page, address, "/reps?reps_part=quotas")
    expect(page.get_by_role("button", name="Nothing is changed yet")).to_be_disabled()
    # The last column is the last quarter, and the first row Bo's, of the team East.
    canvas = page.get_by_test_id("stDataFrame").first.get_by_test_id("data-grid-canvas").first
    canvas.scroll_into_view_if_needed()
    canvas.click(position={"x": canvas.bounding_box()["width"] - 40, "y": 53}, force=True)
    page.keyboard.press("Enter")
    cell = page.locator("#portal input")
    cell.fill("750")
    cell.press("Enter")
    keep = page.get_by_role("button", name="Set 1 quota")
    expect(keep).to_be_enabled()
    page.get_by_label("Set by (for the history)").fill("Rita")
    page.get_by_label("Set by (for the history)").press("Tab")
    expect(page.get_by_text("2026-Q4: $750")).to_be_visible()
    keep.click()

    expect(page.get_by_text("1 quota is set; this is release")).to_be_visible()
    expect(page.get_by_role("button", name="Nothing is changed yet")).to_be_disabled()
    kept = "select rep_id, cast(starts_on as varchar), cast(amount as integer) from quotas order by 1, 2"
    assert rows(store, kept) == [("r1", "2026-07-01", 400), ("r2", "2026-07-01", 600), ("r2", "2026-10-01", 750)]
    assert rows(store, "select imported_by from imports where entity = 'quotas' order by import_id desc limit 1") == [
        ("Rita",)
    ]
