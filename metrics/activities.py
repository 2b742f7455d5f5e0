"""What people did: customer-facing share, selling time with its coverage, and meetings from booked to held.

Sums over sums everywhere, so that a rep, a team and the whole agree. Without durations
there is no selling time: counts of activities are not time.
"""

import pandas as pd

from metrics.measures import Row, count
from metrics.ratio import number, share
from metrics.values import Value

# With durations on fewer of the calls and meetings than this, their sum is not the time that was spent.
ENOUGH_TIMED = 0.5
KINDS = ("call", "email", "meeting", "task", "other")
STATES = ("held", "no_shows", "not_held", "to_come")


def measured(row: Row, *, day_minutes: int, is_selection: bool = False) -> dict[str, Value]:
    """The measures of a rep, or of several together.

    row: a row of the query activities/by_rep, or sums of several (`total`). day_minutes: opening
    minutes of a working day. is_selection: the activities are those of some deals only, while
    working days are not, so that no share of working time is known. Meetings are each rep's own.
    """
    days, done = count(row, "working_days"), count(row, "activities")
    met, missed = count(row, "meetings_held"), count(row, "no_shows")
    timed = share(count(row, "timed_activities"), count(row, "timeable_activities"), interval=True)
    minutes = number(row.get("customer_minutes")) or 0.0
    capacity = 0 if is_selection or not is_timed(timed) else days * day_minutes
    tied = done if count(row, "tied_activities") else 0
    return {
        "activities_done": Value(done, days, unit="count"),
        "customer_facing_share": share(count(row, "customer_activities"), tied, n=done, interval=True),
        "timed_share": timed,
        "activity_coverage": share(count(row, "logged_days"), 0 if is_selection else days, n=days),
        "selling_time": share(minutes, capacity, n=days),
        "prospect_meetings": Value(met, days, unit="count"),
        "no_show_rate": share(missed, met + missed, interval=True),
    }


def total(rows: pd.DataFrame) -> dict[str, float]:
    """The sums of what is counted in rows of activities/by_rep."""
    return {name: float(rows[name].sum()) for name in rows.columns if pd.api.types.is_numeric_dtype(rows[name])}


def is_timed(timed: Value) -> bool:
    """Whether durations are logged on enough of the calls and meetings to add them up."""
    return timed.value is not None and timed.value >= ENOUGH_TIMED


def meetings(rows: pd.DataFrame, *, with_whom: str = "prospect") -> dict[str, Value]:
    """Booked, held, missed and not held, first and follow-up (placed_held: told by the sequence); no-shows.

    rows: of the query activities/meetings, of one group.
    """
    ours = rows[rows["with_whom"] == with_whom]
    counts = {
        name: int(ours[name].sum()) for name in ("booked", *STATES, "first_held", "follow_up_held", "placed_held")
    }
    values = {name: Value(counted, counts["booked"], unit="count") for name, counted in counts.items()}
    return values | {
        "no_show_rate": share(counts["no_shows"], counts["held"] + counts["no_shows"], interval=True),
        "first_share": share(counts["first_held"], counts["held"], interval=True),
    }


def per_win(held: int, decided: Row) -> Value:
    """Meetings held ÷ deals won, n the deals won; blank without a win. decided: a row of measures/decided."""
    won = count(decided, "won_deals")
    return Value(held / won if won else None, won, unit="multiple")


def weeks(rows: pd.DataFrame) -> pd.DataFrame:
    """Activities by week and kind: a row per week, a column per kind that occurs. rows: of activities/by_kind."""
    grid = rows.pivot_table(index="week_start", columns="kind", values="activities", aggfunc="sum", fill_value=0)
    return grid[[kind for kind in KINDS if kind in grid.columns]].sort_index()


def kinds(rows: pd.DataFrame) -> pd.DataFrame:
    """What was done by kind: counts, share of all, customer-facing, and minutes where they are logged.

    rows: of activities/by_kind, of one group. Minutes are blank where fewer than half of a kind have a duration.
    """
    sums = rows.drop(columns=["group_name", "week_start"]).groupby("kind").sum()
    sums = sums.reindex([kind for kind in KINDS if kind in sums.index]).reset_index()
    whole = sums["activities"].sum()
    known = sums["timed_activities"] >= ENOUGH_TIMED * sums["timeable_activities"].where(
        sums["timeable_activities"] > 0
    )
    return sums.assign(
        share=sums["activities"] / whole if whole else None,
        customer_share=sums["customer_activities"] / sums["activities"],
        minutes=sums["customer_minutes"].where(known),
    )
