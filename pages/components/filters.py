"""The filter bar: period, comparison and filters, kept in the URL by stable codes.

Session state holds the choice while people move between pages; the URL shows
it, so that a link opens the same page elsewhere. Where a URL brings codes of
its own it wins.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics.periods import Grain, Period, add_months
from pages.components import calendar, session
from pages.components.calendar import FiscalCalendar
from pages.components.i18n import _
from pages.components.safety import markdown
from queries import Scope

FILTERS = ("team", "territory", "segment", "product", "owner")
_MONTHS_AHEAD, _OFFERED = 6, 120
# One code for period and compare, several for each filter.
Codes = dict[str, Any]
_CODES, _WRITTEN, _CHOICE = "_filter_codes", "_filter_written", "_filter_choice"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the viewer looks at: plain values for queries and metrics.

    as_of: last day the data knows. comparison: the period to compare with, None
    for none. currency: ISO code of the organisation's currency.
    """

    scope: Scope
    period: Period
    comparison: Period | None
    as_of: date
    calendar: FiscalCalendar
    currency: str

    @property
    def is_over(self) -> bool:
        """Whether the period lies wholly in the past of the data."""
        return calendar.last_day(self.period) < self.as_of

    @property
    def comparison_to_date(self) -> Period | None:
        """The comparison period up to where the period itself stands."""
        return calendar.same_point(self.period, self.comparison, self.as_of) if self.comparison else None


def chosen() -> Choice:
    """The choice that the bar of this run made."""
    return st.session_state[_CHOICE]


def bar() -> Choice:
    """Show the bar and return the choice. Needs a release."""
    stamp = session.fetch("settings/organisation").iloc[0]
    values = session.fetch("overview/filter_values")
    fiscal = _fiscal(stamp)
    as_of = _day(stamp["as_of"]) or _day(stamp["last_day"]) or session.made_on()
    codes = _codes(values, fiscal)
    period = fiscal.parse(codes.get("period")) or fiscal.containing(as_of, "quarter")
    kind = codes.get("compare", "previous")
    choice = Choice(
        scope=Scope.of(**{name: codes[name] for name in FILTERS if codes.get(name)}),
        period=period,
        comparison=fiscal.compared(period, kind),
        as_of=as_of,
        calendar=fiscal,
        currency=stamp["currency"],
    )
    st.session_state[_CHOICE] = choice
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="filter_bar"):
        _period_chip(choice, stamp)
        _comparison_chip(choice, kind)
        for name in FILTERS:
            _filter_chip(name, values[values["filter_name"] == name], codes.get(name, []))
        if codes:
            st.button(_("Reset"), key="filter_reset", type="tertiary", on_click=_write, args=({},))
    return choice


def url_choice(label: str, options: list[str], *, key: str, names: dict[str, str]) -> str:
    """One of several codes as a row of segments; the code stands in the URL under `key`, the first is the default."""

    def push() -> None:
        st.query_params[key] = st.session_state[key] or options[0]

    wanted = st.session_state.get(key) or st.query_params.get(key)
    st.session_state[key] = wanted if wanted in options else options[0]
    st.segmented_control(
        label,
        options,
        format_func=names.__getitem__,
        key=key,
        on_change=push,
        required=True,
        label_visibility="collapsed",
    )
    return st.session_state[key]


def summary(choice: Choice) -> str:
    """The choice in a line of plain text: for the head of an export."""
    parts = [f"{_('Period')}: {choice.period.label}"]
    parts += [f"{_label(name)}: {', '.join(values)}" for name, values in choice.scope.filters]
    return "; ".join(parts)


# ---- state -----------------------------------------------------------------------------------------------------------


def _codes(values: pd.DataFrame, fiscal: FiscalCalendar) -> Codes:
    """The codes in force, without those that mean nothing here; keeps session and URL in step."""
    from_url = _read_url()
    kept = st.session_state.get(_CODES, {})
    codes = from_url if from_url and from_url != st.session_state.get(_WRITTEN) else kept
    known = values.groupby("filter_name")["code"].agg(set).to_dict()
    valid: Codes = {}
    if isinstance(codes.get("period"), str) and fiscal.parse(codes["period"]):
        valid["period"] = codes["period"]
    if codes.get("compare") in calendar.COMPARISONS[1:]:
        valid["compare"] = codes["compare"]
    for name in FILTERS:
        if found := [code for code in codes.get(name, []) if code in known.get(name, set())]:
            valid[name] = found
    _write(valid)
    return valid


def _read_url() -> Codes:
    single = {name: st.query_params[name] for name in ("period", "compare") if name in st.query_params}
    return single | {name: found for name in FILTERS if (found := st.query_params.get_all(name))}


def _write(codes: Codes) -> None:
    """Make these the codes in force, in the session and in the URL; an absent code means its default."""
    st.session_state[_CODES] = codes
    st.session_state[_WRITTEN] = codes
    for name in ("period", "compare", *FILTERS):
        if name in codes and (name not in st.query_params or _read_url().get(name) != codes[name]):
            st.query_params[name] = codes[name]
        elif name not in codes and name in st.query_params:
            del st.query_params[name]


def _change(name: str, value: str | list[str] | None) -> None:
    kept = {key: code for key, code in st.session_state.get(_CODES, {}).items() if key != name}
    _write(kept | ({name: value} if value else {}))


# ---- chips -----------------------------------------------------------------------------------------------------------


def _period_chip(choice: Choice, stamp: pd.Series) -> None:
    fiscal, period = choice.calendar, choice.period
    grain = fiscal.grain_of(period) or "custom"
    with st.popover(markdown(period.label), key="filter_period", help=_("Period")):
        presets = fiscal.presets(choice.as_of)
        names = {code: _preset_label(code) for code in presets}
        current = next((code for code, preset in presets.items() if preset == period), None)
        st.session_state["period_preset"] = current
        st.pills(
            _("Period"),
            list(presets),
            format_func=names.__getitem__,
            key="period_preset",
            on_change=_from_widget(
                "period", "period_preset", lambda code: fiscal.code(presets[code]) if code else None
            ),
        )
        for kind in calendar.GRAINS:
            options = {fiscal.code(found): found.label for found in _offered(fiscal, kind, choice, stamp)}
            st.session_state[f"period_{kind}"] = fiscal.code(period) if kind == grain else None
            st.selectbox(
                _grain_label(kind),
                list(options),
                index=None,
                format_func=options.__getitem__,
                key=f"period_{kind}",
                placeholder=_("Choose"),
                on_change=_from_widget("period", f"period_{kind}", lambda code: code),
            )
        st.session_state["period_custom"] = (period.start, calendar.last_day(period))
        st.date_input(
            _("Any days"),
            key="period_custom",
            format="YYYY-MM-DD",
            on_change=_from_widget("period", "period_custom", lambda days: _days_code(fiscal, days)),
        )


def _comparison_chip(choice: Choice, kind: str) -> None:
    names = {"previous": _("Previous period"), "year": _("Same period last year"), "none": _("No comparison")}
    label = _("vs {period}").format(period=markdown(choice.comparison.label)) if choice.comparison else names["none"]
    with st.popover(label, key="filter_compare", help=_("Comparison")):
        st.session_state["compare_kind"] = kind
        st.radio(
            _("Compare with"),
            list(calendar.COMPARISONS),
            format_func=names.__getitem__,
            key="compare_kind",
            on_change=_from_widget("compare", "compare_kind", lambda code: None if code == "previous" else code),
        )


def _filter_chip(name: str, values: pd.DataFrame, codes: list[str]) -> None:
    if values.empty:
        return
    labels = dict(zip(values["code"], values["label"], strict=True))
    label = _label(name)
    if codes:
        first = labels[codes[0]]
        short = first if len(first) <= 24 else first[:23] + "…"
        more = f" +{len(codes) - 1}" if len(codes) > 1 else ""
        label = f"{label}: **{markdown(short)}{markdown(more)}**"
    with st.popover(label, key=f"filter_{name}"):
        st.session_state[f"choose_{name}"] = codes
        st.multiselect(
            _label(name),
            list(labels),
            format_func=labels.__getitem__,
            key=f"choose_{name}",
            placeholder=_("All"),
            on_change=_from_widget(name, f"choose_{name}", lambda chosen: chosen),
        )


def _from_widget(name: str, key: str, code: Callable[[Any], str | list[str] | None]) -> Callable[[], None]:
    """A callback that takes the widget's value over as the code of a filter."""
    return lambda: _change(name, code(st.session_state[key]))


def _days_code(fiscal: FiscalCalendar, days: tuple[date, ...]) -> str | None:
    if len(days) != 2:  # the second day is still to be chosen
        return st.session_state[_CODES].get("period")
    return fiscal.code(calendar.custom(*days))


def _offered(fiscal: FiscalCalendar, kind: Grain, choice: Choice, stamp: pd.Series) -> list[Period]:
    first = _day(stamp["first_day"]) or choice.as_of
    ahead = add_months(max(choice.as_of, _day(stamp["last_day"]) or choice.as_of), _MONTHS_AHEAD)
    return fiscal.choices(kind, min(first, choice.period.start), max(ahead, choice.period.start))[:_OFFERED]


def _fiscal(stamp: pd.Series) -> FiscalCalendar:
    labelling = "starting" if stamp["fiscal_year_label"] == "starting" else "ending"
    return FiscalCalendar(int(stamp["fiscal_year_start"]), labelling)


def _day(moment: pd.Timestamp) -> date | None:
    return None if pd.isna(moment) else moment.date()


def _label(name: str) -> str:
    return {
        "team": _("Team"),
        "territory": _("Territory"),
        "segment": _("Segment"),
        "product": _("Product"),
        "owner": _("Owner"),
    }.get(name, name)


def _grain_label(kind: str) -> str:
    return {"quarter": _("Quarter"), "month": _("Month"), "year": _("Year")}[kind]


def _preset_label(code: str) -> str:
    return {
        "this_quarter": _("This quarter"),
        "last_quarter": _("Last quarter"),
        "this_month": _("This month"),
        "this_year": _("This year"),
        "last_12_months": _("Last 12 months"),
    }[code]
