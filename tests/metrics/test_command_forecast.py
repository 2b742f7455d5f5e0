"""`python -m metrics forecast` and `backtest`, as scripts see them."""

import json

import pytest
from typer.testing import CliRunner

from data.errors import Refused
from data.warehouse import Store
from metrics.__main__ import app
from tests.data.files import csv, day, load

AS_OF = day("2026-05-15")


@pytest.fixture
def folder(tmp_path):
    """Nine months of deals won and lost in turn, and two open ones."""
    deals = []
    for number in range(80):
        month, first = 1 + number % 5, 1 + number % 7
        stage = "Closed Won" if number % 2 else "Closed Lost"
        deals.append(f"D{number:02},D,Acme,Ann,{stage},1000,2026-{month:02}-{first + 2:02},2025-12-{first:02}")
    deals += [
        "X,X,Acme,Ann,Proposal,5000,2026-06-10,2026-03-01",
        "Y,Y,Acme,Bob,Proposal,7000,2026-08-10,2026-03-01",
    ]
    store = Store(tmp_path / "store")
    load(store, csv(*deals), as_of=AS_OF)
    return store.folder


def run(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_forecast_of_two_quarters(folder):
    found = run("forecast", "--store", folder, "--json")
    assert found.exit_code == 0, found.output
    answer = json.loads(found.output)
    assert answer["as_of"] == "2026-05-15"
    assert [each["period"] for each in answer["periods"]] == ["2026-Q2", "2026-Q3"]
    first = answer["periods"][0]
    won = sum(1000 for number in range(80) if number % 2 and number % 5 in (3, 4))
    assert first["won"] == won
    assert first["p10"] <= first["p50"] <= first["p90"]
    assert sum(first["parts"].values()) == pytest.approx(first["mean"])
    assert first["quota"] is None
    assert first["chance_of_quota"] is None
    assert {deal["opportunity_id"] for deal in answer["deals"]} == {"X", "Y"}
    for deal in answer["deals"]:
        assert deal["reasons"][0]["code"] == "base"
        assert deal["reasons"][-1]["after"] == pytest.approx(deal["probability"])


def test_the_forecast_of_a_month_in_words(folder):
    found = run("forecast", "--store", folder, "--period", "2026-06")
    assert found.exit_code == 0, found.output
    assert "2026-06" in found.output
    assert "2026-07" in found.output


@pytest.mark.parametrize("period", ["2026-Q1", "soon"])
def test_a_period_that_cannot_be_forecast_is_refused(folder, period):
    found = run("forecast", "--store", folder, "--period", period)
    assert isinstance(found.exception, Refused)


def test_the_record_by_month(folder):
    found = run("backtest", "--store", folder, "--grain", "month", "--json")
    assert found.exit_code == 0, found.output
    answer = json.loads(found.output)
    assert answer["grain"] == "month"
    assert answer["origins"] == answer["methods"]["quarterdeck"]["origins"] > 0
    assert {"last_period", "run_rate", "stage_weighted"} <= answer["methods"].keys()
    assert answer["reliability"]


def test_a_grain_that_there_is_not_is_refused(folder):
    assert isinstance(run("backtest", "--store", folder, "--grain", "week").exception, Refused)
