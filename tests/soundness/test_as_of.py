"""As of a day nothing later is used: a store that knows the future and one that does not give the same answers."""

import random
from datetime import date, timedelta

import pandas as pd
import pytest

import queries
from data.warehouse import Store, engine
from queries import Scope
from tests.data.files import csv, day, load

STAGES = ["Prospecting", "Qualification", "Proposal", "Negotiation", "Closed Won", "Closed Lost"]
HISTORY = "History ID,Opportunity ID,Stage,Amount,Close Date,Owner,Created Date"
REPS = "User ID,Full Name,Team,Region\nr1,Ada,West,EMEA\nr2,Bo,East,APAC\n"
FIRST, THEN, WEEKS = date(2026, 1, 5), date(2026, 3, 2), 16
# What is told of the store itself, its files and their days, and what can be chosen in it today.
UNSCOPED = ("imports/", "settings/", "overview/filter_values", "pipeline/snapshots")


def lines(seed: int) -> list[tuple[date, str, str]]:
    """Day, deal and the rest of a history line, of deals that wander through the stages."""
    rng = random.Random(seed)
    found = []
    for number in range(40):
        now = FIRST + timedelta(days=rng.randrange(7 * WEEKS))
        amount, close, owner, stage = rng.randrange(1, 99), now + timedelta(days=60), rng.choice(["Ada", "Bo"]), 0
        while now < FIRST + timedelta(weeks=WEEKS):
            close = now if stage > 3 else max(close, now)  # a closed deal closed on that day
            found.append((now, f"D{number}", f"{STAGES[stage]},{amount},{close},{owner},{now} 09:00"))
            now += timedelta(days=rng.randrange(1, 25))
            # back, forth, closed, reopened
            stage = rng.choice([stage, min(stage + 1, 5), min(stage + 2, 5), max(stage - 1, 0), 5])
            amount, close = rng.choice([(amount, close), (amount + 7, close), (amount, close + timedelta(days=40))])
            owner = rng.choice([owner, owner, "Ada", "Bo"])
    return sorted(found)


def as_files(found: list[tuple[date, str, str]], until: date) -> tuple[bytes, bytes]:
    """The opportunities as they stood at the end of a day, and the history up to then."""
    known = [line for line in found if line[0] <= until]
    first = {}
    for moment, deal, _rest in known:
        first.setdefault(deal, moment)
    rows = []
    for deal, rest in {deal: rest for _moment, deal, rest in known}.items():
        stage, amount, close, owner, _at = rest.split(",")
        rows.append(f"{deal},{deal},Acme,{owner},{stage},{amount},{close},{first[deal]}")
    history = [f"{number},{deal},{rest}" for number, (_moment, deal, rest) in enumerate(known, start=1)]
    return csv(*rows), csv(*history, header=HISTORY)


@pytest.fixture(scope="module", params=["history", "weekly files"])
def pair(request, tmp_path_factory):
    """Engines of two stores: one that ends with THEN, one that goes on; each from a CRM's log, or from weekly files."""
    engines = []
    for until in (THEN, FIRST + timedelta(weeks=WEEKS)):
        store = Store(tmp_path_factory.mktemp("store"))
        load(store, REPS.encode(), name="users.csv", as_of=day(str(FIRST)))
        found = lines(7)
        weeks = (
            [FIRST + timedelta(weeks=number) for number in range(1, WEEKS + 1)] if request.param != "history" else []
        )
        for friday in [week for week in weeks if week < until] + [until]:
            deals, history = as_files(found, friday)
            load(store, deals, as_of=day(str(friday)))
        if request.param == "history":
            load(store, history, name="history.csv", as_of=day(str(until)))
        engines.append(engine(store.require_current().path))
    yield engines
    for each in engines:
        each.dispose()


SCOPES = [
    Scope.of(as_of=THEN),
    Scope.of(as_of=THEN, team=["West"]),
    Scope.of(as_of=THEN - timedelta(days=20), owner=["r2"]),
]


def params(name: str, then: date) -> dict[str, object]:
    """Plausible values for what a query asks."""
    known = {
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 4, 1),
        "first_day": then - timedelta(weeks=6),
        "last_day": then,
        "day": then,
        "today": then,
        "group_by": "team",
        "deal_id": "D3",
        "stage": "Proposal",
        "reason": None,
        "search": None,
        "ids": None,
        "every": 1,
    }
    kinds = {"VARCHAR": "team", "DATE": then, "BIGINT": 10, "INTEGER": 10, "DOUBLE": 0.5, "BOOLEAN": True}
    return {key: known.get(key, kinds.get(kind)) for key, kind in queries.load(name).params.items()}


@pytest.mark.parametrize("scope", SCOPES, ids=["whole", "a team", "earlier, one owner"])
@pytest.mark.parametrize("name", [name for name in queries.names() if not name.startswith(UNSCOPED)])
def test_a_past_day_looks_as_it_looked_then(pair, name, scope):
    ended, knowing = (queries.run(each, name, scope, **params(name, scope.as_of)) for each in pair)
    pd.testing.assert_frame_equal(knowing, ended)


def test_the_past_day_has_something_to_show(pair):
    ended, _knowing = pair
    asked = {"period_start": None, "period_end": None, "group_by": "all"}
    assert queries.run(ended, "funnel/stage_conversion", SCOPES[0], **asked)["advanced"].sum() > 10
    assert queries.run(ended, "measures/open_pipeline", SCOPES[0], **asked, today=THEN)["open_deals"].sum() > 5
