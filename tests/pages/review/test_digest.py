"""The weekly digest: what changed between two files, as an e-mail that every program shows and nobody can abuse."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from data.intake import Options, Upload, import_files
from data.warehouse import Store
from pages.components import filters, i18n, review_files, session
from pages.components.codes import Codes
from pages.review import digest
from pages.review.digest_html import as_html, as_text
from tests.pages.conftest import HOSTILE, fill, open_app
from tests.pages.review.samples import ORDINARY

HEADER = "Deal ID,Deal Name,Account Name,Owner,Stage,Amount,Prob %,Created Date,Close Date,Product,Segment"
# A week after the deals of the conftest: one of the two open ones is won for less, the other slips; one is new, and one
# came and was lost within the week.
LATER = (
    "n0,Acme renewal,Acme,Ada,Closed Won,900,100,2026-08-01,2026-08-20,Widget,SMB",
    "o1,Open late,Late Inc,Bo,Proposal,80,50,2026-08-01,2026-10-20,Widget,SMB",
    "n1,New one,Fresh Inc,Bo,Proposal,500,50,2026-08-18,2026-09-20,Widget,SMB",
    "l2,Lost two,Gone Inc,Bo,Closed Lost,70,0,2026-08-16,2026-08-19,Widget,SMB",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Deals as they stood on 15 August 2026, and what changed until the 22nd; nobody writes to it."""
    store = Store(tmp_path_factory.mktemp("digest") / "store")
    fill(store)
    later(store, LATER)
    return store


def later(store, rows):
    moment = datetime(2026, 8, 22, 18, tzinfo=UTC)
    upload = Upload("later.csv", "\n".join([HEADER, *rows]).encode())
    assert import_files(store, [upload], Options(as_of=moment), now=moment).release


def made(store, language="en", since=None, **chosen):
    with session.asking(store), i18n.speaking(language, None):
        return digest.make(filters.of(Codes(filters=chosen)), since)


def rows(found, key):
    return found.section(key).tables[0].rows


class Read(HTMLParser):
    """What a mail program makes of a body: its tags with their attributes, and its text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.said = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.said.append(data)


def test_it_tells_what_was_won_lost_and_slipped_in_the_week(folder):
    found = made(folder)

    assert (found.starts_on, found.ends_on) == (date(2026, 8, 16), date(2026, 8, 22))
    assert found.section("won").headline == "1 deal of $900 was won"
    assert rows(found, "won") == (("Acme renewal", "Ada", 900.0, "2026-08-20"),)
    assert found.section("lost").headline == "1 deal of $70 was lost"
    assert rows(found, "lost") == (("Lost two (Gone Inc)", "Bo", 70.0, "2026-08-19", None),)
    assert found.section("slipped").headline == "1 deal of $80 left 2026-Q3 for a later date"
    assert rows(found, "slipped") == (("Open late (Late Inc)", "Bo", 80.0, "2026-10-20", "Proposal"),)


def test_the_pipeline_of_the_quarter_adds_up(folder):
    found = made(folder)
    first, *steps, last = rows(found, "movement")

    # Due in the quarter: 1000 + 80 on the 15th, 500 on the 22nd.
    assert first == ("Open on Aug 15, 2026", 2, 1080.0)
    assert last == ("Open on Aug 22, 2026", 1, 500.0)
    assert sum(amount for _name, _deals, amount in steps) == 500.0 - 1080.0
    assert ("Newly created", 1, 500.0) in steps
    assert ("Pushed out", 1, -80.0) in steps
    assert found.section("movement").headline == "It shrank by $580 since Aug 15, 2026, to $500"


def test_filters_and_another_first_day_count(folder):
    assert made(folder, owner=["r1"]).section("lost").headline == "Nothing was lost since Aug 15, 2026"
    assert made(folder, since=date(2026, 8, 19)).section("lost").headline == "Nothing was lost since Aug 19, 2026"
    assert made(folder, since=date(2026, 8, 18)).section("lost").headline == "1 deal of $70 was lost"


def test_a_week_without_news_says_so(tmp_path):
    store = Store(tmp_path / "store")
    fill(store)
    later(store, LATER[1:2])  # nothing but the slip

    found = made(store, since=date(2026, 8, 21))

    assert found.section("won").headline == "Nothing was won since Aug 21, 2026"
    assert not found.section("won").tables
    assert "<table" in as_html(found)


def test_risks_that_were_known_a_week_ago_are_no_news(folder, monkeypatch):
    """The same deals, at risk on both days or only on the later one."""
    book = digest.book.book

    def risky(choice):
        found = book(choice)
        at_risk = (found.deals["opportunity_id"] == "o1") | (choice.as_of == date(2026, 8, 22))
        return type(found)(found.deals.assign(is_at_risk=at_risk), found.calibration, found.settings)

    monkeypatch.setattr(digest.book, "book", risky)

    assert [row[0] for row in rows(made(folder), "at_risk")] == ["New one (Fresh Inc)"]


# ---- as an e-mail ----------------------------------------------------------------------------------------------------


def test_nothing_runs_and_nothing_is_fetched(folder):
    read = Read(as_html(made(folder)))

    assert {tag for tag, _attrs in read.tags} <= {
        "html", "head", "meta", "title", "body", "div", "h1", "h2", "p", "table", "tr", "th", "td",
    }  # fmt: skip
    named = {name for _tag, attrs in read.tags for name in attrs}
    assert not {name for name in named if name.startswith("on")} | named & {"src", "href", "background", "class"}
    styles = " ".join(attrs.get("style", "") for _tag, attrs in read.tags)
    assert "url(" not in styles
    # No colour but that of lines, which is seen on light and on dark.
    assert set(re.findall(r"(?:^|[;\s])((?:background-)?color):", styles)) == set()


def test_texts_from_data_are_texts(tmp_path):
    store = Store(tmp_path / "store")
    fill(store)
    names = [name.replace('"', "").replace(",", "") for name in HOSTILE]
    later(
        store,
        [
            f"h{place},{name},{name},Bo,Closed Won,{place + 1},100,2026-08-16,2026-08-19,Widget,SMB"
            for place, name in enumerate(names)
        ],
    )

    html = as_html(made(store))
    read = Read(html)

    assert not [tag for tag, _attrs in read.tags if tag in ("script", "img", "a")]
    for name in names:
        assert name in "".join(read.said)
    assert "&lt;script&gt;" in html


def test_plain_text_has_a_line_for_each_deal(folder):
    text = as_text(made(folder))

    assert text.startswith("Sales digest: Aug 16, 2026 – Aug 22, 2026\nPeriod: 2026-Q3")
    assert "WON\n1 deal of $900 was won\n- Acme renewal · Ada · $900 · Aug 20, 2026\n" in text
    assert "<" not in text


def test_what_is_not_shown_is_counted():
    wins = ORDINARY.section("deals").tables[0]
    section = replace(ORDINARY.section("deals"), tables=(replace(wins, rows=wins.rows * 30, shown=8),))
    found = replace(ORDINARY, sections=(section,), labels=ORDINARY.labels | {"more": "and {n} more"})

    assert as_html(found).count("<tr>") == 1 + 8
    assert "and 52 more" in as_html(found)
    assert as_text(found).endswith("- and 52 more\n")


def test_it_speaks_japanese(folder):
    found = made(folder, "ja")
    html = as_html(found)

    assert '<html lang="ja">' in html
    assert found.section("won").headline == "1件、$900を受注"
    assert "営業ダイジェスト" in html


def test_the_page_offers_what_the_command_line_writes(folder, monkeypatch):
    monkeypatch.setenv("QUARTERDECK_STORE", str(folder.folder))
    app = open_app("quarterly_review", owner="r1")

    assert "Weekly digest" in [button.proto.label for button in app.get("download_button")]
    with session.asking(folder), i18n.speaking("ja", None):
        make = review_files.mail(filters.of(Codes(filters={"owner": ["r1"]})))
    assert make().decode() == as_html(made(folder, "ja", owner=["r1"]))  # with no page around it


def test_the_same_week_gives_the_same_body(folder):
    assert as_html(made(folder)) == as_html(made(folder))
