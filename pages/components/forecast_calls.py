"""Calls: what people say they will close, rolled up, beside model and quota; the form to say so, and what was said."""

import pandas as pd
import streamlit as st

from data.calls import CATEGORIES
from metrics import calls
from metrics.calls import Standing
from metrics.periods import Period
from metrics.ratio import number
from pages.charts import forecast_calls as charts
from pages.charts.style import CONFIG
from pages.components import forecast_calls_book as book
from pages.components import forecast_calls_form, forecast_calls_history, tables, words
from pages.components import forecast_calls_words as said
from pages.components.filters import Choice, summary
from pages.components.forecast_calls_book import Calls
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

_HEIGHT, _ROWS = 420, 11


def show(period: Period, choice: Choice, model: pd.Series | None = None) -> None:
    """The calls of a period: what is called against quota and model, by person; the form; what was said before.

    model: what the model expects by rep_id (mean of the period's total, not rolled up), None to leave it out.
    """
    found = book.load(period, choice, book.category(), model)
    if not found.tree.order:
        st.markdown(f"**{markdown(_('Calls'))}**")
        st.caption(
            _("Nobody has a quota, deals or a call in this choice. Import people, quotas or forecast submissions.")
        )
        return
    focus = book.focus(found.tree)
    _overall(found, focus, choice)
    _table(found, focus, choice)
    with st.grid(2, min_column_width=330, gap="medium"):
        with st.container():
            forecast_calls_form.show(found, choice)
        with st.container():
            forecast_calls_history.show(found, choice)


def _overall(found: Calls, focus: str | None, choice: Choice) -> None:
    """The finding as title, and the chart of those side by side."""
    amount, people, called, quota = _sum(found, focus)
    name = said.category(found.category)
    st.markdown(
        f"**{said.finding(amount, people, called, quota, found.period, name=name, currency=choice.currency)}**",
        help=markdown(
            _(
                "A call is what a person says will close in the period. A manager's override replaces what the person"
                " and everyone below say; else the calls of those below are added up. Who said nothing is left out,"
                " not counted as nothing."
            )
        ),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _choose_category()
        book.focus_select(found.tree, found.names, "calls_focus")
    rows = _rows(found, book.side_by_side(found.tree, focus))
    if rows[["call", "quota", "won"]].notna().to_numpy().any():
        st.plotly_chart(
            charts.people(
                rows,
                money=words.money(choice.currency),
                words={
                    "won": _("Won"),
                    "call": _("Forecast call"),
                    "stale": _("Stale call"),
                    "quota": _("Quota"),
                    "model": _("Model"),
                },
            ),
            key="calls_by_person",
            config=CONFIG,
            alt=_("Won, call, model and quota by person"),
        )
    if amount is None and found.shorter:
        text = ngettext(
            "{n} call is for a shorter period within {period}; choose that period to see it.",
            "{n} calls are for shorter periods within {period}; choose one of them to see its calls.",
            found.shorter,
        )
        st.caption(markdown(text.format(n=words.number(found.shorter), period=found.period.label)))
    _note(found, focus)


def _sum(found: Calls, focus: str | None) -> tuple[float | None, int, int, float | None]:
    """Call, people, called and quota of the one in focus with all below, else of everybody."""
    if focus is not None:
        one = found.standing[focus]
        return one.amount, one.people, one.called, number(found.figures.loc[focus, "quota"])
    amount, people, called = calls.whole(found.tree, found.standing)
    quota = found.figures.loc[found.tree.top, "quota"].sum(min_count=1)
    return amount, people, called, number(quota)


def _choose_category() -> None:
    def push() -> None:
        st.query_params[book.CATEGORY] = st.session_state["calls_category"] or CATEGORIES[0]

    st.session_state["calls_category"] = book.category()
    st.selectbox(
        _("Category of the call"),
        list(CATEGORIES),
        format_func={code: said.category(code) for code in CATEGORIES}.__getitem__,
        key="calls_category",
        on_change=push,
        help=_("People may call several categories; each is rolled up by itself."),
    )


def _note(found: Calls, focus: str | None) -> None:
    """How many of the calls that count are stale."""
    inside = found.tree.below(focus) if focus is not None else set(found.tree.order)
    told = [found.standing[rep] for rep in inside if found.standing[rep].said is not None]
    old = [each for each in told if each.stale]
    if old:
        text = ngettext("Stale: {n} of {all} call.", "Stale: {n} of {all} calls.", len(told))
        line = text.format(n=words.number(len(old)), all=words.number(len(told)))
        st.caption(markdown(f"{line} {_('The table says which, and why.')}"))


def _rows(found: Calls, people: list[str]) -> pd.DataFrame:
    """One line per person with all below: rep_id, name, call, stale and the figures."""
    rows = [
        {
            "rep_id": rep,
            "name": found.names[rep],
            "call": found.standing[rep].amount,
            "is_stale": bool(found.standing[rep].stale),
        }
        | {name: number(found.figures.loc[rep, name]) for name in found.figures.columns}
        for rep in people
    ]
    columns = ["call", *found.figures.columns]
    return pd.DataFrame(rows).astype(dict.fromkeys(columns, float))


def _table(found: Calls, focus: str | None, choice: Choice) -> None:
    inside = found.tree.below(focus) if focus is not None else set(found.tree.order)
    people = [rep for rep in found.tree.order if rep in inside]
    rows = _rows(found, people)
    first = found.tree.depth[people[0]]
    standing = [found.standing[rep] for rep in people]
    rows = rows.assign(
        name=[book.INDENT * (found.tree.depth[rep] - first) + found.names[rep] for rep in people],
        source=[said.source(each) for each in standing],
        called=[said.called(each.people, each.called) for each in standing],
        own=pd.Series([each.own for each in standing], dtype=float),
        override=pd.Series([each.override for each in standing], dtype=float),
        said_at=pd.to_datetime(pd.Series([each.said and each.said["submitted_at"] for each in standing])),
        stale=[_stale(found, rep) for rep in people],
        note=[_text(each, "note") for each in standing],
        gap=rows["call"] - rows["quota"],
    )
    if "model" in rows.columns:
        rows = rows.assign(beyond=rows["call"] - rows["model"])

    def pick(position: int) -> None:
        st.query_params[book.CALLER] = people[position]

    tables.show(
        rows,
        _columns(choice.currency, with_model="model" in rows.columns),
        key="calls",
        file_name=f"calls-{choice.calendar.code(found.period)}",
        about=f"{summary(choice)}; {_('Calls')}: {found.period.label}",
        alt=_("Calls by person, with everyone below"),
        height=_HEIGHT if len(rows) > _ROWS else None,
        on_pick=pick,
    )


def _stale(found: Calls, rep: str) -> str:
    """Why the person's call is stale; of a sum, how many of the calls in it are."""
    standing = found.standing[rep]
    if standing.source in ("below", "own_and_below"):
        stale = sum(1 for each in found.tree.below(rep) if found.standing[each].stale)
        return ngettext("{n} call below", "{n} calls below", stale).format(n=words.number(stale)) if stale else ""
    return said.stale(standing.stale)


def _text(standing: Standing, name: str) -> str:
    value = standing.said and standing.said[name]
    return value if isinstance(value, str) else ""


def _columns(currency: str, *, with_model: bool) -> dict[str, Column]:
    money = {"currency": currency}
    model = {
        "model": Column(_("Model, {currency}").format(**money), "money", help=_("What the forecast expects of them")),
        "beyond": Column(_("Call − model"), "money"),
    }
    return {
        "name": Column(_("Person"), width=190, help=_("Each line holds everyone below.")),
        "call": Column(_("Call, {currency}").format(**money), "money"),
        "source": Column(_("Where from"), width=120),
        "called": Column(_("Called"), width=70, help=_("People for whom a call counts, of those with quota or deals")),
        "stale": Column(_("Stale"), width=150),
        "said_at": Column(_("Said at, UTC"), "moment", width=130),
        "quota": Column(_("Quota, {currency}").format(**money), "money"),
        "gap": Column(_("Call − quota"), "money"),
        **(model if with_model else {}),
        "won": Column(_("Won, {currency}").format(**money), "money"),
        "own": Column(_("Own call"), "money"),
        "override": Column(_("Manager's override"), "money"),
        "note": Column(_("Note"), width="medium"),
    }
