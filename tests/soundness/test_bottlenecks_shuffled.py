"""Bottlenecks on the demo company: its planted stories are found and lead; where fates are dealt out anew nothing is.

The evidence is counted a second time here, row by row in pandas, as shuffling needs the rows.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import queries
from data import demo
from data.demo import stories
from data.warehouse import Store, engine
from metrics import bottlenecks
from metrics.cells import Evidence
from tests.conftest import DEMO_TODAY

END = DEMO_TODAY + timedelta(days=1)
MATURED, LATEST = bottlenecks.eras(END - timedelta(days=60)), bottlenecks.eras(END)
DIMENSIONS = {
    "all": None,
    "team": "team",
    "territory": "territory",
    "owner": "rep_id",
    "segment": "segment",
    "source": "lead_source",
    "product": "product",
}
_OWNED = "d.rep_id, r.team, r.territory, d.segment, d.lead_source, d.product"
_ROWS = {
    "outcomes": f"""
        select {_OWNED}, d.stage, d.reached_at as moment, d.advanced_at is not null or d.stage_kind = 'won' as advanced,
            d.advanced_at is null and d.stage_kind = 'lost' as lost, d.stage_kind = 'won' as won, d.amount
        from stage_passages as d left join reps as r using (rep_id)
        where not coalesce(d.is_deleted, false) order by d.opportunity_id, d.stage""",
    "stays": f"""
        select {_OWNED}, d.stage, d.entered_at as moment, d.left_at is not null as ended,
            date_diff('day', cast(d.entered_at as date), coalesce(cast(d.left_at as date), date '{DEMO_TODAY}')) as days
        from stage_spells as d left join reps as r using (rep_id)
        where d.stage_kind = 'open' and not coalesce(d.is_deleted, false) order by d.opportunity_id, d.ordinal""",
    "losses": f"""
        select {_OWNED.replace("d.rep_id", "coalesce(d.closing_rep_id, d.rep_id) as rep_id")}, d.loss_reason,
            cast(d.closed_on as timestamp) as moment, d.amount
        from opportunities as d left join reps as r on r.rep_id = coalesce(d.closing_rep_id, d.rep_id)
        where d.stage_kind = 'lost' and not d.is_deleted and d.loss_reason is not null order by d.opportunity_id""",
}


def company(folder, deals: int, seed: int):
    """An engine on a demo company."""
    store = Store(folder)
    demo.build(store, deals=deals, seed=seed, today=DEMO_TODAY)
    return engine(store.require_current().path)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    found = company(tmp_path_factory.mktemp("company"), 3000, 1)
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def rows(asked) -> dict[str, pd.DataFrame]:
    with asked.connect() as connection:
        return {name: connection.exec_driver_sql(sql).cursor.df() for name, sql in _ROWS.items()}


def evidence(release, without: tuple[str | None, str | None] = (None, None)) -> Evidence:
    """The evidence as the queries count it."""
    left_out = dict(zip(("without_dimension", "without_value"), without, strict=True))

    def ask(name: str, eras, **more: date):
        days = {"before_from": eras.before_from, "recent_from": eras.recent_from}
        return queries.run(release, f"funnel/{name}_by_cell", **days, **left_out, **more)

    return Evidence(
        ask("outcomes", MATURED, recent_to=MATURED.end),
        ask("stays", LATEST, today=DEMO_TODAY),
        ask("losses", LATEST, recent_to=LATEST.end),
        MATURED,
        LATEST,
    )


def counted(rows: dict[str, pd.DataFrame]) -> Evidence:
    """The evidence, counted row by row."""
    outcomes = _cells(rows["outcomes"], MATURED, ["stage"]).agg(
        entered=("stage", "size"), advanced=("advanced", "sum"), lost=("lost", "sum"), won=("won", "sum"),
        entered_amount=("amount", "sum"), with_amount=("amount", "count"),
    )  # fmt: skip
    capped = rows["stays"].assign(ended=rows["stays"]["ended"] & (rows["stays"]["days"] <= 365))
    capped = capped.assign(days=capped["days"].clip(upper=365), running=~capped["ended"])
    stays = _cells(capped, LATEST, ["stage", "days"]).agg(ended=("ended", "sum"), running=("running", "sum"))
    losses = _cells(rows["losses"], LATEST, ["loss_reason"]).agg(
        lost_deals=("loss_reason", "size"), lost_amount=("amount", "sum")
    )
    won = outcomes.assign(won_amount=0.0)
    return Evidence(won.reset_index(), stays.reset_index(), losses.reset_index(), MATURED, LATEST)


def _cells(rows: pd.DataFrame, eras, by: list[str]):
    era = np.where(rows["moment"] >= pd.Timestamp(eras.recent_from), "recent", "before")
    inside = (rows["moment"] >= pd.Timestamp(eras.before_from)) & (rows["moment"] < pd.Timestamp(eras.end))
    placed = rows.assign(era=era)[inside]
    exploded = pd.concat(
        placed.assign(dimension=name, group_value="all" if column is None else placed[column])
        for name, column in DIMENSIONS.items()
    )
    return exploded.groupby(["dimension", "group_value", "segment", "era", *by])


FATES = {"outcomes": ["advanced", "lost", "won"], "stays": ["ended", "days"], "losses": ["loss_reason"]}


def shuffled(rows: dict[str, pd.DataFrame], seed: int) -> dict[str, pd.DataFrame]:
    """What became of each deal dealt out anew among those of its stage: who, what and when no longer matter."""
    dice = np.random.default_rng(seed)
    found = {}
    for name, frame in rows.items():
        stage = frame.groupby("stage").ngroup().to_numpy() if "stage" in frame else np.zeros(len(frame))
        given, taken = np.lexsort((dice.random(len(frame)), stage)), np.argsort(stage, kind="stable")
        fates = frame.iloc[given][FATES[name]].set_axis(frame.index[taken])
        found[name] = frame.assign(**{column: fates[column] for column in FATES[name]})
    return found


def test_the_queries_count_what_the_rows_say(asked, rows):
    there, here = evidence(asked), counted(rows)
    for name, keys in (("outcomes", ["stage"]), ("stays", ["stage", "days"]), ("losses", ["loss_reason"])):
        keys = ["dimension", "group_value", "segment", "era", *keys]
        a, b = (getattr(found, name).set_index(keys).sort_index() for found in (there, here))
        for column in a.columns.intersection(b.columns).difference(["won_amount"]):
            assert np.allclose(a[column].astype(float).fillna(0), b[column].astype(float)), (name, column)


@pytest.mark.parametrize("seed", range(25))
def test_on_shuffled_fates_nothing_is_found(rows, seed):
    found, comparisons = bottlenecks.find(counted(shuffled(rows, seed)))
    assert comparisons > 700
    assert found == []


def heads(found: list[bottlenecks.Finding]) -> set[tuple[str, str, str, str]]:
    return {
        (finding.kind, *finding.cell, each.item if finding.kind != "conversion" else "")
        for finding in found
        for each in (finding, *finding.further)
    }


SLOW = ("dwell", "team", stories.SLOW_STAGE.where["team"], stories.SLOW_STAGE.where["stage"])
BAD = ("conversion", "source", stories.BAD_SOURCE.where["source"], "")
RIVAL = ("loss_reason", "segment", stories.RISING_RIVAL.where["segment"], stories.RISING_RIVAL.where["loss_reason"])


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_the_planted_stories_are_found_and_lead(tmp_path, seed):
    release = company(tmp_path, 6000, seed)
    found, _comparisons = bottlenecks.find(evidence(release), lambda *cell: evidence(release, cell[:2]))
    assert heads(found[:3]) == {SLOW, BAD, RIVAL}
    assert all((finding.total or 0) < (found[2].total or 0) for finding in found[3:])
    release.dispose()


def test_in_half_the_deals_the_stories_are_still_what_is_found(asked):
    found, _comparisons = bottlenecks.find(evidence(asked), lambda *cell: evidence(asked, cell[:2]))
    assert heads(found) == {SLOW, BAD, RIVAL}


def test_the_same_deals_are_told_once(asked):
    """The slow team makes its territory slow, and the rival's segment raises the rival's share everywhere."""
    found, _comparisons = bottlenecks.find(evidence(asked), lambda *cell: evidence(asked, cell[:2]))
    by_kind = {finding.kind: finding for finding in found}
    assert ("territory", "West") in {other.cell for other in by_kind["dwell"].also}
    alone, _comparisons = bottlenecks.find(evidence(asked))
    assert len(alone) > len(found)


def test_a_cell_that_has_mended_is_no_bottleneck(rows):
    """The bad source converted badly before; had it done so no more lately, nobody need act."""
    outcomes = rows["outcomes"]
    bad = (outcomes["lead_source"] == stories.BAD_SOURCE.where["source"]) & outcomes["lost"]
    mended = bad & (outcomes["moment"] >= pd.Timestamp(MATURED.recent_from))
    changed = outcomes.assign(advanced=outcomes["advanced"] | mended, lost=outcomes["lost"] & ~mended)
    found, _comparisons = bottlenecks.find(counted(rows | {"outcomes": changed}))
    assert not [finding for finding in found if finding.kind == "conversion" and finding.cell == BAD[1:3]]


def test_the_order_of_rows_does_not_matter(asked):
    there = evidence(asked)
    backwards = {name: getattr(there, name)[::-1].reset_index(drop=True) for name in ("outcomes", "stays", "losses")}
    told = [[(each.kind, *each.cell, each.item, each.against, each.n) for each in bottlenecks.find(found)[0]]
        for found in (there, replace(there, **backwards))]  # fmt: skip
    assert told[0] == told[1]
