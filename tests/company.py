"""A small random company: its rows as plain dicts, and a warehouse that holds them.

The rows have the warts of real files: amounts that are missing or zero, deals
closed before they were created or on the same day, dates that are missing, deals
without an owner, reps without a team, deleted deals, quotas that overlap a window.
"""

import random
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from data import schema
from data.derive.people import LABEL
from data.derive.reading import CONSTANT
from data.warehouse import Store
from data.warehouse import engine as open_engine

Row = dict[str, Any]
STAGES = {"Meeting": ("open", 0.2), "Offer": ("open", 0.6), "Signed": ("won", 1.0), "Gone": ("lost", 0.0)}
FIRST, DAYS = date(2016, 6, 1), 480
_NAMES = ("Ada", "Bo", "Cy", "Dee", "Eve", "Fay", "Gus")


def complete(connection: duckdb.DuckDBPyConnection) -> None:
    """Give reps their labels and former states the traits of their deals, as deriving does; what is drawn stays."""
    connection.execute(
        f"update reps set label = l.label from (select rep_id, {LABEL} as label from reps) as l"
        " where l.rep_id = reps.rep_id and reps.label is null"
    )
    traits = [name for name in CONSTANT if name in schema.tables()["former_versions"].columns]
    connection.execute(
        f"update former_versions as v set {', '.join(f'{name} = coalesce(v.{name}, o.{name})' for name in traits)},"
        " present_rep_id = o.rep_id from opportunities as o where o.opportunity_id = v.opportunity_id"
    )


@dataclass
class Company:
    """Rows by table name; `engine` reads them after `publish`."""

    reps: list[Row]
    opportunities: list[Row]
    quotas: list[Row]
    opportunity_versions: list[Row] = field(default_factory=list)
    engine: sa.Engine = field(init=False)

    @classmethod
    def draw(cls, seed: int, deals: int = 400) -> "Company":
        """The company of a seed; the same one every time."""
        rng = random.Random(seed)
        reps = [_rep(rng, name) for name in _NAMES]
        opportunities = [_deal(rng, number) for number in range(deals)]
        quotas = [quota for rep in reps[:5] for quota in _quotas(rng, rep["rep_id"])]
        versions = [_first_version(rng, deal) for deal in opportunities]
        for deal, version in zip(opportunities, versions, strict=True):
            early = deal["created_on"] and version["valid_from"].date() < deal["created_on"] + timedelta(days=8)
            deal["created_amount"] = deal["amount"] if early and not deal["is_deleted"] else None
        return cls(reps, opportunities, quotas, versions)

    def publish(self, blank: Store, folder: Path) -> None:
        """Write the rows to a store of their own that starts as a copy of a blank one."""
        shutil.copytree(blank.folder, folder)
        store = Store(folder)
        with store.publish() as connection:
            for table in ("reps", "opportunities", "quotas", "former_versions"):
                rows: list[Row] = self.opportunity_versions if table == "former_versions" else getattr(self, table)
                names = list(rows[0])
                marks = ", ".join("?" * len(names))
                values = [[row[name] for name in names] for row in rows]
                connection.executemany(f"insert into {table} ({', '.join(names)}) values ({marks})", values)
            complete(connection)
            for position, (stage, (kind, chance)) in enumerate(STAGES.items(), start=1):
                connection.execute(
                    "insert into stages values ('', ?, ?, ?, ?, null, true)", [stage, position, kind, chance]
                )
        self.engine = open_engine(store.require_current().path)


def _rep(rng: random.Random, name: str) -> Row:
    return {
        "rep_id": f"id of {name}",
        "name": name,
        "team": rng.choice(["North", "South", None]),
        "manager": rng.choice(["Max", "Mia"]),
        "territory": rng.choice(["EMEA", "APAC"]),
        "is_active": rng.random() < 0.8,
        "is_manager": False,
        "is_listed": True,
    }


def _deal(rng: random.Random, number: int) -> Row:
    stage = rng.choice(list(STAGES))
    kind = STAGES[stage][0]
    created = FIRST + timedelta(days=rng.randrange(DAYS))
    closed = created + timedelta(days=rng.choice([-3, 0, 0, 5, 20, 41, 42, 90]))
    return {
        "opportunity_id": f"D{number:04}",
        "name": f"Deal {number}",
        "rep_id": rng.choice([*(f"id of {name}" for name in _NAMES), None]),
        "stage": stage,
        "stage_kind": kind,
        "amount": rng.choice([None, Decimal(0), *(Decimal(rng.randrange(1, 10**7)) / 100 for _ in range(6))]),
        "probability": rng.choice([None, 0.1, 0.25, 1 / 3]) if kind == "open" else None,
        "forecast_category": rng.choice(["commit", "best_case", None]) if kind == "open" else "closed",
        "created_on": None if rng.random() < 0.05 else created,
        "close_on": None if rng.random() < 0.05 else closed,
        "closed_on": None if kind == "open" or rng.random() < 0.05 else closed,
        "product": rng.choice(["Basic", "Pro", None]),
        "segment": rng.choice(["SMB", "Enterprise"]),
        "industry": rng.choice(["retail", "bank's"]),
        "country": rng.choice(["JP", "DE", None]),
        "lead_source": rng.choice(["Web", "Partner", None]),
        "type": rng.choice(["New", "Renewal"]),
        "pipeline": None,
        "is_deleted": rng.random() < 0.05,
    }


def _quotas(rng: random.Random, rep_id: str) -> list[Row]:
    starts = [
        date(2016, 7, 1),
        date(2016, 10, 1),
        date(2017, 1, 1),
        date(2017, 4, 1),
        date(2017, 7, 1),
        date(2017, 10, 1),
    ]
    return [
        {
            "quota_id": f"{rep_id} {start}",
            "rep_id": rep_id,
            "starts_on": start,
            "ends_on": end,
            "amount": Decimal(rng.randrange(1, 10**8)) / 100,
            "is_counted": rng.random() < 0.9,
        }
        for start, end in pairwise(starts)
        if rng.random() < 0.8
    ]


def _first_version(rng: random.Random, deal: Row) -> Row:
    """The state that a deal has been in since some days after its creation."""
    created = deal["created_on"] or FIRST
    began = created + timedelta(days=rng.choice([0, 0, 3, 7, 8, 60]))
    same = ("opportunity_id", "rep_id", "stage", "stage_kind", "amount", "probability", "forecast_category", "close_on")
    return {name: deal[name] for name in (*same, "closed_on", "is_deleted")} | {
        "valid_from": datetime.combine(began, time(9)),
        "basis": "snapshot",
    }
