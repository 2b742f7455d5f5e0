"""What people said they would close: which call is in force, rolled up through the hierarchy, and their record.

A call is a person's own, or a manager's override. An override replaces what the
person and all below say; else a person's call is the own one and those of the
people who report to them. Nobody's silence is a zero: without any call it is blank.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pandas as pd

STALE_DAYS = 7
# From sure to open; what is won or due in a period is in one of them. Others: no category, omitted.
LADDER = ("closed", "commit", "most_likely", "best_case", "pipeline")
ASIDE = ("", "omitted")
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


# ---- the hierarchy ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tree:
    """People in the order they are shown: each above those who report to them.

    parent: rep_id → the one above among these people; absent for the topmost. depth: 0 for the topmost.
    """

    order: tuple[str, ...]
    parent: Mapping[str, str]
    depth: Mapping[str, int]
    reports: Mapping[str, tuple[str, ...]] = field(repr=False)

    @property
    def top(self) -> list[str]:
        """Those above whom nobody stands."""
        return [rep for rep in self.order if rep not in self.parent]

    def below(self, rep: str) -> set[str]:
        """A person and all below them."""
        found, waiting = set(), [rep]
        while waiting:
            here = waiting.pop()
            found.add(here)
            waiting += self.reports.get(here, ())
        return found


def tree(managers: Mapping[str, str | None]) -> Tree:
    """The hierarchy of people in the order given. managers: rep_id → rep_id of the manager.

    A manager who is not among them does not count. People who manage each other
    in a circle: the first of them stands on top.
    """
    parent = {rep: boss for rep, boss in managers.items() if isinstance(boss, str) and boss in managers and boss != rep}
    for rep in managers:
        path, here = {rep}, rep
        while here in parent and parent[here] not in path:
            here = parent[here]
            path.add(here)
        if parent.get(here) == rep:
            del parent[rep]
    reports: dict[str, list[str]] = {}
    for rep in managers:
        if rep in parent:
            reports.setdefault(parent[rep], []).append(rep)
    order, depth = [], {}
    waiting = [rep for rep in reversed(list(managers)) if rep not in parent]
    while waiting:
        here = waiting.pop()
        order.append(here)
        depth[here] = depth[parent[here]] + 1 if here in parent else 0
        waiting += reversed(reports.get(here, []))
    return Tree(tuple(order), parent, depth, {rep: tuple(below) for rep, below in reports.items()})


def summed(people: Tree, own: Mapping[str, float | None]) -> dict[str, float | None]:
    """Each person's own figure and those of all below, added up; None where none of them has one."""
    found: dict[str, float | None] = {rep: _known(own.get(rep)) for rep in people.order}
    for rep in reversed(people.order):
        if rep in people.parent and found[rep] is not None:
            above = people.parent[rep]
            found[above] = (found[above] or 0.0) + (found[rep] or 0.0)
    return found


def _known(amount: float | None) -> float | None:
    return None if amount is None or pd.isna(amount) else float(amount)


# ---- calls in force --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person comes to. Money in the organisation's currency; None where nothing is known.

    own: the own call; override: of a manager. amount: what counts: the override,
    else own and those below. source: override, own, below, own_and_below or blank.
    people: of the person and those below, who are expected to call; called: for how many of them a call counts.
    said: the submission that tells the amount by itself (row of forecast/calls), None where it is added up.
    stale: what makes it old: old (more than STALE_DAYS), moved (a deal of theirs moved since),
    below (somebody below said something new since).
    """

    own: float | None
    override: float | None
    amount: float | None
    source: str
    people: int
    called: int
    said: Mapping[str, object] | None
    age_days: int | None
    stale: tuple[str, ...]


def in_force(submissions: pd.DataFrame, category: str = "commit") -> dict[tuple[str, str], dict]:
    """(rep_id, kind) → the last submission of one period; those taken back (blank amount) are gone.

    submissions: rows of forecast/calls of one period.
    """
    said = submissions[submissions["category"] == category]
    last = said.sort_values(["submitted_at", "submission_id"]).drop_duplicates(["rep_id", "kind"], keep="last")
    last = last[last["amount"].notna()]
    return {(row["rep_id"], row["kind"]): row for row in last.to_dict("records")}


def standing(
    people: Tree,
    submissions: pd.DataFrame,
    *,
    today: date,
    expected: Iterable[str] = (),
    moved: Mapping[str, datetime] | None = None,
    category: str = "commit",
) -> dict[str, Standing]:
    """What each person comes to, from the bottom up.

    submissions: rows of forecast/calls of one period. today: the day that ages are counted to. expected: rep_ids of
    those who have a quota or deals in the period. moved: rep_id → when a deal of theirs last moved.
    """
    last = in_force(submissions, category)
    wanted = set(expected) | {rep for rep, _kind in last}
    found: dict[str, Standing] = {}
    newest: dict[str, datetime] = {}  # what was last said by a person or below
    touched: dict[str, datetime] = {}  # the last move of theirs
    for rep in reversed(people.order):
        reports = people.reports.get(rep, ())
        own, override = last.get((rep, "rep")), last.get((rep, "manager"))
        below = [found[each] for each in reports]
        said_below = _latest([None if own is None else own["submitted_at"], *(newest.get(each) for each in reports)])
        touch = _latest([(moved or {}).get(rep), *(touched.get(each) for each in reports)])
        if said_below is not None:
            newest[rep] = said_below
        if touch is not None:
            touched[rep] = touch
        found[rep] = _stand(own, override, below, said_below, touch, today, is_expected=rep in wanted)
        if override is not None:
            newest[rep] = _latest([said_below, override["submitted_at"]]) or override["submitted_at"]
    return found


def _stand(
    own: dict | None,
    override: dict | None,
    below: Sequence[Standing],
    said_below: datetime | None,
    touch: datetime | None,
    today: date,
    *,
    is_expected: bool,
) -> Standing:
    people = int(is_expected) + sum(each.people for each in below)
    counted = [each.amount for each in below if each.amount is not None]
    called = int(own is not None) + sum(each.called for each in below)
    said = override if override is not None else own if not counted else None
    if override is not None:
        amount, source, called = float(override["amount"]), "override", people
    elif own is not None:
        amount, source = float(own["amount"]) + sum(counted), "own_and_below" if counted else "own"
    else:
        amount, source = (sum(counted), "below") if counted else (None, "")
    moment: datetime | None = None if said is None else said["submitted_at"]
    # A call may be younger than the data, which tell no more than they did when they were exported.
    age = None if moment is None else max((today - moment.date()).days, 0)
    stale = []
    if age is not None and moment is not None:
        stale += ["old"] if age > STALE_DAYS else []
        stale += ["moved"] if touch is not None and touch > moment else []
        stale += ["below"] if override is not None and said_below is not None and said_below > moment else []
    return Standing(
        own=None if own is None else float(own["amount"]),
        override=None if override is None else float(override["amount"]),
        amount=amount,
        source=source,
        people=people,
        called=called,
        said=said,
        age_days=age,
        stale=tuple(stale),
    )


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    known = [moment for moment in moments if moment is not None and not pd.isna(moment)]
    return max(known, default=None)


def whole(people: Tree, found: Mapping[str, Standing]) -> tuple[float | None, int, int]:
    """The amount of all the topmost together (None where nobody called), people expected to call, and those who did."""
    top = [found[rep] for rep in people.top]
    amounts = [each.amount for each in top if each.amount is not None]
    return sum(amounts) if amounts else None, sum(each.people for each in top), sum(each.called for each in top)


# ---- categories ------------------------------------------------------------------------------------------------------


def by_category(people: Tree, amounts: pd.DataFrame, column: str, *, is_cumulative: bool) -> pd.DataFrame:
    """What is won or due by category (columns) and person with all below (index, in the order of the tree).

    amounts: rows of forecast/category_amounts; column: amount, deals or without_amount. Cumulative: each rung of
    LADDER holds those before it (commit = closed + commit …); no category and omitted stand aside.
    """
    grid = pd.DataFrame(0.0, index=pd.Index(people.order, name="rep_id"), columns=[*LADDER, *ASIDE])
    for name, rows in amounts.groupby("forecast_category"):
        rung = name if name in grid.columns else ""  # a category of the CRM's own is none of ours
        own = rows.set_index("rep_id")[column].astype(float)
        added = summed(people, own.to_dict())
        grid[rung] += pd.Series(added, dtype=float).reindex(grid.index).fillna(0.0)
    if is_cumulative:
        grid[list(LADDER)] = grid[list(LADDER)].cumsum(axis=1)
    return grid


# ---- the record of calls ---------------------------------------------------------------------------------------------


def weekly_origins(starts_on: date, ends_on: date) -> list[tuple[int, date]]:
    """(week, day) on which a period's forecasts are judged: the day before it begins is week 0, then every 7 days."""
    first, weeks = starts_on - _DAY, (ends_on - starts_on).days // 7
    days = [(week, first + week * _WEEK) for week in range(weeks + 1)]
    return [(week, day) for week, day in days if day < ends_on - _DAY]


def record(
    submissions: pd.DataFrame,
    people: Tree,
    *,
    until: date,
    category: str = "commit",
    origins: Callable[[date, date], Sequence[tuple[int, date]]] = weekly_origins,
) -> pd.DataFrame:
    """What people's calls in force came to at the end of each weekly origin of each period, up to a last day.

    submissions: rows of forecast/calls, of all periods. Columns: starts_on, ends_on (date, half-open), week, day,
    rep_id (None: the whole company; else the person with all below), call (money), people and called (those
    who had called for the period by then, and those whose call counts). Where nobody had called there is no row.
    """
    rows = []
    for starts_on, ends_on in submissions[["starts_on", "ends_on"]].drop_duplicates().itertuples(index=False):
        said = submissions[(submissions["starts_on"] == starts_on) & (submissions["ends_on"] == ends_on)]
        first, end = starts_on.date(), ends_on.date()
        for week, day in origins(first, end):
            if day > until:  # what will be in force then is not known yet
                continue
            by_then = said[said["submitted_at"] < datetime.combine(day + _DAY, time.min)]
            found = standing(people, by_then, today=day, category=category)
            total, wanted, called = whole(people, found)
            if total is None:
                continue
            head = (first, end, week, day)
            rows.append((*head, None, total, wanted, called))
            rows += [
                (*head, rep, each.amount, each.people, each.called)
                for rep, each in found.items()
                if each.amount is not None
            ]
    columns = ["starts_on", "ends_on", "week", "day", "rep_id", "call", "people", "called"]
    found = pd.DataFrame(rows, columns=columns)
    return found.astype({"week": "int64", "rep_id": object, "call": float, "people": "int64", "called": "int64"})
