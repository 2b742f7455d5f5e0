"""The difference before it counts: what publishing, or taking back, would change, in deals and money."""

import pandas as pd
import streamlit as st

from data.intake import Difference
from metrics import import_changes
from metrics.ratio import exact_sum
from pages.components import import_change_words as told
from pages.components import pipeline_stock, tables, words
from pages.components.i18n import _
from pages.components.pipeline_words import signed
from pages.components.safety import markdown
from pages.components.tables import Column

_LINES = 6  # categories or owners told in a sentence; the table has all


def show(change: Difference, *, key: str, is_undo: bool = False) -> None:
    """What would change: totals, what looks like a slip, and money by category, owner and deal. key: on the page.

    is_undo: the change takes an import back, so that nothing of it can be a slip of a file but wins that go with it.
    """
    with st.container(border=True):
        st.markdown(f"**{_('What would change')}**")
        if change.totals.empty:
            st.markdown(_("No deal would change."))
            return
        _totals(change)
        for item in import_changes.unusual(change.facts):
            if is_undo and item.code != "wins_taken_back":
                continue
            st.warning(markdown(told.unusual(item)), icon=":material/warning:")
        by_category, by_owner, deals = st.tabs([_("By category"), _("By owner"), _("Deals")])
        with by_category:
            named = import_changes.by(change.effects, "category")
            _grouped(
                named.assign(name=named["category"].map(pipeline_stock.category)),
                _("Category"),
                change,
                key=f"{key}_category",
            )
        with by_owner:
            named = import_changes.by(change.effects, "owner")
            names = named["owner"].where(named["owner"] != "", _("No owner"))
            _grouped(named.assign(name=names), _("Owner"), change, key=f"{key}_owner")
        with deals:
            _deals(change, key=f"{key}_deals")


def _totals(change: Difference) -> None:
    meanings = {
        "pipeline": _("What is open after, less what was open before, of all periods."),
        "bookings": _("What is won after, less what was won before, of all periods."),
        "dates": _("Money of the open deals whose close date moves; none of it is lost."),
    }
    with st.grid(3, min_column_width=220, gap="xsmall"):
        for account, meaning in meanings.items():
            rows = change.totals[change.totals["account"] == account]
            amount = exact_sum(rows["amount"])
            figure = words.money(change.currency)(amount) if account == "dates" else signed(amount, change.currency)
            with st.container():
                st.metric(told.account_name(account), markdown(figure), help=meaning)
                st.caption(markdown(told.account(rows.to_dict("records"), change.currency) or _("no deals")))


def _grouped(rows: pd.DataFrame, heading: str, change: Difference, *, key: str) -> None:
    if rows.empty:
        st.markdown(_("No open deal changes."))
        return
    for row in rows.head(_LINES).to_dict("records"):
        st.markdown(f"- {told.line(row['name'], row, change.currency)}")
    columns = {"name": Column(heading, width="medium"), "net": Column(_("Net change"), "money")}
    for code in import_changes.EFFECTS:
        if f"{code}_deals" in rows:
            columns[f"{code}_amount"] = Column(told.effect(code), "money")
            columns[f"{code}_deals"] = Column(_("{effect}, deals").format(effect=told.effect(code)), "number")
    tables.show(
        rows,
        columns,
        key=key,
        file_name="quarterdeck-import-difference",
        about=_("Pushed and pulled in stand beside the net change: they change no money."),
        alt=_("What each gains and loses by the import, by effect"),
        height=320 if len(rows) > _LINES else None,
    )


def _deals(change: Difference, *, key: str) -> None:
    present = [code for code in import_changes.EFFECTS if code in set(change.deals["effect"])]
    chosen = st.pills(
        _("Effect"), present, format_func=told.effect, default=present[0], key=f"{key}_effect", required=True
    )
    rows = change.deals[change.deals["effect"] == chosen]
    whole = change.totals.loc[change.totals["effect"] == chosen, "deals"].sum()
    if len(rows) < whole:
        text = _("The largest {n} of {whole} are listed.")
        st.caption(markdown(text.format(n=words.number(len(rows)), whole=words.number(whole))))
    tables.show(
        rows,
        {
            "name": Column(_("Deal"), width="medium"),
            "account_name": Column(_("Account")),
            "owner": Column(_("Owner")),
            "amount": Column(_("Change"), "money"),
            "amount_before": Column(_("Amount before"), "money"),
            "amount_after": Column(_("Amount after"), "money"),
            "stage_before": Column(_("Stage before")),
            "stage_after": Column(_("Stage after")),
            "close_on_before": Column(_("Close date before"), "date"),
            "close_on_after": Column(_("Close date after"), "date"),
            "opportunity_id": Column(_("Deal id")),
        },
        key=key,
        file_name=f"quarterdeck-import-{chosen}",
        alt=_("The deals that an import changes"),
        height=320 if len(rows) > 8 else None,
    )
