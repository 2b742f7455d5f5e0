"""Risk signals: what may be wrong with an open deal, each told from facts by a threshold that a reader can move.

A frame of facts has the columns of the queries deals/signal_facts or deals/signal_history,
and those of `with_norms`. A signal whose facts are missing is not known, never fine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from metrics.intervals import wilson
from metrics.messages import N_

# A norm of a segment rests on at least so many stays of won deals, else that of all segments serves, from fewer.
LEAST_SEGMENT_STAYS, LEAST_STAYS = 20, 10
# Categories that promise something, and how many past deals a promise is judged by at least.
PROMISES = ("commit", "most_likely", "best_case")
LEAST_PROMISES = 20
_ROUNDING = 1e-9  # of shares of amounts

Thresholds = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Threshold:
    """What can be moved: its question (to be translated), default, least and greatest value, and unit."""

    question: str
    default: int
    low: int
    high: int
    unit: Literal["days", "count", "percent"]


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal: its code, texts in English to be translated, and its threshold, None where there is none.

    sentence: what it says of a deal; its fields are filled in by whoever shows it.
    """

    code: str
    label: str
    meaning: str
    sentence: str
    threshold: Threshold | None = None


OVERDUE = Signal(
    "overdue",
    N_("Past close date"),
    N_("The close date has passed and the deal is still open. Not known without a close date."),
    N_("Its close date, {close_on}, passed {days} ago."),
    Threshold(N_("Days past the close date, more than"), 0, 0, 90, "days"),
)
PUSHED = Signal(
    "pushed",
    N_("Pushed"),
    N_(
        "The close date was moved past the end of a fiscal quarter, or past a period as the CRM counts, this often."
        " Not known where the record begins later than the deal and shows fewer."
    ),
    N_("Its close date was moved past the end of a period {times}."),
    Threshold(N_("Pushes, at least"), 2, 1, 9, "count"),
)
STUCK = Signal(
    "stuck",
    N_("Stuck in stage"),
    N_(
        "It has been in its stage longer than three of four stays of won deals lasted: of its segment where there are"
        " 20 such stays, else of all. Not known with fewer than 10."
    ),
    N_("In {stage} for {days}; three of four won deals ({whose}, n = {n}) left it within {norm}."),
    Threshold(N_("Longer than this share of what three of four won deals took, %"), 100, 50, 400, "percent"),
)
SILENT = Signal(
    "silent",
    N_("No activity"),
    N_(
        "Nobody has logged an activity on it for longer than this. Not known where nobody has logged any on any deal"
        " for as long, or none ever was."
    ),
    N_("No activity is known for {days}."),
    Threshold(N_("Days without activity, more than"), 14, 3, 90, "days"),
)
NO_STEP = Signal(
    "no_step",
    N_("No next step"),
    N_("No next step is written down. Not known where no open deal has one: the files do not carry it then."),
    N_("No next step is written down."),
)
CUT = Signal(
    "cut",
    N_("Amount cut"),
    N_("The amount is below the largest that the deal has had. Not known where the record begins later than the deal."),
    N_("Its amount is {share} below the largest so far."),
    Threshold(N_("Below the largest amount by at least, %"), 10, 1, 90, "percent"),
)
LONE = Signal(
    "lone",
    N_("Single contact"),
    N_(
        "So few people are known on the other side: on the deal's activities or, where those name none, at its account."
        " Not known where no contacts are."
    ),
    N_("{people} known on the other side."),
    Threshold(N_("Known contacts, at most"), 1, 0, 5, "count"),
)
OVERCALLED = Signal(
    "overcalled",
    N_("Called too high"),
    N_(
        "Its forecast category promises more than history: of past deals called so in this stage, or by this owner,"
        " clearly fewer were won than of all that were called so (the 95 % interval lies below, at least 20 deals)."
        " Commit, most likely and best case promise something."
    ),
    N_("Called {category}; of {n} past deals called so {whose}, {rate} were won, of all called so {average}."),
)
SIGNALS = {signal.code: signal for signal in (OVERDUE, PUSHED, STUCK, SILENT, NO_STEP, CUT, LONE, OVERCALLED)}
# What a well-kept deal does not give.
HYGIENE = ("overdue", "silent", "no_step", "stuck")
DEFAULTS = {code: signal.threshold.default for code, signal in SIGNALS.items() if signal.threshold}


def with_norms(facts: pd.DataFrame, norms: pd.DataFrame) -> pd.DataFrame:
    """The facts with stays and p75_days of their stage, in their segment and over all, joined.

    norms: rows of the query deals/stage_norms; a blank segment is all of them.
    """
    stage = ["pipeline", "stage"]
    numbers = {"stays": "segment_stays", "p75_days": "segment_p75_days"}
    whole = norms[norms["segment"].isna()].rename(columns={"stays": "all_stays", "p75_days": "all_p75_days"})
    parts = norms[norms["segment"].notna()].rename(columns=numbers)
    found = facts.merge(parts[[*stage, "segment", *numbers.values()]], on=[*stage, "segment"], how="left")
    return found.merge(whole[[*stage, "all_stays", "all_p75_days"]], on=stage, how="left").set_axis(facts.index)


def norm(facts: pd.DataFrame) -> pd.DataFrame:
    """What a stay is measured against: norm_days (blank: not known), norm_stays it rests on, is_of_segment."""
    own = facts["segment_stays"].fillna(0) >= LEAST_SEGMENT_STAYS
    known = own | (facts["all_stays"].fillna(0) >= LEAST_STAYS)
    days = facts["segment_p75_days"].where(own, facts["all_p75_days"]).where(known)
    stays = facts["segment_stays"].where(own, facts["all_stays"]).where(known)
    return pd.DataFrame({"norm_days": days, "norm_stays": stays, "is_of_segment": own})


def promises(history: pd.DataFrame) -> pd.DataFrame:
    """How past promises were kept: per forecast category and stage, and per category and owner.

    history: decided states with opportunity_id, outcome, forecast_category,
    pipeline, stage, rep_id; a deal counts once in a cell. Columns: forecast_category, pipeline and stage or
    rep_id (the others blank), deals, rate, average (of the category), is_below: the rate's 95 % interval lies below it.
    """
    made = history[history["forecast_category"].isin(PROMISES)]
    average = _rates(made, ["forecast_category"])["rate"]
    by_cell = [_rates(made, ["forecast_category", *cell]).reset_index() for cell in (["pipeline", "stage"], ["rep_id"])]
    cells = pd.concat(by_cell, ignore_index=True)
    averages = cells["forecast_category"].map(average).astype(float)
    highest = [wilson(won, deals)[1] for won, deals in zip(cells["won"], cells["deals"], strict=True)]
    is_below = (pd.Series(highest, dtype=float) < averages) & (cells["deals"] >= LEAST_PROMISES)
    return cells.assign(average=averages, is_below=is_below)


def _rates(made: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    once = made.drop_duplicates([*by, "opportunity_id"])
    found = once.assign(won=once["outcome"] == "won").groupby(by)["won"].agg(deals="size", won="sum")
    return found.assign(rate=found["won"] / found["deals"])


def kept_promises(facts: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """The cells of `promises` that a deal's category is judged by: that of its stage and that of its owner.

    Columns stage_deals, stage_rate, stage_is_below, rep_deals, … and average; blank where history has no such cell.
    """
    numbers = ["deals", "rate", "is_below", "average"]
    found = facts[["forecast_category", "pipeline", "stage", "rep_id"]]
    for name, keys in {"stage": ["pipeline", "stage"], "rep": ["rep_id"]}.items():
        part = cells[cells[keys[-1]].notna()][["forecast_category", *keys, *numbers]]
        part = part.rename(columns={number: f"{name}_{number}" for number in numbers})
        found = found.merge(part, on=["forecast_category", *keys], how="left")
    return found.assign(average=found["stage_average"].fillna(found["rep_average"])).set_axis(facts.index)


def judge(facts: pd.DataFrame, thresholds: Thresholds, cells: pd.DataFrame) -> pd.DataFrame:
    """Which signals each deal gives: one nullable boolean column per code; blank is not known.

    thresholds: code → value, for the signals of DEFAULTS. cells: of `promises`.
    """
    limit = DEFAULTS | dict(thresholds)
    whole = facts["is_whole_record"].astype(bool)
    norms = norm(facts)["norm_days"]
    found = {
        "overdue": _told(facts["overdue_days"] > limit["overdue"], facts["overdue_days"].notna()),
        # What is on record shows that there were so many; that there were fewer, only a whole record shows.
        "pushed": _told(facts["pushes"] >= limit["pushed"], facts["pushes"].notna() & whole, shown=True),
        "stuck": _told(
            100 * facts["stage_days"] > limit["stuck"] * norms,
            norms.notna() & facts["stage_days"].notna() & facts["is_entry_seen"].astype(bool),
            shown=True,
        ),
        "silent": _told(
            facts["silent_days"] > limit["silent"],
            facts["silent_days"].notna() & (facts["log_age_days"].fillna(0) <= limit["silent"]),
        ),
        "no_step": _told(facts["has_next_step"].eq(False), facts["has_next_step"].notna()),
        "cut": _told(
            facts["cut_share"] >= limit["cut"] / 100 - _ROUNDING, facts["cut_share"].notna() & whole, shown=True
        ),
        "lone": _told(facts["contacts"] <= limit["lone"], facts["contacts"].notna()),
        "overcalled": _overcalled(facts, cells),
    }
    return pd.DataFrame(found, index=facts.index)


def well_kept(flags: pd.DataFrame) -> pd.Series:
    """Whether a deal is well kept by pipeline hygiene: none of the signals of HYGIENE; blank where that is not known.

    A signal that is known of no deal at all is not asked for.
    """
    told = flags[[code for code in HYGIENE if flags[code].notna().any()]]
    bad = told.fillna(False).astype(bool).any(axis=1)
    known = bad | (told.notna().all(axis=1) & (len(told.columns) > 0))
    return (~bad).astype("boolean").where(known)


def _overcalled(facts: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    kept = kept_promises(facts, cells)
    below = kept["stage_is_below"].eq(True) | kept["rep_is_below"].eq(True)
    enough = (kept["stage_deals"].fillna(0) >= LEAST_PROMISES) | (kept["rep_deals"].fillna(0) >= LEAST_PROMISES)
    category = facts["forecast_category"]
    return _told(below, enough | (category.notna() & ~category.isin(PROMISES)))


def _told(flagged: pd.Series, known: pd.Series, *, shown: bool = False) -> pd.Series:
    """A nullable boolean: blank where not known; shown: what was seen is told even where the record is not whole."""
    flagged = flagged.fillna(False).astype("boolean")
    return flagged.where(known | flagged if shown else known)
