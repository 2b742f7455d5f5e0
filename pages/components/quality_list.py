"""The records that a check found, with the reason of each, and the way to a deal's story."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from metrics import quality
from metrics.quality_checks import CHECKS, LIMITS
from pages.components import activities_words, deals, quality_figures, quality_words, session, tables
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.quality_figures import Audit
from pages.components.safety import markdown
from pages.components.tables import Column

_PICKED = "quality_deal"
_HEIGHT, _ROWS = 380, 9
_OF_THIS_PAGE = ("check", "view", "records")


def show(code: str, found: Audit, choice: Choice, *, everything: bool) -> None:
    """The records in a table with downloads; a deal picked leads to its story on the Deals page."""
    rows = listed(code, found, choice, everything=everything)
    told = quality_words.reasons()
    shown = deals.spoken(rows.assign(reason=rows["reason"].map(told).fillna(rows["reason"])))
    columns = _columns(code, choice)
    has_deals = "opportunity_id" in shown.columns and shown["opportunity_id"].notna().any()

    def picked(row: int) -> None:
        st.session_state[_PICKED] = rows["opportunity_id"].iloc[row]

    tables.show(
        shown,
        columns,
        key="quality_list",
        file_name=quality_words.file_name(f"data-quality-{code.replace('_', '-')}", choice, everything=everything),
        about=f"{quality_words.check(code)}; {quality_words.summary(choice, everything=everything)}",
        alt=_("The records the check found"),
        height=_HEIGHT if len(shown) > _ROWS else None,
        on_pick=picked if has_deals else None,
    )
    if has_deals:
        _story(shown)


def listed(code: str, found: Audit, choice: Choice, *, everything: bool) -> pd.DataFrame:
    """The records a check found, with the code of the reason."""
    match CHECKS[code].kind:
        case "deals":
            bad = quality.is_found(found.reasons[code])
            rows = found.deals[bad].assign(reason=found.reasons.loc[bad, code])
            return _side_by_side(rows, "opportunity_id") if code == "duplicate_deals" else rows
        case "accounts":
            return _side_by_side(found.accounts[quality.is_found(found.accounts["reason"])], "account_id")
        case "leads":
            return found.leads[quality.is_found(found.leads["reason"])]
        case _:
            asked = quality_figures.window(choice, everything=everything)
            rows = session.fetch(
                "quality/durations_listed", choice.scope, **asked, today=choice.as_of, longest=LIMITS.longest_minutes
            )
            return rows.assign(kind=rows["kind"].map(activities_words.kind))


def _side_by_side(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Twins one below the other."""
    return rows.sort_values(["group", key], kind="stable")


def _story(rows: pd.DataFrame) -> None:
    """The link to the story of the deal picked, where it is one of these."""
    chosen = rows[rows["opportunity_id"] == st.session_state.get(_PICKED)]
    if chosen.empty:
        st.caption(_("Choose a row to get to the story of its deal."))
        return
    deal = chosen.iloc[0]
    name = deal["name"] if "name" in deal and isinstance(deal["name"], str) else deal["opportunity_id"]
    query = {name: st.query_params.get_all(name) for name in st.query_params if name not in _OF_THIS_PAGE}
    st.page_link(
        "deals.py",
        label=markdown(_("Read the story of {deal}").format(deal=name)),
        icon=":material/handshake:",
        query_params=query | {"deal": deal["opportunity_id"]},
    )


def _columns(code: str, choice: Choice) -> Mapping[str, Column]:
    """The columns of a check's records, what it is about first."""
    kind = CHECKS[code].kind
    reason = {"reason": Column(_("Reason"), width=190)}
    money = Column(_("Amount, {currency}").format(currency=choice.currency), "money", width=110)
    twin = {"twin": Column(_("Likely twin"), width=190), "twin_id": Column(_("Id of the twin"))}
    if kind == "accounts":
        return {
            "name": Column(_("Account"), width=190),
            **reason,
            **twin,
            "rep_name": Column(_("Owner")),
            "country": Column(_("Country")),
            "website": Column(_("Website")),
            "deals": Column(_("Deals"), "number", width=70),
            "amount": Column(_("Open, {currency}").format(currency=choice.currency), "money", width=110),
            "account_id": Column(_("Account id")),
        }
    if kind == "leads":
        return {
            "name": Column(_("Lead"), width=150),
            "company": Column(_("Company"), width=150),
            **reason,
            "rep_name": Column(_("Owner")),
            "source": Column(_("Source")),
            "status": Column(_("Status")),
            "created_at": Column(_("Created"), "moment"),
            "first_response_at": Column(_("First response"), "moment"),
            "lead_id": Column(_("Lead id")),
        }
    if kind == "activities":
        return {
            "happened_at": Column(_("When"), "moment"),
            "kind": Column(_("Kind"), width=90),
            "subject": Column(_("Subject"), width="medium"),
            **reason,
            "rep_name": Column(_("Rep")),
            "minutes": Column(_("Minutes"), "number"),
            "opportunity_id": Column(_("Deal id")),
            "activity_id": Column(_("Activity id")),
        }
    plain = deals.columns(choice.currency)
    written = {
        "amount_original": Column(_("As written"), "number"),
        "currency": Column(_("Currency"), width=80),
    }
    return {
        "name": Column(_("Deal"), width=190),
        **reason,
        **(twin if code == "duplicate_deals" else {}),
        "account_name": Column(_("Account"), width=150),
        "rep_name": plain["rep_name"],
        "stage": plain["stage"],
        "stage_kind": plain["stage_kind"],
        "amount": money,
        **(written if code == "currency" else {}),
        **({"probability": plain["probability"]} if code == "probability" else {}),
        "created_on": plain["created_on"],
        "close_on": plain["close_on"],
        "closed_on": plain["closed_on"],
        "opportunity_id": plain["opportunity_id"],
    }
