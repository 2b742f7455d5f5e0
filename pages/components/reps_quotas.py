"""Quotas on the Reps page: what does not fit together, all of a year to be set in place, and what became of each."""

import pandas as pd
import streamlit as st

from metrics import quotas as metric
from metrics.periods import Grain, Period
from pages.components import calendar, filters, reps_quotas_editor, session, tables, words
from pages.components import reps_quotas_words as said
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

_SHOWN = 8
_MOST = 60


def show(choice: Choice) -> None:
    """The year of the period: the check, the grid to edit, and the history."""
    reps_quotas_editor.told()
    year = choice.calendar.containing(choice.period.start, "year")
    known = session.fetch("quotas/known", choice.scope)
    with st.container(border=True):
        _check(known, year, choice)
    with st.container(border=True):
        _grid(known, year, choice)
    with st.container(border=True):
        _history(choice)


def _sellers(period: Period, choice: Choice) -> pd.DataFrame:
    return session.fetch("quotas/sellers", choice.scope, period_start=period.start, period_end=period.end)


# ---- what does not fit together --------------------------------------------------------------------------------------


def _check(known: pd.DataFrame, year: Period, choice: Choice) -> None:
    found = metric.misfits(known, _sellers(choice.period, choice), year, choice.period)
    rows = sorted(found, key=lambda item: (said.ORDER.index(item.code), -item.amount, item.rep_name, item.starts_on))
    wrong = [item for item in rows if said.is_wrong(item)]
    told = [item for item in rows if not said.is_wrong(item)]
    st.markdown(f"**{markdown(_check_finding(known, len(wrong), year))}**")
    for part, label in ((wrong, ""), (told, _("As it should be, and good to know"))):
        if not part:
            continue
        lines = [f"- {markdown(said.sentence(item, choice))}" for item in part]
        if label:
            with st.expander(markdown(f"{label} ({words.number(len(part))})"), key="quotas_known_fits"):
                _listed(lines)
            continue
        st.markdown("\n".join(lines[:_SHOWN]))
        if rest := lines[_SHOWN:]:
            more = ngettext("{n} more", "{n} more", len(rest)).format(n=words.number(len(rest)))
            with st.expander(more, key="quotas_more_misfits"):
                _listed(rest)
    st.caption(
        _(
            "Checked: months against their quarter and quarters against their year, quotas of people who are not there,"
            " two over the same days, managers' against their reports', and who has deals in the period but no quota."
        )
    )


def _listed(lines: list[str]) -> None:
    st.markdown("\n".join(lines[:_MOST]))
    if len(lines) > _MOST:
        st.caption(_("The first {n} are shown.").format(n=words.number(_MOST)))


def _check_finding(known: pd.DataFrame, wrong: int, year: Period) -> str:
    if known["amount"].notna().sum() == 0:
        return _("No quota is known yet: set them below, or import a plan on the Imports page")
    if not wrong:
        return _("The quotas of {year} fit together").format(year=year.label)
    return ngettext(
        "{n} thing about the quotas of {year} does not fit together",
        "{n} things about the quotas of {year} do not fit together",
        wrong,
    ).format(n=words.number(wrong), year=year.label)


# ---- the grid --------------------------------------------------------------------------------------------------------


def _grid(known: pd.DataFrame, year: Period, choice: Choice) -> None:
    names: dict[str, str] = {"quarter": _("By quarter"), "month": _("By month"), "year": _("By year")}
    st.markdown(f"**{markdown(_('Quotas of {year}').format(year=year.label))}**")
    grain: Grain = filters.url_choice(_("Periods"), list(names), key="quotas_by", names=names)  # ty: ignore[invalid-assignment]
    last = choice.calendar.choices(grain, year.start, calendar.last_day(year))[::-1]
    found = metric.grid(known, _sellers(year, choice), last)
    if found.empty:
        st.info(_("Nobody who sells is known in this choice. Import a list of people, or opportunities with owners."))
        return
    reps_quotas_editor.show(found, last, choice)


# ---- history ---------------------------------------------------------------------------------------------------------


def _history(choice: Choice) -> None:
    found = session.fetch("quotas/history", choice.scope)
    st.markdown(f"**{markdown(_history_finding(found))}**")
    if found.empty:
        return
    shown = found.assign(
        rep=found["rep_name"].fillna(found["rep_id"]),
        period=[said.period(*days, choice) for days in zip(found["starts_on"], found["ends_on"], strict=True)],
        by=found["changed_by"].fillna(""),
        before=found["amount_before"].astype(float),
        after=found["amount"].astype(float),
        what=[said.change(row) for row in found.to_dict("records")],
    )
    tables.show(
        shown,
        {
            "changed_at": Column(_("Set at, UTC"), "moment", width=130),
            "rep": Column(_("Owner"), width=150),
            "period": Column(_("Period"), width=90),
            "before": Column(_("Before"), "money", width=100),
            "after": Column(_("Since"), "money", width=100),
            "what": Column(_("Change"), width=110),
            "currency": Column(_("Currency"), width=80),
            "by": Column(_("Set by"), width=120),
            "file_name": Column(_("File"), width="medium"),
            "import_id": Column(_("Import"), "number", width=70),
        },
        key="quota_history",
        file_name="quota-history",
        about=summary(choice),
        alt=_("Every change of a quota"),
        height=min(38 + 35 * len(shown), 360),
    )


def _history_finding(found: pd.DataFrame) -> str:
    changes = int((~found["is_first"].astype(bool)).sum())
    if not changes:
        return _("No quota was changed since it was first set")
    people = found.loc[~found["is_first"].astype(bool), "rep_id"].nunique()
    text = ngettext(
        "{n} change of a quota that stood before, of {people}",
        "{n} changes of quotas that stood before, of {people}",
        changes,
    )
    counted = ngettext("{n} rep", "{n} reps", people).format(n=words.number(people))
    return text.format(n=words.number(changes), people=counted)
