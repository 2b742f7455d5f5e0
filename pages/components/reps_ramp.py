"""Ramp: how fast new reps get where the others are, cohorts by hiring quarter, and quotas that allow for it."""

import pandas as pd
import streamlit as st

from metrics import ramp
from metrics.ramp import SPANS
from pages.charts import ramp as charts
from pages.charts.reps import round_ticks
from pages.charts.style import CONFIG
from pages.components import definitions, filters, reps_ramp_figures, reps_ramp_form, reps_ramp_quotas, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.reps_ramp_figures import Reach
from pages.components.safety import markdown
from pages.components.tables import Column


def show(choice: Choice) -> None:
    """Months of tenure, the curve, whose quota it cuts in the period, and the cohorts."""
    reach = reps_ramp_figures.reach(choice)
    rows = reps_ramp_figures.history(choice)
    if not reach.hired or rows.empty:
        _nothing(reach)
        return
    force = reps_ramp_figures.in_force(choice)
    reps_ramp_form.told()
    with st.grid(2, min_column_width=330, gap="small"):
        with st.container(border=True, height="stretch"):
            _by_month(rows, reach, choice)
        with st.container(border=True, height="stretch"):
            reps_ramp_quotas.curve(force, choice)
    with st.container(border=True):
        reps_ramp_quotas.cut(force, choice)
    with st.container(border=True):
        _cohorts(rows, choice)


def _nothing(reach: Reach) -> None:
    if not reach.sellers:
        st.info(_("Nobody owns a deal or carries a quota in this choice."))
    elif not reach.hired:
        st.info(
            _(
                "Nobody's first day of work is known, so there is no month of tenure to tell of. Import a list of"
                " people with a hire date (a column such as “Hire Date” or 入社日) on the Imports page."
            )
        )
    else:
        st.info(_("Nobody was hired since the first decision on record."))


# ---- by month of tenure ----------------------------------------------------------------------------------------------


def _by_month(rows: pd.DataFrame, reach: Reach, choice: Choice) -> None:
    money = words.money(choice.currency)
    found = ramp.by_month(rows)
    if found.empty:
        _nothing(reach)
        return
    shown = {"won": _("Won per month"), "attainment": _("Attainment")}
    kind = filters.url_choice(_("Shown"), list(shown), key="ramp_shown", names=shown)
    if kind == "attainment" and found["attainment"].isna().all():
        st.info(_("No month of tenure has a quota. Import quotas to see attainment."))
        return
    st.markdown(f"**{markdown(_finding(rows, kind, choice))}**", help=definitions.of("ramp"))
    is_won = kind == "won"
    value = found["won_month" if is_won else "attainment"].astype(float)
    highest = float(value.max()) if value.notna().any() else 0.0
    blank = pd.Series(float("nan"), index=found.index)
    ticks = round_ticks(0.0, max(highest, 1.0))
    st.plotly_chart(
        charts.months(
            pd.DataFrame(
                {
                    "tenure_month": found["tenure_month"],
                    "value": value,
                    "low": found["low"] if is_won else blank,
                    "high": found["high"] if is_won else blank,
                }
            ),
            write=money if is_won else lambda share: words.percent(share, 0),
            ticks=ticks,
            hovers=[_hover(row, choice) for row in found.to_dict("records")],
            full=not is_won,
        ),
        key=f"ramp_months_{kind}",
        config=CONFIG,
        alt=_("What reps win by month of tenure"),
    )
    st.caption(markdown(_about(rows, reach, is_won=is_won)))
    with st.expander(_("Table")):
        _months_table(found, choice)


def _finding(rows: pd.DataFrame, kind: str, choice: Choice) -> str:
    (early,) = ramp.cohorts(rows, lambda _day: "").to_dict("records")
    first, late = (early[f"{kind}_{number}"] for number in (0, len(SPANS) - 1))
    write = words.money(choice.currency) if kind == "won" else lambda share: words.percent(share, 0)
    if pd.isna(first) or pd.isna(late):
        return _("Too little is on record of both new and long-serving reps to hold one against the other")
    text = (
        _("A rep wins {first} a month in the first three months, {late} after the first year")
        if kind == "won"
        else _("Reps attain {first} of quota in their first three months, {late} after the first year")
    )
    return text.format(first=write(first), late=write(late))


def _hover(row: dict, choice: Choice) -> str:
    money = words.money(choice.currency)
    told = ngettext("n = {n} rep", "n = {n} reps", row["reps"]).format(n=words.number(row["reps"]))
    parts = [
        _("Month {month}: {won} per rep, attainment {share}").format(
            month=row["tenure_month"],
            won=money(row["won_month"]),
            share=words.percent(None if pd.isna(row["attainment"]) else row["attainment"], 0),
        ),
        told,
    ]
    if row["left"]:
        parts.append(_("{n} of them have left since").format(n=words.number(row["left"])))
    return ", ".join(parts)


def _about(rows: pd.DataFrame, reach: Reach, *, is_won: bool) -> str:
    people = rows.drop_duplicates("rep_id")
    parts = [
        _("By month of tenure, since {day}; {n} reps, of whom {left} have left and stay in.").format(
            day=words.day(reach.first_on) if reach.first_on else "–",
            n=words.number(len(people)),
            left=words.number(int(people["left_on"].notna().sum())),
        )
    ]
    win = ramp.first_win(rows)
    if win.value is not None:
        parts.append(
            _("Half of {n} newcomers had won a deal by month {month}.").format(
                n=words.number(win.n), month=words.number(win.value)
            )
        )
    if is_won:
        parts.append(_("Band: 95 % interval over reps."))
    if reach.hired < reach.sellers:
        parts.append(
            _("Of {n} people who sell the first day of work is not known; they are left out.").format(
                n=words.number(reach.sellers - reach.hired)
            )
        )
    return " ".join(parts)


def _months_table(found: pd.DataFrame, choice: Choice) -> None:
    tables.show(
        found.assign(won_month=found["won_month"].astype(float), person_months=found["person_months"].astype(float)),
        {
            "tenure_month": Column(_("Month of tenure"), "number", width=80),
            "reps": Column(_("Reps"), "number", width=60),
            "left": Column(_("of whom left"), "number", width=80),
            "person_months": Column(_("Person-months"), "number", help=_("Months that were cut short count by days.")),
            "won_deals": Column(words.label("won_deals"), "number"),
            "won_month": Column(_("Won per rep and month"), "money"),
            "low": Column(_("Low (95 %)"), "money"),
            "high": Column(_("High (95 %)"), "money"),
            "attained_amount": Column(words.label("attained_amount"), "money"),
            "quota": Column(words.label("quota"), "money"),
            "attainment": Column(words.label("quota_attainment"), "ratio"),
        },
        key="ramp_months",
        file_name="ramp-by-month",
        about=summary(choice),
        alt=_("What reps win by month of tenure"),
        height=320,
    )


# ---- cohorts ---------------------------------------------------------------------------------------------------------


def _cohorts(rows: pd.DataFrame, choice: Choice) -> None:
    found = ramp.cohorts(rows, lambda day: choice.calendar.containing(day, "quarter").label)
    recent = found[found["months_0"] > 0]
    text = ngettext(
        "{n} hiring quarter is on record from its first month on",
        "{n} hiring quarters are on record from their first months on",
        len(recent),
    )
    st.markdown(f"**{markdown(text.format(n=words.number(len(recent))))}**", help=definitions.of("ramp"))
    shown = {"won": _("Won per month"), "attainment": _("Attainment")}
    kind = filters.url_choice(_("Shown for cohorts"), list(shown), key="cohorts_shown", names=shown)
    columns = {
        "cohort": Column(_("Hired in"), width=90),
        "reps": Column(_("Reps"), "number", width=60),
        "left": Column(_("of whom left"), "number", width=80),
    }
    for number in range(len(SPANS)):
        columns[f"{kind}_{number}"] = Column(_span(number), "money" if kind == "won" else "ratio")
    tables.show(
        found.astype({name: float for name in columns if name.startswith(kind)}),
        columns,
        key=f"ramp_cohorts_{kind}",
        file_name=f"ramp-cohorts-{kind}",
        about=summary(choice),
        alt=_("What reps win by hiring quarter and time with the company"),
        height=min(38 + 35 * len(found), 420),
    )
    st.caption(
        _(
            "Each span is sums over sums of all who were there in it, those who have left since among them; blank where"
            " nobody has been there so long, or where the record begins later, and with less than one person-month."
        )
    )


def _span(number: int) -> str:
    first, last = SPANS[number]
    if last is None:
        return _("Month {first} on").format(first=words.number(first))
    return _("Months {first}–{last}").format(first=words.number(first), last=words.number(last))
