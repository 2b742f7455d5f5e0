"""The tables of the ideal customer: both sides of the comparison, and the accounts, leads and deals behind it."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from metrics.fit import Condition, Fit
from pages.components import deals, fit_words, rep_peers_words, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_MOST, _TALL = 1000, 390  # rows on the screen, and pixels of a long table


def sides(found: Fit, conditions: Sequence[Condition], choice: Choice) -> None:
    """Win rate, deal size and cycle of both sides, with their difference."""
    money = choice.currency
    rows = pd.DataFrame(
        {
            "what": words.label(gap.measure),
            "inside": fit_words.side(gap, inside=True, currency=money),
            "inside_n": gap.own.n,
            "outside": fit_words.side(gap, inside=False, currency=money),
            "outside_n": gap.peers.n,
            "difference": rep_peers_words.signed(gap, gap.difference.value, money),
            "interval": rep_peers_words.interval(gap, money),
            "sure": fit_words.sure(gap),
        }
        for gap in found.gaps
    )
    tables.show(
        rows,
        {
            "what": Column(_("Measure"), width=130),
            "inside": Column(_("Fits (95 %)"), width=190),
            "inside_n": Column("n", "number", width=60),
            "outside": Column(_("All others (95 %)"), width=190),
            "outside_n": Column("n", "number", width=60),
            "difference": Column(_("Difference"), width=90),
            "interval": Column(_("95 % interval"), width=140),
            "sure": Column(_("By chance?"), width=120),
        },
        key="fit_sides",
        file_name=f"fit-{choice.calendar.code(choice.period)}",
        about=_about(conditions, choice),
        alt=_("Customers that fit beside all others"),
    )


def behind(rows: pd.DataFrame, conditions: Sequence[Condition], choice: Choice) -> None:
    """The decided deals, with whether their customer fits. rows: of fit_figures.marked."""
    known = deals.columns(choice.currency)
    columns = {"is_inside": Column(_("Fits"), "flag", width="small")}
    columns |= {name: column for name, column in known.items() if name in rows.columns}
    _listed(deals.spoken(rows), columns, "fit_deals", _("Decided deals, those that fit first"), conditions, choice)


def accounts(rows: pd.DataFrame, conditions: Sequence[Condition], choice: Choice) -> None:
    """The accounts that fit. rows: of fit_figures.in_sight."""
    columns = {
        "name": Column(_("Account"), width="medium"),
        "rep_name": Column(_("Owner")),
        "industry": Column(_("Industry")),
        "country": Column(_("Country")),
        "employees": Column(_("Headcount"), "number"),
        "open_deals": Column(_("Open deals"), "number"),
        "open_amount": Column(_("Open, {currency}").format(currency=choice.currency), "money"),
        "won_deals": Column(_("Won deals"), "number"),
        "lost_deals": Column(_("Lost deals"), "number"),
        "account_id": Column(_("Account id")),
    }
    _listed(rows, columns, "fit_accounts", _("Accounts that fit"), conditions, choice)


def leads(rows: pd.DataFrame, conditions: Sequence[Condition], choice: Choice) -> None:
    """The open leads that fit. rows: of fit_figures.leads."""
    columns = {
        "name": Column(_("Lead"), width="medium"),
        "company": Column(_("Company"), width="medium"),
        "title": Column(_("Job title")),
        "rep_name": Column(_("Owner")),
        "status": Column(_("Status")),
        "source": Column(_("Source")),
        "industry": Column(_("Industry")),
        "country": Column(_("Country")),
        "employees": Column(_("Headcount"), "number"),
        "created_on": Column(_("Created"), "date"),
        "first_response_on": Column(_("First answered"), "date"),
        "lead_id": Column(_("Lead id")),
    }
    _listed(rows, columns, "fit_leads", _("Open leads that fit"), conditions, choice)


def _listed(
    rows: pd.DataFrame,
    columns: dict[str, Column],
    key: str,
    alt: str,
    conditions: Sequence[Condition],
    choice: Choice,
) -> None:
    file_name = f"{key.replace('_', '-')}-{choice.calendar.code(choice.period)}"
    shown = rows.head(_MOST)
    height = _TALL if len(shown) > 10 else None
    tables.show(shown, columns, key=key, file_name=file_name, alt=alt, height=height, download=False)
    note = _("The first {shown} of {all}; the downloads hold all.") if len(rows) > _MOST else ""
    note = note.format(shown=words.number(len(shown)), all=words.number(len(rows)))
    tables.downloads(rows, columns, key=key, file_name=file_name, about=_about(conditions, choice), note=note)


def _about(conditions: Sequence[Condition], choice: Choice) -> str:
    return f"{summary(choice)}; {fit_words.profile(conditions)}"


def title(text: str) -> None:
    """The head of a block; plain text."""
    st.markdown(f"**{markdown(text)}**")
