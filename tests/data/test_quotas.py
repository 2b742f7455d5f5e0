"""Quotas: files in every layout, plans with a column per period, and what is set on a page."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import maintenance, quotas
from data.errors import Refused
from data.intake import undo
from data.quotas import Quota
from data.warehouse import Store
from tests.data.files import attempt, csv, day, load, rows, state

REPS = b"User ID,Full Name,Manager ID\nr1,Ada,m\nr2,Bo,m\nm,Mia,\n"
NOW = datetime(2026, 8, 20, 9, 30, 1, 123456, tzinfo=UTC)
Q1, Q2, Q3, Q4 = (date(2026, month, 1) for month in (1, 4, 7, 10))
QUOTA = Quota("r1", Q3, Q4, Decimal(500))
AT = {"as_of": day("2026-08-15")}


@pytest.fixture
def store(tmp_path):
    """People, and a deal, as of 15 August 2026."""
    found = Store(tmp_path / "store")
    load(found, REPS, name="users.csv", **AT)
    load(found, csv("1,Deal,Acme,Ada,Proposal,100,2026-09-01,2026-06-01"), **AT)
    return found


def known(store) -> list[tuple]:
    return rows(
        store,
        "select rep_id, starts_on, ends_on, cast(amount as integer) from quotas order by rep_id, starts_on, ends_on",
    )


# ---- the three layouts of Salesforce -------------------------------------------------------------------------------

API = "Id,QuotaOwnerId,ForecastingTypeId,StartDate,PeriodId,QuotaAmount,QuotaQuantity,IsAmount,IsQuantity,ProductFamily"
GUIDE = "UserId,StartDate,QuotaAmount,QuotaQuantity,ForecastingTypeId,CurrencyIsoCode"
SAMPLE = "User Name,User ID,Forecast Type Name,Forecast Type ID,Quota Amount,Currency Code,Start Date"


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        (
            f"{API},CurrencyIsoCode",
            [
                "q1,r1,f,2026-01-01,p1,300,,true,false,,USD",
                "q2,r1,f,2026-04-01,p2,330,,true,false,,USD",
                "q3,r2,f,2026-04-01,p2,200,,true,false,,USD",
            ],
        ),
        (
            SAMPLE,
            ["Ada,r1,Rev,f,300,USD,2026-01-01", "Ada,r1,Rev,f,330,USD,2026-04-01", "Bo,r2,Rev,f,200,USD,4/1/2026"],
        ),
        (GUIDE, ["r1,2026-01-01,300,,f,USD", "r1,2026-04-01,330,,f,USD", "r2,2026-04-01,200,,f,USD"]),
    ],
    ids=["api names", "salesforce's own sample", "the guide"],
)
def test_the_three_layouts_of_salesforce_are_read(store, header, lines):
    if "4/1/2026" in lines[-1]:
        lines = [line.replace("2026-01-01", "1/1/2026").replace("2026-04-01", "4/1/2026") for line in lines]

    report = load(store, csv(*lines, header=header), name="ForecastingQuota.csv", date_order="mdy", **AT)

    assert (report.entity, report.source) == ("quotas", "salesforce api")
    assert report.amount_total == 300 + 330 + 200
    assert known(store) == [("r1", Q1, Q2, 300), ("r1", Q2, Q3, 330), ("r2", Q2, Q3, 200)]


def test_a_quota_in_another_currency_is_converted_and_one_without_a_rate_stays_blank(store):
    rates = csv("EUR,2026-01-01,1.10", "EUR,2026-05-01,1.20", header="Currency,Date,Rate")
    load(store, rates, name="rates.csv", entity="exchange_rates", **AT)
    lines = ["r1,2026-01-01,100,,f,EUR", "r1,2026-04-01,100,,f,eur", "r2,2026-04-01,100,,f,XAU"]

    load(store, csv(*lines, header=GUIDE), name="quotas.csv", **AT)

    # by the rate of the last day: 31 March, and 30 June
    assert known(store) == [("r1", Q1, Q2, 110), ("r1", Q2, Q3, 120), ("r2", Q2, Q3, None)]
    assert rows(store, "select count(*) from quotas where is_counted") == [(2,)]


# ---- plans with one column per period ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "ends"),
    [
        ("Sales Rep,2026-Q1,2026-Q2", (Q1, Q2, Q3)),
        ("Rep Name,Q1 2026,Q2 2026", (Q1, Q2, Q3)),
        ("User ID,FY26 Q1,FY26 Q2", (Q1, Q2, Q3)),
        ("Owner,Q1 FY26 Quota,Quota Q2 FY26", (Q1, Q2, Q3)),
        ("氏名,2026年度第1四半期,2026年度第2四半期", (Q1, Q2, Q3)),
        ("Rep,Jan 2026,Feb 2026", (Q1, date(2026, 2, 1), date(2026, 3, 1))),
        ("Rep,2026-01,2026-02", (Q1, date(2026, 2, 1), date(2026, 3, 1))),
        ("担当者,2026年1月 目標,2026年2月 目標", (Q1, date(2026, 2, 1), date(2026, 3, 1))),
    ],
)
def test_a_column_per_period_becomes_a_quota_for_each(store, header, ends):
    who = ("r1", "r2") if header.startswith("User ID") else ("Ada", "Bo")
    plan = csv(f'{who[0]},"1,000",1100', f"{who[1]},,2200", header=header)

    report = load(store, plan, name="plan.csv", **AT)

    first, middle, last = ends
    assert known(store) == [("r1", first, middle, 1000), ("r1", middle, last, 1100), ("r2", middle, last, 2200)]
    assert (report.rows.read, report.rows.new, report.amount_total) == (3, 3, 1000 + 1100 + 2200)
    (finding,) = (item for item in report.findings if item.code == "PERIODS_IN_ROWS")
    assert "2 rows were read as 3 quotas" in finding.message
    assert "(1 are empty)" in finding.message


def test_quarters_without_a_year_take_it_from_its_column(store):
    plan = csv("Ada,2026,West,10,20,30,40,100", header="Rep,Fiscal Year,Team,Q1,Q2,Q3,Q4,Total")

    load(store, plan, name="plan.csv", **AT)

    assert [(starts, amount) for _rep, starts, _ends, amount in known(store)] == [
        (Q1, 10),
        (Q2, 20),
        (Q3, 30),
        (Q4, 40),
    ]


def test_a_plan_uploaded_again_changes_only_what_differs(store):
    header = "ID,Rep,2026-Q1,2026-Q2"
    load(store, csv("1,Ada,10,20", "2,Bo,30,40", header=header), name="plan.csv", **AT)

    report = load(store, csv("1,Ada,10,25", "2,Bo,30,40", header=header), name="plan.csv", **AT)

    assert (report.rows.new, report.rows.changed, report.rows.unchanged) == (0, 1, 3)
    assert [row[3] for row in known(store)] == [10, 25, 30, 40]


def test_rejects_and_findings_of_a_plan_name_the_rows_of_the_file(store):
    plan = csv("Ada,10,twenty", "Bo,30,-40", header="Rep,2026-Q1,2026-Q2")

    report = load(store, plan, name="plan.csv", **AT)

    (reject,) = report.rejects
    assert (reject.row_number, reject.code, reject.value) == (2, "BAD_NUMBER", "twenty")
    assert reject.cells == ("Ada", "2026-Q2", "twenty")  # mended, it can be uploaded as it is
    (negative,) = (item for item in report.findings if item.code == "NEGATIVE_AMOUNT")
    assert negative.rows == (3,)
    assert report.rows.read == 4 == report.rows.new + report.rows.rejected


def test_two_columns_of_one_period_are_asked_about(store):
    plan = csv("Ada,10,20", header="Rep,2026-Q1,Q1 2026")

    refused = attempt(store, plan, name="plan.csv").imports[0]

    assert refused.code == "DUPLICATE_HEADERS"
    assert "“2026-Q1” and “Q1 2026”" in refused.refused


def test_a_list_of_people_with_periods_beside_is_no_plan_where_it_is_said_to_be_people(store):
    refused = attempt(store, csv("Ada,10,20", header="Rep Name,2026-Q1,2026-Q2"), entity="reps").imports[0]

    assert refused.code == "ONE_COLUMN_PER_PERIOD"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.none() | st.integers(0, 10**9), min_size=4, max_size=4), min_size=1, max_size=5))
def test_a_plan_says_what_the_same_quotas_in_rows_say(tmp_path_factory, cells):
    people = [f"Rep {number}" for number in range(len(cells))]
    labels = [f"2026-Q{number}" for number in (1, 2, 3, 4)]
    wide = [
        ",".join([name, *("" if cell is None else str(cell) for cell in line)])
        for name, line in zip(people, cells, strict=True)
    ]
    long = [
        f"{name},{label},{cell}"
        for name, line in zip(people, cells, strict=True)
        for label, cell in zip(labels, line, strict=True)
        if cell is not None
    ]
    if not long:
        return
    stores = [Store(tmp_path_factory.mktemp("store")) for _ in range(2)]
    load(stores[0], csv(*wide, header=",".join(["Rep", *labels])), name="plan.csv", **AT)
    load(stores[1], csv(*long, header="Rep,Period,Quota"), name="plan.csv", **AT)

    assert known(stores[0]) == known(stores[1])


# ---- set on a page -------------------------------------------------------------------------------------------------


def test_a_quota_is_kept_as_it_was_set_and_logged(store):
    release = quotas.enter(store, [QUOTA, replace(QUOTA, rep_id="r2")], by="  Rita   Ops ", now=NOW)

    assert release == store.require_current().number
    assert known(store) == [("r1", Q3, Q4, 500), ("r2", Q3, Q4, 500)]
    log = "select rows_new, imported_by, amount_total, imported_at from imports where entity = 'quotas'"
    assert rows(store, log) == [(2, "Rita Ops", Decimal(1000), NOW.replace(tzinfo=None))]


@pytest.mark.parametrize("header", ["Rep Name,Period,Quota", "Rep,2026-Q2,2026-Q3"])
def test_it_is_a_new_version_of_what_a_file_said_and_undo_brings_that_back(store, header):
    line = "Ada,2026-Q3,400" if "Period" in header else "Ada,300,400"
    load(store, csv(line, header=header), name="quotas.csv", **AT)
    before = state(store)

    quotas.enter(store, [QUOTA], by="Ops", now=NOW)

    assert [row for row in known(store) if row[1] == Q3] == [("r1", Q3, Q4, 500)]  # no second one beside it
    assert maintenance.verify(store) == []
    (import_id,) = rows(store, "select max(import_id) from imports")[0]
    undo(store, import_id, now=NOW)
    assert state(store) == before


def test_a_file_that_comes_later_and_names_the_rep_otherwise_is_still_this_rep(store):
    header, line = "Quota ID,Rep Name,Period,Quota", "q1,Ada,2026-Q3,{}"
    load(store, csv(line.format(400), header=header), name="quotas.csv", **AT)
    quotas.enter(store, [QUOTA], by="Ops", now=NOW)

    load(store, csv(line.format(450), header=header), name="quotas.csv", as_of=day("2026-08-25"))

    assert known(store) == [("r1", Q3, Q4, 450)]


def test_taken_back_and_set_again(store):
    quotas.enter(store, [QUOTA], by="Ops", now=NOW)
    quotas.enter(store, [replace(QUOTA, amount=None)], by="Ops", now=NOW + timedelta(hours=1))
    assert known(store) == [("r1", Q3, Q4, None)]
    assert rows(store, "select is_counted from quotas") == [(False,)]

    quotas.enter(store, [replace(QUOTA, amount=Decimal(7))], by="Ops", now=NOW + timedelta(hours=2))

    assert known(store) == [("r1", Q3, Q4, 7)]


def test_a_store_built_anew_has_the_same_quotas(store):
    load(store, csv("Ada,400,410", header="Rep,2026-Q3,2026-Q4"), name="plan.csv", **AT)
    quotas.enter(store, [QUOTA], by="Ops", now=NOW)
    before = known(store)

    maintenance.rebuild(store, now=NOW)

    assert known(store) == before


def test_one_set_over_a_quota_in_another_currency_is_in_the_organisations(store):
    load(store, csv("EUR,2026-01-01,1.10", header="Currency,Date,Rate"), name="r.csv", entity="exchange_rates", **AT)
    load(store, csv("r1,2026-07-01,100,,f,EUR", "r1,2026-10-01,100,,f,EUR", header=GUIDE), name="quotas.csv", **AT)

    quotas.enter(store, [QUOTA], by="Ops", now=NOW)

    assert [row[3] for row in known(store)] == [500, 110]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount": Decimal(-1)}, "BAD_AMOUNT"),
        ({"amount": Decimal("NaN")}, "BAD_AMOUNT"),
        ({"amount": Decimal("1e13")}, "BAD_AMOUNT"),
        ({"amount": Decimal("0.00001")}, "BAD_AMOUNT"),
        ({"ends_on": Q3}, "BAD_PERIOD"),
        ({"ends_on": date(2026, 10, 2)}, "BAD_PERIOD"),  # its last day would be the first of a month
        ({"rep_id": "nobody"}, "NO_SUCH_PERSON"),
    ],
)
def test_nonsense_is_refused_and_nothing_changes(store, wrong, code):
    before = store.require_current().number

    with pytest.raises(Refused) as refusal:
        quotas.enter(store, [replace(QUOTA, rep_id="r2"), replace(QUOTA, **wrong)], by="Ops", now=NOW)

    assert refusal.value.code == code
    assert store.require_current().number == before


@pytest.mark.parametrize(
    ("given", "by", "code"),
    [([QUOTA], "  ", "NO_AUTHOR"), ([], "Ops", "NOTHING_CHANGES"), ([QUOTA, QUOTA], "Ops", "TWICE")],
)
def test_an_author_and_one_quota_for_each_period_are_needed(store, given, by, code):
    with pytest.raises(Refused) as refusal:
        quotas.enter(store, given, by=by, now=NOW)
    assert refusal.value.code == code


def test_of_two_quotas_over_the_same_days_none_is_guessed(store):
    lines = ["a,Ada,2026-Q3,400", "b,Ada,2026-Q3,40"]
    load(store, csv(*lines, header="Quota ID,Rep Name,Period,Quota"), name="quotas.csv", **AT)

    with pytest.raises(Refused) as refusal:
        quotas.enter(store, [QUOTA], by="Ops", now=NOW)

    assert refusal.value.code == "TWO_QUOTAS"
