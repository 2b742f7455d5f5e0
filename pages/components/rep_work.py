"""The activity pattern of a person: by week and kind, and on which days of the week, beside the others."""

import pandas as pd
import streamlit as st
from babel import dates

from metrics.periods import Period, add_months
from pages.charts import activities as week_charts
from pages.charts import rep as charts
from pages.charts.style import CONFIG
from pages.components import activities_words, calendar, session, tables, words
from pages.components.filters import summary
from pages.components.i18n import _, locale
from pages.components.rep_person import Person
from pages.components.safety import markdown
from pages.components.tables import Column

_KINDS = ("call", "email", "meeting", "task", "other")
_WEEKS_MONTHS = 3


def window(person: Person) -> Period:
    """The last three months up to the end of the period or the last day known: a week says little by itself."""
    end = person.year.end
    return calendar.custom(max(add_months(end, -_WEEKS_MONTHS), person.year.start), calendar.last_day(person.year))


def weeks(person: Person) -> None:
    """Activities by week and kind."""
    period = window(person)
    asked = {"period_start": period.start, "period_end": period.end}
    rows = session.fetch("activities/by_kind", person.choice.scope, **asked, group_by="all")
    total = int(rows["activities"].sum())
    if not total:
        text = _("No activity of {person} is logged from {first} to {last}")
        st.markdown(f"**{markdown(text.format(person=person.name, **_days(period)))}**")
        st.caption(_("Import activities to see where the time goes."))
        return
    grid = rows.pivot_table(index="week_start", columns="kind", values="activities", aggfunc="sum", fill_value=0)
    # A week in which nothing was done is a gap one should see.
    mondays = pd.date_range(grid.index.min(), grid.index.max(), freq="7D")
    grid = grid.reindex(index=mondays, fill_value=0)
    kinds = [kind for kind in _KINDS if kind in grid.columns]
    first = max(kinds, key=lambda kind: grid[kind].sum())
    text = _("{person} logged {n} activities a week; the most frequent kind is: {kind}")
    mean = words.number(total / len(grid), 1)
    st.markdown(f"**{markdown(text.format(person=person.name, n=mean, kind=activities_words.kind(first)))}**")
    st.plotly_chart(
        week_charts.weeks(grid, names={kind: activities_words.kind(kind) for kind in kinds}, day=words.day_month),
        key="paper_weeks",
        config=CONFIG,
        alt=_("Activities by week and kind"),
    )
    with st.expander(_("Table"), key="rep_weeks_table"):
        columns = {"week": Column(_("Week of"), "date", width=100)}
        columns |= {kind: Column(activities_words.kind(kind), "number", width=90) for kind in kinds}
        tables.show(
            grid[kinds].rename_axis("week").reset_index(),
            columns,
            paper=tuple(columns),
            key="rep_weeks",
            file_name="profile-activities",
            about=f"{person.name}; {summary(person.choice)}",
            alt=_("Activities by week and kind in figures"),
        )


def weekdays(person: Person) -> None:
    """On which days of the week the person's activities fall, beside those of everybody else."""
    period = window(person)
    asked = {"period_start": period.start, "period_end": period.end}
    rows = session.fetch("rep/weekdays", person.company.scope, **asked)
    is_own = rows["rep_id"] == person.rep_id
    counts = {
        name: part.groupby("weekday")["activities"].sum()
        for name, part in (("own", rows[is_own]), ("others", rows[~is_own]))
    }
    n, others = (int(part.sum()) for part in counts.values())
    if not n:
        st.markdown(f"**{markdown(_('There is no pattern of the week without activities'))}**")
        return
    # Weekends only where somebody works on them.
    last = max(5, *(int(part.index.max()) for part in counts.values() if len(part)))
    found = pd.DataFrame({name: part.reindex(range(1, last + 1), fill_value=0) for name, part in counts.items()})
    found["own_share"], found["others_share"] = found["own"] / n, found["others"] / others if others else float("nan")
    days = [_weekday(day) for day in found.index]
    busiest = found["own"].idxmax()
    text = _("Most is done on {day}: {share} of {n} activities")
    share = words.percent(found.loc[busiest, "own_share"], digits=0)
    said = text.format(day=_weekday(int(busiest)), share=share, n=words.number(n))
    st.markdown(f"**{markdown(said)}**")
    st.plotly_chart(
        charts.weekdays(
            found[["own_share", "others_share"]].set_axis(["own", "others"], axis="columns"),
            days=days,
            percent=lambda part: words.percent(part, digits=0),
            names=(person.name, _("everybody else")),
            hovers=[
                _("{day}: {n} activities, {share}").format(
                    day=day, n=words.number(row["own"]), share=words.percent(row["own_share"], digits=0)
                )
                for day, row in zip(days, found.to_dict("records"), strict=True)
            ],
        ),
        key="paper_weekdays",
        config=CONFIG,
        alt=_("Share of the activities on each day of the week"),
    )
    with st.expander(_("Table"), key="rep_weekdays_table"):
        _table(found.assign(day=days), person)
    st.caption(markdown(_("{first} to {last}, days in UTC; open tasks are not counted.").format(**_days(period))))


def _table(found: pd.DataFrame, person: Person) -> None:
    columns = {
        "day": Column(_("Day of the week"), width=110),
        "own": Column(person.name, "number", width=100),
        "own_share": Column(_("Share"), "ratio", width=80),
        "others": Column(_("Everybody else"), "number", width=110),
        "others_share": Column(_("Their share"), "ratio", width=90),
    }
    tables.show(
        found,
        columns,
        paper=tuple(columns),
        key="rep_weekdays",
        file_name="profile-weekdays",
        about=f"{person.name}; {summary(person.choice)}",
        alt=_("Activities by day of the week in figures"),
    )


def _weekday(number: int) -> str:
    """The name of a day of the week, 1 Monday to 7 Sunday, as short as the locale writes it."""
    return dates.get_day_names("abbreviated", locale=locale())[number - 1]


def _days(period: Period) -> dict[str, str]:
    return {"first": words.day(period.start), "last": words.day(calendar.last_day(period))}
