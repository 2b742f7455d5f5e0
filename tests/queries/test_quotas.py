"""Queries of quotas: all that stand, what became of each, and who could carry one."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import queries
from data import quotas
from data.intake import undo
from data.quotas import Quota
from data.warehouse import Store, engine
from queries import Scope
from tests.conftest import records
from tests.data.files import csv, day, load

Q3, Q4 = date(2026, 7, 1), date(2026, 10, 1)
AT = {"as_of": day("2026-08-15")}


@pytest.fixture
def store(tmp_path):
    """Quotas of a file, then of a plan that changes one of them, then one set on a page."""
    found = Store(tmp_path / "store")
    load(found, b"User ID,Full Name,Team\nr1,Ada,West\nr2,Bo,East\n", name="users.csv", **AT)
    header = "Quota ID,Rep Name,Period,Quota"
    load(found, csv("a,Ada,2026-Q3,400", "b,Bo,2026-Q3,600", header=header), name="first.csv", **AT)
    load(found, csv("a,Ada,2026-Q3,450", "b,Bo,2026-Q3,600", header=header), name="second.csv", **AT)
    quotas.enter(
        found,
        [Quota("r1", Q3, Q4, Decimal(500)), Quota("r2", Q3, Q4, None)],
        by="Rita",
        now=datetime(2026, 12, 1, 9, tzinfo=UTC),
    )
    return found


def run(store, name, scope=None, **params):
    return records(queries.run(engine(store.require_current().path), name, scope, **params))


def changes(store, scope=None):
    return [
        (row["rep_name"], row["amount_before"], row["amount"], row["is_first"], row["changed_by"], row["file_name"])
        for row in run(store, "quotas/history", scope)
    ]


def test_every_change_of_a_quota_is_told_the_latest_first(store):
    assert changes(store) == [
        ("Ada", 450, 500, False, "Rita", "quotas-set-2026-12-01.csv"),
        ("Bo", 600, None, False, "Rita", "quotas-set-2026-12-01.csv"),
        ("Ada", 400, 450, False, None, "second.csv"),
        ("Ada", None, 400, True, None, "first.csv"),
        ("Bo", None, 600, True, None, "first.csv"),
    ]
    assert {row["starts_on"] for row in run(store, "quotas/history")} == {Q3}
    assert [row[0] for row in changes(store, Scope.of(team=["East"]))] == ["Bo", "Bo"]


def test_an_import_that_was_undone_is_no_change(store):
    (second,) = {row["import_id"] for row in run(store, "quotas/history") if row["file_name"] == "second.csv"}

    undo(store, second, now=datetime(2026, 12, 2, tzinfo=UTC))

    assert [row[:3] for row in changes(store) if row[0] == "Ada"] == [("Ada", 400, 500), ("Ada", None, 400)]


def test_quotas_that_do_not_count_are_known_too(db):
    db.insert("reps", "rep_id | name | team\na | Ada | West\nb | Bo | East")
    db.insert(
        "quotas",
        """
        quota_id | rep_id | starts_on  | ends_on    | amount | is_counted
        1        | a      | 2026-07-01 | 2026-10-01 | 900    | true
        2        | a      | 2026-07-01 | 2026-08-01 | 250    | false
        3        | b      | 2026-07-01 | 2026-10-01 |        | false
    """,
    )

    found = db.run("quotas/known")

    assert [(row["quota_id"], row["rep_name"], row["amount"], row["is_counted"]) for row in found] == [
        ("1", "Ada", 900, True),
        ("2", "Ada", 250, False),
        ("3", "Bo", None, False),
    ]
    assert [row["quota_id"] for row in db.run("quotas/known", Scope.of(owner=["b"]))] == ["3"]


def test_sellers_are_told_with_their_deals_of_the_window(db):
    db.insert("reps", "rep_id | name | is_manager\na | Ada | false\nb | Bo | true")
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | stage_kind | amount | closed_on  | close_on
        1              | a      | won        | 10     | 2026-07-01 |
        2              | a      | won        | 20     | 2026-09-30 | 2026-01-01
        3              | a      | won        | 40     | 2026-10-01 |
        4              | a      | open       | 80     |            | 2026-09-30
        5              | a      | open       | 80     |            | 2026-10-01
        6              | a      | lost       | 80     | 2026-07-01 |
    """,
    )

    ada, bo = db.run("quotas/sellers", period_start=Q3, period_end=Q4)

    assert (ada["won_deals"], ada["won_amount"], ada["due_deals"], ada["is_manager"]) == (2, 10 + 20, 1, False)
    assert (bo["won_deals"], bo["won_amount"], bo["due_deals"], bo["is_manager"]) == (0, None, 0, True)
    everything = db.run("quotas/sellers", period_start=None, period_end=None)
    assert (everything[0]["won_deals"], everything[0]["due_deals"]) == (3, 2)
