"""The board: a row for each rep, team, territory or manager, its columns as chosen, and the deals behind a row."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from metrics import catalog
from metrics.ratio import exact_sum
from metrics.values import Value
from pages.components import deals, filters, reps, reps_words, session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.reps import Board
from pages.components.safety import markdown
from pages.components.tables import Column

_DIGITS = {"multiple": 2, "days": 1}
_HEAD = 38  # pixels above the rows of a table
_BY, _COLUMNS, _PICKED = "board_by", "board_columns", "board_picked"


def chosen() -> tuple[str, list[str]]:
    """What the board has a row for, and which measures are its columns; both stand in the URL."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        names = reps_words.groupings()
        group_by = filters.url_choice(_("One row per"), list(names), key=_BY, names=names)
        with st.popover(_("Columns"), icon=":material/view_column:"):
            wanted = _wanted()
    return group_by, wanted


def _wanted() -> list[str]:
    def push() -> None:
        picked = st.session_state[_COLUMNS]
        st.query_params[_COLUMNS] = "" if sorted(picked) == sorted(reps_words.USUAL) else ",".join(picked)

    if _COLUMNS not in st.session_state:
        asked = [name for name in st.query_params.get(_COLUMNS, "").split(",") if name in reps_words.MEASURES]
        st.session_state[_COLUMNS] = asked or list(reps_words.USUAL)
    picked = st.multiselect(
        _("Columns of the board"),
        list(reps_words.MEASURES),
        format_func=reps_words.label,
        key=_COLUMNS,
        on_change=push,
        persist_state="session",
    )
    return [name for name in reps_words.MEASURES if name in picked]


def table(board: Board, wanted: Sequence[str], choice: Choice) -> None:
    """The board as a table, with all together as its last row; a picked row shows the deals behind it."""
    if not board.groups:
        st.info(
            _("Nobody has a quota or a deal in this choice. Choose another period, or import quotas and opportunities.")
        )
        return
    rows = frame(board, wanted, choice)

    def pick(row: int) -> None:
        st.session_state[_PICKED] = rows["code"].iloc[row]

    tables.show(
        rows,
        _columns(board, wanted),
        key="reps_board",
        file_name=f"reps-by-{board.group_by}-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("The board: one row for each, all together at the end"),
        height=min(_HEAD + 35 * len(rows), 560),
        on_pick=pick,
    )
    _behind(board, str(st.session_state.get(_PICKED, "")), choice)


def frame(board: Board, wanted: Sequence[str], choice: Choice) -> pd.DataFrame:
    """The rows of the board, the highest attainment first, those without one last by what they won, then all together.

    Columns: code (rep_id of reps, else the name), group, stay, team (of reps), the measures by name, each that
    rests on a count with it as name_n, win_rate_interval.
    """
    people = board.people.drop_duplicates("group_name").set_index("group_name")
    lines = []
    for name, values in board.groups.items():
        line: dict[str, Any] = {"code": board.rep_ids.get(name, name), "group": reps_words.group(name)}
        if board.is_of_reps and name in people.index:
            line |= {"stay": reps_words.stay(people.loc[name].to_dict(), choice), "team": people.loc[name, "team"]}
        lines.append(
            line
            | _cells(values, wanted)
            | {"_first": values["quota_attainment"].value, "_won": values["won_amount"].value}
        )
    whole = {"code": "", "group": _("All"), "stay": "", "team": ""} | _cells(board.whole, wanted)
    rows = pd.DataFrame([*lines]).sort_values(
        ["_first", "_won", "group"], ascending=[False, False, True], na_position="last", ignore_index=True
    )
    joined = pd.DataFrame([*rows.drop(columns=["_first", "_won"]).to_dict("records"), whole])
    for name in wanted:
        joined[name] = joined[name].astype(float).round(_DIGITS.get(catalog.MEASURES[name].unit, 12))
    return joined.assign(**{name: joined[name].fillna("") for name in ("stay", "team") if name in joined})


def _cells(values: dict[str, Value], wanted: Sequence[str]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name in wanted:
        value = values.get(name, Value(None))
        cells[name] = value.value
        if reps_words.rests_on(name):
            cells[f"{name}_n"] = value.n
    if "win_rate" in wanted:
        cells["win_rate_interval"] = words.interval(values["win_rate"])
    return cells


def _columns(board: Board, wanted: Sequence[str]) -> dict[str, Column]:
    columns = {"group": Column(reps_words.groupings()[board.group_by], width=170)}
    if board.is_of_reps:
        columns |= {
            "team": Column(_("Team"), width=130),
            "stay": Column(
                _("In the period"),
                width=120,
                help=_("People who joined or left inside the period; their quota is as it was set, not cut by days."),
            ),
        }
    for name in wanted:
        columns[name] = reps_words.column(name)
        if name == "win_rate":
            columns["win_rate_interval"] = Column(_("95 % interval"))
        if told := reps_words.rests_on(name):
            columns[f"{name}_n"] = Column(_("n: {what}").format(what=told), "number")
    return columns


def _behind(board: Board, code: str, choice: Choice) -> None:
    """The deals of the row picked, which add up to it, and the way to the person's profile."""
    names = {board.rep_ids.get(name, name): name for name in board.groups}
    if code not in names:
        st.caption(_("Choose a row to see the deals behind it."))
        return
    scope = reps.only(choice, board.group_by, code)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{markdown(reps_words.group(names[code]))}**", width="content")
        if board.is_of_reps and scope is not None:
            query = {name: st.query_params.get_all(name) for name in st.query_params} | {"rep": code}
            st.page_link("rep.py", label=_("Open the profile"), icon=":material/person:", query_params=query)
    if scope is None:
        st.caption(_("These deals belong to nobody who is known, so no filter can show them by themselves."))
        return
    window = {"period_start": choice.period.start, "period_end": choice.period.end}
    decided = session.fetch("overview/decided_deals", scope, **window)
    opened = session.fetch("overview/open_deals", scope, **window, today=choice.as_of)
    for rows, title, key in (
        (decided[decided["stage_kind"] == "won"], _("Won in the period"), "behind_won"),
        (decided[decided["stage_kind"] == "lost"], _("Lost in the period"), "behind_lost"),
        (opened[opened["is_due"]], _("Open and due in the period"), "behind_due"),
    ):
        total = words.money(choice.currency, compact=False)(exact_sum(rows["amount"]))
        text = ngettext("{what}: {n} deal, {amount}", "{what}: {n} deals, {amount}", len(rows))
        st.markdown(markdown(text.format(what=title, n=words.number(len(rows)), amount=total)))
        if len(rows):
            known = {name: column for name, column in deals.columns(choice.currency).items() if name in rows.columns}
            tables.show(
                deals.spoken(rows),
                known,
                key=key,
                file_name=f"{key.replace('_', '-')}-{choice.calendar.code(choice.period)}",
                about=f"{summary(choice)}; {names[code]}",
                alt=title,
                height=min(_HEAD + 35 * len(rows), 260),
            )
