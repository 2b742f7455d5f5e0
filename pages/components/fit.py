"""The ideal customer: who fits a profile, whether that goes with winning, and who fits but is not won yet."""

import pandas as pd
import streamlit as st

from metrics.fit import CONTACTS, Condition, Fit
from pages.charts import fit as charts
from pages.charts.style import CONFIG
from pages.components import filters, fit_builder, fit_figures, fit_tables, fit_words, words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown


def show(choice: Choice) -> None:
    """The builder, the comparison, and the lists."""
    known = fit_figures.attributes(choice)
    if known.empty:
        st.info(
            _(
                "Nothing is known of customers yet. Import accounts, contacts or leads on the Imports page; columns"
                " such as tools used, ad spend or open vacancies are kept too."
            )
        )
        return
    with st.container(border=True):
        fit_tables.title(_("Who is an ideal customer?"))
        conditions = fit_builder.conditions(known, choice)
        if not any(one.asks for one in conditions):
            st.caption(
                _("Add conditions to see whether customers that meet them are won more often, and who they are.")
            )
            return
    deals = _compared(conditions, choice)
    _lists(conditions, choice)
    if len(deals):
        with st.expander(_("The deals behind the comparison")):
            fit_tables.behind(deals, conditions, choice)


def _compared(conditions: tuple[Condition, ...], choice: Choice) -> pd.DataFrame:
    """Both sides of the comparison; returns the deals behind it."""
    with st.container(border=True):
        spans = {"period": choice.period.label, "all": _("All deals so far")}
        span = filters.url_choice(_("Deals decided in"), list(spans), key="fit_span", names=spans)
        deals = fit_figures.decided(choice, span)
        found = fit_figures.compared(deals, conditions, choice)
        fit_tables.title(fit_words.finding(found, choice.currency))
        if deals.empty:
            text = _("No deal was won or lost in {period}. Choose another period, or all deals so far.")
            st.caption(markdown(text.format(period=spans[span])))
            return deals
        _chart(found)
        fit_tables.sides(found, conditions, choice)
        has_contacts = any(one.asks and one.entity == CONTACTS for one in conditions)
        st.caption(markdown(" ".join(fit_words.basis(found, contacts=has_contacts))))
    return fit_figures.marked(deals, conditions, choice)


def _chart(found: Fit) -> None:
    rate = found.gaps[0]
    sides = [rate.own, rate.peers]
    # Without deals on one side there is nothing to hold against; the side's own share still stands.
    labels = [f"{words.percent(side.value)}, n = {words.number(side.n or 0)}" for side in sides]
    st.plotly_chart(
        charts.win_rates(
            pd.DataFrame({"value": side.value, "low": side.low, "high": side.high} for side in sides).astype(float),
            names=[_("Fits"), _("All others")],
            labels=labels,
            percent=lambda share: words.percent(share, digits=0),
        ),
        config=CONFIG,
        key="fit_win_rates",
        alt=_("Win rates of customers that fit and of all others"),
    )


def _lists(conditions: tuple[Condition, ...], choice: Choice) -> None:
    accounts = fit_figures.in_sight(fit_figures.accounts(conditions, choice)[0], choice)
    leads, left_out = fit_figures.leads(conditions, choice)
    with st.container(border=True):
        new = int(accounts["new"].sum())
        text = ngettext(
            "{n} account fits, {new} without an open or won deal",
            "{n} accounts fit, {new} without an open or won deal",
            len(accounts),
        )
        fit_tables.title(text.format(n=words.number(len(accounts)), new=words.number(new)))
        if len(accounts):
            fit_tables.accounts(accounts, conditions, choice)
    with st.container(border=True):
        text = ngettext("{n} open lead fits", "{n} open leads fit", len(leads))
        fit_tables.title(text.format(n=words.number(len(leads))))
        if len(leads):
            fit_tables.leads(leads, conditions, choice)
        notes = [
            _("Leads that became neither account nor deal and were not turned down, by what their own records say.")
        ]
        if left_out:
            named = ", ".join(fit_words.attribute(one.attribute) for one in left_out)
            notes.append(_("No lead says anything of this, so it is not asked of them: {what}.").format(what=named))
        st.caption(markdown(" ".join(notes)))
