"""All measures of a period, for the whole and for each group."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from metrics import funnel, measures
from metrics.values import Value


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of the queries measures/decided, created, open_pipeline and attainment, of one window and grouping."""

    decided: pd.DataFrame
    created: pd.DataFrame
    open_pipeline: pd.DataFrame
    attainment: pd.DataFrame


# Quotas are set for people: of a product or a segment there is no attainment.
REP_GROUPS = frozenset({"rep", "manager", "team", "territory", "all"})


def whole(counts: Counts) -> dict[str, Value]:
    """The measures of everything: `counts` grouped by "all"."""
    return _of_group(counts, "all", with_quota=True)


def groups(counts: Counts, by: str) -> dict[str, dict[str, Value]]:
    """Group name → its measures; `by` is the dimension that `counts` are grouped by."""
    frames = [counts.decided, counts.created, counts.open_pipeline, *([counts.attainment] if by in REP_GROUPS else [])]
    names = sorted({str(name) for frame in frames for name in frame["group_name"]})
    return {name: _of_group(counts, name, with_quota=by in REP_GROUPS) for name in names}


def stages(
    counts: Counts, conversion: pd.DataFrame, reached: pd.DataFrame, dwell: pd.DataFrame
) -> dict[str, dict[str, Value]]:
    """The measures of each stage, in funnel order, and what becomes of the deals that enter it.

    counts are grouped by stage; the frames are those of `funnel.stages`.
    """
    passed = {stage.stage: stage.measures for stage in funnel.stages(conversion, reached, dwell)}
    passed |= {
        stage: {"stage_reached": value} for stage, value in funnel.closings(reached).items() if stage not in passed
    }
    names = dict.fromkeys([*passed, *groups(counts, "stage")])
    return {name: _of_group(counts, name, with_quota=False) | passed.get(name, {}) for name in names}


def _of_group(counts: Counts, name: str, *, with_quota: bool) -> dict[str, Value]:
    reps = counts.attainment[counts.attainment["group_name"] == name]
    values = (
        measures.decided(row(counts.decided, name))
        | measures.created(row(counts.created, name))
        | measures.pipeline(row(counts.open_pipeline, name))
        | measures.attainment(reps if with_quota else reps.iloc[:0])
    )
    values["coverage_needed"] = measures.coverage_needed(values["win_rate_amount"])
    values["velocity"] = measures.velocity(values)
    return values


def row(frame: pd.DataFrame, name: str) -> Mapping[str, object]:
    """The counts of one group; empty where it has none."""
    found = frame[frame["group_name"] == name]
    return {} if found.empty else found.iloc[0].to_dict()
