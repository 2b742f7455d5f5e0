"""What becomes of leads: qualified, turned into deals, won; shares of a cohort with what is still undecided."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from metrics.measures import amount, count
from metrics.ratio import share
from metrics.values import Value

STEPS = ("leads", "qualified", "deals", "won_deals")
RATES = ("qualified_rate", "deal_rate", "win_rate", "won_per_lead")


def courses(row: Mapping[str, Any]) -> dict[str, Value]:
    """The measures of leads created in a window. row: of the query leads/courses, or sums of its columns.

    qualified_rate and deal_rate are shares of all leads, win_rate of decided deals; won_per_lead is of all leads and
    grows while deals are open. decided: share of the deals that are won or lost. amount_per_lead: money won per lead.
    """
    leads, deals = count(row, "leads"), count(row, "deals")
    won, lost, opened = (count(row, f"{kind}_deals") for kind in ("won", "lost", "open"))
    money = amount(row, "won_amount", won)
    return {
        "leads": Value(leads, leads, unit="count"),
        "qualified_rate": share(count(row, "qualified"), leads, interval=True),
        "deal_rate": share(deals, leads, interval=True),
        "win_rate": share(won, won + lost, interval=True),
        "won_per_lead": share(won, leads, interval=True),
        "decided": share(won + lost, won + lost + opened),
        "won_amount": Value(money, won, unit="money"),
        "amount_per_lead": Value(money / leads if leads and money is not None else None, leads, unit="money"),
    }


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Counts and measures of each group, the most leads first; rates with their bounds as name_low and name_high."""
    lines = []
    for row in rows.to_dict("records"):
        found = courses(row)
        lines.append(
            row
            | {name: value.value for name, value in found.items()}
            | {f"{name}_low": value.low for name, value in found.items() if value.low is not None}
            | {f"{name}_high": value.high for name, value in found.items() if value.high is not None}
        )
    columns = [*rows.columns, *courses({}), *(f"{name}_{end}" for name in RATES for end in ("low", "high"))]
    found = pd.DataFrame(lines).reindex(columns=list(dict.fromkeys(columns)))
    return found.sort_values(["leads", "group_name"], ascending=[False, True], ignore_index=True)
