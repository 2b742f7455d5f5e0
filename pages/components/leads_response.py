"""Who answers, and how soon: speed to lead and the leads' own replies."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pandas as pd
import streamlit as st

from metrics import lead_response, working_time
from metrics.lead_response import DAY, HOUR, MINUTE, Clock
from metrics.values import Value
from pages.charts import leads_response as charts
from pages.charts.style import CONFIG
from pages.components import definitions, filters, session, tables, words, working_week
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

_LEAST = 5  # leads of an hour of the day that are shown
_LISTED = 390


@dataclass(frozen=True)
class _Seen:
    """The leads of a period and of the comparison (None without one), by which clock, and until when they are known."""

    leads: pd.DataFrame
    before: pd.DataFrame | None
    clock: Clock
    calendar: working_time.Calendar
    until: datetime
    is_working: bool


def show(choice: Choice) -> None:
    """Speed to lead and lead reply time of the leads created in the period."""
    seen = _seen(choice)
    if seen.leads.empty:
        text = _(
            "No lead was created in {period} in this choice. Import leads on the Imports page, or choose another"
            " period."
        )
        st.info(markdown(text.format(period=choice.period.label)))
        return
    _cards(seen)
    found = _waits(seen.leads, "speed", seen)
    if not found["is_over"].any():
        st.info(
            _(
                "No response is recorded: import the moment of the first response with the leads, or activities that"
                " name their lead."
            )
        )
        return
    with st.grid(2, min_column_width=330, gap="small"):
        with st.container(border=True, height="stretch"):
            _curve(found, seen, choice)
        with st.container(border=True, height="stretch"):
            _hours(found, seen)
    _steps(seen, choice)
    with st.container(border=True):
        _groups(found, seen, choice)
    with st.expander(_("The leads behind it"), key="response_leads"):
        _list(found, choice)


def _seen(choice: Choice) -> _Seen:
    by = filters.url_choice(
        _("Clock"),
        ["calendar", "working"],
        key="clock",
        names={"calendar": _("Calendar time"), "working": _("Working time")},
    )
    week = working_week.calendar()
    is_working = by == "working"
    compared = choice.comparison_to_date
    before = None if compared is None else _fetch(choice, compared.start, compared.end)
    return _Seen(
        leads=_fetch(choice, choice.period.start, choice.period.end),
        before=before,
        clock=week.seconds if is_working else lead_response.calendar_seconds,
        calendar=week,
        until=datetime.combine(choice.as_of + timedelta(days=1), time.min),
        is_working=is_working,
    )


def _fetch(choice: Choice, start: object, end: object) -> pd.DataFrame:
    return session.fetch("leads/response", choice.scope, period_start=start, period_end=end)


def _waits(leads: pd.DataFrame, span: str, seen: _Seen) -> pd.DataFrame:
    return lead_response.waits(leads, span, until=seen.until, clock=seen.clock)


def _cards(seen: _Seen) -> None:
    speed = lead_response.summary(_waits(seen.leads, "speed", seen))
    reply = lead_response.summary(_waits(seen.leads, "reply", seen))
    before = {} if seen.before is None else lead_response.summary(_waits(seen.before, "speed", seen))
    shown = [
        (_("Speed to lead"), speed["median"], before.get("median"), definitions.of("speed_to_lead")),
        (_("Within 5 minutes"), speed["within_5m"], before.get("within_5m"), definitions.of("speed_to_lead")),
        (_("Within 1 hour"), speed["within_1h"], before.get("within_1h"), definitions.of("speed_to_lead")),
        (_("Within 24 hours"), speed["within_24h"], before.get("within_24h"), definitions.of("speed_to_lead")),
        (_("Never answered"), speed["never"], before.get("never"), definitions.of("speed_to_lead")),
        (_("Lead reply time"), reply["median"], None, definitions.of("lead_reply_time")),
    ]
    with st.grid(6, min_column_width=164, gap="xsmall"):
        for label, value, former, help_text in shown:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                st.metric(label, markdown(_value(value)), help=help_text)
                st.caption(markdown(_rests_on(value, former)))
    notes = []
    if wrong := lead_response.backwards(seen.leads, "speed"):
        text = ngettext(
            "{n} lead was answered before it was created, and is left out.",
            "{n} leads were answered before they were created, and are left out.",
            wrong,
        )
        notes.append(text.format(n=words.number(wrong)))
    if seen.is_working:
        notes.append(_week(seen.calendar))
    if notes:
        st.caption(markdown(" ".join(notes)))


def _week(week: working_time.Calendar) -> str:
    text = _("Working time: {days} days a week from {first} to {last}, {zone}; public holidays: {country}.")
    clock = [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (week.opens, week.closes)]
    return text.format(
        days=words.number(len(week.weekdays)),
        first=clock[0],
        last=clock[1],
        zone=week.zone,
        country=week.country or _("none"),
    )


def _value(value: Value) -> str:
    return words.wait(value.value) if value.unit == "days" else words.percent(value.value)


def _rests_on(value: Value, former: Value | None) -> str:
    line = ngettext("n = {n} lead", "n = {n} leads", value.n or 0).format(n=words.number(value.n or 0))
    if former is not None and former.value is not None:
        line += " · " + _("before: {value}").format(value=_value(former))
    return line


def _curve(found: pd.DataFrame, seen: _Seen, choice: Choice) -> None:
    told = lead_response.summary(found)
    title = _("{hour} of leads are answered within an hour, {never} not yet").format(
        hour=words.percent(told["within_1h"].value, 0), never=words.percent(told["never"].value, 0)
    )
    st.markdown(f"**{markdown(title)}**", help=definitions.of("speed_to_lead"))
    curves = {choice.period.label: lead_response.curve(found)}
    if seen.before is not None and choice.comparison is not None and len(seen.before):
        curves[choice.comparison.label] = lead_response.curve(_waits(seen.before, "speed", seen))
    ticks = {
        seconds: words.wait(seconds / DAY) for seconds in (MINUTE, 5 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY)
    }
    figure = charts.answered(curves, ticks, percent=lambda share: words.percent(share, 0))
    st.plotly_chart(figure, config=CONFIG, key="response_curve", alt=_("Share of leads answered within t"))


def _hours(found: pd.DataFrame, seen: _Seen) -> None:
    st.markdown(f"**{markdown(_('Answered within the hour, by hour of creation'))}**")
    local = found["created_at"].dt.tz_localize("UTC").dt.tz_convert(seen.calendar.zone)
    table = lead_response.by_group(found, local.dt.hour.astype(object))
    figure = charts.by_hour(
        table[table["leads"] >= _LEAST].sort_values("group_name"),
        percent=lambda share: words.percent(share, 0),
        count=words.number,
    )
    st.plotly_chart(figure, config=CONFIG, key="response_hours", alt=_("Answered within the hour, by hour of creation"))
    text = _("Hours are those of {zone}; an hour with fewer than {least} leads is not shown.")
    st.caption(markdown(text.format(zone=seen.calendar.zone, least=words.number(_LEAST))))


def _steps(seen: _Seen, choice: Choice) -> None:
    table = lead_response.steps(seen.leads, seen.clock)
    if table.empty:
        return
    names = {
        "notification": _("Created → somebody told"),
        "assignment": _("Told → assigned"),
        "reaction": _("Assigned → first contact"),
    }
    with st.container(border=True):
        st.markdown(f"**{markdown(_('Where the time until the first contact goes'))}**")
        shown = {"median": table["median_days"].map(words.wait), "p90": table["p90_days"].map(words.wait)}
        tables.show(
            table.assign(step=table["step"].map(names), **shown),
            {
                "step": Column(_("Step"), width=220),
                "leads": Column(_("Leads"), "number"),
                "median": Column(_("Median")),
                "p90": Column(_("Nine in ten within")),
            },
            key="response_steps",
            file_name=f"lead-response-steps-{choice.calendar.code(choice.period)}",
            about=summary(choice),
            alt=_("Steps up to the first contact"),
        )


def _groups(found: pd.DataFrame, seen: _Seen, choice: Choice) -> None:
    names = {"source": _("Source"), "rep_name": _("Owner"), "campaign": _("Campaign")}
    by = filters.url_choice(_("By"), list(names), key="answered_by", names=names)
    table = lead_response.by_group(found, found[by])
    tables.show(
        table.assign(median=table["median_days"].map(words.wait)),
        {
            "group_name": Column(names[by], width=180),
            "leads": Column(_("Leads"), "number"),
            "median": Column(_("Median")),
            "within_1h": Column(_("Within 1 h"), "ratio"),
            "low": Column(_("Low (95 %)"), "ratio"),
            "high": Column(_("High (95 %)"), "ratio"),
            "within_24h": Column(_("Within 24 h"), "ratio"),
            "never": Column(_("Never so far"), "ratio"),
        },
        key="response_groups",
        file_name=f"lead-response-by-{by.replace('_name', '')}-{choice.calendar.code(choice.period)}",
        about=f"{summary(choice)}; {_('Working time') if seen.is_working else _('Calendar time')}",
        alt=_("How soon leads are answered, by group"),
        height=_LISTED if len(table) > 10 else None,
    )


def _list(found: pd.DataFrame, choice: Choice) -> None:
    rows = found.sort_values(["is_over", "seconds"], ascending=[True, False], ignore_index=True)
    waited = [words.wait(seconds / DAY) for seconds in rows["seconds"]]
    tables.show(
        rows.assign(waited=waited),
        {
            "name": Column(_("Lead"), width=150),
            "company": Column(_("Company"), width=150),
            "rep_name": Column(_("Owner"), width=120),
            "source": Column(_("Source"), width=110),
            "status": Column(_("Status"), width=100),
            "created_at": Column(_("Created"), "moment"),
            "responded_at": Column(_("First contact"), "moment"),
            "replied_at": Column(_("Replied"), "moment"),
            "waited": Column(_("Waited")),
            "is_over": Column(_("Answered"), "flag"),
        },
        key="response_list",
        file_name=f"lead-response-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("Leads by how long they waited, those still waiting first"),
        height=_LISTED if len(rows) > 10 else None,
    )
