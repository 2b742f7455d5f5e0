"""What goes with winning: early activity and outcome, with its uncertainty, and never as a cause."""

from datetime import date

import pandas as pd
import streamlit as st

from metrics import effect
from metrics.effect import Effect
from metrics.periods import add_months
from pages.charts import activities as charts
from pages.charts.style import CONFIG
from pages.components import activities_figures, activities_words, filters, session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

_DAYS = ("14", "30", "7")
_YEAR = 12  # months of decided deals, at least


def show(choice: Choice) -> None:
    """Win rate by how much was done on deals in their first days."""
    days, kind = _chosen()
    first, end = _window(choice)
    rows = _touches(choice, first, end, int(days))
    found = effect.effects(rows)
    compared = effect.basis(rows)["compared"]
    if not compared or not found:
        st.markdown(f"**{markdown(_('Too little is known to compare deals by what was done on them at first'))}**")
        _basis(rows, first, end, days)
        return
    ours = next((each for each in found if each.what == kind), None)
    if ours is None:
        st.markdown(f"**{markdown(_('All deals have equally many of these'))}**")
    else:
        st.markdown(f"**{activities_words.effect(ours, int(days))}**")
    with st.grid(2, min_column_width=330, gap="small"):
        with st.container():
            _chart(rows, kind)
        with st.container():
            _cautions()
            _basis(rows, first, end, days)
    _table(found, choice, days)
    with st.expander(_("The deals behind it"), key="early_deals"):
        _deals(choice, first, end, days)


def _touches(
    choice: Choice, first: date, end: date, days: int, query: str = "activities/early_touches"
) -> pd.DataFrame:
    """Rows of activities/early_touches; which days the log covers does not depend on whose deals one sees."""
    log = activities_figures.log(choice)
    return session.fetch(
        query,
        choice.scope,
        period_start=first,
        period_end=end,
        early_days=days,
        log_first_on=log.deals_first_on,
        log_last_on=log.deals_last_on,
    )


def _cautions() -> None:
    """What the comparison can tell, and what it cannot."""
    st.markdown(
        markdown(
            _(
                "This is an association, not a cause: reps may work harder on deals that look good, or longer on those"
                " that do not."
            )
        )
    )
    st.caption(
        markdown(
            _(
                "Counted is only what took place in a deal's first days and was entered before it was decided, and only"
                " deals not yet decided when those days were over are compared. Odds are compared within segments, so"
                " that a segment that is worked more and won more does not pass for an effect."
            )
        )
    )


def _chosen() -> tuple[str, str]:
    with st.container(horizontal=True, gap="small"):
        days = filters.url_choice(
            _("First days"),
            list(_DAYS),
            key="early_days",
            names={code: _("first {n} days").format(n=code) for code in _DAYS},
        )
        kind = filters.url_choice(
            _("Kind"),
            list(effect.WHAT),
            key="early_kind",
            names={code: activities_words.what(code) for code in effect.WHAT},
        )
    return days, kind


def _window(choice: Choice) -> tuple[date, date]:
    """The period, or the twelve months up to its end where it is shorter: few deals tell little."""
    return min(choice.period.start, add_months(choice.period.end, -_YEAR)), choice.period.end


def _chart(rows: pd.DataFrame, kind: str) -> None:
    bands = effect.bands(rows, kind)
    rates = pd.DataFrame(
        [{"value": rate.value, "low": rate.low, "high": rate.high} for _first, _last, rate in bands], dtype=float
    )
    names = [activities_words.band(first, last) for first, last, _rate in bands]
    cases = [f"n = {words.number(rate.n or 0)}" for _first, _last, rate in bands]
    labels = [
        _("{band}: {rate} won ({interval}, n = {n})").format(
            band=activities_words.band(first, last),
            rate=words.percent(rate.value),
            interval=words.interval(rate) or "–",
            n=words.number(rate.n or 0),
        )
        for first, last, rate in bands
    ]
    st.plotly_chart(
        charts.win_rates(rates, names=names, cases=cases, labels=labels, percent=lambda share: words.percent(share, 0)),
        key="early_win_rates",
        config=CONFIG,
        alt=_("Win rate by number of activities in the first days, with 95 % intervals"),
    )
    st.caption(_("Win rate by number of activities in the first days, with 95 % intervals"))


def _table(found: list[Effect], choice: Choice, days: str) -> None:
    rows = pd.DataFrame(
        {
            "what": activities_words.what(each.what),
            "least": each.least,
            "more": each.more.value,
            "more_n": each.more.n,
            "less": each.less.value,
            "less_n": each.less.n,
            "odds": activities_words.odds(each),
            "sure": _sure(each),
        }
        for each in found
    )
    tables.show(
        rows,
        {
            "what": Column(_("Kind")),
            "least": Column(_("At least"), "number", help=_("Where the deals fall into two parts of about one size.")),
            "more": Column(_("Win rate, so many or more"), "ratio"),
            "more_n": Column("n", "number", width=70),
            "less": Column(_("Win rate, fewer"), "ratio"),
            "less_n": Column("n", "number", width=70),
            "odds": Column(_("Odds ratio within segments (95 %)"), help=_("Mantel–Haenszel; 1 is no association.")),
            "sure": Column(_("By chance?"), help=_("Cochran–Mantel–Haenszel test, Holm's correction at 5 %.")),
        },
        key="early_effects",
        file_name=f"early-activity-{days}-days-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("Win rates with more and with less activity"),
    )


def _deals(choice: Choice, first: date, end: date, days: str) -> None:
    """Each deal that is compared, with what was done on it in its first days: they add up to the bars."""
    rows = effect.compared(_touches(choice, first, end, int(days), "activities/early_touches_listed"))
    tables.show(
        rows.assign(stage_kind=rows["stage_kind"].map(words.stage_kind), segment=rows["segment"].replace("", None)),
        {
            "deal_name": Column(_("Deal"), width="medium"),
            "account_name": Column(_("Account"), width="medium"),
            "rep_name": Column(_("Owner")),
            "segment": Column(_("Segment"), width=100),
            "stage_kind": Column(_("State"), width=70),
            "calls": Column(activities_words.what("call"), "number", width=70),
            "emails": Column(activities_words.what("email"), "number", width=70),
            "meetings": Column(activities_words.what("meeting"), "number", width=80),
            "created_on": Column(_("Created"), "date"),
            "closed_on": Column(_("Closed"), "date"),
            "amount": Column(_("Amount"), "money"),
            "opportunity_id": Column(_("Deal ID")),
        },
        key="early_deals",
        file_name=f"early-activity-deals-{days}-days-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("The deals behind it"),
        height=420,
    )


def _sure(found: Effect) -> str:
    shown = "<0.001" if found.p < 0.001 else f"{found.p:.3f}"
    return (_("no, p = {p}") if found.is_told else _("may be, p = {p}")).format(p=shown)


def _basis(rows: pd.DataFrame, first: date, end: date, days: str) -> None:
    """Which deals are compared, and which are left out and why."""
    count = effect.basis(rows)
    notes = [
        ngettext(
            "Compared is {n} deal decided from {first} to {last}.",
            "Compared are {n} deals decided from {first} to {last}.",
            count["compared"],
        ).format(n=words.number(count["compared"]), first=words.day(first), last=words.day(_last(end)))
    ]
    if count["early"]:
        text = _("{n} were decided within their first {days} days, and are left out.")
        notes.append(text.format(n=words.number(count["early"]), days=days))
    if count["outside"]:
        text = _("Of {n} the first days lie outside of the log of activities on deals.")
        notes.append(text.format(n=words.number(count["outside"])))
    st.caption(markdown(" ".join(notes)))


def _last(end: date) -> date:
    return date.fromordinal(end.toordinal() - 1)
