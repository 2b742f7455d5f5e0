"""A person's last eight quarters: won against quota, win rate with its interval, deal size and cycle."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from metrics import measures, report
from metrics.periods import Period
from metrics.significance import differ
from metrics.values import Value
from pages.charts import rep as charts
from pages.charts.style import CONFIG
from pages.components import calendar, session, tables, words
from pages.components.filters import summary
from pages.components.i18n import _
from pages.components.rep_person import Person
from pages.components.safety import markdown
from pages.components.tables import Column

_QUARTERS, _YEAR = 9, 4  # the running one and two years before it
_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Quarter:
    """A fiscal quarter and the person's measures of it."""

    period: Period
    measured: dict[str, Value]


def quarters(person: Person) -> list[Quarter]:
    """The last quarters up to the one that the period lies in, the oldest first, from the first with anything in it."""
    choice, found = person.choice, []
    last = min(calendar.last_day(choice.period), choice.as_of)
    period: Period | None = choice.calendar.containing(max(last, choice.period.start), "quarter")
    while period is not None and len(found) < _QUARTERS:
        found.append(Quarter(period, _measured(person, period)))
        period = choice.calendar.compared(period, "previous")
    while found and not any(found[-1].measured[name].value for name in ("decided_deals", "quota")):
        found.pop()
    return found[::-1]


def _measured(person: Person, period: Period) -> dict[str, Value]:
    asked = {"period_start": period.start, "period_end": period.end, "group_by": "all"}
    decided = session.fetch("measures/decided", person.choice.scope, **asked)
    quotas = session.fetch("measures/attainment", person.choice.scope, **asked)
    return measures.decided(report.row(decided, "all")) | measures.attainment(quotas)


def show(person: Person) -> None:
    """Won against quota by quarter, and all measures in a table."""
    found = quarters(person)
    st.markdown(f"**{_finding(found, person)}**")
    if not found:
        st.caption(_("Nothing was decided and no quota is known in the last eight quarters."))
        return
    money = words.money(person.choice.currency)
    rows = pd.DataFrame(
        {
            "label": [quarter.period.label for quarter in found],
            "won": [quarter.measured["won_amount"].value or 0.0 for quarter in found],
            "quota": pd.Series([quarter.measured["quota"].value for quarter in found], dtype=float),
            "is_running": [quarter.period.end > person.choice.as_of for quarter in found],
        }
    )
    shares = [quarter.measured["quota_attainment"].value for quarter in found]
    st.plotly_chart(
        charts.quarters(
            rows,
            money=money,
            labels=["" if share is None else words.percent(share, digits=0) for share in shares],
            hovers=[_hover(quarter, person.choice.currency) for quarter in found],
            names={"won": _("Won"), "quota": _("Quota")},
        ),
        key="paper_trend",
        config=CONFIG,
        alt=_("Won amount and quota in each of the last quarters"),
    )
    with st.expander(_("Table"), key="rep_trend_table"):
        _table(found, person)


def _hover(quarter: Quarter, currency: str) -> str:
    shown = {name: words.value(quarter.measured[name], currency) for name in ("won_amount", "quota", "win_rate")}
    return _("{period}: {won} won of {quota}, win rate {rate}").format(
        period=quarter.period.label, won=shown["won_amount"], quota=shown["quota"], rate=shown["win_rate"]
    )


def _finding(found: list[Quarter], person: Person) -> str:
    """How often the quota was reached, and whether the win rate moved beyond chance from one year to the next."""
    over = [quarter for quarter in found if quarter.period.end <= person.choice.as_of]
    known = [share for quarter in over if (share := quarter.measured["quota_attainment"].value) is not None]
    if not found:
        said = _("There is no record of {person} yet")
    elif known:
        said = _("{person} reached the quota in {reached} of {n} finished quarters")
    else:
        said = _("No finished quarter of {person} has a quota")
    text = said.format(
        person=person.name,
        reached=words.number(sum(share >= 1 for share in known)),
        n=words.number(len(known)),
    )
    sides = [_wins(over[-2 * _YEAR : -_YEAR]), _wins(over[-_YEAR:])]
    (won_before, n_before), (won, n) = sides
    if len(over) >= 2 * _YEAR and n and n_before and differ(won_before, n_before, won, n) < _LEVEL:
        moved = _("{finding}; the win rate went from {before} to {after} in a year, beyond chance")
        text = moved.format(
            finding=text,
            before=words.percent(won_before / n_before, digits=0),
            after=words.percent(won / n, digits=0),
        )
    return markdown(text)


def _wins(quarters: list[Quarter]) -> tuple[int, int]:
    counts = [
        sum(int(quarter.measured[name].value or 0) for quarter in quarters) for name in ("won_deals", "decided_deals")
    ]
    return counts[0], counts[1]


def _table(found: list[Quarter], person: Person) -> None:
    names = ("won_amount", "quota", "quota_attainment", "win_rate", "deal_size_median", "sales_cycle_median_days")
    values = {name: pd.Series([quarter.measured[name].value for quarter in found], dtype=float) for name in names}
    frame = pd.DataFrame(
        {
            "period": [quarter.period.label for quarter in found],
            **values,
            "decided": [quarter.measured["win_rate"].n for quarter in found],
            "interval": [words.interval(quarter.measured["win_rate"]) or "–" for quarter in found],
            "won_n": [quarter.measured["won_deals"].n for quarter in found],
        }
    )
    currency = person.choice.currency
    columns = {
        "period": Column(_("Quarter"), width=80),
        "won_amount": Column(_("Won, {currency}").format(currency=currency), "money", width=100),
        "quota": Column(_("Quota, {currency}").format(currency=currency), "money", width=100),
        "quota_attainment": Column(words.label("quota_attainment"), "ratio", width=90),
        "win_rate": Column(words.label("win_rate"), "ratio", width=80),
        "interval": Column(_("95 % interval"), width=90),
        "decided": Column(_("n decided"), "number", width=75),
        "deal_size_median": Column(words.label("deal_size_median"), "money", width=110),
        "won_n": Column(_("n won"), "number", width=65),
        "sales_cycle_median_days": Column(words.label("sales_cycle_median_days"), "number", width=90),
    }
    tables.show(
        frame,
        columns,
        paper=tuple(columns),
        key="rep_trend",
        file_name="profile-quarters",
        about=f"{person.name}; {summary(person.choice)}",
        alt=_("The last quarters in figures"),
    )
