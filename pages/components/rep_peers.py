"""Strengths and gaps of a person against peers, like with like, and what closing a gap is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from metrics import catalog, profile, signals
from metrics.periods import Period
from metrics.profile import Gap
from pages.charts import rep as charts
from pages.charts.style import CONFIG
from pages.components import activities_figures, calendar, filters, session, tables
from pages.components import rep_peers_words as said
from pages.components import signals as book
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.rep_person import Person
from pages.components.safety import markdown
from pages.components.tables import Column

_PEERS, _SPAN = "peers", "span"
_MONTH = 30.4375  # days
_WORKED = 21  # working days of a month
_LEAST_DAYS = 60  # in the time compared: who was there for less has no figure per month
# Deals that entered a stage later than so many days ago may still be on their way: newcomers have more of those.
_RIPE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Compared:
    """The gaps of a person in funnel order of measures; period: the days compared; whose: segment or team."""

    gaps: list[Gap]
    period: Period
    whose: str


def chosen(person: Person) -> tuple[str, Period]:
    """Whom the person is held against, and over which days; both stand in the URL."""
    with st.container(horizontal=True, gap="small", key="profile_controls"):
        names = {"segment": _("Same segments"), "team": _("Same team")}
        options = ["segment", *(["team"] if person.team else [])]
        whose = filters.url_choice(_("Held against"), options, key=_PEERS, names=names)
        spans = {"year": _("Twelve months"), "period": person.choice.period.label}
        span = filters.url_choice(_("Over"), list(spans), key=_SPAN, names=spans)
    return whose, person.year if span == "year" else person.choice.period


def compared(person: Person, whose: str, period: Period) -> Compared:
    """The person beside the peers: all others' deals in the same segments, or those of the team's others."""
    others = _others(person, whose)
    window = {"period_start": period.start, "period_end": period.end}
    outcomes = session.fetch("rep/outcomes", person.company.scope, **window)
    own, peers = _sides(outcomes, person, others)
    each = profile.mean_deal(own, peers)
    found = profile.deals(own, peers)
    # Figures per person are held against people who mostly sell in the same segment.
    main = profile.main_segments(outcomes)
    alike = {rep for rep in others if whose == "team" or main.get(rep) == main.get(person.rep_id)}
    found += [_created(person, alike, period, own, peers, each)]
    found += _meetings(person, alike, period)
    found += [_kept(person, others)]
    found += profile.stages(*_sides(_passages(person, period), person, others), each)
    told = [gap for gap in found if gap.own.value is not None and gap.peers.value is not None]
    return Compared(profile.adjusted(told), period, whose)


def funnel(person: Person, period: Period) -> list[Gap]:
    """The conversions of the person beside those of the team's others; of everybody else without a team."""
    rows = _passages(person, period)
    others = _others(person, "team" if person.team else "segment")
    return profile.adjusted(profile.stages(*_sides(rows, person, others), None))


def _passages(person: Person, period: Period) -> pd.DataFrame:
    end: date = max(min(period.end, person.choice.as_of - _RIPE), period.start)
    return session.fetch("rep/passages", person.company.scope, period_start=period.start, period_end=end)


def _others(person: Person, whose: str) -> set[str]:
    people = person.people[person.people["rep_id"] != person.rep_id]
    return set(people["rep_id"] if whose == "segment" else people[people["team"] == person.team]["rep_id"])


def _sides(rows: pd.DataFrame, person: Person, others: set[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    return rows[rows["rep_id"] == person.rep_id], rows[rows["rep_id"].isin(others)]


def _created(
    person: Person, alike: set[str], period: Period, own: pd.DataFrame, peers: pd.DataFrame, each: float | None
) -> Gap:
    """Deals created per month; closing the gap is worth: deals missing × the peers' win rate × what a deal is worth."""
    asked = {"period_start": period.start, "period_end": period.end, "group_by": "rep"}
    rows = session.fetch("measures/created", person.company.scope, **asked)
    names = session.fetch("reps/board_people", person.company.scope, group_by="rep")
    counts = names.merge(rows, on="group_name", how="left").set_index("rep_id")["created_deals"].fillna(0)
    months = _months(person, period)
    rates = {rep: float(counts.get(rep, 0)) / months[rep] for rep in months}
    others = [rates[rep] for rep in sorted(alike) if rep in rates and rates[rep] > 0]
    gap = profile.each("created_monthly", rates.get(person.rep_id), others)
    won, lost = (float(peers[name].sum()) for name in ("won_deals", "lost_deals"))
    if each is None or not won + lost:
        return gap
    return profile.priced_each(gap, months.get(person.rep_id, 0.0) * won / (won + lost) * each)


def _months(person: Person, period: Period) -> dict[str, float]:
    """rep_id → months of the period that the person was there; who was there for less than two has none."""
    end = min(period.end, person.choice.as_of + timedelta(days=1))
    found = {}
    for row in person.people.to_dict("records"):
        began = row["hired_on"] if pd.notna(row["hired_on"]) else row["first_deal_on"]
        first = period.start if pd.isna(began) else max(began.date(), period.start)
        last = end if pd.isna(row["left_on"]) else min(row["left_on"].date(), end)
        if (last - first).days >= min(_LEAST_DAYS, period.days // 2):
            found[row["rep_id"]] = (last - first).days / _MONTH
    return found


def _meetings(person: Person, alike: set[str], period: Period) -> list[Gap]:
    """Meetings per month and selling time, where the log tells them."""
    rows = activities_figures.by_rep(person.company, period)
    found = []
    for measure in ("prospect_meetings_monthly", "selling_time"):
        values = {row["rep_id"]: _of_work(measure, row, person.company) for row in rows.to_dict("records")}
        known = {rep: value for rep, value in values.items() if value is not None}
        peers = [known[rep] for rep in sorted(alike) if rep in known]
        found.append(profile.each(measure, known.get(person.rep_id), peers, catalog.MEASURES[measure].unit))
    return found


def _of_work(measure: str, row: dict, choice: Choice) -> float | None:
    if not row["working_days"] or not row["logged_days"]:
        return None
    if measure == "selling_time":
        return activities_figures.measured(row, choice)["selling_time"].value
    return row["meetings_held"] / row["working_days"] * _WORKED


def _kept(person: Person, others: set[str]) -> Gap:
    deals = book.book(person.company).deals
    if deals.empty:
        return profile.kept(*[pd.DataFrame({"segment": [], "well_kept": []})] * 2)
    rows = deals[["rep_id", "segment"]].fillna({"segment": ""}).assign(well_kept=signals.well_kept(deals))
    return profile.kept(*_sides(rows, person, others))


# ---- on the page -----------------------------------------------------------------------------------------------------


def show(found: Compared, person: Person) -> None:
    """The differences drawn, and in figures with their worth."""
    st.markdown(f"**{said.finding(found.gaps, person.name)}**")
    if not found.gaps:
        st.caption(_("Nothing was decided in these days, or nobody else sold in the same segments. Choose more days."))
        return
    rows = _chart_rows(found.gaps)
    st.plotly_chart(
        charts.forest(
            rows,
            labels=[said.difference(gap, person.choice.currency) for gap in found.gaps],
            percent=said.signed_percent,
            names={"peers": _("peers")},
        ),
        key="paper_peers",
        config=CONFIG,
        alt=_("How far the person is from the peers in each measure, with 95 % intervals"),
    )
    st.caption("  \n".join(markdown(line) for line in said.basis(found.whose, found.period)))


def _chart_rows(gaps: Sequence[Gap]) -> pd.DataFrame:
    """Each gap as a share of the peers' figure, its sign turned where less is better."""
    lines = []
    for gap in gaps:
        sign = -1 if catalog.MEASURES[gap.measure].good == "down" else 1
        base = 1.0 if gap.scale == "times" else abs(gap.peers.value or 0.0)
        parts = [gap.difference.value, gap.difference.low, gap.difference.high]
        better, *ends = [None if part is None or not base else sign * part / base for part in parts]
        low, high = sorted(ends) if None not in ends else (None, None)  # ty: ignore[invalid-argument-type]
        name = said.name(gap)
        verdict = profile.verdict(gap, catalog.MEASURES[gap.measure].good)
        lines.append((name, better, low, high, verdict))
    found = pd.DataFrame(lines, columns=["name", "better", "low", "high", "verdict"])
    return found.astype({"better": float, "low": float, "high": float})


def table(found: Compared, person: Person) -> None:
    """Every measure: both figures with n, the difference with its interval, the verdict, and its worth."""
    if not found.gaps:
        return
    currency = person.choice.currency
    frame = pd.DataFrame(
        {
            "measure": [said.name(gap) for gap in found.gaps],
            "own": [said.figure(gap, gap.own, currency) for gap in found.gaps],
            "own_n": pd.Series([gap.own.n for gap in found.gaps], dtype="Int64"),
            "peers": [said.figure(gap, gap.peers, currency) for gap in found.gaps],
            "peers_n": [gap.peers.n for gap in found.gaps],
            "difference": [said.signed(gap, gap.difference.value, currency) for gap in found.gaps],
            "interval": [said.interval(gap, currency) for gap in found.gaps],
            "verdict": [said.verdict(gap) for gap in found.gaps],
            "worth": pd.Series([gap.worth.value for gap in found.gaps], dtype=float),
            "range": [said.worth_range(gap, currency) for gap in found.gaps],
            "formula": [said.formula(gap) for gap in found.gaps],
            "meaning": [_(catalog.MEASURES[gap.measure].definition) for gap in found.gaps],
        }
    )
    columns = {
        "measure": Column(_("Measure"), width=175),
        "own": Column(person.name, width=80),
        "own_n": Column("n", "number", width=45),
        "peers": Column(_("Peers"), width=80),
        "peers_n": Column(_("n of peers"), "number", width=70),
        "difference": Column(_("Difference"), width=75),
        "interval": Column(_("95 % interval"), width=130),
        "verdict": Column(_("Verdict"), width=155),
        "worth": Column(
            _("Closing it is worth, {currency}").format(currency=currency),
            "money",
            width=110,
            help=_(
                "In the days compared, each gap by itself: they do not add up. Blank where the person is not behind."
            ),
        ),
        "range": Column(_("Range of it"), width=120),
        "formula": Column(_("Worked out as"), width=320),
        "meaning": Column(_("What it means"), width=300),
    }
    tables.show(
        frame,
        columns,
        paper=("measure", "own", "own_n", "peers", "peers_n", "difference", "interval", "verdict", "worth"),
        key="rep_peers",
        file_name=f"profile-{calendar.last_day(found.period)}",
        about=f"{person.name}; {found.period.label}; {summary(person.choice)}",
        alt=_("Strengths and gaps in figures"),
    )
