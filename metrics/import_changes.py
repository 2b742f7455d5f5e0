"""What an import changes: by category or owner, and whether it looks like a mistake in the file.

Takes what `data.intake.Difference` counts. A change is called unusual where a
slip of the export is likelier than a week's work; the least counts keep small
files quiet, and none of it refuses anything: the analyst decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from metrics.ratio import exact_sum

# In the order they are told: what adds, what changes, what takes.
EFFECTS = (
    "new",
    "reopened",
    "returned",
    "raised",
    "cut",
    "category",
    "owner",
    "won",
    "lost",
    "deleted",
    "missing",
    "withdrawn",
    "pushed",
    "pulled_in",
    "booked",
    "unbooked",
    "restated",
)
FACTORS = (10, 100, 1000, 10_000)
_FEW, _MANY = 5, 20
_MOST, _LARGE_SHARE, _SHARE, _SMALL_SHARE = 0.8, 0.5, 0.2, 0.1
_TIMES_A_BUSY_DAY = 4

Code = Literal[
    "amounts_times",
    "amounts_part",
    "amounts_blanked",
    "dates_all_moved",
    "dates_moved_alike",
    "created_on_one_day",
    "owners_changed",
    "stages_changed",
    "wins_taken_back",
    "open_gone",
]


@dataclass(frozen=True, slots=True)
class Unusual:
    """A change that looks like a slip: so many deals `of` so many; detail: the factor, or the days moved."""

    code: Code
    deals: int
    of: int
    detail: int = 0


def by(effects: pd.DataFrame, column: str) -> pd.DataFrame:
    """The pipeline by category or owner: what each gained and lost in all, and by each effect.

    effects: account, effect, category, owner, deals, amount. column: category or owner. Returns `column`,
    net (money), and per effect that occurs <effect>_deals (0 for none) and <effect>_amount (blank for none);
    the nets sum to the change of the pipeline. pushed and pulled_in stand beside: they change no money.
    """
    # What only changes hands within a category, or category within an owner's deals, is no change to it.
    within = {"category": "owner", "owner": "category"}[column]
    counted = effects[effects["account"].isin(["pipeline", "dates"]) & (effects["effect"] != within)]
    rows = []
    for name, part in counted.groupby(column, sort=False):
        row: dict[str, object] = {column: name}
        row["net"] = exact_sum(part.loc[part["account"] == "pipeline", "amount"])
        for effect, same in part.groupby("effect", sort=False):
            row[f"{effect}_deals"] = int(same["deals"].sum())
            row[f"{effect}_amount"] = exact_sum(same["amount"])
        rows.append(row)
    frame = pd.DataFrame(rows, columns=None if rows else [column, "net"])
    counts = [name for name in frame.columns if name.endswith("_deals")]
    frame[counts] = frame[counts].fillna(0).astype(int)
    order = [f"{effect}_{what}" for effect in EFFECTS for what in ("deals", "amount") if f"{effect}_deals" in frame]
    frame = frame[[column, "net", *order]]
    return frame.sort_values("net", key=lambda net: -net.astype(float).abs(), ignore_index=True)


def unusual(facts: Mapping[str, float]) -> list[Unusual]:
    """What looks like a slip of the file, the gravest first. facts: as `data.intake.Difference` counts them."""
    whole = {name: int(value) for name, value in facts.items()}
    open_before = whole["open_before"]
    found: list[Unusual] = []
    for factor in FACTORS:
        for code, name in (("amounts_times", f"times_{factor}"), ("amounts_part", f"part_{factor}")):
            if _is_large(whole[name], whole["amounts_changed"], _FEW, _LARGE_SHARE):
                found.append(Unusual(code, whole[name], whole["amounts_changed"], factor))
    if _is_large(whole["amounts_blanked"], whole["known_before"], _FEW, _SMALL_SHARE):
        found.append(Unusual("amounts_blanked", whole["amounts_blanked"], whole["known_before"]))
    if whole["wins_taken_back"]:
        found.append(Unusual("wins_taken_back", whole["wins_taken_back"], whole["known_before"]))
    if _is_large(whole["open_gone"], open_before, _FEW, _SHARE):
        found.append(Unusual("open_gone", whole["open_gone"], open_before))
    alike = _is_large(whole["moved_alike"], whole["dates_moved"], _MANY, _LARGE_SHARE)
    if alike and _is_large(whole["moved_alike"], open_before, _MANY, _SMALL_SHARE):
        found.append(Unusual("dates_moved_alike", whole["moved_alike"], open_before, whole["alike_days"]))
    elif _is_large(whole["dates_moved"], open_before, _MANY, _MOST):
        found.append(Unusual("dates_all_moved", whole["dates_moved"], open_before))
    usual = max(facts["usual_on_a_busy_day"], 1.0)
    busiest = whole["begun_on_one_day"]
    if whole["known_before"] and busiest >= _MANY and busiest > _TIMES_A_BUSY_DAY * usual:
        found.append(Unusual("created_on_one_day", busiest, whole["new_deals"], round(usual)))
    for code, name in (("owners_changed", "owners_changed"), ("stages_changed", "stages_changed")):
        if _is_large(whole[name], open_before, _MANY, _LARGE_SHARE):
            found.append(Unusual(code, whole[name], open_before))
    return found


def _is_large(deals: int, of: int, least: int, share: float) -> bool:
    return deals >= least and deals >= share * of
