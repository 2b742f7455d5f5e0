"""The funnel: what becomes of deals that enter a stage, how many ever reach it, and how long they stay."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.ratio import share
from metrics.survival import percentile
from metrics.values import Value

_COUNTS = ("entered", "advanced", "lost", "open", "skipped")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the funnel and its measures by name."""

    stage: str
    position: int
    measures: dict[str, Value]


def stages(conversion: pd.DataFrame, reached: pd.DataFrame, dwell: pd.DataFrame) -> list[Stage]:
    """The open stages in funnel order, as `passed` gives them, with the share of all that started which reached each.

    reached: rows of the query funnel/stages_reached, of one group.
    """
    started, found = _reached(reached, ""), passed(conversion, dwell)
    for stage in found:
        stage.measures["stage_reached"] = share(_reached(reached, stage.stage), started, interval=True)
    return found


def passed(conversion: pd.DataFrame, dwell: pd.DataFrame) -> list[Stage]:
    """The open stages in funnel order; stages of one name in several pipelines are taken together.

    conversion, dwell: rows of the queries funnel/stage_conversion and time_in_stage, of one group. Conversion is
    advanced ÷ entered with its Wilson interval.
    """
    positions: dict[str, int] = {}
    for frame in (conversion, dwell):
        for stage, position in zip(frame["stage"], frame["position"], strict=True):
            positions[stage] = min(int(position), positions.get(stage, int(position)))
    return [
        Stage(
            stage,
            position,
            _passage(conversion[conversion["stage"] == stage]) | time_in_stage(dwell[dwell["stage"] == stage]),
        )
        for stage, position in sorted(positions.items(), key=lambda item: (item[1], item[0]))
    ]


def closings(reached: pd.DataFrame) -> dict[str, Value]:
    """Closed stages and the share of the deals that started which have ever been in them, by stage.

    reached: rows of the query funnel/stages_reached, those of closed stages and of the blank one at least.
    """
    started = _reached(reached, "")
    names = sorted(set(reached["stage"]) - {""})
    return {stage: share(_reached(reached, stage), started, interval=True) for stage in names}


def _reached(reached: pd.DataFrame, stage: str) -> int:
    return int(reached.loc[reached["stage"] == stage, "reached"].sum())


def _passage(rows: pd.DataFrame) -> dict[str, Value]:
    counts = {name: int(rows[name].sum()) for name in _COUNTS}
    entered = counts["entered"]
    values = {f"stage_{name}": Value(counts[name], entered, unit="deals") for name in _COUNTS}
    values["stage_conversion"] = share(counts["advanced"], entered, interval=True)
    values["stage_decided"] = share(counts["advanced"] + counts["lost"], entered)
    return values


def time_in_stage(durations: pd.DataFrame) -> dict[str, Value]:
    """Median and 75th percentile of the days stays last, running ones censored; n are the stays.

    durations: days, ended, running, of one stage. Blank where too few have ended.
    """
    running, n = int(durations["running"].sum()), int(durations["running"].sum() + durations["ended"].sum())
    return {
        "time_in_stage": Value(percentile(durations, 0.5), n, unit="days"),
        "time_in_stage_p75": Value(percentile(durations, 0.75), n, unit="days"),
        "stays_running": Value(running, n, unit="deals"),
    }


def cohorts(rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Share of each month's deals that were won within so many months; columns are months, blank where yet to come.

    rows: of the query funnel/cohorts. The month that as_of lies in counts as come: it may still rise.
    """
    if rows.empty:
        return pd.DataFrame()
    created = rows.groupby("created_month")[["won_deals", "lost_deals", "open_deals"]].sum().sum(axis=1)
    won = rows.dropna(subset=["months"]).pivot_table(
        index="created_month", columns="months", values="won_deals", aggfunc="sum", fill_value=0
    )
    last = int(max([*won.columns, 0]))
    won = won.reindex(index=created.index, columns=range(last + 1), fill_value=0).cumsum(axis=1)
    grid = won.div(created, axis=0).astype(float)
    ages = [(as_of.year - month.year) * 12 + as_of.month - month.month for month in grid.index]
    return grid.where([[column <= age for column in grid.columns] for age in ages])


def through(reached: pd.DataFrame, stages: list[str]) -> pd.DataFrame:
    """How the deals of each group got through: group_name, started, one share per stage, won, win share, decided share.

    reached: rows of the query funnel/stages_reached by group; stages: the open
    ones, in order. Also won_amount, and amount_per_start: won money per deal that
    started, which a source with few but large wins shows best.
    """
    counts = reached.pivot_table(index="group_name", columns="stage", values="reached", aggfunc="sum", fill_value=0)
    if counts.empty:
        return pd.DataFrame(columns=["group_name", "started", *stages, "won", "win_share", "decided_share"])
    started = counts[""]
    firsts = reached[reached["stage"] == ""].groupby("group_name")[["won", "decided", "won_amount"]].sum()
    found = pd.DataFrame({"started": started})
    for stage in stages:
        found[stage] = counts.get(stage, 0) / started
    found["won"] = firsts["won"]
    found["win_share"] = firsts["won"] / started
    found["decided_share"] = firsts["decided"] / started
    found["won_amount"] = firsts["won_amount"]
    found["amount_per_start"] = firsts["won_amount"] / started
    return found.reset_index().sort_values(["won_amount", "started", "group_name"], ascending=[False, False, True])


def lost_by_reason(rows: pd.DataFrame) -> pd.DataFrame:
    """Lost money by reason (rows, the largest first) and stage (columns, in funnel order); blanks as empty text.

    rows: of the query funnel/losses.
    """
    if rows.empty:
        return pd.DataFrame()
    named = rows.assign(loss_reason=rows["loss_reason"].fillna(""), stage=rows["stage"].fillna(""))
    order = named.groupby("stage")["position"].min().fillna(0).sort_values(kind="stable").index
    grid = named.pivot_table(index="loss_reason", columns="stage", values="lost_amount", aggfunc="sum", fill_value=0)
    grid = grid[list(order)].astype(float)
    return grid.loc[grid.sum(axis=1).sort_values(ascending=False, kind="stable").index]
