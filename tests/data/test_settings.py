"""Settings: checked, logged, worked into what is derived, and there again after a rebuild."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from data import maintenance, rates, settings
from data.errors import Refused
from data.intake import undo
from data.warehouse import Store
from tests.data.files import NOW, csv, load, rows, state

HEADER = "Opportunity ID,Opportunity Name,Stage,Amount,Currency,Close Date,Created Date"
DEALS = csv(
    "D1,Alpha,Closed Won,100,EUR,2026-03-02,2026-01-01",
    "D2,Beta,Closed Won,200,EUR,2026-03-03,2026-01-01",
    "D3,Gamma,Closed Won,300,USD,2026-03-03,2026-01-01",
    "D4,Delta,Proposal,400,XPF,2026-12-03,2026-01-01",
    header=HEADER,
)
RATES = csv("USD,2026-01-01,0.8", "USD,2026-03-03,0.9", header="currency,valid on,rate")
AMOUNTS = "select opportunity_id, amount from opportunities order by 1"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = Store(tmp_path / "store")
    load(found, DEALS)
    load(found, RATES, name="rates.csv", decimal="point", date_order="dmy")
    return found


def test_amounts_are_converted_at_the_rate_of_the_closing_day_and_never_at_one(store):
    assert rows(store, AMOUNTS) == [("D1", 100), ("D2", 200), ("D3", 270), ("D4", None)]  # EUR is the commonest


def test_a_rate_given_by_hand_counts_and_can_be_undone(store):
    rates.enter(store, "XPF", NOW.date(), Decimal("0.008"), who="Ada", now=NOW + timedelta(hours=1))
    assert dict(rows(store, AMOUNTS))["D4"] == Decimal("3.2")
    entry = maintenance.import_log(store)[-1]
    assert (entry["entity"], entry["imported_by"]) == ("exchange_rates", "Ada")
    undo(store, entry["import_id"], now=NOW)
    assert dict(rows(store, AMOUNTS))["D4"] is None


def test_a_table_of_rates_counts_and_does_not_move_the_day_the_data_are_of(store):
    told = rows(store, "select max(as_of) from imports")
    table = csv("XPF;2026-01-01;0,008", "XPF;someday;0,009", header="Currency;Date;Rate")
    taken = rates.take(store, "kurse.csv", table, who="Ada", now=NOW + timedelta(hours=1))
    assert (taken.rates, taken.refused) == (1, 1)
    assert dict(rows(store, AMOUNTS))["D4"] == Decimal("3.2")  # 400 × 0.008
    assert rows(store, "select max(as_of) from imports") == told


def test_what_is_no_table_of_rates_is_refused(store):
    before = store.require_current()
    with pytest.raises(Refused, match="no column is known to be"):
        rates.take(store, "deals.csv", DEALS, who=None, now=NOW)
    assert store.require_current() == before


@pytest.mark.parametrize(("currency", "rate"), [("QQQ", "1"), ("XPF", "0"), ("XPF", "-1"), ("XPF", "NaN")])
def test_a_rate_that_makes_no_sense_is_refused(store, currency, rate):
    before = store.require_current()
    with pytest.raises(Refused):
        rates.enter(store, currency, NOW.date(), Decimal(rate), who=None, now=NOW)
    assert store.require_current() == before


def test_the_currency_of_all_amounts_is_looked_at_before_it_is_changed(store):
    before = state(store)
    found = settings.preview(store, {"currency": "XPF"}, now=NOW)
    # EUR and USD have no reference rate to XPF; USD has an uploaded one. D4 is in XPF already.
    assert found.deals == 4
    assert found.changed_amounts >= 3
    assert state(store) == before

    settings.change(store, {"currency": "XPF"}, who="Ada", now=NOW)
    assert dict(rows(store, AMOUNTS))["D4"] == 400
    assert dict(rows(store, AMOUNTS))["D1"] is None


def test_each_change_is_logged_and_can_be_set_back(store):
    before = rows(store, AMOUNTS)
    settings.change(store, {"currency": "USD", "working_days": "1,2"}, who="Ada", now=NOW)
    settings.change(store, {"currency": None}, who="Bo", now=NOW + timedelta(minutes=1))
    assert rows(store, "select changed_by, key, value_before, value from setting_changes order by all") == [
        ("Ada", "currency", None, "USD"),
        ("Ada", "working_days", None, "1,2"),
        ("Bo", "currency", "USD", None),
    ]
    assert rows(store, AMOUNTS) == before


def test_a_fiscal_year_moves_what_counts_as_a_push(store):
    later = DEALS.replace(b"2026-12-03", b"2027-01-10")
    load(store, later, as_of=NOW + timedelta(days=7))
    pushes = "select pushes from opportunities where opportunity_id = 'D4'"
    assert rows(store, pushes) == [(1,)]
    settings.change(store, {"fiscal_year_start": "12"}, who=None, now=NOW)  # December to February is one quarter now
    assert rows(store, pushes) == [(0,)]


def test_settings_outlive_a_rebuild(store):
    settings.change(store, {"fiscal_year_start": "4", "locale": "de_DE"}, who="Ada", now=NOW)
    before = state(store)
    maintenance.rebuild(store, now=NOW)
    assert state(store) == before


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"colour": "red"}, "no setting colour"),
        ({"currency": "euro"}, "euro"),
        ({"fiscal_year_start": "13"}, "13"),
        ({"fiscal_year_label": "both"}, "both"),
        ({"working_days": "1,8"}, "1,8"),
        ({"working_days": "1,1"}, "1,1"),
        ({"working_from": "25:00"}, "25:00"),
        ({"working_from": "19:00"}, "before they end"),
        ({"working_until": "08:00"}, "before they end"),
        ({"time_zone": "Mars/Base"}, "Mars"),
        ({"holiday_country": "ZZ"}, "ZZ"),
        ({"holiday_subdivision": "BY"}, "BY"),
        ({"locale": "tlh"}, "tlh"),
        ({"working_days": None}, "already"),
    ],
)
def test_what_makes_no_sense_is_refused_whole(store, values, told):
    before = store.require_current()
    with pytest.raises(Refused, match=told):
        settings.change(store, {"currency": "CHF"} | values if told != "already" else values, who=None, now=NOW)
    assert store.require_current() == before


@pytest.mark.parametrize("curve", ["25, 50, 75", "100", "0, 0, 100"])
def test_a_ramp_is_per_cents_that_climb(store, curve):
    settings.change(store, {"ramp_curve": curve}, who="Rita", now=NOW)

    assert rows(store, "select value from settings where key = 'ramp_curve'") == [(curve,)]


@pytest.mark.parametrize("curve", ["50, 25", "101", "half", "25,50", ", ".join(["50"] * 37)])
def test_a_ramp_that_makes_no_sense_is_refused(store, curve):
    with pytest.raises(Refused):
        settings.change(store, {"ramp_curve": curve}, who=None, now=NOW)
