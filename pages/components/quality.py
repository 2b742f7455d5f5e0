"""The checks of the data in a table, and one of them in full: its rule, its way over imports, owners and records."""

import pandas as pd
import streamlit as st

from metrics import quality
from metrics.quality_checks import CHECKS
from pages.charts import activities as bars
from pages.charts import quality as charts
from pages.charts.style import CONFIG
from pages.components import definitions, filters, quality_cards, quality_list, quality_words, tables, words
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.quality_figures import Audit, change
from pages.components.safety import markdown
from pages.components.tables import Column

_MOST_OWNERS = 10


def part() -> str:
    """The subject in sight: checks or owners."""
    names = {"checks": _("What is wrong"), "owners": _("Who mends it")}
    return filters.url_choice(_("Subject"), list(names), key="view", names=names)


def everything(choice: Choice) -> bool:
    """Whether all records are looked at, not only those of the period."""
    names = {
        "period": _("Open, and records of {period}").format(period=choice.period.label),
        "all": _("All records"),
    }
    return filters.url_choice(_("Records"), list(names), key="records", names=names) == "all"


def about(found: Audit, choice: Choice, *, everything: bool) -> None:
    """What is in sight, and what the choice does not reach."""
    if everything:
        said = _("Every record the choice holds, whatever its day.")
    else:
        said = _(
            "Open deals, deals created or decided in {period}, leads created and calls and meetings held in it, and"
            " all accounts."
        ).format(period=choice.period.label)
    if not found.split:
        said += " " + _("Leads are not told apart by segment, product or source, so none is looked at.")
    st.caption(markdown(said))


def shown(table: pd.DataFrame) -> str:
    """The check in sight: that of the link, else the worst, else the first."""
    wanted = st.query_params.get(quality_cards.CHECK)
    return wanted if wanted in CHECKS else quality_cards.worst(table) or next(iter(CHECKS))


def overview(table: pd.DataFrame, points: pd.DataFrame, choice: Choice, *, everything: bool) -> None:
    """All checks, one row each; a row picked is shown in full."""
    rows = table.assign(
        label=[quality_words.check(code) for code in table["check"]],
        change=[change(points, code) for code in table["check"]],
        share=table["share"].round(3),
        distorts=[quality_words.distorted(code) for code in table["check"]],
    )
    rows["change"] = rows["change"].astype(float)

    def picked(row: int) -> None:
        st.query_params[quality_cards.CHECK] = rows["check"].iloc[row]

    tables.show(
        rows,
        {
            "label": Column(_("Check"), width=210),
            "found": Column(_("Found"), "number", width=75),
            "looked_at": Column(_("Looked at"), "number", width=85),
            "share": Column(_("Share"), "ratio", width=75),
            "amount": Column(_("Amount, {currency}").format(currency=choice.currency), "money", width=115),
            "open_amount": Column(_("Of it open, {currency}").format(currency=choice.currency), "money", width=115),
            "change": Column(
                _("Since the last import"), "number", width=150, help=_("As known then and now, by the same rules.")
            ),
            "distorts": Column(_("Distorts"), width="large"),
        },
        key="quality_checks",
        file_name=quality_words.file_name("data-quality", choice, everything=everything),
        about=quality_words.summary(choice, everything=everything),
        alt=_("Every check with what it found"),
        on_pick=picked,
    )
    st.caption(
        _(
            "Choose a row to see its records. A record can stand in several checks. The amount of deals without one is"
            " not known, and shown as –."
        )
    )


def detail(
    code: str, found: Audit, table: pd.DataFrame, points: pd.DataFrame, choice: Choice, *, everything: bool
) -> None:
    """One check in full."""
    row = table.set_index("check").loc[code]
    st.markdown(f"**{markdown(_headline(code, row, choice))}**")
    st.markdown(markdown(quality_words.rule(code)))
    st.markdown(f":small[:gray[{markdown(_('Who mends it'))}]] {markdown(quality_words.mend(code))}")
    _distorts(code)
    if not row["found"]:
        return
    line = points[points["check"] == code]
    if len(line) > 1:
        with st.grid(2, min_column_width=330, gap="small"):
            with st.container(border=True, height="stretch"):
                _trend(line)
            with st.container(border=True, height="stretch"):
                _owners(code, found)
    else:
        with st.container(border=True):
            _owners(code, found)
        st.caption(_("A trend over imports will stand here once imports speak of two days; so far all speak of one."))
    quality_list.show(code, found, choice, everything=everything)


def _headline(code: str, row: pd.Series, choice: Choice) -> str:
    said = quality_words.found_of(row["kind"], int(row["found"]), int(row["looked_at"]))
    text = f"{quality_words.check(code)}: {said}"
    if row["found"] and not pd.isna(row["amount"]):
        text += f", {words.money(choice.currency)(row['amount'])}"
    return text


def _distorts(code: str) -> None:
    """The measures it distorts, each with its definition; the names lead to the page of definitions."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f":small[:gray[{markdown(_('Distorts'))}]]", width="content")
        for name in CHECKS[code].distorts:
            st.page_link(
                "definitions.py", label=markdown(words.label(name)), help=definitions.of(name), width="content"
            )


def _trend(line: pd.DataFrame) -> None:
    """The way of a check over imports. line: its rows of quality_figures.trend."""
    st.markdown(f"**{markdown(_moved(line))}**")
    labels = [
        _("{day}: {found} of {all}").format(
            day=words.day(point["day"]), found=words.number(point["found"]), all=words.number(point["looked_at"])
        )
        for point in line.to_dict("records")
    ]
    st.plotly_chart(
        charts.trend(list(line["day"]), list(line["found"]), labels=labels, day=words.day_month),
        key="quality_trend",
        config=CONFIG,
        alt=_("What the check found on the day of each import"),
    )
    st.caption(
        markdown(
            _(
                "As known on the day of each import in force (the last {n}): deals as they stood then, by today's rules"
                " and choice. Accounts, and whether people are employed, are as known today."
            ).format(n=words.number(len(line)))
        )
    )


def _moved(line: pd.DataFrame) -> str:
    by = float(line["found"].iloc[-1]) - float(line["found"].iloc[0])
    first = words.day(line["day"].iloc[0])
    if not by:
        return _("As many as on {day}").format(day=first)
    text = _("{n} more than on {day}") if by > 0 else _("{n} fewer than on {day}")
    return text.format(n=words.number(abs(by)), day=first)


def _owners(code: str, found: Audit) -> None:
    """Whose records were found, the most first, with how many of theirs were looked at."""
    rows = quality.owners_of(_judged(code, found))
    top = rows.head(_MOST_OWNERS)
    names = [name if isinstance(name, str) else _("nobody") for name in top["rep_name"]]
    all_found, most = int(rows["found"].sum()), int(top["found"].iloc[0])
    if len(rows) > 1 and int(rows["found"].iloc[1]) == most:
        said = _("Spread over {n} owners").format(n=words.number(len(rows)))
    else:
        said = _("{owner} holds {n} of {all} found").format(
            owner=names[0], n=words.number(most), all=words.number(all_found)
        )
    st.markdown(f"**{markdown(said)}**")
    labels = [
        _("{found} of {all} ({share} of all found)").format(
            found=words.number(row["found"]),
            all=words.number(row["looked_at"]),
            share=words.percent(row["found"] / all_found, digits=0),
        )
        for row in top.to_dict("records")
    ]
    st.plotly_chart(
        bars.rows(list(top["found"]), names=names, labels=labels),
        key="quality_owners_bars",
        config=CONFIG,
        alt=_("What the check found, by owner"),
    )
    if len(rows) > len(top):
        st.caption(markdown(_("{shown} of {all}").format(shown=words.number(len(top)), all=words.number(len(rows)))))


def _judged(code: str, found: Audit) -> pd.DataFrame:
    """rep_id, rep_name, found and looked_at of the records of a check."""
    kind = CHECKS[code].kind
    if kind == "activities":
        return found.durations.rename(columns={"activities": "looked_at"})
    records = {"deals": found.deals, "accounts": found.accounts, "leads": found.leads}[kind]
    reasons = found.reasons[code] if kind == "deals" else records["reason"]
    return records[["rep_id", "rep_name"]].assign(
        found=quality.is_found(reasons).astype(int), looked_at=reasons.notna().astype(int)
    )
