"""The funnel: what becomes of deals that enter a stage, how many ever reach it, and how long they stay."""

from dataclasses import dataclass

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
    """The open stages in funnel order; stages of one name in several pipelines are taken together.

    conversion, reached, dwell: rows of the queries funnel/stage_conversion, stages_reached and time_in_stage, of one
    group. Conversion is advanced ÷ entered with its Wilson interval, reached is of all deals that started.
    """
    positions: dict[str, int] = {}
    for frame in (conversion, dwell):
        for stage, position in zip(frame["stage"], frame["position"], strict=True):
            positions[stage] = min(int(position), positions.get(stage, int(position)))
    started = _reached(reached, "")
    found = []
    for stage, position in sorted(positions.items(), key=lambda item: (item[1], item[0])):
        values = _passage(conversion[conversion["stage"] == stage])
        values |= time_in_stage(dwell[dwell["stage"] == stage])
        values["stage_reached"] = share(_reached(reached, stage), started, interval=True)
        found.append(Stage(stage, position, values))
    return found


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
