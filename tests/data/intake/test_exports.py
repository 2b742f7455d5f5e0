"""The same deals as seven CRMs would export them give the same figures, which plain Python counts beside."""

import csv
import io
import math
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import pytest

import queries
from data.warehouse import Store, engine
from tests.data.files import load, rows

OWNERS = ("Ann Lee", "João Conceição", "Müller, Eva", "Søren Kjær")


def _deal(chance: random.Random, number: int) -> dict:
    kind = chance.choice(["won", "won", "lost", "open"])
    created = date(2024, 1, 3) + timedelta(chance.randrange(500))
    close = created + timedelta(chance.randrange(1, 160)) if kind != "open" else date(2026, 1, chance.randrange(1, 29))
    amount = None if chance.random() < 0.05 else chance.randrange(80_000, 25_000_000) / 100
    return {
        "number": number, "name": f"Deal {number}", "account": f"Acme {number % 17}", "owner": chance.choice(OWNERS),
        "kind": kind, "created": created, "close": close, "amount": amount,
        "prob": {"won": 100, "lost": 0}.get(kind, 25),
    }  # fmt: skip


CHANCE = random.Random(5)
DEALS = [_deal(CHANCE, number) for number in range(120)]


def written(lines: list[dict], *, delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(lines[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in line.items()} for line in lines)
    return text.getvalue().encode(encoding)


def comma(amount: float | None) -> str | None:
    return None if amount is None else f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def dollars(amount: float | None) -> str | None:
    return None if amount is None else f"${amount:,.2f}"


def american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def flag(deal: dict, *kinds: str) -> str:
    return str(deal["kind"] in kinds).lower()


def closing(deal: dict, kind: str, text: str) -> str | None:
    return text if deal["kind"] == kind else None


EXPORTS: dict[str, Callable[[], bytes]] = {
    "salesforce report, German": lambda: written(
        [
            {
                "Opportunity ID": f"006Ab00000{deal['number']:05d}", "Opportunity Name": deal["name"],
                "Account Name": deal["account"], "Opportunity Owner": deal["owner"],
                "Stage": {"won": "Closed Won", "lost": "Closed Lost", "open": "Value Proposition"}[deal["kind"]],
                "Amount": comma(deal["amount"]), "Close Date": deal["close"].strftime("%d.%m.%Y"),
                "Created Date": deal["created"].strftime("%d.%m.%Y"), "Probability (%)": deal["prob"],
            }
            for deal in DEALS
        ],
        delimiter=";",
        encoding="cp1252",
    ),
    "salesforce api": lambda: written(
        [
            {
                "Id": f"006Ab00000{deal['number']:05d}AAA", "IsDeleted": "false", "Name": deal["name"],
                "StageName": {"won": "Deal Inked", "lost": "Dead", "open": "S2"}[deal["kind"]],
                "Amount": deal["amount"], "Probability": float(deal["prob"]), "CloseDate": deal["close"].isoformat(),
                "IsClosed": flag(deal, "won", "lost"), "IsWon": flag(deal, "won"), "OwnerId": "005Ab0000000001AAA",
                "CreatedDate": f"{deal['created'].isoformat()}T08:00:00.000Z",
            }
            for deal in DEALS
        ],
        end="\n",
    ),
    "hubspot": lambda: written(
        [
            {
                "Record ID": 9_000_000 + deal["number"], "Deal Name": deal["name"], "Pipeline": "Sales Pipeline",
                "Deal Stage": {"won": "Closed Won", "lost": "Closed Lost", "open": "Contract Sent"}[deal["kind"]],
                "Amount": deal["amount"], "Close Date": f"{deal['close']} 13:45",
                "Create Date": f"{deal['created']} 09:12", "Deal owner": deal["owner"],
                "Deal probability": deal["prob"] / 100, "Associated Company": deal["account"],
            }
            for deal in DEALS
        ]
    ),
    "pipedrive": lambda: written(
        [
            {
                "Deal - ID": deal["number"] + 1, "Deal - Title": deal["name"], "Deal - Value": deal["amount"],
                "Deal - Owner": deal["owner"], "Deal - Organization": deal["account"], "Deal - Stage": "Demo Scheduled",
                "Deal - Status": deal["kind"], "Deal - Deal created": f"{deal['created']} 10:00:00",
                "Deal - Won time": closing(deal, "won", f"{deal['close']} 11:00:00"),
                "Deal - Lost time": closing(deal, "lost", f"{deal['close']} 11:00:00"),
                "Deal - Expected close date": closing(deal, "open", deal["close"].isoformat()),
            }
            for deal in DEALS
        ]
    ),
    "zoho": lambda: written(
        [
            {
                "Record Id": f"zcrm_{500_000 + deal['number']}", "Deal Owner": deal["owner"], "Amount": deal["amount"],
                "Deal Name": deal["name"], "Closing Date": deal["close"].isoformat(), "Account Name": deal["account"],
                "Stage": {"won": "Closed Won", "lost": "Closed-Lost to Competition", "open": "Analysis"}[deal["kind"]],
                "Probability (%)": deal["prob"], "Created Time": f"{deal['created']} 12:00:00",
            }
            for deal in DEALS
        ]
    ),
    "dynamics": lambda: written(
        [
            {
                "(Do Not Modify) Opportunity": f"{{{deal['number']:08X}-0000-4000-8000-00155D000000}}",
                "Topic": deal["name"], "Potential Customer": deal["account"],
                "Est. Close Date": american(deal["close"]),
                "Est. Revenue": dollars(deal["amount"]),
                "Actual Revenue": closing(deal, "won", dollars(deal["amount"])),
                "Actual Close Date": None if deal["kind"] == "open" else american(deal["close"]),
                "Status": deal["kind"].title(), "Owner": deal["owner"],
                "Created On": f"{american(deal['created'])} 9:05 AM",
            }
            for deal in DEALS
        ]
    ),
    "generic, UTF-16": lambda: written(
        [
            {
                "deal_id": f"X{deal['number']}", "deal_name": deal["name"], "sales_rep": deal["owner"],
                "status": deal["kind"], "value": deal["amount"], "created_at": deal["created"].isoformat(),
                "closed_at": None if deal["kind"] == "open" else deal["close"].isoformat(),
            }
            for deal in DEALS
        ],
        delimiter="\t",
        encoding="utf-16",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_every_crm_gives_the_figures_of_the_deals(name: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    found = load(store, EXPORTS[name]())
    assert (found.rows.read, found.rows.new) == (len(DEALS), len(DEALS))
    if name != "salesforce api":  # which names owners by id alone
        assert {row[0] for row in rows(store, "select name from reps")} == set(OWNERS)
    window = {"period_start": None, "period_end": None, "group_by": "all"}
    decided = queries.run(engine(store.require_current().path), "measures/decided", **window)
    values = decided.iloc[0]
    won = [deal for deal in DEALS if deal["kind"] == "won"]
    amounts = [deal["amount"] for deal in won if deal["amount"] is not None]
    assert (values["won_deals"], values["lost_deals"]) == (len(won), sum(deal["kind"] == "lost" for deal in DEALS))
    assert float(values["won_amount"]) == pytest.approx(math.fsum(amounts), abs=1e-6)
    assert values["size_median"] == pytest.approx(median(amounts))
    assert values["cycle_median"] == median((deal["close"] - deal["created"]).days for deal in won)
