"""Names that mean something to a browser or a formula are shown as typed on every page, and do nothing."""

import json

import pytest
from playwright.sync_api import expect

from data.warehouse import Store
from tests.browser.conftest import serving
from tests.pages.conftest import HOSTILE, put

PAGES = (
    *("overview", "pipeline", "funnel", "forecast", "deals", "reps", "activities", "imports", "quality", "settings"),
    *("pipeline?tab=enough", "pipeline?tab=open", "funnel?tab=losses", "funnel?tab=sides", "funnel?tab=origins"),
    *("quality?view=owners", "activities?part=leads", "reps?reps_part=quotas", "quarterly_review", "definitions"),
)
# What a name would have become, had it been taken for more than text.
TRACES = """() => JSON.stringify({
    links: [...document.querySelectorAll('a')].map(a => a.href).filter(h => /javascript:|example\\.com/.test(h)),
    pictures: [...document.querySelectorAll('img')].map(i => i.src).filter(s => s.includes('example.com')),
    formulas: document.querySelectorAll('.katex').length,
    scripts: [...document.querySelectorAll('main script')].length,
})"""


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory):
    """A company in which everything that has a name has a hostile one."""
    store = Store(tmp_path_factory.mktemp("hostile") / "store")
    head = ["Deal ID", "Deal Name", "Account Name", "Owner", "Stage", "Amount", "Created Date", "Close Date"]
    head += ["Product", "Segment", "Lead Source", "Next Step", "Forecast Category"]
    deals = []
    for number, text in enumerate(HOSTILE * 3):
        stage = ("Closed Won", "Closed Lost", f"{text} talk")[number % 3]
        day = f"2026-07-{number % 28 + 1:02}"
        row = [f"{text} {number}", text, f"{text} Ltd", text, stage, str(1000 + number), "2026-05-04", day]
        deals.append([*row, text, text, text, text, "Commit"])
    put(
        store,
        users=[["Full Name", "Team", "Region", "Manager"], *([text, text, text, HOSTILE[0]] for text in HOSTILE)],
        **{"opportunities [x](javascript:alert(1)) $a$": [head, *deals]},
        quotas=[["Rep Name", "Quarter", "Quota"], *([text, "2026-Q3", "5000"] for text in HOSTILE)],
        accounts=[["Account Name", "Industry", "Website"], *([f"{text} Ltd", text, text] for text in HOSTILE)],
        leads=[
            ["Lead ID", "Company", "Lead Owner", "Lead Source", "Created Date", "Status"],
            *([f"L{n}", text, text, text, "2026-07-01", text] for n, text in enumerate(HOSTILE)),
        ],
    )
    with serving(store) as found:
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_names_do_nothing(page, hostile_address, path):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"dialog: {dialog.message}"))
    page.goto(f"{hostile_address}/{path}")
    expect(page.get_by_role("heading").first).to_be_visible(timeout=60_000)
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'", timeout=120_000
    )

    assert json.loads(page.evaluate(TRACES)) == {"links": [], "pictures": [], "formulas": 0, "scripts": 0}
    assert not [url for url in asked if not url.startswith((hostile_address, "data:", "blob:"))]
    expect(page.get_by_text("failed because of an error of ours")).to_have_count(0)
