"""Lists of deals: their columns, their codes in words, and the largest of them."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from pages.components import tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.tables import Column


def largest(deals: pd.DataFrame, widths: Mapping[str, int], choice: Choice, *, most: int, key: str) -> None:
    """The first `most` deals with the columns of `widths` (pixels); the downloads hold all deals and all columns."""
    known = {name: column for name, column in columns(choice.currency).items() if name in deals.columns}
    shown = deals.head(most)
    file_name = f"{key.replace('_', '-')}-{choice.calendar.code(choice.period)}"
    tables.show(
        shown,
        {name: replace(known[name], width=width) for name, width in widths.items()},
        key=key,
        file_name=file_name,
        alt=_("The largest open deals"),
        download=False,
    )
    note = _("The {shown} largest of {all}; the downloads hold all.") if len(deals) > most else ""
    tables.downloads(
        deals,
        known,
        key=key,
        file_name=file_name,
        about=summary(choice),
        note=note.format(shown=words.number(len(shown)), all=words.number(len(deals))),
    )


def spoken(deals: pd.DataFrame) -> pd.DataFrame:
    """A list of deals with its codes in words."""
    if "stage_kind" not in deals.columns:
        return deals
    return deals.assign(stage_kind=deals["stage_kind"].map(words.stage_kind))


def columns(currency: str) -> dict[str, Column]:
    """The columns of any list of deals, in display order."""
    return {
        "name": Column(_("Deal"), width="medium"),
        "account_name": Column(_("Account"), width="medium"),
        "rep_name": Column(_("Owner")),
        "team": Column(_("Team")),
        "stage": Column(_("Stage")),
        "stage_kind": Column(_("State"), width="small"),
        "amount": Column(_("Amount, {currency}").format(currency=currency), "money"),
        "probability": Column(_("Probability"), "ratio", width="small"),
        "weighted_amount": Column(_("Weighted, {currency}").format(currency=currency), "money"),
        "product": Column(_("Product")),
        "created_on": Column(_("Created"), "date"),
        "close_on": Column(_("Close date"), "date"),
        "closed_on": Column(_("Closed"), "date"),
        "cycle_days": Column(_("Cycle, days"), "number"),
        "age_days": Column(_("Age, days"), "number"),
        "next_step": Column(_("Next step"), width="medium"),
        "opportunity_id": Column(_("Deal id")),
    }
