"""The table of open deals: group, search, columns and order, all kept in the link, and its pages and downloads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import streamlit as st

import queries
from data.warehouse import engine
from pages.components import deal_story, deals, filters, session, signals, signals_cards, signals_words, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.signals import Book
from pages.components.tables import Column

_ROWS = 25  # on a page
_GROUP = "_deals_group"  # the one shown last: another one begins on its first page
SHOWN = ("name", "rep_name", "stage", "amount", "score", "reasons", "chance", "probability", "close_on")
_WIDTHS = {
    "name": 170,
    "rep_name": 115,
    "stage": 95,
    "amount": 95,
    "score": 60,
    "reasons": 225,
    "chance": 65,
    "probability": 65,
    "close_on": 90,
}
# Orders by the code that links hold: column, and whether the least comes first.
_ORDERS = {
    "amount": ("amount", False),
    "score": ("score", False),
    "chance": ("chance", True),
    "close": ("close_on", True),
    "stage_days": ("stage_days", False),
    "silent_days": ("silent_days", False),
    "pushes": ("pushes", False),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the link says of the table: a group, an order, columns and a search text."""

    group: str
    order: str
    columns: tuple[str, ...]
    search: str


def controls(book: Book, choice: Choice) -> Wanted:
    """Show the controls and return what they say."""
    codes = [code for code in signals_cards.GROUPS if code == "due" or signals_cards.GROUPS[code](book.deals).any()]
    names = {code: signals_cards.group_name(code) for code in codes}
    group = filters.url_choice(_("Show"), codes, key="group", names=names)
    if st.session_state.get(_GROUP, group) != group:
        _write("page", "")
    st.session_state[_GROUP] = group
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        search = _search()
        order = _order()
        chosen = _columns(choice)
    return Wanted(group, order, chosen, search)


def show(book: Book, wanted: Wanted, choice: Choice) -> None:
    """The table of the deals wanted; choosing a row opens its story."""
    order = ranked(book, wanted, choice)
    if order.empty:
        st.info(_nothing(wanted))
        return
    pages = -(-len(order) // _ROWS)
    first = (min(signals.number("page", 1, 1, 10**6), pages) - 1) * _ROWS
    part = book.deals.loc[order[first : first + _ROWS]]
    known = columns(choice)
    ids = f"|{'|'.join(part['opportunity_id'])}|"
    traits = session.fetch("deals/open_deals", choice.scope, today=choice.as_of, ids=ids)
    reasons, categories = signals_words.reason_texts(book.calibration.points), signals_words.categories()
    shown = _rows(part, traits, reasons, categories)
    _draw(shown, {name: replace(known[name], width=_WIDTHS.get(name)) for name in wanted.columns})
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        _downloads(book, order, reasons, choice, note=_count(first + 1, first + len(part), len(order)))
        if pages > 1:
            _page(1 + first // _ROWS, pages)


def _page(number: int, pages: int) -> None:
    """Buttons to the pages before and after; which one is in sight stands in the link as `page`."""
    with st.container(horizontal=True, gap="xsmall", width="content"):
        for name, label, target in (("back", _("Previous"), number - 1), ("next", _("Next"), number + 1)):
            st.button(
                label,
                key=f"deals_{name}",
                type="tertiary",
                disabled=not 1 <= target <= pages,
                on_click=_write,
                args=("page", "" if target == 1 else str(target)),
            )


def ranked(book: Book, wanted: Wanted, choice: Choice) -> pd.Index:
    """Where in the book the deals of a group that match the search stand, in the order wanted.

    Blanks come last, and of equals the larger deal first: so the book is ordered already.
    """
    chosen = signals_cards.GROUPS[wanted.group](book.deals)
    if wanted.search:
        chosen &= book.deals["opportunity_id"].isin(signals.matching(choice, wanted.search))
    column, is_rising = _ORDERS[wanted.order]
    if column == "amount":
        return book.deals.index[chosen]
    return book.deals.loc[chosen, column].sort_values(ascending=is_rising, kind="stable", na_position="last").index


def columns(choice: Choice) -> dict[str, Column]:
    """All columns of the table, in display order."""
    plain = deals.columns(choice.currency)
    return {
        "name": plain["name"],
        "account_name": plain["account_name"],
        "rep_name": plain["rep_name"],
        "team": plain["team"],
        "stage": plain["stage"],
        "amount": plain["amount"],
        "score": Column(_("Score"), "number", help=_("The sum of the points of its signals")),
        "reasons": Column(_("Signals")),
        "unknown": Column(_("Not known"), "number", help=_("How many of the eight signals the data does not tell")),
        "chance": Column(_("Chance"), "ratio", help=_("Chance of winning, from what became of past deals")),
        "chance_deals": Column(_("n"), "number", help=_("Past deals in this stage that the chance rests on")),
        "probability": Column(_("CRM's"), "ratio", help=_("Probability of winning as the CRM has it")),
        "forecast_category": Column(_("Category")),
        "close_on": plain["close_on"],
        "overdue_days": Column(_("Overdue, days"), "number", help=_("Negative before the close date")),
        "pushes": Column(_("Pushes"), "number"),
        "stage_days": Column(_("In stage, days"), "number"),
        "norm_days": Column(_("Norm, days"), "number", help=_("Three of four won deals left the stage within")),
        "silent_days": Column(_("Silent, days"), "number", help=_("Since the last activity")),
        "cut_share": Column(_("Amount cut"), "ratio", help=_("Below the largest amount so far")),
        "contacts": Column(_("Contacts"), "number"),
        "next_step": plain["next_step"],
        "segment": Column(_("Segment")),
        "product": plain["product"],
        "created_on": plain["created_on"],
        "age_days": plain["age_days"],
        "opportunity_id": plain["opportunity_id"],
    }


# ---- controls --------------------------------------------------------------------------------------------------------


def _search() -> str:
    """The search box; its text stands in the link as `q`."""

    def push() -> None:
        _write("q", st.session_state["q"].strip())
        _write("page", "")

    st.session_state["q"] = st.query_params.get("q", "")
    st.text_input(
        _("Search"),
        key="q",
        type="search",
        placeholder=_("Deal, account, owner or id"),
        on_change=push,
        max_chars=100,
        width=260,
    )
    return st.session_state["q"].strip()


def _order() -> str:
    """The order of the table; its code stands in the link as `sort`."""
    names = {
        "amount": _("Largest amount"),
        "score": _("Highest score"),
        "chance": _("Least chance"),
        "close": _("Earliest close date"),
        "stage_days": _("Longest in stage"),
        "silent_days": _("Longest silent"),
        "pushes": _("Most pushes"),
    }

    def push() -> None:
        _write("sort", "" if st.session_state["sort"] == "amount" else st.session_state["sort"])
        _write("page", "")

    wanted = st.query_params.get("sort", "amount")
    st.session_state["sort"] = wanted if wanted in _ORDERS else "amount"
    st.selectbox(_("Order"), list(_ORDERS), format_func=names.__getitem__, key="sort", on_change=push, width=190)
    return st.session_state["sort"]


def _columns(choice: Choice) -> tuple[str, ...]:
    """The columns in sight; their names stand in the link as `cols`."""
    known = columns(choice)

    def push() -> None:
        chosen = [name for name in known if name in st.session_state["cols"]]
        st.query_params["cols"] = chosen
        if tuple(chosen) == SHOWN or not chosen:
            del st.query_params["cols"]

    wanted = [name for name in st.query_params.get_all("cols") if name in known]
    with st.popover(_("Columns"), icon=":material/view_column:", key="columns"):
        st.session_state["cols"] = wanted or list(SHOWN)
        st.multiselect(
            _("Columns"), list(known), format_func=lambda name: known[name].label, key="cols", on_change=push
        )
    return tuple(name for name in known if name in (wanted or SHOWN))


def _write(name: str, code: str) -> None:
    if code:
        st.query_params[name] = code
    elif name in st.query_params:
        del st.query_params[name]


# ---- rows ------------------------------------------------------------------------------------------------------------


def _rows(
    part: pd.DataFrame, traits: pd.DataFrame, reasons: Mapping[str, str], categories: Mapping[str, str]
) -> pd.DataFrame:
    """Deals as the table shows them, in the order of `part`. traits: rows of deals/open_deals."""
    more = [name for name in traits.columns if name not in part.columns]
    found = part.merge(traits[["opportunity_id", *more]], on="opportunity_id", how="left")
    return found.assign(
        reasons=signals_words.reasons(found, reasons),
        forecast_category=found["forecast_category"].map(categories),
    )


def _draw(shown: pd.DataFrame, known: Mapping[str, Column]) -> None:
    tables.show(
        shown.assign(chance=shown["chance"].round(2), cut_share=shown["cut_share"].round(2)),
        known,
        key="deals",
        file_name="deals",
        alt=_("Open deals with their risk signals"),
        download=False,
        on_pick=deal_story.pick(shown),
    )


def _downloads(book: Book, order: pd.Index, reasons: Mapping[str, str], choice: Choice, *, note: str) -> None:
    """The downloads: every deal found, every column; made when they are asked for, outside of this run."""
    categories, path = signals_words.categories(), _release_path()

    def made() -> pd.DataFrame:
        traits = queries.run(engine(path), "deals/open_deals", choice.scope, today=choice.as_of, ids=None)
        return _rows(book.deals.loc[order], traits, reasons, categories)

    tables.downloads(
        made,
        columns(choice),
        key="deals",
        file_name=f"deals-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        note=note,
    )


def _release_path() -> Path:
    current = session.release()
    if current is None:
        raise LookupError("There is no release to download from.")
    return current.path


def _count(first: int, last: int, whole: int) -> str:
    if last - first + 1 == whole:
        return _("Choose a row to read a deal's story.")
    return _("{first}–{last} of {all}; the downloads hold all. Choose a row to read a deal's story.").format(
        first=words.number(first), last=words.number(last), all=words.number(whole)
    )


def _nothing(wanted: Wanted) -> str:
    if wanted.search:
        return _("No deal of this group has “{text}” in its name, account or owner.").format(
            text=markdown(wanted.search)
        )
    return _("No open deal is due in this choice. Widen the period or the filters, or import newer opportunities.")
