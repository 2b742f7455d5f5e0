"""The filter bar: period, comparison and filters, and the choice that comes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from metrics.periods import Grain, Period, add_months
from pages.components import calendar, codes, session, views
from pages.components.calendar import FiscalCalendar
from pages.components.codes import Codes
from pages.components.i18n import _
from pages.components.safety import markdown
from queries import Scope

_MONTHS_AHEAD, _OFFERED = 6, 120
_CHOICE = "_filter_choice"


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


def of(chosen: Codes, *, looks_back: bool = False) -> Choice:
    """The choice that codes stand for, which mean something in the release of this run. Needs no browser.

    looks_back: where no period was chosen, the last quarter that is over stands for the present one.
    """
    stamp = session.fetch("settings/organisation").iloc[0]
    fiscal = _fiscal(stamp)
    as_of = _day(stamp["as_of"]) or _day(stamp["last_day"]) or session.made_on()
    period = fiscal.parse(chosen.period) or fiscal.containing(as_of, "quarter")
    if looks_back and not chosen.period and calendar.last_day(period) > as_of:
        period = fiscal.compared(period, "previous") or period
    return Choice(
        scope=Scope(
            tuple((name, tuple(chosen.filters[name])) for name in codes.FILTERS if name in chosen.filters),
            ownership="today" if chosen.owned else "then",
        ),
        period=period,
        comparison=fiscal.compared(period, chosen.compare or "previous"),
        as_of=as_of,
        calendar=fiscal,
        currency=stamp["currency"],
    )


def bar(page: str, *, looks_back: bool = False) -> Choice:
    """Show the bar and return the choice. Needs a release. page: the script of the page in sight, for saved views.

    looks_back: as in `of`; such a page compares with more than one period, so none is chosen.
    """
    stamp = session.fetch("settings/organisation").iloc[0]
    values = session.fetch("overview/filter_values")
    chosen = codes.in_force(values, _fiscal(stamp))
    choice = of(chosen, looks_back=looks_back)
    st.session_state[_CHOICE] = choice
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="filter_bar"):
        _period_chip(choice, stamp)
        if not looks_back:
            _comparison_chip(choice, chosen.compare or "previous")
        for name in codes.FILTERS:
            _filter_chip(name, values[values["filter_name"] == name], chosen.filters.get(name, []))
        if chosen != Codes():
            st.button(_("Reset"), key="filter_reset", type="tertiary", on_click=codes.write, args=(Codes(),))
        views.menu(page)
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


def url_tabs(names: dict[str, str], *, key: str) -> Sequence[TabContainer]:
    """Tabs by code → label; the code of the open one stands in the URL under `key`, the first is the default."""
    codes_of = {label: code for code, label in names.items()}
    first = next(iter(names))

    def push() -> None:
        if (opened := codes_of[st.session_state[widget]]) == first:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = opened

    # The key carries the labels: in another language they are other tabs.
    widget = f"{key}_tabs_{'_'.join(names.values())}"
    st.session_state[widget] = names.get(st.query_params.get(key, first), names[first])
    return st.tabs([*names.values()], key=widget, on_change=push)


def summary(choice: Choice) -> str:
    """The choice in a line of plain text, and which data it was made of: for the head of an export, and for paper."""
    parts = [narrowed(choice)]
    if choice.comparison:
        parts.append(f"{_('Comparison')}: {choice.comparison.label}")
    parts.append(f"{_('As of')}: {choice.as_of.isoformat()}")
    if current := session.release():
        parts.append(_("Release {release}").format(release=current.number))
    return "; ".join(parts)


def narrowed(choice: Choice) -> str:
    """The period and the filters in a line of plain text."""
    parts = [f"{_('Period')}: {choice.period.label}"]
    if choice.scope.filters:
        values = session.fetch("overview/filter_values")
        names = {(row["filter_name"], row["code"]): row["label"] for row in values.to_dict("records")}
        for name, codes_of in choice.scope.filters:
            parts.append(f"{_label(name)}: {', '.join(names.get((name, code), code) for code in codes_of)}")
    if choice.scope.ownership == "today":
        parts.append(_("Owner as today"))
    return "; ".join(parts)


# ---- chips -----------------------------------------------------------------------------------------------------------


def _period_chip(choice: Choice, stamp: pd.Series) -> None:
    fiscal, period = choice.calendar, choice.period
    grain = fiscal.grain_of(period) or "custom"
    with st.popover(markdown(period.label), key="filter_period", help=_("Period")):
        presets = fiscal.presets(choice.as_of)
        names = {code: _preset_label(code) for code in presets}
        preset_codes = {code: fiscal.code(preset) for code, preset in presets.items()}
        current = next((code for code, preset in presets.items() if preset == period), None)
        st.session_state["period_preset"] = current
        st.pills(
            _("Period"),
            list(presets),
            format_func=names.__getitem__,
            key="period_preset",
            on_change=_with("period_preset", lambda code: codes.change(period=preset_codes.get(code))),
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
                on_change=_with(f"period_{kind}", lambda code: codes.change(period=code)),
            )
        st.session_state["period_custom"] = (period.start, calendar.last_day(period))
        st.date_input(
            _("Any days"),
            key="period_custom",
            format="YYYY-MM-DD",
            on_change=_with("period_custom", lambda days: _change_days(fiscal, days)),
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
            on_change=_with("compare_kind", lambda code: codes.change(compare=None if code == "previous" else code)),
        )


def _filter_chip(name: str, values: pd.DataFrame, chosen: list[str]) -> None:
    if values.empty:
        return
    labels = dict(zip(values["code"], values["label"], strict=True))
    label = _label(name)
    if chosen:
        first = labels[chosen[0]]
        short = first if len(first) <= 24 else first[:23] + "…"
        more = f" +{len(chosen) - 1}" if len(chosen) > 1 else ""
        label = f"{label}: **{markdown(short)}{markdown(more)}**"
    with st.popover(label, key=f"filter_{name}"):
        st.session_state[f"choose_{name}"] = chosen
        st.multiselect(
            _label(name),
            list(labels),
            format_func=labels.__getitem__,
            key=f"choose_{name}",
            placeholder=_("All"),
            on_change=_with(f"choose_{name}", lambda picked: codes.choose(name, picked)),
        )
        if name == "owner":
            _ownership()


def _ownership() -> None:
    names = {"then": _("Owner as it was"), "today": _("Owner as today")}
    st.session_state["owned_by"] = chosen().scope.ownership
    st.radio(
        _("Whose a deal is"),
        list(names),
        format_func=names.__getitem__,
        key="owned_by",
        help=_("As it was: who owned the deal when it happened. As today: who owns it now, whoever worked on it."),
        on_change=_with("owned_by", lambda code: codes.change(owned=None if code == "then" else code)),
    )


def _with(key: str, use: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that does something with the widget's value."""
    return lambda: use(st.session_state[key])


def _change_days(fiscal: FiscalCalendar, days: tuple[date, ...]) -> None:
    if len(days) == 2:  # else the second day is still to be chosen
        codes.change(period=fiscal.code(calendar.custom(*days)))


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
        "source": _("Source"),
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
