"""What was said before: every version of every call of a period, newest first."""

import pandas as pd
import streamlit as st

from metrics import calls
from pages.components import forecast_calls_book as book
from pages.components import forecast_calls_words as said
from pages.components import tables, words
from pages.components.filters import Choice, summary
from pages.components.forecast_calls_book import Calls
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

_HEIGHT, _ROWS = 320, 8


def show(found: Calls, choice: Choice) -> None:
    """The versions of the person in the link, else of everybody."""
    person = book.caller(found)
    rows = found.history if person is None else found.history[found.history["rep_id"] == person]
    st.markdown(f"**{_finding(found, person, rows)}**")
    if rows.empty:
        st.caption(_("Make one here, or upload forecast submissions on the Imports page."))
        return
    columns = {
        "submitted_at": Column(_("Said at, UTC"), "moment", width=130),
        **({"rep_name": Column(_("Person"), width=130)} if person is None else {}),
        "amount": Column(
            _("Call, {currency}").format(currency=choice.currency), "money", help=_("Blank: the call was taken back.")
        ),
        "change": Column(_("Since the version before"), "money", width=90),
        "kind": Column(_("Whose word it is"), width=130),
        "is_in_force": Column(
            _("In force"),
            "flag",
            width=70,
            help=_("The last of its kind that was not taken back. An override counts before an own call."),
        ),
        "submitted_by_name": Column(_("Said by"), width=130),
        "category": Column(_("Category of the call"), width=100),
        "note": Column(_("Note"), width="medium"),
        "version": Column(_("Version"), "number", width=60),
    }
    tables.show(
        _spoken(rows),
        columns,
        key="call_history",
        file_name=f"call-history-{choice.calendar.code(found.period)}",
        about=f"{summary(choice)}; {_('Calls')}: {found.period.label}",
        alt=_("Every version of the calls"),
        height=_HEIGHT if len(rows) > _ROWS else None,
    )


def _finding(found: Calls, person: str | None, rows: pd.DataFrame) -> str:
    values = {"period": found.period.label, "n": words.number(len(rows))}
    if person is None:
        text = ngettext("{n} call was made for {period}", "{n} calls were made for {period}", len(rows))
        return markdown(text.format(**values))
    text = ngettext(
        "{n} call was made for {person} in {period}", "{n} calls were made for {person} in {period}", len(rows)
    )
    return markdown(text.format(**values, person=found.names[person]))


def _spoken(rows: pd.DataFrame) -> pd.DataFrame:
    """Newest first, codes in words, with the change since the version before and whether it counts."""
    ordered = rows.sort_values(["submitted_at", "submission_id"])
    before = ordered.groupby(["rep_id", "kind", "category"])["amount"].shift()
    counting = {
        row["submission_id"] for code in rows["category"].unique() for row in calls.in_force(rows, code).values()
    }
    return ordered.assign(
        change=ordered["amount"] - before,
        is_in_force=ordered["submission_id"].isin(counting),
        kind=ordered["kind"].map(said.kind),
        category=ordered["category"].map(said.category),
    ).iloc[::-1]
