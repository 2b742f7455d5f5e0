"""The days of the Pipeline page: the day it looks from, and the two days whose pipelines it compares."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from metrics.periods import Period
from pages.components import calendar, codes, filters, session, words
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.safety import markdown

_DAY = timedelta(days=1)
_WEEK, _MONTH = 7, 30  # days of the presets
_SLIDER, _EXACT, _PRESET = "asof_slider", "asof_day", "window_preset"


@dataclass(frozen=True, slots=True)
class Window:
    """From the end of the first day to the end of the last; due: the period deals must be due in, None for any."""

    first: date
    last: date
    due: Period | None

    @property
    def params(self) -> dict[str, date | None]:
        """Parameters of the movement's queries."""
        return {
            "first_day": self.first,
            "last_day": self.last,
            "period_start": self.due.start if self.due else None,
            "period_end": self.due.end if self.due else None,
        }


# ---- the day looked from ---------------------------------------------------------------------------------------------


def looked_from(choice: Choice) -> Choice:
    """Show the as-of slider, and return the choice as it was on the day it stands on.

    The day stands in the URL as `asof`; without one the page looks from the last
    day known. The period follows: the quarter of that day, unless another was chosen.
    """
    first, last = _first_day(choice), choice.as_of
    day = min(max(_in_url("asof") or last, first), last)
    if day < last and "period" not in st.query_params and not _holds(choice.period, day):
        _follow(choice.calendar, last, last, day)
        st.rerun()
    if first < last:
        _choose_day(choice, first, last, day)
    if day == last:
        return choice
    with st.container(horizontal=True, vertical_alignment="center", key="asof_banner"):
        told = _("As of {day}: everything on this page is as it was known at the end of that day.")
        st.info(markdown(told.format(day=words.day(day, "long"))), icon=":material/history:", width="stretch")
        st.button(_("Back to today"), key="asof_back", on_click=_go, args=(choice.calendar, last, day, last))
    return replace(choice, as_of=day, scope=replace(choice.scope, as_of=day))


def _first_day(choice: Choice) -> date:
    first = session.fetch("settings/organisation").iloc[0]["first_day"]
    return choice.as_of if pd.isna(first) else min(first.date(), choice.as_of)


def _choose_day(choice: Choice, first: date, last: date, day: date) -> None:
    def slide(key: str) -> None:
        _go(choice.calendar, last, day, st.session_state[key])

    st.session_state[_SLIDER] = st.session_state[_EXACT] = day
    with st.container(horizontal=True, vertical_alignment="bottom", key="asof_bar"):
        st.slider(
            _("As of"),
            min_value=first,
            max_value=last,
            format="YYYY-MM-DD",
            key=_SLIDER,
            on_change=slide,
            args=(_SLIDER,),
            help=_("Looks at the whole page as it was at the end of any past day, from what was known by then."),
        )
        st.date_input(
            _("As of this day"),
            min_value=first,
            max_value=last,
            format="YYYY-MM-DD",
            key=_EXACT,
            on_change=slide,
            args=(_EXACT,),
            width=140,
            label_visibility="collapsed",
        )


def _go(fiscal: calendar.FiscalCalendar, last: date, before: date, day: date | None) -> None:
    """Look from another day; `before`: the day looked from so far."""
    if day is None or day >= last:
        st.query_params.pop("asof", None)
    else:
        st.query_params["asof"] = day.isoformat()
    _follow(fiscal, last, before, day or last)


def _follow(fiscal: calendar.FiscalCalendar, last: date, before: date, day: date) -> None:
    """Let the period be the quarter of the day, where it was that of the day before; the last day's is the default."""
    quarters = {moment: fiscal.code(fiscal.containing(moment, "quarter")) for moment in (last, before, day)}
    if st.query_params.get("period", quarters[last]) == quarters[before]:
        codes.change(period=None if quarters[day] == quarters[last] else quarters[day])


def _holds(period: Period, day: date) -> bool:
    return period.start <= day < period.end


# ---- the two days ----------------------------------------------------------------------------------------------------


def window(choice: Choice) -> Window:
    """Show the choice of the two days and of which deals, and return it; URL: `from`, `to` and `due`."""
    offered = presets(choice)
    default = next(iter(offered.values()))
    chosen = in_force(_in_url("from"), _in_url("to"), default, choice.as_of)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="window_bar"):
        names = {
            "period": _("Due in {period}").format(period=choice.period.label),
            "all": _("All open deals"),
        }
        due = filters.url_choice(_("Which deals"), ["period", "all"], key="due", names=names)
        _choose_preset(offered, default, chosen)
        for name, position, label in (("from", 0, _("From the end of")), ("to", 1, _("To the end of"))):
            _choose_end(name, position, label, chosen, choice.as_of)
    return Window(*chosen, choice.period if due == "period" else None)


def presets(choice: Choice) -> dict[str, tuple[date, date]]:
    """Code → the two days; the first one is the default."""
    today, period = choice.as_of, choice.period
    found = {}
    if period.start <= today:
        found["period"] = (period.start - _DAY, min(today, calendar.last_day(period)))
    found["week"] = (today - _WEEK * _DAY, today)
    found["month"] = (today - _MONTH * _DAY, today)
    before = choice.calendar.compared(choice.calendar.containing(today, "quarter"), "previous")
    if before:
        found["quarter"] = (before.start - _DAY, calendar.last_day(before))
    return found


def in_force(first: date | None, last: date | None, default: tuple[date, date], today: date) -> tuple[date, date]:
    """The two days of a link: nothing after today, and the first before the last; else the default."""
    first, last = first or default[0], min(last or default[1], today)
    return (first, last) if first < last else default


def _choose_preset(
    offered: dict[str, tuple[date, date]], default: tuple[date, date], chosen: tuple[date, date]
) -> None:
    names = {
        "period": _("The period"),
        "week": _("Last 7 days"),
        "month": _("Last 30 days"),
        "quarter": _("Last quarter"),
    }

    def push() -> None:
        picked = offered.get(st.session_state[_PRESET], default)
        _write(picked, default)

    st.session_state[_PRESET] = next((code for code, days in offered.items() if days == chosen), None)
    st.pills(
        _("Movement of"),
        list(offered),
        format_func=names.__getitem__,
        key=_PRESET,
        on_change=push,
        label_visibility="collapsed",
    )


def _choose_end(name: str, position: int, label: str, chosen: tuple[date, date], today: date) -> None:
    key = f"window_{name}"

    def push() -> None:
        picked = list(chosen)
        picked[position] = st.session_state[key] or chosen[position]
        _write((picked[0], picked[1]), None)

    st.session_state[key] = chosen[position]
    st.date_input(
        label,
        min_value=None if name == "from" else chosen[0] + _DAY,
        max_value=chosen[1] - _DAY if name == "from" else today,
        format="YYYY-MM-DD",
        key=key,
        on_change=push,
        width=130,
    )


def _write(days: tuple[date, date], default: tuple[date, date] | None) -> None:
    """Put the two days into the URL; the default needs no mention."""
    for name, day in zip(("from", "to"), days, strict=True):
        if days == default:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = day.isoformat()


def _in_url(name: str) -> date | None:
    """A day of the URL; None where there is none, or no day."""
    try:
        return date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None
