"""Laws of pipeline movement over random histories: it adds up to the cent, whoever looks, from whatever day."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from data.derive.rollups import build_rollups
from data.warehouse import Store
from data.warehouse import engine as open_engine
from metrics import movement
from queries import Scope
from tests.company import complete

FIRST, DAYS = date(2026, 1, 1), 200
REPS = {"a": "West", "b": "West", "c": "East", None: None}
KINDS = ("open", "open", "open", "open", "won", "lost", "removed")
SCOPES = (
    Scope(),
    Scope.of(team=["West"]),
    Scope.of(owner=["a"]),
    Scope.of(segment=["SMB"]),
    Scope.of(team=["East"], segment=["Large"]),
    replace(Scope.of(team=["West"]), ownership="today"),
)


@dataclass(frozen=True)
class State:
    """What a deal is from a moment on."""

    since: datetime
    kind: str
    rep: str | None
    amount: Decimal | None
    close_on: date | None
    basis: str

    @property
    def closed_on(self) -> date | None:
        return self.since.date() if self.kind in ("won", "lost") else None


@dataclass(frozen=True)
class Deal:
    """A deal with its states, oldest first."""

    name: str
    segment: str
    created_on: date
    states: tuple[State, ...]


def draw(seed: int, deals: int = 90) -> list[Deal]:
    """Random histories: bounces, reopened wins, missing amounts and dates, changes of owner, deals that come back."""
    rng = random.Random(seed)
    return [_deal(rng, number) for number in range(deals)]


def _deal(rng: random.Random, number: int) -> Deal:
    minutes = sorted(rng.sample(range(DAYS * 24 * 60), rng.choice([1, 1, 2, 3, 5, 9])))
    states: list[State] = []
    for minute in minutes:
        before = states[-1] if states else None
        keep = before is not None and rng.random() < 0.5
        states.append(
            State(
                since=datetime.combine(FIRST, datetime.min.time()) + timedelta(minutes=minute),
                kind=before.kind if before and rng.random() < 0.5 else rng.choice(KINDS),
                rep=before.rep if before and keep else rng.choice(list(REPS)),
                amount=before.amount if before and keep else rng.choice([None, Decimal(0), _money(rng), _money(rng)]),
                close_on=rng.choice([None, *(FIRST + timedelta(days=rng.randrange(DAYS)) for _ in range(5))]),
                basis=rng.choice(["history", "snapshot"]),
            )
        )
    created = states[0].since.date() - timedelta(days=rng.choice([0, 0, 10]))
    return Deal(f"D{number:03}", rng.choice(["SMB", "Large"]), created, tuple(states))


def _money(rng: random.Random) -> Decimal:
    return Decimal(rng.randrange(1, 10**9)) / 100


def publish(deals: list[Deal], blank: Store, folder: Path) -> sa.Engine:
    """A warehouse of these histories, with the moves that a release works out of them."""
    shutil.copytree(blank.folder, folder)
    store = Store(folder)
    with store.publish() as connection:
        for rep, team in REPS.items():
            if rep:
                connection.execute(
                    "insert into reps (rep_id, name, team, is_active, is_manager, is_listed)"
                    " values (?, ?, ?, true, false, true)",
                    [rep, rep, team],
                )
        for deal in deals:
            _insert(connection, deal)
        complete(connection)
        build_rollups(connection, None)
    return open_engine(store.require_current().path)


def _insert(connection: Any, deal: Deal) -> None:
    columns = "opportunity_id, rep_id, stage, stage_kind, amount, close_on, closed_on, is_deleted, basis, import_id"
    rows = [
        [
            deal.name,
            state.rep,
            state.kind,
            "open" if state.kind == "removed" else state.kind,
            state.amount,
            state.close_on,
            state.closed_on,
            state.kind == "removed",
            state.basis,
            1,
        ]
        for state in deal.states
    ]
    for at, row in enumerate(rows[:-1]):
        connection.execute(
            f"insert into former_versions ({columns}, valid_from, valid_to) values ({', '.join('?' * 12)})",
            [*row, deal.states[at].since, deal.states[at + 1].since],
        )
    connection.execute(
        f"insert into opportunities ({columns}, known_from, is_first_state, segment, created_on, name)"
        f" values ({', '.join('?' * 15)})",
        [*rows[-1], deal.states[-1].since, len(rows) == 1, deal.segment, deal.created_on, deal.name],
    )


SEEDS = (1, 2, 3)


@pytest.fixture(scope="module")
def engines(blank_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, sa.Engine]]:
    folder = tmp_path_factory.mktemp("movement")
    found = {seed: publish(draw(seed), blank_store, folder / str(seed)) for seed in SEEDS}
    yield found
    for engine in found.values():
        engine.dispose()


days = st.integers(-5, DAYS + 5).map(lambda number: FIRST + timedelta(days=number))
windows = st.tuples(days, days).map(lambda pair: {"first_day": min(pair), "last_day": max(pair)})
bounds = st.one_of(
    st.just((None, None)),
    st.tuples(days, days).map(lambda pair: (min(pair), max(pair) + timedelta(days=1))),
    days.map(lambda day: (day, None)),
    days.map(lambda day: (None, day)),
).map(lambda pair: {"period_start": pair[0], "period_end": pair[1]})


def read(engine: sa.Engine, name: str, scope: Scope, params: dict[str, date | None], **more: object) -> Any:
    return queries.run(engine, f"pipeline/{name}", scope, **params, **more)


@settings(max_examples=120, deadline=None)
@given(seed=st.sampled_from(SEEDS), window=windows, due=bounds, scope=st.sampled_from(SCOPES))
def test_start_and_moves_make_the_end_to_the_cent(engines, seed, window, due, scope):
    params = window | due
    ends = read(engines[seed], "start_and_end", scope, params).iloc[0].to_dict()
    gross = movement.movement(read(engines[seed], "movement", scope, params), ends)
    assert (gross.difference, gross.deals_difference) == (0, 0)
    assert gross.adds_up
    net = movement.net(read(engines[seed], "net_movement", scope, params), ends)
    assert (net.difference, net.deals_difference) == (0, 0)


@settings(max_examples=40, deadline=None)
@given(seed=st.sampled_from(SEEDS), window=windows, due=bounds, scope=st.sampled_from(SCOPES))
def test_the_deals_and_the_weeks_add_up_to_the_bars(engines, seed, window, due, scope):
    params = window | due
    rows = read(engines[seed], "movement", scope, params)
    lines = read(engines[seed], "movement_deals", scope, params, reason=None)
    weeks = movement.by_week(rows)
    whole = rows[rows["week_start"].isna()]
    assert set(whole["reason"]) == set(lines["reason"])
    for row in whole.to_dict("records"):
        behind = lines[lines["reason"] == row["reason"]]
        assert float(movement.drilled(behind)) == row["amount"]
        assert (len(behind), behind["moves"].sum()) == (row["deals"], row["moves"])
        assert sum(Decimal(str(amount)) for amount in weeks[row["reason"]]) == Decimal(str(row["amount"]))
    net = read(engines[seed], "net_movement", scope, params)
    deals = read(engines[seed], "net_deals", scope, params)
    for row in net.to_dict("records"):
        behind = deals[deals["reason"] == row["reason"]]
        assert (float(movement.drilled(behind)), len(behind)) == (row["amount"], row["deals"])
        assert behind["has_slipped"].sum() == row["slipped_deals"]


@settings(max_examples=40, deadline=None)
@given(seed=st.sampled_from(SEEDS), window=windows, due=bounds)
def test_the_pipeline_of_a_day_is_what_plain_python_says(engines, seed, window, due):
    found = read(engines[seed], "start_and_end", Scope(), window | due).iloc[0]
    for day, name in ((window["first_day"], "start"), (window["last_day"], "end")):
        deals = [state for deal in draw(seed) if (state := _on(deal, day)) and _is_in(state, due)]
        assert found[f"{name}_deals"] == len(deals)
        assert found[f"{name}_amount"] == float(sum((state.amount or Decimal(0) for state in deals), Decimal(0)))


def _on(deal: Deal, day: date) -> State | None:
    known = [state for state in deal.states if state.since.date() <= day]
    return known[-1] if known else None


def _is_in(state: State, due: dict[str, date | None]) -> bool:
    start, end = due["period_start"], due["period_end"]
    if state.kind != "open":
        return False
    if start is None and end is None:
        return True
    on = state.close_on
    return on is not None and (start is None or on >= start) and (end is None or on < end)


@settings(max_examples=30, deadline=None)
@given(seed=st.sampled_from(SEEDS), window=windows, due=bounds)
def test_every_win_of_the_period_is_in_the_won_bar(engines, seed, window, due):
    """What is booked inside the bounds is won in the movement, but for deals whose booking is only changed."""
    rows = read(engines[seed], "movement", Scope(), window | due)
    won = rows[(rows["reason"] == "won") & rows["week_start"].isna()]["moves"].sum()
    assert won == sum(_wins(deal, window, due) for deal in draw(seed))


def _wins(deal: Deal, window: dict[str, date], due: dict[str, date | None]) -> int:
    found, before = 0, None
    for state in deal.states:
        inside = window["first_day"] < state.since.date() <= window["last_day"]
        booked = replace(state, kind="open", close_on=state.closed_on) if state.kind == "won" else None
        if inside and booked and (before is None or before.kind != "won"):
            found += (before is not None and _is_in(before, due)) or _is_in(booked, due)
        before = state
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("day", [date(2026, 2, 10), date(2026, 5, 3)])
def test_what_comes_later_changes_nothing_before(engines, blank_store, tmp_path, seed, day):
    """A store that ends on a day says what a longer one says as of that day."""
    cut = [
        replace(deal, states=known)
        for deal in draw(seed)
        if (known := tuple(state for state in deal.states if state.since.date() <= day))
    ]
    early = publish(cut, blank_store, tmp_path / "early")
    window = {"first_day": day - timedelta(days=40), "last_day": day}
    due = {"period_start": day - timedelta(days=30), "period_end": day + timedelta(days=60)}
    for name in ("movement", "net_movement", "start_and_end"):
        for scope in SCOPES[:5]:
            then = read(early, name, scope, window | due)
            now = read(engines[seed], name, replace(scope, as_of=day), window | due)
            assert then.to_dict("records") == now.to_dict("records") or then.equals(now), (name, scope)
    months = [
        read(engine, "open_by_month", scope, due, today=day)
        for engine, scope in ((early, Scope()), (engines[seed], Scope(as_of=day)))
    ]
    assert _known(months[0]) == _known(months[1])
    early.dispose()


def _known(months: Any) -> list[tuple]:
    """Rows but for those of deals of which no more is known than that they were open."""
    shown = months[months["stage"] != ""]
    return [tuple(str(cell) for cell in row) for row in shown.itertuples(index=False)]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_does_not_matter(engines, blank_store, tmp_path, seed):
    shuffled = draw(seed)
    random.Random(seed).shuffle(shuffled)
    other = publish(shuffled, blank_store, tmp_path / "shuffled")
    params = {"first_day": date(2026, 2, 1), "last_day": date(2026, 6, 1)}
    params |= {"period_start": date(2026, 1, 1), "period_end": date(2026, 4, 1)}
    for name in ("movement", "net_movement", "start_and_end", "net_deals"):
        assert read(other, name, Scope(), params).equals(read(engines[seed], name, Scope(), params)), name
    other.dispose()


def test_the_histories_hold_every_reason(engines):
    """Else the laws above would prove little."""
    params = {"first_day": FIRST, "last_day": FIRST + timedelta(days=DAYS)}
    params |= {"period_start": FIRST + timedelta(days=40), "period_end": FIRST + timedelta(days=160)}
    found = set(read(engines[1], "movement", Scope.of(team=["West"]), params)["reason"])
    assert found == set(movement.REASONS)
