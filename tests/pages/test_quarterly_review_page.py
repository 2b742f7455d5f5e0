"""The Quarterly review page, run over stores made by hand."""

from datetime import UTC, datetime

import pytest

from data import packs, reviews
from data.intake import Options, Upload, import_files, undo
from data.reviews import Decision
from pages.review import deck, paper, workbook
from pages.review.document import from_json
from tests.pages.conftest import DEALS, HOSTILE, QUOTAS, REPS, fill, open_app, put, table, texts

PAGE = "quarterly_review"
SECTIONS = (
    "result",
    "drivers",
    "deals",
    "people",
    "funnel",
    "market",
    "outlook",
    "pipeline",
    "risks",
    "decisions",
)
# The quarter of DEALS, of which half is over: won 400 of a quota of 1000; 3 won, 1 lost.
NOW = {"period": "2026-Q3"}


def said(app) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def headlines(app) -> list[str]:
    return [item.value.replace("\\", "").replace("\u2060", "") for item in app.subheader]


def metrics(app):
    return {metric.label.replace("\\", ""): metric.value.replace("\\", "") for metric in app.metric}


def freeze(app, name="Q3 review", by="Ann"):
    app.text_input(key="pack_name").set_value(name)
    app.text_input(key="pack_by").set_value(by)
    return next(button for button in app.button if button.label == "Freeze").click().run()


def put_later(store, *rows: str) -> None:
    """Another file of a week later, by which the figures change."""
    header = "Deal ID,Deal Name,Owner,Stage,Amount,Prob %,Created Date,Close Date,Product,Segment"
    moment = datetime(2026, 8, 22, 18, tzinfo=UTC)
    upload = Upload("later.csv", "\n".join([header, *rows]).encode())
    assert import_files(store, [upload], Options(as_of=moment), now=moment).release


def test_an_empty_store_says_what_to_do(store):
    app = open_app(PAGE)

    assert not app.exception
    assert "Nothing is imported yet" in app.title[0].value


def test_a_store_without_deals_has_a_review_that_says_so(store):
    put(store, users=table(REPS), quotas=table(QUOTAS))

    app = open_app(PAGE, **NOW)

    assert not app.exception
    assert headlines(app)[0] == "Nothing was decided in 2026-Q3"
    assert "No deal with an amount was won" in headlines(app)


def test_the_quarter_is_held_against_its_quota_and_the_quarter_before(store):
    fill(store)

    app = open_app(PAGE, **NOW)

    assert not app.exception
    assert headlines(app)[0] == "2026-Q3 stands at 40% of its quota of $1K (n = 3 won)"
    assert metrics(app)["Bookings"] == "$400"
    assert metrics(app)["Win rate"] == "75.0%"  # 3 of 4
    # Three and one decided deals tell nothing: no headline claims a change.
    assert "by no more than chance" in headlines(app)[1]
    assert "0 of 2 people reached their quota" in said(app)


def test_without_leads_quotes_and_traits_the_review_says_what_is_missing(store):
    fill(store)

    app = open_app(PAGE, **NOW)

    assert not app.exception
    assert any(
        text.startswith("Too little is known of leads and of what customers are like") for text in headlines(app)
    )
    assert "Discounts of" not in said(app)


def test_leads_that_wait_and_discounts_that_grow_are_told(store):
    leads = [["Lead ID", "Created Date", "First Response Date", "Lead Owner", "Lead Source", "Company"]]
    deals, quotes = [], [["Quote ID", "Opportunity ID", "Created Date", "Discount", "Net Amount"]]
    for at in range(60):
        day = f"2026-07-{1 + at % 28:02}"
        owner, answered = ("Ada", "09:10") if at % 2 else ("Bo", "19:00")
        leads.append([f"L{at}", f"{day} 09:00", f"{day} {answered}", owner, "Web", f"Company {at}"])
        deals.append([f"d{at}", f"Deal {at}", "Ada", "Proposal", "10", "50", day, "2026-09-01", "Widget", "SMB"])
        quotes.append([f"Q{at}", f"d{at}", day if at % 2 else "2025-07-20", "20%" if at % 2 else "5%", "10"])
    put(
        store,
        users=table(REPS),
        quotas=table(QUOTAS),
        opportunities=[*table(DEALS), *deals],
        leads=leads,
        quotes=quotes,
    )

    app = open_app(PAGE, **NOW)

    assert not app.exception
    # Bo, who alone is APAC and East, answers after ten hours; Ada after ten minutes.
    assert "Leads of territory APAC wait 10 h for an answer, all others 10 min (medians, n = 30)" in headlines(app)
    assert "Discounts of all deals are deeper: 20.0% in the year to" in said(app)
    assert "after 5.0% (mean, n = 30 quotes)" in said(app)
    assert metrics(app)["Answered within an hour"] == "50.0%"


def test_the_parts_of_the_bridge_add_up_on_the_page(store):
    fill(store)
    app = open_app(PAGE, **NOW)
    teams = next(item.value for item in app.dataframe if "c9" in item.value.columns)

    # Won now: West 100, East 300; by the same day of the last quarter West 200.
    assert dict(zip(teams["c0"], teams["c1"], strict=True)) == {"West": 100, "East": 300}
    assert dict(zip(teams["c0"], teams["c2"], strict=True)) == {"West": 100 - 200, "East": 300}
    effects = teams[["c3", "c4", "c5", "c6"]].sum(axis=1)  # each shown without its cents
    assert effects.tolist() == pytest.approx(teams["c2"].tolist(), abs=2)
    assert "By team, East changed most: +$300, of +$200 in all" in said(app)


def test_without_a_quota_nothing_is_held_against_one(store):
    put(store, users=table(REPS), opportunities=table(DEALS))

    app = open_app(PAGE, **NOW)

    assert not app.exception
    assert headlines(app)[0] == "2026-Q3 won $400; there is no quota to hold it against (n = 3 won)"
    assert "Nobody carries a quota in this choice" in said(app)
    assert metrics(app)["Quota attainment"] == "–"


@pytest.mark.parametrize("period", ["2031-Q2", "2026-08", "2026", "2026-07-05..2026-07-09", "nonsense"])
def test_every_period_has_a_review_of_its_quarter(store, period):
    fill(store)

    app = open_app(PAGE, period=period)

    assert not app.exception
    assert len(app.subheader) == len(SECTIONS)


def test_a_quarter_in_which_nothing_happened_is_told_as_such(store):
    fill(store)

    assert headlines(open_app(PAGE, period="2019-Q1"))[0] == "Nothing was decided in 2019-Q1"


def test_the_last_quarter_that_is_over_comes_first(store):
    fill(store)  # known up to 15 August

    app = open_app(PAGE)

    assert app.header[0].value.replace("\\", "") == "Quarterly review 2026-Q2"
    assert app.selectbox(key="period_quarter").value == "2026-Q2"  # the filter bar says the same
    assert not [radio for radio in app.radio if radio.key == "compare_kind"]  # a review compares with two quarters

    app.segmented_control(key="review_quarter").set_value("2026-Q3").run()
    assert app.header[0].value.replace("\\", "") == "Quarterly review 2026-Q3"
    assert "2026-Q3" in app.query_params["period"]


def test_filters_reach_the_review(store):
    fill(store)

    app = open_app(PAGE, team="West", **NOW)

    assert headlines(app)[0] == "2026-Q3 stands at 25% of its quota of $400 (n = 1 won)"  # 100 of 400
    assert "Team: West" in said(app)


def test_an_edited_headline_and_a_comment_are_kept_and_can_be_taken_back(store):
    fill(store)
    app = open_app(PAGE, **NOW)
    app.text_area(key="review_headline_result").set_value("We are *late*")
    app.text_area(key="review_comment_result").set_value("Ada was ill.")
    app.button(key="FormSubmitter:review_form_result-Save").click().run()

    again = open_app(PAGE, **NOW)
    assert headlines(again)[0] == "We are *late*"
    assert "As computed: 2026-Q3 stands at 40%" in said(again)
    assert "Ada was ill." in said(again)
    assert headlines(open_app(PAGE, period="2026-Q2"))[0] != "We are *late*"

    again.button(key="review_reset_result").click().run()
    assert headlines(again)[0].startswith("2026-Q3 stands at 40%")
    assert "Ada was ill." in said(again)


def test_decisions_and_targets_are_carried_to_the_next_review(store):
    fill(store)
    decided = (Decision("Hire in the <West>", "Ada", "2026-07-31"), Decision("Call all", "Bo", "2026-12-31"))

    def decide(known):
        return reviews.Review(known.name, decisions=decided, targets={"won_amount": 300.0, "win_rate": 0.9})

    reviews.say(store.folder, "2026-Q2", decide)

    app = open_app(PAGE, **NOW)
    # won 400 of 300 is met, 75 % of 90 % is not; the first decision was due in July, it is August
    assert headlines(app)[-1] == "1 of 2 targets are met; 0 of 2 decisions are done"
    assert "1 open decision is past its day." in said(app)

    app.selectbox(key="review_status_2026-Q3_0").set_value("done").run()
    assert headlines(app)[-1].endswith("1 of 2 decisions are done")
    assert [item.status for item in reviews.of(store.folder, "2026-Q2").decisions] == ["done", "open"]
    # what is open goes on to the review after; what is done does not
    assert headlines(open_app(PAGE, period="2026-Q4"))[-1] == "0 of 1 decision is done"


def test_targets_are_saved_from_the_page(store):
    fill(store)
    app = open_app(PAGE, **NOW)
    app.number_input(key="review_target_won_amount").set_value(1500.0)
    app.number_input(key="review_target_win_rate").set_value(35.0)
    app.button(key="FormSubmitter:review_targets-Save the targets").click().run()

    assert reviews.of(store.folder, "2026-Q3").targets == {"won_amount": 1500.0, "win_rate": 0.35}
    assert any("35.0%" in row for item in app.dataframe for row in item.value.astype(str).to_numpy().tolist())


def test_a_frozen_pack_gives_the_same_numbers_and_bytes_whatever_comes_after(store):
    fill(store)
    app = freeze(open_app(PAGE, **NOW))
    assert not app.exception
    assert "1" in app.query_params["pack"]
    assert "frozen by Ann" in said(app)
    pack, text = packs.read(store.folder, 1)
    files = [make(from_json(text)) for make in (deck.as_pptx, paper.as_pdf, workbook.as_xlsx)]
    before = metrics(app), headlines(app)

    put_later(store, "w9,Late,Ada,Closed Won,5000,100,2026-07-01,2026-08-20,Widget,SMB")
    assert metrics(open_app(PAGE, **NOW))["Bookings"] == "$5.4K"
    again = open_app(PAGE, pack="1")
    assert (metrics(again), headlines(again)) == before
    undo(store, 4, now=datetime(2026, 8, 23, tzinfo=UTC))

    again = open_app(PAGE, pack="1", period="2026-Q4", team="East")
    assert (metrics(again), headlines(again)) == before
    assert packs.read(store.folder, 1) == (pack, text)
    assert [make(from_json(text)) for make in (deck.as_pptx, paper.as_pdf, workbook.as_xlsx)] == files
    again.button(key="pack_close").click().run()
    assert "pack" not in again.query_params


def test_two_packs_are_compared_figure_by_figure(store):
    fill(store)
    freeze(open_app(PAGE, **NOW), name="One")
    put_later(store, "w9,Late,Ada,Closed Won,5000,100,2026-07-01,2026-08-20,Widget,SMB")
    freeze(open_app(PAGE, **NOW), name="Two")

    app = open_app(PAGE, pack="2", **{"with": "1"})
    app.session_state["review_compare"] = True
    app.run()

    assert not app.exception
    rows = next(item.value for item in app.dataframe if "then" in item.value.columns)
    bookings = rows[rows["figure"] == "Bookings"].iloc[0]
    assert (bookings["now"], bookings["then"], bookings["change"]) == ("$5.4K", "$400", "+$5K")
    assert "differ from “One”" in said(app)


def test_a_pack_is_deleted_after_a_word_on_what_is_lost(store):
    fill(store)
    assert not [button for button in open_app(PAGE, **NOW).button if button.key == "pack_delete_menu"]
    app = freeze(open_app(PAGE, **NOW), name="*Our* Q3")
    app.button(key="pack_delete_menu").click().run()
    assert len(packs.saved(store.folder)) == 1
    assert "“*Our* Q3” of 2026-Q3, frozen by Ann on " in said(app)
    assert "will be gone for good" in said(app)

    app.button(key="pack_delete").click().run()

    assert not app.exception
    assert packs.saved(store.folder) == []
    assert "pack" not in app.query_params
    assert "There is no pack 1 here" in said(open_app(PAGE, pack="1"))
    assert "2" in freeze(open_app(PAGE, **NOW)).query_params["pack"]


def test_a_pack_needs_an_author(store):
    fill(store)

    app = freeze(open_app(PAGE, **NOW), by=" ")

    assert "Say who saves the pack" in said(app)
    assert packs.saved(store.folder) == []


def test_a_link_to_a_pack_that_is_none_says_so_and_leads_back(store):
    fill(store)

    app = open_app(PAGE, pack="99")

    assert not app.exception
    assert "There is no pack 99 here" in said(app)
    app.button(key="pack_close").click().run()
    assert len(app.subheader) == len(SECTIONS)
    assert len(open_app(PAGE, pack="-1").subheader) == len(SECTIONS)  # no number, so no pack is meant


def test_a_pack_that_was_tampered_with_is_refused(store):
    fill(store)
    freeze(open_app(PAGE, **NOW))
    path = store.folder / "packs" / "000001.json"
    path.write_text(path.read_text().replace("40%", "90%"))

    app = open_app(PAGE, pack="1")

    assert not app.exception
    assert "changed after it was saved" in said(app)


def test_it_speaks_japanese_and_a_pack_keeps_its_language(store):
    fill(store)
    app = open_app(PAGE, lang="ja", **NOW)
    assert not app.exception
    assert app.title[0].value == "四半期はどうだったか、次はどうなるか、何を決めるか"
    assert "目標" in headlines(app)[0]

    app.text_input(key="pack_by").set_value("安")
    next(button for button in app.button if button.label == "確定する").click().run()

    english = open_app(PAGE, pack="1")
    assert not english.exception
    assert headlines(english) == headlines(app)


def test_hostile_names_are_shown_as_typed(store):
    deals = [
        [f"h{at}", name, "Ada", "Closed Lost", str(9000 - at), "0", "2026-07-01", "2026-08-01", name, name]
        for at, name in enumerate(HOSTILE)
    ]
    won = [
        [f"v{at}", name, "Ada", "Closed Won", str(900 - at), "100", "2026-07-01", "2026-08-01", name, name]
        for at, name in enumerate(HOSTILE)
    ]
    put(store, users=table(REPS), quotas=table(QUOTAS), opportunities=[*table(DEALS), *deals, *won])
    reviews.say(
        store.folder,
        "2026-Q3",
        lambda known: reviews.Review(
            known.name,
            {"result": HOSTILE[1]},
            {"deals": "\n".join(HOSTILE)},
            tuple(Decision(name, name) for name in HOSTILE),
        ),
    )

    app = open_app(PAGE, **NOW)

    assert not app.exception
    shown = {cell for item in app.dataframe for row in item.value.astype(str).to_numpy().tolist() for cell in row}
    assert set(HOSTILE) <= shown
    assert "<script>" not in texts(app)
    assert ":red[alarm]" not in texts(app)
    for chart in app.get("plotly_chart"):
        assert "<script>" not in chart.proto.spec
    assert set(HOSTILE) <= set(said(app).splitlines()) | {line.removeprefix("- ") for line in said(app).splitlines()}


def test_the_print_view_holds_tables_as_text_and_nothing_to_fill_in(store):
    fill(store)

    app = open_app(PAGE, paper="on", **NOW)

    assert not app.exception
    assert len(app.subheader) == len(SECTIONS)
    assert any("Won one" in str(item.value) for item in app.table)
    assert not app.dataframe
    assert [field.key for field in app.number_input] == []


def test_each_chart_has_a_text_for_those_who_do_not_see_it(store):
    fill(store)

    charts = open_app(PAGE, **NOW).get("plotly_chart")

    assert len(charts) >= 4
    assert all(chart.proto.alt for chart in charts)
