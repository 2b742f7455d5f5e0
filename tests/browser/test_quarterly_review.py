"""The Quarterly review in a real browser: a headline is edited, the review frozen, and opened again after imports."""

import io
import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from pptx import Presentation

from data import packs
from data.intake import undo
from data.warehouse import Store
from tests.browser.conftest import serving
from tests.browser.test_app import open_page
from tests.pages.conftest import fill
from tests.pages.test_quarterly_review_page import put_later

_WAIT = 60_000  # milliseconds: a machine may be busy, and a review takes its time
_PAGE = "/quarterly_review?period=2026-Q3"
_LATER = "w9,Late,Ada,Closed Won,5000,100,2026-07-01,2026-08-20,Widget,SMB"


@pytest.fixture
def store(tmp_path):
    """A store of the test's own: it is imported into while the app runs."""
    found = Store(tmp_path / "store")
    fill(found)
    return found


@pytest.fixture
def own_address(store):
    """Where the app answers for it."""
    with serving(store) as found:
        yield found


def open_review(page, address, path=_PAGE):
    open_page(page, address, path)
    expect(page.locator(".st-key-review_decisions")).to_be_visible(timeout=_WAIT)


def figures(page) -> list[str]:
    """Every card, and the headlines; the last section's are drawn last."""
    expect(page.get_by_text("Past their close date", exact=True).first).to_be_visible(timeout=_WAIT)
    return page.get_by_test_id("stMetricValue").all_inner_texts() + page.locator("h3").all_inner_texts()


def slides(page) -> bytes:
    button = page.locator(".st-key-review_pptx_Slides button")
    expect(button).to_have_count(1, timeout=_WAIT)  # while the page is drawn again the former one stands there too
    with page.expect_download(timeout=_WAIT) as started:
        button.click()
    return started.value.path().read_bytes()


def test_a_frozen_review_stays_as_it_was_told(page, own_address, store):
    open_review(page, own_address)
    page.locator(".st-key-review_edit_result button").click()
    page.get_by_label("Headline").fill("We are *late* by <b>half</b>")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h3").first).to_have_text("We are *late* by <b>half</b>", timeout=_WAIT)
    expect(page.get_by_text("As computed: 2026-Q3 stands at 40%")).to_be_visible(timeout=_WAIT)

    page.locator(".st-key-pack_save_menu button").click()
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("button", name="Freeze", exact=True).click()
    page.wait_for_url(re.compile("pack=1"), timeout=_WAIT)
    expect(page.get_by_text("frozen by Ann")).to_be_visible(timeout=_WAIT)
    link = page.url
    told, file = figures(page), slides(page)
    assert told[0] == "$400"
    titles = [
        slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(file)).slides if slide.shapes.title
    ]
    assert any("We are *late* by <b>half</b>" in title for title in titles)

    put_later(store, _LATER)
    open_review(page, own_address)
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("$5.4K", timeout=_WAIT)

    open_review(page, own_address, link.removeprefix(own_address))
    assert figures(page) == told
    undo(store, 4, now=datetime(2026, 8, 23, tzinfo=UTC))
    open_review(page, own_address, link.removeprefix(own_address))
    assert figures(page) == told
    assert slides(page) == file

    page.get_by_role("button", name="Back to the present").click()
    expect(page.get_by_text("frozen by Ann")).to_have_count(0, timeout=_WAIT)
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("$400", timeout=_WAIT)

    open_review(page, own_address, link.removeprefix(own_address))
    _delete_by_keyboard(page)
    expect(page.get_by_text("frozen by Ann")).to_have_count(0, timeout=_WAIT)
    assert packs.saved(store.folder) == []


def _delete_by_keyboard(page) -> None:
    page.locator(".st-key-pack_delete_menu button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("will be gone for good")).to_be_visible(timeout=_WAIT)
    last = page.get_by_role("button", name="Delete for good")
    for _step in range(5):
        page.keyboard.press("Tab")
        if last.evaluate("element => element === document.activeElement"):
            break
    expect(last).to_be_focused()
    page.keyboard.press("Enter")
