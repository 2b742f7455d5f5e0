"""What the organisation goes by, as it can be set: offered, looked at before it counts, saved."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from zoneinfo import available_timezones

import babel
import holidays
import streamlit as st
from babel import dates, numbers

from data import settings as kept
from data.errors import Refused
from pages.components import i18n, session, settings_words, words
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.said import said

_DONE, _FAILED, _ASKED = "_settings_done", "_settings_failed", "_settings_asked"
_KEY = "setting_{}"
# A change of these makes amounts or quarters anew, so what it does is shown first.
_WEIGHTY = ("currency", "fiscal_year_start")
_LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pt_BR", "sv_SE", "ja_JP")


def outcome() -> None:
    """What the last click came to, told once."""
    if failed := st.session_state.pop(_FAILED, None):
        st.error(markdown(failed), icon=":material/block:")
    if done := st.session_state.pop(_DONE, None):
        st.success(markdown(done), icon=":material/check:")


def chosen() -> dict[str, str]:
    """Every setting by key: what is set, else the usual."""
    rows = session.fetch("settings/chosen")
    usual = settings_words.USUAL | {"currency": str(session.fetch("settings/organisation")["currency"].iloc[0])}
    return usual | dict(zip(rows["key"], rows["value"], strict=True))


def money(now: Mapping[str, str]) -> None:
    """Currency of all amounts, and how numbers and days are written."""
    st.header(_("Money and numbers"), anchor=False)
    known = sorted(numbers.list_currencies())
    language = i18n.locale()
    _select(
        "currency",
        _("Currency of all amounts"),
        known,
        lambda code: f"{code} · {numbers.get_currency_name(code, locale=language)}",
        now,
        help=_(
            "Amounts in other currencies are converted at the rate of the day a deal closes; open deals at the latest."
        ),
    )
    _select(
        "locale",
        _("Numbers and days are written as in"),
        ["", *_LOCALES],
        lambda code: (
            (babel.Locale.parse(code).get_display_name(language) or code) if code else _("the reader's browser")
        ),
        now,
    )


def year(now: Mapping[str, str]) -> None:
    """Where the fiscal year begins, and what it is called."""
    st.header(_("Fiscal year"), anchor=False)
    months = dates.get_month_names("wide", context="stand-alone", locale=i18n.locale())
    _select(
        "fiscal_year_start", _("Begins in"), [str(month) for month in range(1, 13)], lambda code: months[int(code)], now
    )
    labels = {"ending": _("by the year it ends in"), "starting": _("by the year it begins in")}
    _select("fiscal_year_label", _("Is named"), list(labels), labels.__getitem__, now)


def week(now: Mapping[str, str]) -> None:
    """When the organisation works: reply times in working hours and selling time rest on it."""
    st.header(_("Working week"), anchor=False)
    names = dates.get_day_names("abbreviated", context="stand-alone", locale=i18n.locale())
    st.pills(
        _("Working days"),
        list("1234567"),
        selection_mode="multi",
        format_func=lambda code: names[int(code) - 1],
        default=now["working_days"].split(","),
        key=_KEY.format("working_days"),
    )
    with st.container(horizontal=True):
        for key, label in (("working_from", _("From")), ("working_until", _("Until"))):
            st.time_input(
                label, time.fromisoformat(now[key].replace("24:00", "23:59")), key=_KEY.format(key), width=120
            )
    _select("time_zone", _("Time zone"), sorted(available_timezones()), str, now)
    countries = holidays.list_supported_countries()
    territories = babel.Locale.parse(i18n.locale()).territories
    _select(
        "holiday_country",
        _("Public holidays of"),
        ["", *sorted(countries)],
        lambda code: territories.get(code, code) if code else _("no country"),
        now,
    )
    country = str(st.session_state.get(_KEY.format("holiday_country")) or "")
    if parts := countries.get(country):
        _select("holiday_subdivision", _("of its part"), ["", *parts], lambda code: code or _("the whole country"), now)


def save(now: Mapping[str, str]) -> None:
    """Save what differs; where amounts or quarters would be made anew, only after a look at what that does."""
    altered = {key: value for key, value in _wanted(now).items() if value != now[key]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(_("Changed by (for the log)"), key="setting_who", width=220)
        st.button(_("Save"), type="primary", key="settings_save", disabled=not altered, on_click=_ask, args=(altered,))
        st.caption(settings_words.listed(altered) if altered else _("Nothing is changed yet."))
    asked = st.session_state.get(_ASKED)
    if asked is not None and asked == altered:
        _confirm(altered)


def _confirm(altered: dict[str, str]) -> None:
    try:
        with st.spinner(_("Working out what changed"), show_time=True):
            effect = kept.preview(session.store(), altered, now=datetime.now(UTC))
    except Refused as error:
        st.error(markdown(said(error.message)), icon=":material/block:")
        return
    told = ngettext(
        "The amount of {n} of {all} deals changes.", "The amounts of {n} of {all} deals change.", effect.changed_amounts
    )
    text = told.format(n=words.number(effect.changed_amounts), all=words.number(effect.deals))
    if effect.without_rate:
        missing = ngettext(
            "{n} deal has a currency without a rate: its amount stays blank.",
            "{n} deals have a currency without a rate: their amounts stay blank.",
            effect.without_rate,
        )
        text += " " + missing.format(n=words.number(effect.without_rate))
    st.warning(markdown(text), icon=":material/info:")
    with st.container(horizontal=True):
        st.button(_("Change it"), type="primary", key="settings_sure", on_click=_change, args=(altered,))
        st.button(_("Cancel"), key="settings_cancel", on_click=_forget)


def _ask(altered: dict[str, str]) -> None:
    if altered.keys() & set(_WEIGHTY):
        st.session_state[_ASKED] = altered
    else:
        _change(altered)


def _change(altered: dict[str, str]) -> None:
    who = str(st.session_state.get("setting_who") or "").strip() or None
    put(altered, who)
    _forget()


def put(altered: Mapping[str, str | None], who: str | None) -> None:
    """Set these keys and keep what came of it to be told."""
    try:
        release = kept.change(session.store(), altered, who=who, now=datetime.now(UTC))
    except Refused as error:
        refuse(said(error.message))
    else:
        saved(release)
        # What is set is what the page shows, whatever was chosen in it before.
        for key in [key for key in st.session_state if str(key).startswith(_KEY.format(""))]:
            del st.session_state[key]


def refuse(sentence: str) -> None:
    """Keep why nothing was saved, to be told."""
    st.session_state[_FAILED] = sentence


def saved(release: int) -> None:
    """Keep that a release holds it now, to be told."""
    st.session_state[_DONE] = _("Saved; this is release {release}.").format(release=release)


def _forget() -> None:
    st.session_state.pop(_ASKED, None)


def _select(
    key: str, label: str, codes: list[str], name: Callable[[str], str], now: Mapping[str, str], help: str | None = None
) -> None:
    codes = codes if now[key] in codes else [now[key], *codes]
    st.selectbox(label, codes, index=codes.index(now[key]), format_func=name, key=_KEY.format(key), help=help)


def _wanted(now: Mapping[str, str]) -> dict[str, str]:
    """What the page holds, as it would be kept."""
    wanted = {key: str(st.session_state.get(_KEY.format(key), now[key]) or "") for key in now}
    wanted["working_days"] = ",".join(sorted(st.session_state[_KEY.format("working_days")]))
    for key in ("working_from", "working_until"):
        wanted[key] = st.session_state[_KEY.format(key)].strftime("%H:%M")
    if (
        wanted["holiday_country"] != now["holiday_country"]
        and _KEY.format("holiday_subdivision") not in st.session_state
    ):
        wanted["holiday_subdivision"] = ""
    return wanted
