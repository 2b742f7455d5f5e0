"""Exchange rates: which currencies deals are in, at which rates they are converted, and rates given by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import streamlit as st
from babel.numbers import list_currencies

from data import rates
from data.errors import Refused
from pages.components import session, settings, tables, words
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.said import said
from pages.components.tables import Column


def show() -> None:
    """The currencies of deals with their rates; what has none; and the form for a rate."""
    own = str(session.fetch("settings/organisation")["currency"].iloc[0])
    found = session.fetch("settings/currencies")
    _missing(found)
    st.caption(
        markdown(
            _(
                "Rates tell how much {currency} one unit is worth. Upload a table of them, or give one. Where none is"
                " given, the daily reference rates of the European Central Bank that come with the product hold."
            ).format(currency=own)
        )
    )
    origins = {"file": _("given"), "reference": _("reference rates")}
    shown = found.assign(
        currency=found["currency"].where(found["currency"] != "", _("not written: {currency}").format(currency=own)),
        last_rate=[None if pd.isna(rate) else words.number(rate, 6) for rate in found["last_rate"]],
        origin=found["origin"].map(origins).where(found["currency"] != own, _("needs none")),
    )
    tables.show(
        shown,
        {
            "currency": Column(_("Currency")),
            "deals": Column(_("Deals"), "number"),
            "amount_original": Column(_("Amount as written"), "money"),
            "amount": Column(_("Amount, {currency}").format(currency=own), "money"),
            "without_rate": Column(_("Deals without a rate"), "number"),
            "origin": Column(_("Rates")),
            "last_rate": Column(_("Latest rate, {currency}").format(currency=own)),
            "last_day": Column(_("Valid from"), "date"),
            "rates": Column(_("Number of rates"), "number"),
        },
        key="currencies",
        file_name="quarterdeck-currencies",
        alt=_("The currencies deals are written in, with their rates"),
    )
    _form(own)
    _table()


def _table() -> None:
    """A table of rates in a file."""
    given = st.file_uploader(
        _("A table of rates: currency, date and rate, as CSV or Excel"),
        type=["csv", "tsv", "txt", "xlsx"],
        max_upload_size=20,
        key=f"rate_table_{getattr(session.release(), 'number', 0)}",
    )
    if given is not None:
        st.button(_("Take these rates"), key="rate_table_take", on_click=_take, args=(given.name, given.getvalue()))


def _take(name: str, content: bytes) -> None:
    who = str(st.session_state.get("setting_who") or "").strip() or None
    try:
        taken = rates.take(session.store(), name, content, who=who, now=datetime.now(UTC))
    except Refused as error:
        settings.refuse(said(error.message))
        return
    settings.saved(taken.number)
    if taken.refused:
        text = ngettext(
            "{n} row was refused: the import log on the Imports page tells why.",
            "{n} rows were refused: the import log on the Imports page tells why.",
            taken.refused,
        )
        settings.refuse(text.format(n=words.number(taken.refused)))


def _missing(found: pd.DataFrame) -> None:
    missing = found[found["without_rate"] > 0]
    if missing.empty:
        return
    deals = int(missing["without_rate"].sum())
    text = ngettext(
        "{n} deal in {currencies} has no rate. Its amount is left out of every sum, not taken for {own}.",
        "{n} deals in {currencies} have no rate. Their amounts are left out of every sum, not taken for {own}.",
        deals,
    )
    own = str(session.fetch("settings/organisation")["currency"].iloc[0])
    named = ", ".join(missing["currency"])
    st.warning(markdown(text.format(n=words.number(deals), currencies=named, own=own)), icon=":material/warning:")


def _form(own: str) -> None:
    with st.form("rate_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        known = sorted(list_currencies() - {own})
        st.selectbox(_("Currency"), known, index=None, placeholder=_("Choose"), key="rate_currency", width=160)
        st.date_input(_("Valid from"), datetime.now(UTC).date(), key="rate_day", width=160)
        st.number_input(
            _("One unit in {currency}").format(currency=own),
            value=None,
            min_value=0.0,
            format="%.6f",
            key="rate_value",
            width=180,
        )
        st.form_submit_button(_("Give the rate"), key="rate_give", on_click=_give)


def _give() -> None:
    currency, day, rate = (st.session_state.get(f"rate_{name}") for name in ("currency", "day", "value"))
    if currency is None or not isinstance(day, date) or not rate:
        settings.refuse(_("Choose a currency and a day, and give a rate above 0."))
        return
    who = str(st.session_state.get("setting_who") or "").strip() or None
    try:
        release = rates.enter(session.store(), currency, day, Decimal(str(rate)), who=who, now=datetime.now(UTC))
    except Refused as error:
        settings.refuse(said(error.message))
    else:
        settings.saved(release)
