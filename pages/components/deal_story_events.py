"""What happened to a deal, told from its states and activities: one line per change, newest first."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pandas as pd

from pages.components import signals_words, words
from pages.components.i18n import _

State = dict[str, Any]
COLUMNS = ["moment", "kind", "text", "owner", "lane", "is_bad"]


def events(states: pd.DataFrame, activities: pd.DataFrame, currency: str) -> pd.DataFrame:
    """The story of a deal, the first thing first. Columns: moment, kind, text, owner (at the time), lane, is_bad.

    states: rows of deals/deal_versions. activities: rows of deals/deal_activities.
    lane: where the timeline shows it (close, activity, owner; blank: not as a mark). is_bad: a push.
    """
    told: list[dict[str, Any]] = []
    before: State | None = None
    for state in states.to_dict("records"):
        changes = [_beginning(state, currency)] if before is None else _changes(before, state, currency)
        told += [change | {"moment": state["valid_from"], "owner": state["rep_name"]} for change in changes]
        before = state
    told += [_activity(row) for row in activities.to_dict("records") if not pd.isna(row["happened_at"])]
    found = pd.DataFrame(told, columns=COLUMNS)
    return found.sort_values("moment", kind="stable").reset_index(drop=True)


def stays(states: pd.DataFrame, end: datetime) -> pd.DataFrame:
    """Stays in stages: stage, began, ended; one that lasts ends at `end`. Stages that are not known are no stays."""
    known = states[states["stage"].notna() & ~states["is_deleted"].astype(bool)]
    number = (known["stage"] != known["stage"].shift()).cumsum()
    until = known["valid_to"].fillna(end)
    grouped = known.assign(until=until, number=number).groupby("number")
    return grouped.agg(
        stage=("stage", "first"), kind=("stage_kind", "first"), began=("valid_from", "min"), ended=("until", "max")
    ).reset_index(drop=True)


def _line(kind: str, text: str, lane: str = "", *, is_bad: bool = False) -> dict[str, Any]:
    return {"kind": kind, "text": text, "lane": lane, "is_bad": is_bad}


def _beginning(state: State, currency: str) -> dict[str, Any]:
    if state["basis"] == "inferred":
        return _line(_("Created"), _("It was open; no more is known of this time."))
    known = [
        _text(state["stage"]),
        words.money(currency, compact=False)(_number(state["amount"])),
        _("close date {day}").format(day=_day(state["close_on"])),
    ]
    return _line(_("First known"), ", ".join(part for part in known if part))


def _changes(before: State, state: State, currency: str) -> list[dict[str, Any]]:
    """What a state changed of the one before; several things may change at once."""
    if before["basis"] == "inferred":
        return [_beginning(state, currency)]
    money = words.money(currency, compact=False)
    found = []
    if bool(before["is_deleted"]) != bool(state["is_deleted"]):
        found.append(_line(_("Removed") if state["is_deleted"] else _("Restored"), ""))
    if _differ(before, state, "stage"):
        found.append(_line(_stage_kind(before, state), _turn(before, state, "stage", _text)))
    if _differ(before, state, "amount"):
        cut = (_number(state["amount"]) or 0) < (_number(before["amount"]) or 0)
        found.append(
            _line(_("Amount cut") if cut else _("Amount"), _turn(before, state, "amount", lambda x: money(_number(x))))
        )
    if _differ(before, state, "close_on"):
        found.append(_close_date(before, state))
    if _differ(before, state, "rep_id"):
        found.append(_line(_("Owner"), _turn(before, state, "rep_name", _text), "owner"))
    if _differ(before, state, "forecast_category"):
        found.append(_line(_("Category"), _turn(before, state, "forecast_category", signals_words.category)))
    if _differ(before, state, "next_step"):
        found.append(_line(_("Next step"), _text(state["next_step"]) or _("taken away")))
    return found


def _stage_kind(before: State, state: State) -> str:
    if state["stage_kind"] == "won":
        return _("Won")
    if state["stage_kind"] == "lost":
        return _("Lost")
    if before["stage_kind"] != "open":
        return _("Reopened")
    back = not pd.isna(before["stage_position"]) and not pd.isna(state["stage_position"])
    return _("Stage back") if back and state["stage_position"] < before["stage_position"] else _("Stage")


def _close_date(before: State, state: State) -> dict[str, Any]:
    pushed = (_number(state["pushes"]) or 0) > (_number(before["pushes"]) or 0)
    text = _turn(before, state, "close_on", _day)
    return _line(_("Pushed") if pushed else _("Close date"), text, "close", is_bad=pushed)


def _activity(row: State) -> dict[str, Any]:
    kind = {
        "call": _("Call"),
        "email": _("E-mail"),
        "meeting": _("Meeting"),
        "task": _("Task"),
    }.get(row["kind"], _("Other activity"))
    parts = [_text(row["subject"]), _text(row["contact_name"]), _text(row["outcome"])]
    if row["is_no_show"]:
        parts.append(_("not attended"))
    elif not row["is_completed"]:
        parts.append(_("not completed"))
    told = " · ".join(part for part in parts if part)
    return _line(kind, told, "activity") | {"moment": row["happened_at"], "owner": row["rep_name"]}


def _differ(before: State, state: State, name: str) -> bool:
    a, b = before[name], state[name]
    return not (pd.isna(a) and pd.isna(b)) and (pd.isna(a) or pd.isna(b) or a != b)


def _turn(before: State, state: State, name: str, write: Callable[[Any], str]) -> str:
    return f"{write(before[name]) or '–'} → {write(state[name]) or '–'}"


def _text(cell: object) -> str:
    return "" if pd.isna(cell) else str(cell)


def _number(cell: object) -> float | None:
    return None if pd.isna(cell) else float(cell)  # ty: ignore[invalid-argument-type]


def _day(cell: Any) -> str:  # noqa: ANN401 - a cell of a frame
    return "–" if pd.isna(cell) else words.day(cell)
