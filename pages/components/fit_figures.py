"""What the ideal-customer part asks the warehouse: attributes, their values, deals, accounts and leads."""

from collections.abc import Sequence

import pandas as pd

from data.vocabulary import stage_kind
from metrics import fit
from metrics.fit import Condition, Fit
from pages.components import session
from pages.components.filters import Choice

LEADS = "leads"


def attributes(choice: Choice) -> pd.DataFrame:
    """What conditions can be put on: see metrics.fit.attributes."""
    return fit.attributes(session.fetch("fit/attributes", today=choice.as_of))


def values(attribute: str, choice: Choice) -> pd.DataFrame:
    """What is known of an attribute such as accounts:industry, of the whole company."""
    entity, _colon, name = attribute.partition(":")
    return session.fetch("fit/values", entity=entity, attribute=name, today=choice.as_of)


def accounts(conditions: Sequence[Condition], choice: Choice) -> tuple[set[str], set[str]]:
    """The accounts that meet the conditions, and those of which all that is asked for is known."""
    known = {one.attribute: values(one.attribute, choice) for one in conditions}
    return fit.fitting(conditions, known), fit.told(conditions, known)


def leads(conditions: Sequence[Condition], choice: Choice) -> tuple[pd.DataFrame, list[Condition]]:
    """The open leads in the choice that meet the conditions by what their own records say.

    And the conditions left out, as no lead says anything of them.
    """
    known = {one.attribute: values(f"{LEADS}:{one.name}", choice) for one in conditions if one.asks}
    left_out = [one for one in conditions if one.asks and known[one.attribute].empty]
    found = fit.fitting_records([one for one in conditions if one not in left_out], known)
    rows = session.fetch("fit/leads", choice.scope)
    # A lead that was turned down is not open, whatever system wrote its status.
    over = {status for status in rows["status"].dropna().unique() if stage_kind(status).kind != "open"}
    rows = rows[rows["lead_id"].isin(found) & ~rows["status"].isin(over)]
    return rows.reset_index(drop=True), left_out


def in_sight(found: set[str], choice: Choice) -> pd.DataFrame:
    """The accounts in the choice that are among `found`, those without any deal won or open first."""
    rows = session.fetch("fit/accounts", choice.scope)
    rows = rows[rows["account_id"].isin(found)]
    new = (rows["won_deals"] + rows["open_deals"]) == 0
    return rows.assign(new=new).sort_values(["new", "name"], ascending=[False, True], ignore_index=True)


def decided(choice: Choice, span: str) -> pd.DataFrame:
    """The deals decided in the period, or all of them (span: period or all)."""
    ours = span == "period"
    window = {"period_start": choice.period.start, "period_end": choice.period.end}
    return session.fetch("fit/decided", choice.scope, **(window if ours else dict.fromkeys(window)))


def compared(deals: pd.DataFrame, conditions: Sequence[Condition], choice: Choice) -> Fit:
    """Deals of accounts that fit against all others."""
    return fit.compare(deals, *accounts(conditions, choice))


def marked(deals: pd.DataFrame, conditions: Sequence[Condition], choice: Choice) -> pd.DataFrame:
    """The deals with a flag is_inside, those that fit first."""
    inside = deals["account_id"].isin(accounts(conditions, choice)[0])
    return deals.assign(is_inside=inside).sort_values("is_inside", ascending=False, kind="stable", ignore_index=True)
