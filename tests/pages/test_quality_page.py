"""The Data quality page, run over stores made by hand: every planted error is found, and clean data has none."""

import csv
import io
from datetime import UTC, datetime

import pytest

from data.intake import Options, Upload, import_files
from metrics.quality_checks import CHECKS
from pages.components import tables
from tests.pages.conftest import HOSTILE, fill, open_app, put, table, texts

PEOPLE = """
    User ID | Full Name | Team | Is Active | Last Day
    r1      | Ada       | West | true      |
    r2      | Bo        | East | true      |
    r3      | Cy        | East | false     | 2026-06-30
"""
ACCOUNTS = """
    Account ID | Account Name | Account Owner | Billing Country | Website
    A1         | Acme         | Ada           | Japan           | https://www.acme.com
    A2         | Globex       | Bo            | Japan           | https://globex.com
"""
# Known up to 15 August 2026.
CLEAN = """
    Deal ID | Deal Name  | Account ID | Owner | Stage       | Amount | Currency | Prob % | Created Date | Close Date
    c1      | Widgets    | A1         | Ada   | Proposal    | 100    | USD      | 50     | 2026-07-01   | 2026-09-15
    c2      | Gadgets    | A2         | Bo    | Discovery   | 200    | USD      | 20     | 2026-07-02   | 2026-09-20
    c3      | Gears      | A1         | Ada   | Closed Won  | 300    | USD      | 100    | 2026-05-01   | 2026-07-10
    c4      | Springs    | A2         | Bo    | Closed Lost | 400    | USD      | 0      | 2026-05-03   | 2026-07-11
"""
# One error each, named by its id; d1 and d2 are one deal.
PLANTED = """
    missing | Missing    | A1         | Ada   | Proposal    |        | USD      | 50     | 2026-07-03   | 2026-09-15
    past    | Past       | A2         | Bo    | Proposal    | 1000   | USD      | 50     | 2026-07-04   | 2026-08-14
    gone    | Gone       | A1         | Cy    | Proposal    | 2000   | USD      | 50     | 2026-07-05   | 2026-09-15
    unknown | Unlisted   | A1         | Zed   | Proposal    | 3000   | USD      | 50     | 2026-07-06   | 2026-09-15
    stage   | Odd stage  | A2         | Bo    | Handshake   | 4000   | USD      | 50     | 2026-07-07   | 2026-09-15
    cycle   | Cycle      | A2         | Bo    | Closed Won  | 5000   | USD      | 100    | 2026-07-08   | 2026-07-08
    rate    | Rate       | A1         | Ada   | Proposal    | 6000   | XAU      | 50     | 2026-07-09   | 2026-09-15
    blank   | No money   | A1         | Ada   | Proposal    | 7000   |          | 50     | 2026-07-10   | 2026-09-15
    d1      | Big machines | A1       | Ada   | Proposal    | 8000   | USD      | 50     | 2026-07-11   | 2026-09-15
    d2      | BIG  Machines! | A1     | Bo    | Proposal    | 8100   | USD      | 50     | 2026-07-12   | 2026-09-15
    scale   | Scale      | A1         | Ada   | Proposal    | 9000   | USD      | 0.5    | 2026-07-13   | 2026-09-15
    silent  | Silent     | A2         | Bo    | Proposal    | 10000  | USD      | 50     | 2026-07-14   | 2026-09-15
"""
DOUBLE_ACCOUNTS = """
    A3         | ＡＣＭＥ株式会社  | Bo     | Japan |
    A4         | Globex, Inc. | Bo        | Japan |
"""
LEADS = """
    Lead ID | Last Name | Company | Lead Owner | Lead Status | Created Date     | First Response Time | Is Converted
    l1      | One       | Initech | Ada        | New         | 2026-07-20 09:00 | 2026-07-20 10:00    | false
    l2      | Two       | Hooli   | Bo         | New         | 2026-07-20 09:00 |                     | false
"""
BAD_LEADS = """
    l3      | Three     | Umbra   | Bo         | Qualified   | 2026-07-20 09:00 |                     | true
    l4      | Four      | Stark   | Ada        | New         | 2026-07-20 09:00 | 2026-07-19 10:00    | false
"""
TOUCHES = ["c1", "c2", "missing", "past", "gone", "unknown", "stage", "rate", "blank", "d1", "d2", "scale"]


def logged(*more):
    head = [
        "Activity ID",
        "Activity Type",
        "Subject",
        "Assigned To",
        "Deal ID",
        "Start Date Time",
        "Duration Minutes",
        "Status",
    ]
    calls = [
        [f"a{number}", "Call", "Hello", "Ada", deal, "2026-07-20 09:00", "30", "Completed"]
        for number, deal in enumerate(TOUCHES)
    ]
    return [head, *calls, *more]


def clean(store):
    put(
        store,
        users=table(PEOPLE),
        accounts=table(ACCOUNTS),
        opportunities=table(CLEAN),
        leads=table(LEADS),
        activities=logged(),
    )


def planted(store):
    """Two in the log without a usable duration, and what is drawn above."""
    put(
        store,
        users=table(PEOPLE),
        accounts=[*table(ACCOUNTS), *table(DOUBLE_ACCOUNTS)],
        opportunities=[*table(CLEAN), *table(PLANTED)],
        leads=[*table(LEADS), *table(BAD_LEADS)],
        activities=logged(
            ["b1", "Meeting", "Demo", "Bo", "c2", "2026-07-21 09:00", "", "Completed"],
            ["b2", "Call", "Long", "Bo", "c2", "2026-07-21 09:00", "100000", "Completed"],
        ),
    )


def frame(app, column):
    return next(item.value for item in app.dataframe if column in item.value.columns)


def found(app):
    """Check → (found, looked at), by the checks' labels."""
    rows = frame(app, "looked_at").set_index("label")
    codes = {check.label: code for code, check in CHECKS.items()}
    return {codes[label]: (row["found"], row["looked_at"]) for label, row in rows.iterrows()}


def said(app) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def metrics(app):
    return {metric.label: metric.value.replace("\\", "") for metric in app.metric}


def test_an_empty_store_says_what_to_do(store):
    app = open_app("quality")

    assert not app.exception
    assert "Nothing is imported yet" in app.title[0].value


@pytest.mark.parametrize("span", ["period", "all"])
def test_on_clean_data_nothing_is_found(store, span):
    clean(store)

    app = open_app("quality", records=span)

    assert not app.exception
    assert {code: n for code, (n, _all) in found(app).items() if n} == {}
    assert all(looked_at for code, (_n, looked_at) in found(app).items())
    assert metrics(app)["Pipeline free of findings"] == "100.0%"
    assert metrics(app)["Records with findings"] == "0"
    assert metrics(app)["Worst check"] == "none"
    assert "One import day so far" in said(app)


def test_every_planted_error_is_found_and_nothing_else(store):
    planted(store)

    app = open_app("quality")

    assert not app.exception
    assert found(app) == {
        "missing_amount": (1, 16),
        "close_date": (1, 16),
        "owner_gone": (2, 13),  # the open ones: all but c3, c4 and the one with the bad cycle
        "stage_unknown": (1, 16),
        "cycle": (1, 3),
        "currency": (2, 15),
        "duplicate_deals": (2, 16),
        "mass_created": (0, 16),
        "probability": (1, 13),
        "no_activity": (1, 13),
        "duplicate_accounts": (4, 4),
        "lead_response": (2, 4),
        "durations": (2, len(TOUCHES) + 2),
    }
    # One deal cannot be converted and one has no amount; all others but c1 and c2 have a finding.
    total = 100 + 200 + 1000 + 2000 + 3000 + 4000 + 7000 + 8000 + 8100 + 9000 + 10000
    assert metrics(app)["Pipeline free of findings"] == f"{100 * 300 / total:.1f}%"
    # 12 deals, 4 accounts, 2 leads, 2 activities
    assert metrics(app)["Records with findings"] == str(12 + 4 + 2 + 2)


@pytest.mark.parametrize("code", list(CHECKS))
def test_the_list_of_a_check_adds_up_to_its_line(store, code):
    planted(store)

    app = open_app("quality", check=code, records="all")

    assert not app.exception
    lines = frame(app, "looked_at").set_index("label")
    line = lines.loc[CHECKS[code].label]
    if not line["found"]:
        assert len([item for item in app.dataframe if "reason" in item.value.columns]) == 0
        return
    listed = frame(app, "reason")
    assert len(listed) == line["found"]
    assert listed["reason"].ne("").all()
    if "amount" in listed and listed["amount"].notna().any():
        assert listed["amount"].sum() == pytest.approx(line["amount"])


def test_the_page_answers_to_the_filters_and_the_period(store):
    planted(store)

    west = found(open_app("quality", team=["West"]))
    assert west["missing_amount"] == (1, 7)  # Ada's: c1, c3, missing, rate, blank, d1, scale
    assert west["close_date"] == (0, 7)
    assert west["duplicate_deals"] == (1, 7)  # its twin is Bo's
    assert west["durations"] == (0, len(TOUCHES))
    # In 2026-Q2 nothing was decided or logged; what is open is open.
    before = found(open_app("quality", period="2026-Q2"))
    assert before["cycle"] == (0, 2)  # c3 and c4 were created in it
    assert before["durations"] == (0, 0)
    assert found(open_app("quality", period="2026-Q2", records="all"))["cycle"] == (1, 3)


def test_a_score_per_owner_and_the_mail(store):
    planted(store)

    app = open_app("quality", view="owners")

    assert not app.exception
    people = frame(app, "score").set_index("rep_name")
    assert people.loc["Ada", ["deals", "found_deals"]].tolist() == [7, 5]  # all but c1 and c3
    assert people.loc["Ada", "score"] == round(2 / 7, 3)
    assert people.loc["Bo", ["deals", "found_deals"]].tolist() == [7, 5]
    assert people.loc["Cy", "score"] == 0
    mail = app.code[0].value
    assert "Ada: 29% of 7 deals free of findings. To mend: Amount missing: 1" in mail


def test_a_deal_leads_to_its_story_on_the_deals_page(store):
    planted(store)
    app = open_app("quality", check="close_date", team=["East"])

    app.session_state["quality_deal"] = "past"
    app.run()

    link = next(item for item in app.get("page_link") if "story" in item.proto.label)
    assert link.proto.label == "Read the story of Past"
    assert "deal=past" in link.proto.query_string
    assert "team=East" in link.proto.query_string
    assert "check" not in link.proto.query_string
    app.session_state["quality_deal"] = "gone"  # no record of this check
    app.run()
    assert not [item for item in app.get("page_link") if "story" in item.proto.label]


def test_each_check_leads_to_the_definitions_of_what_it_distorts(store):
    planted(store)

    app = open_app("quality", check="durations")

    links = [item.proto for item in app.get("page_link")]
    assert [link.label for link in links] == ["Selling time"]
    assert links[0].page == "definitions"


def test_a_choice_of_deals_tells_nothing_of_leads(store):
    fill(store)

    app = open_app("quality", product=["Widget"])

    assert found(app)["lead_response"] == (0, 0)
    assert "Leads are not told apart" in said(app)


def snapshot(store, day, *rows):
    """Deals as of a day, imported alone."""
    text = io.StringIO()
    csv.writer(text).writerows([*table(CLEAN), *rows])
    as_of = datetime(2026, 8, day, 18, tzinfo=UTC)
    upload = Upload(f"deals {day}.csv", text.getvalue().encode())
    assert import_files(store, [upload], Options(as_of=as_of), now=as_of).release


def test_the_trend_shows_what_was_known_on_each_import_day(store):
    late = "o1 | Late | A2 | Bo | Proposal | 1000 | USD | 50 | 2026-07-04 |"
    snapshot(store, 1, *table(f"{late} 2026-09-01"))
    snapshot(store, 8, *table(f"{late} 2026-08-05"))
    snapshot(store, 15, *table(f"{late} 2026-10-01"))

    app = open_app("quality", check="close_date")

    lines = frame(app, "looked_at").set_index("label")
    assert lines.loc["Close date past or absent", ["found", "change"]].tolist() == [0, -1]
    assert metrics(app)["Since the last import"] == "−1"
    earlier = open_app("quality", check="close_date", records="all")
    assert frame(earlier, "looked_at").set_index("label").loc["Close date past or absent", "change"] == -1


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_shown_as_they_are(store, name):
    bad = ["h1", name, "100", "Bo", "Proposal", "", "50", "2026-08-01", "2026-08-01", "Widget", "SMB"]
    fill(store, [bad[0], bad[1], name, "Proposal", "", "50", "2026-08-01", "2026-08-01", "Widget", "SMB"])

    app = open_app("quality", check="missing_amount")

    assert not app.exception
    listed = frame(app, "reason")
    assert name in set(listed["name"])
    assert name in set(listed["rep_name"])
    owners = open_app("quality", view="owners")
    assert name in set(frame(owners, "score")["rep_name"])
    assert name in owners.code[0].value  # code blocks show text as it is
    if name.startswith("="):
        assert f"'{name}" in tables.as_csv(listed[["name"]]).decode("utf-8-sig")


def test_it_speaks_japanese(store):
    planted(store)

    app = open_app("quality", lang="ja")

    assert not app.exception
    assert app.title[0].value != "What in the data cannot be trusted, and who mends it?"
