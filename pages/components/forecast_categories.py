"""Forecast categories: what is won, committed and open in a period, by person and rolled up; names of one's own."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from metrics import calls
from metrics.calls import ASIDE, LADDER, Tree
from metrics.periods import Period
from metrics.ratio import exact_sum, number
from pages.charts import forecast_calls as charts
from pages.charts.style import CONFIG
from pages.components import deals, filters, session, tables, words
from pages.components import forecast_calls_book as book
from pages.components import forecast_calls_words as said
from pages.components.filters import Choice, summary
from pages.components.forecast_calls_book import Calls
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

_RUNGS, _COUNT, _BEHIND = "rungs", "count", "category"
_ALL = "all"
_HEIGHT, _ROWS = 420, 11


@dataclass(frozen=True, slots=True)
class _View:
    """What is looked at: whose people, whether rungs hold those before them, and amounts or deals."""

    calls: Calls
    rows: pd.DataFrame
    focus: str | None
    is_cumulative: bool
    column: str

    @property
    def tree(self) -> Tree:
        """The people in sight."""
        return self.calls.tree

    def total(self, column: str, *, is_cumulative: bool) -> pd.Series:
        """By category, of the one in focus with all below, else of everybody."""
        grid = calls.by_category(self.tree, self.rows, column, is_cumulative=is_cumulative)
        return grid.loc[self.focus] if self.focus is not None else grid.loc[self.tree.top].sum()


def show(period: Period, choice: Choice) -> None:
    """The categories of a period: the ladder against quota and call, the table by person, and the deals behind."""
    found = book.load(period, choice, book.category())
    days = {"period_start": period.start, "period_end": period.end}
    rows = session.fetch("forecast/category_amounts", choice.scope, **days)
    if rows.empty:
        st.markdown(f"**{markdown(_('Forecast categories'))}**")
        st.caption(_("No deal is won or due in {period} in this choice.").format(period=markdown(period.label)))
        return
    title = st.empty()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        rungs = filters.url_choice(
            _("How categories add up"),
            ["cumulative", "single"],
            key=_RUNGS,
            names={"cumulative": _("Cumulative"), "single": _("Single")},
        )
        book.focus_select(found.tree, found.names, "categories_focus")
        _names()
    view = _View(found, rows, book.focus(found.tree), rungs == "cumulative", "amount")
    title.markdown(
        f"**{_finding(view, choice)}**",
        help=markdown(
            _(
                "Won deals, and open deals by their close date in the period, by the category that the CRM gives them."
                " Cumulative: each category holds those before it. Omitted deals, and those without a category, stand"
                " aside."
            )
        ),
    )
    _ladder(view, choice)
    _table(view, choice)
    _behind(view, choice)


def _names() -> None:
    """The popover in which the organisation's own names of the categories are set; they stand in the link."""

    def push(code: str) -> None:
        given = st.session_state[f"category_{code}"].strip()
        if given:
            st.query_params[said.name_key(code)] = given
        else:
            st.query_params.pop(said.name_key(code), None)

    with st.popover(_("Names"), icon=":material/edit:", key="category_names"):
        st.caption(_("What the categories are called in your organisation. The names stand in the link."))
        for code in said.NAMED:
            st.session_state[f"category_{code}"] = st.query_params.get(said.name_key(code), "")[: said.LONGEST_NAME]
            st.text_input(
                markdown(said.usual(code)),
                key=f"category_{code}",
                max_chars=said.LONGEST_NAME,
                on_change=push,
                args=(code,),
            )


def _finding(view: _View, choice: Choice) -> str:
    single = view.total("amount", is_cumulative=False)
    money = words.money(choice.currency)
    quota = _quota(view)
    values = {
        "period": view.calls.period.label,
        "closed": money(single["closed"]),
        "commit": money(single["commit"]),
        "sum": money(single["closed"] + single["commit"]),
        "won": said.category("closed"),
        "name": said.category("commit"),
        "quota": money(quota),
        "share": words.percent((single["closed"] + single["commit"]) / quota if quota else None, 0),
    }
    if quota:
        text = _("{period}: {won} {closed} + {name} {commit} come to {share} of the quota of {quota}")
    else:
        text = _("{period}: {won} {closed} + {name} {commit} come to {sum}; there is no quota to compare with")
    return markdown(text.format(**values))


def _quota(view: _View) -> float | None:
    quotas = view.calls.figures["quota"]
    if view.focus is not None:
        return number(quotas.loc[view.focus])
    return number(quotas.loc[view.tree.top].sum(min_count=1))


def _ladder(view: _View, choice: Choice) -> None:
    single, deals_of = view.total("amount", is_cumulative=False), view.total("deals", is_cumulative=view.is_cumulative)
    shown = [code for code in (*LADDER, *ASIDE) if code in LADDER or deals_of[code] > 0]
    held = view.total("amount", is_cumulative=view.is_cumulative)
    rungs = pd.DataFrame(
        {
            "name": [said.category(code) for code in shown],
            "before": [held[code] - single[code] for code in shown],
            "amount": [single[code] for code in shown],
        }
    )
    money = words.money(choice.currency)
    labels = [
        ngettext("{amount} · {n} deal", "{amount} · {n} deals", int(deals_of[code])).format(
            amount=money(held[code]), n=words.number(deals_of[code])
        )
        for code in shown
    ]
    quota, call = _quota(view), _call(view)
    lines = {name: amount for name, amount in (("quota", quota), ("call", call)) if amount}
    st.plotly_chart(
        charts.ladder(
            rungs,
            labels=labels,
            lines=lines,
            money=money,
            words={"quota": _("Quota"), "call": _("Forecast call")},
        ),
        key="category_ladder",
        config=CONFIG,
        alt=_("Forecast categories from won to open, against quota and call"),
    )


def _call(view: _View) -> float | None:
    if view.focus is not None:
        return view.calls.standing[view.focus].amount
    return calls.whole(view.tree, view.calls.standing)[0]


def _table(view: _View, choice: Choice) -> None:
    """Categories by person with everyone below; amounts or deals."""
    counted = filters.url_choice(
        _("What is counted"), ["amount", "deals"], key=_COUNT, names={"amount": _("Amounts"), "deals": _("Deals")}
    )
    grid = calls.by_category(view.tree, view.rows, counted, is_cumulative=view.is_cumulative)
    inside = view.tree.below(view.focus) if view.focus is not None else set(view.tree.order)
    people = [rep for rep in view.tree.order if rep in inside]
    first = view.tree.depth[people[0]]
    shown = [code for code in grid.columns if code in LADDER or grid[code].any()]
    names = {code: f"category_{code or 'none'}" for code in shown}
    table = grid.loc[people, shown].rename(columns=names).reset_index(drop=True)
    table.insert(0, "name", [book.INDENT * (view.tree.depth[rep] - first) + view.calls.names[rep] for rep in people])
    table["quota"] = view.calls.figures.loc[people, "quota"].to_numpy()
    kind = "money" if counted == "amount" else "number"
    heading = _("{name}, {currency}") if counted == "amount" else _("{name}, deals")
    columns = {
        names[code]: Column(heading.format(name=said.category(code), currency=choice.currency), kind) for code in shown
    }
    tables.show(
        table,
        {
            "name": Column(_("Person"), width=190, help=_("Each line holds everyone below.")),
            **columns,
            "quota": Column(_("Quota, {currency}").format(currency=choice.currency), "money"),
        },
        key="categories",
        file_name=f"forecast-categories-{choice.calendar.code(view.calls.period)}",
        about=f"{summary(choice)}; {_('Forecast categories')}: {view.calls.period.label}",
        alt=_("Forecast categories by person, with everyone below"),
        height=_HEIGHT if len(table) > _ROWS else None,
    )
    _without_amount(view)


def _without_amount(view: _View) -> None:
    missing = int(view.total("without_amount", is_cumulative=False).sum())
    if missing:
        text = ngettext(
            "{n} deal has no amount and adds nothing.", "{n} deals have no amount and add nothing.", missing
        )
        st.caption(markdown(text.format(n=words.number(missing))))


def _behind(view: _View, choice: Choice) -> None:
    """The deals behind one category, or all, of those in focus."""
    period = view.calls.period
    with st.expander(_("The deals behind the categories"), key="category_deals"):
        found = session.fetch(
            "forecast/category_amounts_deals", choice.scope, period_start=period.start, period_end=period.end
        )
        if view.focus is not None:
            found = found[found["rep_id"].isin(view.tree.below(view.focus))]
        known = [code for code in (*LADDER, *ASIDE) if (found["forecast_category"] == code).any()]
        names = {_ALL: _("All")} | {code or "none": said.category(code) for code in known}
        picked = filters.url_choice(_("Category"), list(names), key=_BEHIND, names=names)
        rows = found if picked == _ALL else found[found["forecast_category"] == ("" if picked == "none" else picked)]
        line = ngettext("{n} deal · total {amount}", "{n} deals · total {amount}", len(rows))
        total = words.money(choice.currency, compact=False)(exact_sum(rows["amount"]))
        st.markdown(f"**{markdown(line.format(n=words.number(len(rows)), amount=total))}**")
        rows = rows.assign(forecast_category=rows["forecast_category"].map(said.category))
        columns = {name: column for name, column in deals.columns(choice.currency).items() if name in rows.columns}
        columns["forecast_category"] = Column(_("Forecast category"))
        tables.show(
            deals.spoken(rows),
            columns,
            key="category_deals_list",
            file_name=f"forecast-category-deals-{choice.calendar.code(period)}",
            about=f"{summary(choice)}; {names[picked]}: {period.label}",
            alt=_("The deals behind the categories"),
            height=320 if len(rows) > _ROWS else None,
        )
