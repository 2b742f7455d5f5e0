"""Quota files through the command line: a row per person and period, a column per period, the CRM's three layouts."""

import pytest

from tests.data.files import csv, rows
from tests.data.test_cli import data, store  # noqa: F401 - the command line and its store

API = "Id,QuotaOwnerId,ForecastingTypeId,StartDate,PeriodId,QuotaAmount,QuotaQuantity,IsAmount,IsQuantity,ProductFamily"
QUARTERS = [("Ada", "2026-01-01", 300), ("Ada", "2026-04-01", 330), ("Bo", "2026-04-01", 200)]
MONTHS = [("Ada", "2026-01-01", 100), ("Ada", "2026-02-01", 110), ("Bo", "2026-02-01", 70)]
FILES = {
    "api names": (
        csv(
            "q1,r1,f,2026-01-01,p1,300,,true,false,",
            "q2,r1,f,2026-04-01,p2,330,,true,false,",
            "q3,r2,f,2026-04-01,p2,200,,true,false,",
            header=API,
        ),
        QUARTERS,
    ),
    "salesforce's own sample": (
        csv(
            "Ada,r1,Rev,f,300,USD,2026-01-01",
            "Ada,r1,Rev,f,330,USD,2026-04-01",
            "Bo,r2,Rev,f,200,USD,2026-04-01",
            header="User Name,User ID,Forecast Type Name,Forecast Type ID,Quota Amount,Currency Code,Start Date",
        ),
        QUARTERS,
    ),
    "the guide": (
        csv(
            "r1,2026-01-01,300,,f,USD",
            "r1,2026-04-01,330,,f,USD",
            "r2,2026-04-01,200,,f,USD",
            header="UserId,StartDate,QuotaAmount,QuotaQuantity,ForecastingTypeId,CurrencyIsoCode",
        ),
        QUARTERS,
    ),
    "rows, quarterly": (
        csv("Ada,2026-Q1,300", "Ada,2026-Q2,330", "Bo,2026-Q2,200", header="Rep Name,Quarter,Quota"),
        QUARTERS,
    ),
    "rows, monthly": (
        csv("Ada,2026-01,100", "Ada,2026-02,110", "Bo,2026-02,70", header="Rep Name,Month,Quota"),
        MONTHS,
    ),
    "columns, quarterly": (csv("Ada,300,330", "Bo,,200", header="Rep Name,Q1 2026,Q2 2026"), QUARTERS),
    "columns, monthly": (csv("Ada,100,110", "Bo,,70", header="Rep Name,Jan 2026,Feb 2026"), MONTHS),
    "columns, in Japanese": (
        csv("Ada,300,330", "Bo,,200", header="氏名,2026年度第1四半期,2026年度第2四半期"),
        QUARTERS,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_quotas_in_any_layout_says_the_same(data, store, tmp_path, name):  # noqa: F811
    content, wanted = FILES[name]
    (tmp_path / "users.csv").write_bytes(b"User ID,Full Name\nr1,Ada\nr2,Bo\n")
    (tmp_path / "quotas.csv").write_bytes(content)

    assert data("import", tmp_path / "users.csv", "--json").code == 0
    said = data("import", tmp_path / "quotas.csv", "--json")

    assert said.code == 0, said.err
    (report,) = said.json["imports"]
    assert (report["entity"], report["refused"], report["rows"]["rejected"]) == ("quotas", None, 0)
    assert float(report["amount_total"]) == sum(amount for _rep, _day, amount in wanted)
    kept = "select name, cast(starts_on as varchar), cast(amount as integer) from quotas join reps using (rep_id)"
    assert rows(store, f"{kept} order by 1, 2") == wanted
    length = {tuple(row) for row in rows(store, "select distinct date_diff('month', starts_on, ends_on) from quotas")}
    assert length == {(3 if wanted is QUARTERS else 1,)}
    again = data("import", tmp_path / "quotas.csv", "--json").json["imports"][0]["rows"]
    assert (again["new"], again["changed"]) == (0, 0)


def test_a_complete_file_takes_no_quotas_away_and_says_so(data, store, tmp_path):  # noqa: F811
    """This year's plan is not all plans there ever were: last year's quotas must stay, with the record they are for."""
    plan = tmp_path / "quotas.csv"
    plan.write_bytes(csv("Ada,2025-Q4,300", "Ada,2026-Q1,330", header="Rep Name,Quarter,Quota"))
    data("import", plan)
    plan.write_bytes(csv("Ada,2026-Q1,350", header="Rep Name,Quarter,Quota"))
    said = data("import", plan, "--complete", "--json").json["imports"][0]

    assert [finding["message"] for finding in said["findings"] if finding["code"] == "NOT_COMPLETE"] == [
        "A file of quotas is never taken for all there is: what it lacks stays as it was."
    ]
    quotas = "select cast(starts_on as varchar), cast(amount as integer) from quotas order by 1"
    assert rows(store, quotas) == [("2025-10-01", 300), ("2026-01-01", 350)]
